#include "LunaArena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// One chunk is what nearly every message needs; a thread keeps no more than this between messages.
enum { chunk_size = 32 * 1024 };

struct luna_arena_chunk {
    struct luna_arena_chunk *next;
    size_t size;  // of what follows this header; with the pointer it makes 16 bytes, which keeps the alignment
};

static pthread_key_t cache_key;
static pthread_once_t cache_once = PTHREAD_ONCE_INIT;
static int cache_ready;

static void *allocate_for_protobuf(void *arena, size_t size) {
    // protobuf-c asks for zero bytes for empty `bytes` fields only when it does not check; never answer NULL to that.
    return luna_arena_allocate(arena, size == 0 ? 1 : size);
}

static void free_for_protobuf(void *arena, void *pointer) {
    (void)arena;
    (void)pointer;
}

static void destroy(void *pointer) {
    luna_arena *arena = pointer;
    if (arena == NULL) return;
    for (struct luna_arena_chunk *chunk = arena->chunks; chunk != NULL;) {
        struct luna_arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

static void make_key(void) {
    cache_ready = pthread_key_create(&cache_key, destroy) == 0;
}

luna_arena *luna_arena_get(void) {
    pthread_once(&cache_once, make_key);
    if (cache_ready) {
        luna_arena *cached = pthread_getspecific(cache_key);
        if (cached != NULL) {
            pthread_setspecific(cache_key, NULL);
            return cached;
        }
    }
    luna_arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) return NULL;
    arena->allocator.alloc = allocate_for_protobuf;
    arena->allocator.free = free_for_protobuf;
    arena->allocator.allocator_data = arena;
    return arena;
}

void luna_arena_put(luna_arena *arena) {
    while (arena->chunks != NULL && (arena->chunks->next != NULL || arena->chunks->size > chunk_size)) {
        struct luna_arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    if (arena->chunks == NULL) {
        arena->current = arena->end = NULL;
    } else {
        arena->current = (uint8_t *)(arena->chunks + 1);
        arena->end = arena->current + arena->chunks->size;
    }
    if (!cache_ready || pthread_getspecific(cache_key) != NULL || pthread_setspecific(cache_key, arena) != 0) {
        destroy(arena);
    }
}

void *luna_arena_allocate_slowly(luna_arena *arena, size_t size) {
    // A large piece gets a chunk of its own. Its rest is lost, which wastes at most one ordinary chunk each time.
    size_t payload = size > chunk_size ? size : chunk_size;
    struct luna_arena_chunk *chunk = malloc(sizeof *chunk + payload);
    if (chunk == NULL) return NULL;
    chunk->size = payload;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    uint8_t *memory = (uint8_t *)(chunk + 1);
    arena->current = memory + size;
    arena->end = memory + payload;
    return memory;
}

int luna_find_nul(const void *bytes, size_t count) {
    return count > 0 && memchr(bytes, 0, count) != NULL;
}
