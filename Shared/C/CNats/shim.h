#pragma once
// The header in the nats/ folder: the one of the same name above it is a deprecated stub that warns.
#include <nats/nats.h>
