// The loops for AVX-512: sixteen floats are one register, and 8 × 2 of them leave half of the 32 registers free.

#if defined(__x86_64__)

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_avx512
#define INSTRUCTIONS_NAME "avx512"
#define TILE_ROWS 8
#define TILE_VECTORS 2

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "Loops.h"
#pragma clang attribute pop

#endif
