#define _GNU_SOURCE
#include "Baselines.h"

#include <libpq-fe.h>
#include <nats/nats.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
    int wanted;
    volatile int received;
} counter;

static void count_message(natsConnection *nc, natsSubscription *sub, natsMsg *msg, void *closure) {
    (void)nc;
    (void)sub;
    natsMsg_Destroy(msg);
    ((counter *)closure)->received++;
}

double luna_baseline_core(const char *url, int count, int size) {
    natsConnection *sender = NULL, *receiver = NULL;
    natsSubscription *sub = NULL;
    counter c = {count, 0};
    char *body = calloc(1, (size_t)size);
    double result = -1;
    if (natsConnection_ConnectTo(&receiver, url) != NATS_OK || natsConnection_ConnectTo(&sender, url) != NATS_OK) goto done;
    if (natsConnection_Subscribe(&sub, receiver, "bench.core", count_message, &c) != NATS_OK) goto done;
    natsSubscription_SetPendingLimits(sub, -1, -1);
    natsConnection_Flush(receiver);
    double start = now();
    for (int i = 0; i < count; i++) {
        if (natsConnection_Publish(sender, "bench.core", body, size) != NATS_OK) goto done;
    }
    natsConnection_Flush(sender);
    while (c.received < c.wanted && now() - start < 60) nats_Sleep(1);
    if (c.received == c.wanted) result = count / (now() - start);
done:
    natsSubscription_Destroy(sub);
    natsConnection_Destroy(sender);
    natsConnection_Destroy(receiver);
    free(body);
    return result;
}

double luna_baseline_durable(const char *url, const char *subject, int count, int size) {
    natsConnection *nc = NULL;
    jsCtx *js = NULL;
    char *body = calloc(1, (size_t)size);
    double result = -1;
    jsOptions options;
    jsOptions_Init(&options);
    options.PublishAsync.MaxPending = 4096;
    options.PublishAsync.StallWait = 5000;
    if (natsConnection_ConnectTo(&nc, url) != NATS_OK || natsConnection_JetStream(&js, nc, &options) != NATS_OK) goto done;
    double start = now();
    for (int i = 0; i < count; i++) {
        if (js_PublishAsync(js, subject, body, size, NULL) != NATS_OK) goto done;
    }
    jsPubOptions wait;
    jsPubOptions_Init(&wait);
    wait.MaxWait = 60000;
    if (js_PublishAsyncComplete(js, &wait) == NATS_OK) result = count / (now() - start);
done:
    jsCtx_Destroy(js);
    natsConnection_Destroy(nc);
    free(body);
    return result;
}

double luna_baseline_insert(const char *conninfo, int count, int size) {
    PGconn *pg = PQconnectdb(conninfo);
    double result = -1;
    char *body = malloc((size_t)size + 1);
    memset(body, 'x', (size_t)size);
    body[size] = 0;
    if (PQstatus(pg) != CONNECTION_OK) goto done;
    PQclear(PQexec(pg, "CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, body text NOT NULL)"));
    PQclear(PQprepare(pg, "add", "INSERT INTO bench_rows (body) VALUES ($1)", 1, NULL));
    double start = now();
    const char *values[1] = {body};
    for (int i = 0; i < count; i++) {
        PGresult *r = PQexecPrepared(pg, "add", 1, values, NULL, NULL, 0);
        ExecStatusType status = PQresultStatus(r);
        PQclear(r);
        if (status != PGRES_COMMAND_OK) goto done;
    }
    result = count / (now() - start);
done:
    PQfinish(pg);
    free(body);
    return result;
}
