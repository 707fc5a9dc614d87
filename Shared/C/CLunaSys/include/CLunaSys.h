// Calls of the operating system that Swift's Glibc module leaves out. Nothing else belongs here.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// --- epoll (epoll(7)) -------------------------------------------------------------------------------------------

#define LUNA_EPOLL_READ 1u     // readable, or the peer closed its side
#define LUNA_EPOLL_WRITE 2u    // writable
#define LUNA_EPOLL_ERROR 4u    // error or hang-up; always reported, never asked for
#define LUNA_EPOLL_ONESHOT 8u  // disarm after the first event, until luna_epoll_modify

typedef struct {
    uint32_t events;  // LUNA_EPOLL_ bits
    uint64_t token;   // as given when the descriptor was added
} luna_epoll_event;

// Each returns -1 and leaves errno on failure.
int luna_epoll_create(void);
int luna_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int luna_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token);
int luna_epoll_remove(int epoll, int descriptor);
// Waits for up to `capacity` (at most 256) events; `timeout_ms` -1 waits for ever. Starts again after a signal. Returns the number of events.
int luna_epoll_wait(int epoll, luna_epoll_event *events, int capacity, int timeout_ms);

// --- eventfd: wakes an epoll thread from another thread (eventfd(2)) ----------------------------------------------

int luna_eventfd_create(void);            // non-blocking, close-on-exec
int luna_eventfd_signal(int descriptor);  // 0, or -1 with errno
void luna_eventfd_clear(int descriptor);  // forgets all signals so far

// --- threads ----------------------------------------------------------------------------------------------------

// Names the calling thread (15 bytes at most; longer names are cut), as `top -H` and debuggers show it.
void luna_thread_set_name(const char *name);
int32_t luna_thread_id(void);  // kernel thread id of the caller

// --- processes --------------------------------------------------------------------------------------------------

// Asks the kernel to send `signal` to the calling process when its parent dies (prctl PR_SET_PDEATHSIG).
int luna_die_with_parent(int signal);

// Has a child that is to be spawned close everything from descriptor `first` upwards. Returns an errno, or 0.
int luna_spawn_close_from(void *actions, int first);

// --- crypt (crypt(3)): one-way passwords of configuration files ----------------------------------------------------

// bcrypt of `password` (text without NUL) with 16 random bytes and 2^cost rounds; writes a text of at most 60 characters and NUL
// into `out`, which has at least 64 bytes. Returns 0, or -1 when the system's library cannot do it.
int luna_bcrypt(const char *password, const uint8_t salt[16], int cost, char *out);
