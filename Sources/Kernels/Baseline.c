// The loops for what every processor of the architecture has: NEON on Arm, where sixteen floats are four of 32
// registers and the 6 × 16 register tile has 24 accumulators; SSE2 on x86, where they are four of 16 and the 2 × 16
// tile has eight.

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_baseline
#if defined(__aarch64__)
#define INSTRUCTIONS_NAME "neon"
#define MR NEONMR
#define NR_VECTORS NEONNRVectors
#else
#define INSTRUCTIONS_NAME "scalar"
#define MR SSE2MR
#define NR_VECTORS SSE2NRVectors
#endif

#include "Loops.h"

#if HAS_MATRIX_UNIT
const Instructions instructions_accelerate = INSTRUCTIONS_TABLE("accelerate", true);
#endif
