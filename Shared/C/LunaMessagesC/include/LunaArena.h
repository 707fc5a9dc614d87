// Memory for one encoding or decoding: allocation bumps a pointer, nothing is freed one by one.
//
// protobuf-c allocates every string and every nested message by itself. With a bump allocator that costs next to
// nothing, and a decoding that fails half-way cannot leak: the whole arena is dropped at once.
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

typedef struct luna_arena {
    uint8_t *current;
    uint8_t *end;
    struct luna_arena_chunk *chunks;  // newest first; the last one in the list is kept from use to use
    ProtobufCAllocator allocator;     // hands this arena to protobuf-c
} luna_arena;

// An empty arena for the calling thread; NULL when there is no memory. Give it back with luna_arena_put on the SAME
// thread. Nested use is allowed and gives different arenas.
luna_arena *luna_arena_get(void);

// Forgets everything that was allocated in the arena.
void luna_arena_put(luna_arena *arena);

// Not to be called directly.
void *luna_arena_allocate_slowly(luna_arena *arena, size_t size);

// Uninitialised memory, aligned to 16 bytes; NULL when there is no memory.
static inline void *luna_arena_allocate(luna_arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) return NULL;
    size_t rounded = (size + 15) & ~(size_t)15;
    if ((size_t)(arena->end - arena->current) < rounded) return luna_arena_allocate_slowly(arena, rounded);
    void *memory = arena->current;
    arena->current += rounded;
    return memory;
}

// 1 when there is a zero byte among the first `count` bytes, else 0.
int luna_find_nul(const void *bytes, size_t count);

// The arena as protobuf-c wants it; valid until the arena is given back.
static inline ProtobufCAllocator *luna_arena_allocator(luna_arena *arena) {
    return &arena->allocator;
}
