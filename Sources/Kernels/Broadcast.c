// Functions of two arrays with broadcasting: the small array is expanded to the length of a block of the large one, and
// the ordinary loop does the rest.

#include <string.h>

#include "Instructions.h"
#include "Runtime.h"

typedef struct Broadcast {
  BinaryLoop *loop;
  BroadcastPattern pattern;
  long block; ///< elements per block: whole periods of the broadcast, where a period is short enough
  const float *a, *b;
  bool swapped;
  float p;
  float *y;
} Broadcast;

/// b [kept] → expanded [count]: the b that meets element first + i of [outer, kept, inner].
static void expand(const Broadcast *job, long first, long count, float *expanded) {
  long inner = job->pattern.inner, kept = job->pattern.kept;
  long k = first / inner % kept, within = first % inner;
  for (long i = 0; i < count;) {
    long run = smaller(inner - within, count - i);
    float value = job->b[k];
    for (long end = i + run; i < end; i++) expanded[i] = value;
    within = 0;
    if (++k == kept) k = 0;
  }
}

static void broadcast_range(void *context, long first, long last) {
  const Broadcast *job = context;
  long inner = job->pattern.inner, kept = job->pattern.kept;
  bool repeats = job->block % (kept * inner) == 0;
  float expanded[BroadcastBlock];
  if (repeats) expand(job, first, smaller(job->block, last - first), expanded);

  for (long i = first; i < last;) {
    long count = smaller(job->block, last - i);
    const float *b = expanded;
    if (!repeats && inner == 1) {
      count = smaller(count, kept - i % kept);
      b = job->b + i % kept;
    } else if (!repeats) {
      expand(job, i, count, expanded);
    }
    if (job->swapped) {
      job->loop(count, b, job->a + i, job->p, job->y + i);
    } else {
      job->loop(count, job->a + i, b, job->p, job->y + i);
    }
    i += count;
  }
}

/// a [outer, kept, inner], b [kept] → y [outer, kept, inner]
void binary_broadcast(BinaryFunction function, BroadcastPattern pattern, const float *a, const float *b, bool swapped,
                      float p, float *y) {
  long count = pattern.outer * pattern.kept * pattern.inner;
  if (count == 0) return;
  if (pattern.kept == 1) pattern = (BroadcastPattern){count, 1, 1};
  long period = pattern.kept * pattern.inner;
  long block = period <= BroadcastBlock ? BroadcastBlock / period * period : BroadcastBlock;
  Broadcast job = {instructions()->binary[function], pattern, block, a, b, swapped, p, y};
  parallel_ranges(count, ElementsPerJob / block * block, broadcast_range, &job);
}
