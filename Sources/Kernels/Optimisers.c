#include <math.h>

#include "Instructions.h"
#include "Runtime.h"

typedef struct Adam {
  const Instructions *table;
  AdamFactors factors;
  const AdamParameter *parameters;
} Adam;

/// The chunk of this number when the chunks of all parameters are numbered consecutively.
static void adam_chunk(void *context, long index) {
  const Adam *job = context;
  const AdamParameter *p = job->parameters;
  for (long chunks; index >= (chunks = divide_up(p->count, ParametersPerJob)); p++) index -= chunks;
  long first = index * ParametersPerJob, count = smaller(ParametersPerJob, p->count - first);
  job->table->adam(&job->factors, count, p->value + first, p->gradient + first, p->newValue + first,
                   p->first + first, p->second + first);
}

/// parameters [count], each with value, gradient, newValue, first, second [count]
void adam(const AdamStep *settings, long count, const AdamParameter *parameters) {
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
  Adam job = {instructions(), factors, parameters};
  long chunks = 0;
  for (long i = 0; i < count; i++) chunks += divide_up(parameters[i].count, ParametersPerJob);
  parallel_for(chunks, adam_chunk, &job);
}
