// The loops for AVX2 with fused multiply-add: sixteen floats are two registers, and 6 × 1 vectors fill twelve of the 16.

#if defined(__x86_64__)

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_avx2
#define INSTRUCTIONS_NAME "avx2"
#define TILE_ROWS 6
#define TILE_VECTORS 1

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Loops.h"
#pragma clang attribute pop

#endif
