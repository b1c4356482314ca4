#include "Instructions.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The table of that name, or of the best instruction set if there is no name; null if this processor lacks it.
static const Instructions *find(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
  if (avx512 && (!name || strcmp(name, instructions_avx512.name) == 0)) return &instructions_avx512;
  if (avx2 && (!name || strcmp(name, instructions_avx2.name) == 0)) return &instructions_avx2;
#endif
#if HAS_MATRIX_UNIT
  // By name alone: its bits are Apple's, and may change with the machine and the system.
  bool isNamed = name && strcmp(name, instructions_accelerate.name) == 0;
  if (isNamed && matrix_unit_is_usable()) return &instructions_accelerate;
#endif
  if (!name || strcmp(name, instructions_baseline.name) == 0) return &instructions_baseline;
  return NULL;
}

static const Instructions *choose(void) {
  const char *name = getenv("MINIMAX_ISA");
  const Instructions *found = find(name);
  if (found) return found;
  const Instructions *best = find(NULL);
  fprintf(stderr, "MINIMAX_ISA: this processor has no \"%s\"; using \"%s\"\n", name, best->name);
  return best;
}

static _Atomic(const Instructions *) selected = NULL;

const Instructions *instructions(void) {
  const Instructions *table = atomic_load_explicit(&selected, memory_order_acquire);
  if (!table) {
    table = choose();
    atomic_store_explicit(&selected, table, memory_order_release);
  }
  return table;
}

const char *kernels_instruction_set(void) { return instructions()->name; }

bool kernels_has_instruction_set(const char *name) { return find(name) != NULL; }

bool kernels_select_instruction_set(const char *name) {
  const Instructions *found = find(name);
  if (found) atomic_store_explicit(&selected, found, memory_order_release);
  return found != NULL;
}
