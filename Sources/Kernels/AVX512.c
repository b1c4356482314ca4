// The loops for AVX-512. Sixteen floats are one register: the 8 × 32 register tile has sixteen accumulators in 32
// registers.

#if defined(__x86_64__)

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_avx512
#define INSTRUCTIONS_NAME "avx512"
#define MR AVX512MR
#define NR_VECTORS AVX512NRVectors

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), \
                             apply_to = function)
#include "Loops.h"
#pragma clang attribute pop

#endif
