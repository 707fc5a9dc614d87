// The libraries underneath, used as directly as C allows: what our wrappers are compared with. Each returns operations per
// second, or a negative number when something failed.
#pragma once

// Publishes `count` messages of `size` bytes and waits until a subscription on another connection has received them all.
double luna_baseline_core(const char *url, int count, int size);

// Publishes `count` messages of `size` bytes to a JetStream subject with js_PublishAsync and waits for all acknowledgements.
double luna_baseline_durable(const char *url, const char *subject, int count, int size);

// Inserts `count` rows of `size` bytes one by one with a prepared statement, each its own transaction.
double luna_baseline_insert(const char *conninfo, int count, int size);
