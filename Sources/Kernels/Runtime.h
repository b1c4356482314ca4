// What every kernel stands on: jobs, scratch memory, and small arithmetic on sizes.

#ifndef RUNTIME_H
#define RUNTIME_H

#include "Kernels.h"
#include "Tuning.h"

/// Runs job(context, i) once for every i in 0..<count; a single job runs right here, on the calling thread.
void parallel_for(long count, void (*job)(void *context, long index), void *context);

/// Cuts 0..<count into ranges of `length` (the last may be shorter) and runs job(context, first, last) on each. The
/// bounds depend on nothing but the two numbers, never on the number of threads.
void parallel_ranges(long count, long length, void (*job)(void *context, long first, long last), void *context);

/// `count` floats from the runtime, aligned to 64 bytes, contents undefined.
float *scratch_allocate(long count);
void scratch_release(float *memory, long count);

/// Adds to what `kernels_multiply_adds` says.
void count_multiply_adds(long count);

static inline long smaller(long a, long b) { return a < b ? a : b; }
static inline long larger(long a, long b) { return a > b ? a : b; }
static inline long divide_up(long a, long b) { return (a + b - 1) / b; }
static inline long round_up(long a, long b) { return divide_up(a, b) * b; }

#endif
