// Two-array functions in which the second array is small: it is laid out once at the length of a short stretch of the
// first, and the ordinary loop does the rest.

#include <string.h>

#include "Instructions.h"
#include "Runtime.h"

/// Elements for which b is laid out at a time.
enum { StretchLength = 1024 };

typedef struct Broadcast {
  BinaryLoop *loop;
  BroadcastPattern pattern;
  long stretch; ///< elements per stretch: whole periods of the pattern, where a period is short enough
  const float *a, *b;
  bool swapped;
  float p;
  float *y;
} Broadcast;

/// laid[i] = the b that meets element first + i.
static void lay_out(const Broadcast *job, long first, long count, float *laid) {
  long inner = job->pattern.inner, kept = job->pattern.kept;
  long k = first / inner % kept, within = first % inner;
  for (long i = 0; i < count;) {
    long run = smaller(inner - within, count - i);
    float value = job->b[k];
    for (long end = i + run; i < end; i++) laid[i] = value;
    within = 0;
    if (++k == kept) k = 0;
  }
}

static void broadcast_range(void *context, long first, long last) {
  const Broadcast *job = context;
  long inner = job->pattern.inner, kept = job->pattern.kept;
  bool repeats = job->stretch % (kept * inner) == 0;
  float laid[StretchLength];
  if (repeats) lay_out(job, first, smaller(job->stretch, last - first), laid);

  for (long i = first; i < last;) {
    long count = smaller(job->stretch, last - i);
    const float *b = laid;
    if (!repeats && inner == 1) {
      count = smaller(count, kept - i % kept);
      b = job->b + i % kept;
    } else if (!repeats) {
      lay_out(job, i, count, laid);
    }
    if (job->swapped) {
      job->loop(count, b, job->a + i, job->p, job->y + i);
    } else {
      job->loop(count, job->a + i, b, job->p, job->y + i);
    }
    i += count;
  }
}

void binary_broadcast(BinaryFunction function, BroadcastPattern pattern, const float *a, const float *b, bool swapped,
                      float p, float *y) {
  long count = pattern.outer * pattern.kept * pattern.inner;
  if (count == 0) return;
  if (pattern.kept == 1) pattern = (BroadcastPattern){count, 1, 1};
  long period = pattern.kept * pattern.inner;
  long stretch = period <= StretchLength ? StretchLength / period * period : StretchLength;
  Broadcast job = {instructions()->binary[function], pattern, stretch, a, b, swapped, p, y};
  parallel_ranges(count, ElementsPerJob / stretch * stretch, broadcast_range, &job);
}
