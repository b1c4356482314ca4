#include "Instructions.h"
#include "Runtime.h"

/// Value i uses word i, so a job that starts at a multiple of four starts with a fresh counter.
typedef struct RandomJob {
  uint64_t key, first;
  float p, q; ///< low and high, or mean and deviation
  void *to;
} RandomJob;

static uint64_t counter_of(const RandomJob *job, long word) { return job->first + (uint64_t)word / 4; }

static void bits_range(void *context, long first, long last) {
  const RandomJob *job = context;
  instructions()->random_bits(job->key, counter_of(job, first), last - first, (uint32_t *)job->to + first);
}

static void uniform_range(void *context, long first, long last) {
  const RandomJob *job = context;
  instructions()->random_uniform(job->key, counter_of(job, first), last - first, job->p, job->q,
                                 (float *)job->to + first);
}

static void normal_range(void *context, long first, long last) {
  const RandomJob *job = context;
  instructions()->random_normal(job->key, counter_of(job, first), last - first, job->p, job->q,
                                (float *)job->to + first);
}

/// → words [count]
void random_bits(uint64_t key, uint64_t first, long count, uint32_t *words) {
  RandomJob job = {key, first, 0, 0, words};
  parallel_ranges(count, ElementsPerJob, bits_range, &job);
}

/// → y [count]
void random_uniform(uint64_t key, uint64_t first, long count, float low, float high, float *y) {
  RandomJob job = {key, first, low, high, y};
  parallel_ranges(count, ElementsPerJob, uniform_range, &job);
}

/// → y [count]
void random_normal(uint64_t key, uint64_t first, long count, float mean, float deviation, float *y) {
  RandomJob job = {key, first, mean, deviation, y};
  parallel_ranges(count, ElementsPerJob, normal_range, &job);
}
