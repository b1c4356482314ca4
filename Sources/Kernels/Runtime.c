#include "Runtime.h"

#include <stdlib.h>

static void run_in_order(long count, void (*job)(void *context, long index), void *context) {
  for (long i = 0; i < count; i++) job(context, i);
}

static float *allocate_aligned(long count) {
  size_t bytes = (size_t)round_up(larger(count, 1) * (long)sizeof(float), 64);
  return aligned_alloc(64, bytes);
}

static void release_aligned(float *memory, long count) {
  (void)count;
  free(memory);
}

static KernelRuntime current = {run_in_order, allocate_aligned, release_aligned};

void kernels_set_runtime(const KernelRuntime *runtime) { current = *runtime; }

void parallel_for(long count, void (*job)(void *context, long index), void *context) {
  if (count == 1) {
    job(context, 0);
  } else if (count > 1) {
    current.parallel(count, job, context);
  }
}

typedef struct Ranges {
  long count, length;
  void (*job)(void *context, long first, long last);
  void *context;
} Ranges;

static void run_range(void *context, long index) {
  const Ranges *ranges = context;
  long first = index * ranges->length;
  ranges->job(ranges->context, first, smaller(first + ranges->length, ranges->count));
}

void parallel_ranges(long count, long length, void (*job)(void *context, long first, long last), void *context) {
  Ranges ranges = {count, length, job, context};
  parallel_for(divide_up(count, length), run_range, &ranges);
}

float *scratch_allocate(long count) { return current.allocate(count); }

void scratch_release(float *memory, long count) { current.release(memory, count); }
