#include <math.h>

#include "Instructions.h"
#include "Runtime.h"

/// Seven arrays are read or written, and there are roots and quotients.
enum { ParametersPerJob = ElementsPerJob / 4 };

typedef struct Adam {
  AdamFactors factors;
  const float *value, *gradient, *first, *second;
  float *newValue, *newFirst, *newSecond;
} Adam;

static void adam_range(void *context, long first, long last) {
  const Adam *job = context;
  instructions()->adam(&job->factors, last - first, job->value + first, job->gradient + first, job->first + first,
                       job->second + first, job->newValue + first, job->newFirst + first, job->newSecond + first);
}

void adam(const AdamStep *settings, long count, const float *value, const float *gradient, const float *first,
          const float *second, float *newValue, float *newFirst, float *newSecond) {
  // In double precision: 1 − β₂ᵗ of the first steps would lose half of its digits.
  double firstShare = 1 - pow((double)settings->beta1, (double)settings->step);
  double secondShare = 1 - pow((double)settings->beta2, (double)settings->step);
  AdamFactors factors = {
      .beta1 = settings->beta1,
      .beta2 = settings->beta2,
      .stepSize = (float)((double)settings->learningRate / firstShare),
      .secondCorrection = (float)(1 / sqrt(secondShare)),
      .epsilon = settings->epsilon,
      .decay = (float)(1 - (double)settings->learningRate * (double)settings->weightDecay),
  };
  Adam job = {factors, value, gradient, first, second, newValue, newFirst, newSecond};
  parallel_ranges(count, ParametersPerJob, adam_range, &job);
}
