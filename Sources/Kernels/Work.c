// Operation counts, and the peak that they are compared with.

#include "Instructions.h"
#include "Runtime.h"

// Each thread counts what it asked for: another's work is not taken for its own.
static _Thread_local uint64_t multiplyAdds = 0;

void count_multiply_adds(long count) { multiplyAdds += (uint64_t)count; }

uint64_t kernels_multiply_adds(void) { return multiplyAdds; }

static void compute_at_peak(void *context, long index) {
  ((float *)context)[index] = instructions()->multiply_add(PeakRepetitions, 0.5f, 1);
}

uint64_t kernels_compute_at_peak(void) {
  float results[PeakJobs];
  parallel_for(PeakJobs, compute_at_peak, results);
  const Instructions *table = instructions();
  return (uint64_t)(PeakJobs * table->mr * table->nrVectors * LaneCount) * PeakRepetitions;
}
