#define _GNU_SOURCE
#include "CLunaSys.h"

#include <crypt.h>
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint32_t to_system(uint32_t events) {
    uint32_t out = 0;
    if (events & LUNA_EPOLL_READ) out |= EPOLLIN | EPOLLRDHUP;
    if (events & LUNA_EPOLL_WRITE) out |= EPOLLOUT;
    if (events & LUNA_EPOLL_ONESHOT) out |= EPOLLONESHOT;
    return out;
}

static uint32_t from_system(uint32_t events) {
    uint32_t out = 0;
    if (events & (EPOLLIN | EPOLLRDHUP)) out |= LUNA_EPOLL_READ;
    if (events & EPOLLOUT) out |= LUNA_EPOLL_WRITE;
    if (events & (EPOLLERR | EPOLLHUP)) out |= LUNA_EPOLL_ERROR;
    return out;
}

int luna_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = to_system(events);
    event.data.u64 = token;
    return epoll_ctl(epoll, operation, descriptor, &event);
}

int luna_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, events, token);
}

int luna_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, events, token);
}

int luna_epoll_remove(int epoll, int descriptor) { return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int luna_epoll_wait(int epoll, luna_epoll_event *events, int capacity, int timeout_ms) {
    struct epoll_event raw[256];
    if (capacity > 256) capacity = 256;
    int count;
    do {
        count = epoll_wait(epoll, raw, capacity, timeout_ms);
    } while (count < 0 && errno == EINTR);
    for (int i = 0; i < count; i++) {
        events[i].events = from_system(raw[i].events);
        events[i].token = raw[i].data.u64;
    }
    return count;
}

int luna_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int luna_eventfd_signal(int descriptor) {
    uint64_t one = 1;
    ssize_t written;
    do {
        written = write(descriptor, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
    // EAGAIN: the counter is full, so a wake-up is already waiting to be seen.
    return written < 0 && errno != EAGAIN ? -1 : 0;
}

void luna_eventfd_clear(int descriptor) {
    uint64_t count;
    ssize_t got;
    do {
        got = read(descriptor, &count, sizeof count);
    } while (got < 0 && errno == EINTR);
}

void luna_thread_set_name(const char *name) {
    char cut[16];
    strncpy(cut, name, sizeof cut - 1);
    cut[sizeof cut - 1] = 0;
    pthread_setname_np(pthread_self(), cut);
}

int32_t luna_thread_id(void) { return (int32_t)syscall(SYS_gettid); }

int luna_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

int luna_spawn_close_from(void *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int luna_bcrypt(const char *password, const uint8_t salt[16], int cost, char *out) {
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    // $2a$ and not $2b$: older servers of NATS know no other. The two differ for passwords of more than 255 bytes only.
    if (!crypt_gensalt_rn("$2a$", (unsigned long)cost, (const char *)salt, 16, setting, sizeof setting)) return -1;
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data) return -1;
    const char *text = crypt_r(password, setting, data);
    int result = text && strncmp(text, "$2a$", 4) == 0 && strlen(text) == 60 ? 0 : -1;
    if (result == 0) memcpy(out, text, 61);
    explicit_bzero(data, sizeof *data);
    free(data);
    return result;
}
