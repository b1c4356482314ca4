// Operation counts, and the peak that they are compared with.

#include <stdatomic.h>

#include "Instructions.h"
#include "Runtime.h"

static _Atomic(uint64_t) multiplyAdds = 0;

void count_multiply_adds(long count) {
  atomic_fetch_add_explicit(&multiplyAdds, (uint64_t)count, memory_order_relaxed);
}

uint64_t kernels_multiply_adds(void) { return atomic_load_explicit(&multiplyAdds, memory_order_relaxed); }

static void compute_at_peak(void *context, long index) {
  ((float *)context)[index] = instructions()->multiply_add(PeakRepetitions, 0.5f, 1);
}

uint64_t kernels_compute_at_peak(void) {
  float results[PeakJobs];
  parallel_for(PeakJobs, compute_at_peak, results);
  const Instructions *table = instructions();
  return (uint64_t)(PeakJobs * table->mr * table->nrVectors * LaneCount) * PeakRepetitions;
}
