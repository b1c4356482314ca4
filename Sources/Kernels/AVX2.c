// The loops for AVX2 with fused multiply-add. Sixteen floats are two registers: the 6 × 16 register tile has twelve
// accumulators in 16 registers.

#if defined(__x86_64__)

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_avx2
#define INSTRUCTIONS_NAME "avx2"
#define MR AVX2MR
#define NR_VECTORS AVX2NRVectors

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Loops.h"
#pragma clang attribute pop

#endif
