// The loops for what every processor of the architecture has: NEON on Arm, where sixteen floats are four of 32
// registers; on x86 SSE2, four of 16.

#include <math.h>
#include <string.h>

#include "Instructions.h"

#define INSTRUCTIONS instructions_baseline
#define TILE_VECTORS 1
#if defined(__aarch64__)
#define INSTRUCTIONS_NAME "neon"
#define TILE_ROWS 6
#else
#define INSTRUCTIONS_NAME "scalar"
#define TILE_ROWS 2
#endif

#include "Loops.h"
