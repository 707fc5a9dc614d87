#pragma once
#include <zlib.h>

/* deflateInit2 is a macro, which Swift does not import: raw deflate, as ZIP wants it. */
static inline int luna_deflate_init_raw(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}
