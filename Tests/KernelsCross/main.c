// Checks the kernels without Swift, against plain loops, so that they can be compiled for another processor and run
// under an emulator: scripts/neon-test. Runs every instruction set that the processor has; exits with 1 if a check
// fails.

#include <stdio.h>

#include "Checks.h"

static bool check_everything(void) {
  bool passed = check_convolutions(400);
  passed = check_pooling(40) && passed;
  passed = check_products(150) && passed;
  passed = check_double_products(60) && passed;
  passed = check_elementwise() && passed;
  passed = check_reductions() && passed;
  passed = check_normalisation() && passed;
  passed = check_adam() && passed;
  return check_random_numbers() && passed;
}

int main(void) {
  static const char *const sets[] = {"accelerate", "neon", "avx512", "avx2", "scalar"};
  setvbuf(stdout, NULL, _IOLBF, 0);
  bool passed = true;
  for (unsigned i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
    if (kernels_select_instruction_set(sets[i])) passed = check_everything() && passed;
  }
  printf(passed ? "All checks passed.\n" : "Some checks FAILED.\n");
  return passed ? 0 : 1;
}
