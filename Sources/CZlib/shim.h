#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

/// Begins to inflate a bare deflate stream, as zip archives hold it. zlib has it as a macro that Swift cannot call.
static inline int inflate_init_bare(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

#endif
