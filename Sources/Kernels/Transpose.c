#include "Instructions.h"
#include "Runtime.h"

typedef struct Transpose {
  long first, middle, last;
  const float *x;
  float *y;
} Transpose;

static void transpose_block(void *context, long index) {
  const Transpose *job = context;
  long m = index % job->middle, k = index / job->middle * TransposedRowsPerJob;
  instructions()->transpose(job->first, smaller(TransposedRowsPerJob, job->last - k), job->x + m * job->last + k,
                            job->middle * job->last, job->y + k * job->middle * job->first + m * job->first,
                            job->middle * job->first);
}

/// x [first, middle, last] → y [last, middle, first]
void transpose_outer_axes(long first, long middle, long last, const float *x, float *y) {
  Transpose job = {first, middle, last, x, y};
  parallel_for(middle * divide_up(last, TransposedRowsPerJob), transpose_block, &job);
}
