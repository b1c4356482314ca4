// Sums and maxima over axes, batch normalisation and Adam, against plain sums in double precision.

#include <math.h>

#include "Checks.h"

// MARK: - Sums and maxima

/// a, b [outer, kept, inner] → sums, products [kept] and maxima [outer, inner].
static void reduce_naively(BroadcastPattern pattern, const float *a, const float *b, float *sums, float *products,
                           float *maxima) {
  long kept = pattern.kept, inner = pattern.inner;
  for (long k = 0; k < kept; k++) {
    double sum = 0, product = 0;
    for (long o = 0; o < pattern.outer; o++) {
      for (long i = 0; i < inner; i++) {
        long at = (o * kept + k) * inner + i;
        sum += (double)a[at];
        product += (double)a[at] * (double)b[at];
        float *maximum = &maxima[o * inner + i];
        if (k == 0 || a[at] > *maximum) *maximum = a[at];
      }
    }
    sums[k] = (float)sum;
    products[k] = (float)product;
  }
}

bool check_reductions(void) {
  static const BroadcastPattern patterns[] = {
      {1, 1, 1},     {1, 1, 50001}, {70001, 1, 1}, {20000, 3, 1}, {7, 5, 1},     {3000, 64, 1},
      {500, 70, 1},  {3, 2100, 1},  {4, 3, 1024},  {1, 256, 2},   {1, 64, 3072}, {5, 20, 33},
  };
  Group sums = {.name = "sums, and sums of products", .bound = 2e-6}, maxima = {.name = "maxima", .bound = 0};
  seed_values(4);
  for (unsigned index = 0; index < sizeof(patterns) / sizeof(patterns[0]); index++) {
    BroadcastPattern p = patterns[index];
    long count = p.outer * p.kept * p.inner, positions = p.outer * p.inner;
    describe("%ld x %ld x %ld", p.outer, p.kept, p.inner);
    // Mostly positive, so that the sums are not what is left after cancellation.
    const float *a = random_array(count, 0.5f), *b = random_array(count, 0.5f);
    float *sum = result_array(p.kept), *product = result_array(p.kept), *maximum = result_array(positions);
    float *found = result_array(p.kept), *foundMaximum = result_array(positions);
    reduce_naively(p, a, b, sum, product, maximum);
    sum_broadcast(p, a, found);
    compare(&sums, p.kept, found, sum);
    sum_of_products(p, a, b, found);
    compare(&sums, p.kept, found, product);
    maximum_over(p, a, foundMaximum);
    compare(&maxima, positions, foundMaximum, maximum);
    release_arrays();
  }

  Group epilogue = {.name = "gradient through bias and leaky ReLU", .bound = 0};
  static const long sizes[][2] = {{1, 1}, {300, 1}, {70, 3}, {5000, 16}, {1000, 40}, {3, 2100}, {600, 128}};
  for (int index = 0; index < 7; index++) {
    long rows = sizes[index][0], columns = sizes[index][1], count = rows * columns;
    describe("%ld x %ld", rows, columns);
    const float *output = random_array(count, 0), *gradient = random_array(count, 0);
    float *found = result_array(count), *expected = result_array(count);
    float *foundSums = result_array(columns), *expectedSums = result_array(columns);
    epilogue_gradient(rows, columns, output, gradient, 0.2f, found, foundSums);
    for (long i = 0; i < count; i++) expected[i] = output[i] > 0 ? gradient[i] : 0.2f * gradient[i];
    sum_broadcast((BroadcastPattern){rows, columns, 1}, expected, expectedSums);
    compare(&epilogue, count, found, expected);
    compare(&epilogue, columns, foundSums, expectedSums);
    release_arrays();
  }
  bool passed = report(&sums);
  passed = report(&maxima) && passed;
  return report(&epilogue) && passed;
}

// MARK: - Batch normalisation, x as [rows, channels]

typedef struct Statistics {
  double mean, variance;
} Statistics;

static Statistics statistics(long rows, long channels, const float *x, long channel) {
  double mean = 0, variance = 0;
  for (long row = 0; row < rows; row++) mean += (double)x[row * channels + channel];
  mean /= (double)rows;
  for (long row = 0; row < rows; row++) {
    double deviation = (double)x[row * channels + channel] - mean;
    variance += deviation * deviation;
  }
  return (Statistics){mean, variance / (double)rows};
}

static void check_batch_norm(Group *forward, Group *backward, long rows, long channels, float slope) {
  long count = rows * channels;
  describe("%ld x %ld, slope %g", rows, channels, (double)slope);
  const float *x = random_array(count, 0), *g = random_array(count, 0);
  const float *gamma = random_array(channels, 0), *beta = random_array(channels, 0);
  float *mean = result_array(channels), *inverse = result_array(channels);
  float *scale = result_array(channels), *shift = result_array(channels);
  float *y = result_array(count), *expectedY = result_array(count);
  float *dx = result_array(count), *dGamma = result_array(channels), *dBeta = result_array(channels);
  float *expectedX = result_array(count), *expectedGamma = result_array(channels);
  float *expectedBeta = result_array(channels);
  for (long c = 0; c < channels; c++) {
    Statistics of = statistics(rows, channels, x, c);
    mean[c] = (float)of.mean;
    inverse[c] = (float)(1 / sqrt(of.variance + 1e-5));
    scale[c] = gamma[c] * inverse[c];
    shift[c] = beta[c] - mean[c] * scale[c];
  }
  channel_affine(rows, channels, x, scale, shift, slope, y);
  for (long c = 0; c < channels; c++) {
    double gammaSum = 0, betaSum = 0;
    for (long row = 0; row < rows; row++) {
      long at = row * channels + c;
      float value = x[at] * scale[c] + shift[c];
      expectedY[at] = value > 0 ? value : slope * value;
      double inner = (double)(y[at] > 0 ? g[at] : slope * g[at]);
      betaSum += inner;
      gammaSum += inner * ((double)x[at] - (double)mean[c]) * (double)inverse[c];
    }
    for (long row = 0; row < rows; row++) {
      long at = row * channels + c;
      double inner = (double)(y[at] > 0 ? g[at] : slope * g[at]);
      double normalised = ((double)x[at] - (double)mean[c]) * (double)inverse[c];
      double centred = inner - (betaSum + normalised * gammaSum) / (double)rows;
      expectedX[at] = (float)((double)gamma[c] * (double)inverse[c] * centred);
    }
    expectedGamma[c] = (float)gammaSum;
    expectedBeta[c] = (float)betaSum;
  }
  compare(forward, count, y, expectedY);
  batch_norm_gradient(rows, channels, x, y, g, mean, inverse, gamma, slope, dx, dGamma, dBeta);
  compare(backward, count, dx, expectedX);
  compare(backward, channels, dGamma, expectedGamma);
  compare(backward, channels, dBeta, expectedBeta);
  release_arrays();
}

bool check_normalisation(void) {
  Group moments = {.name = "moments of channels", .bound = 2e-6};
  static const long sizes[][2] = {{1, 1}, {3, 5}, {1000, 3}, {2000, 64}, {333, 100}, {64, 4096}};
  seed_values(5);
  for (int index = 0; index < 12; index++) {
    long rows = sizes[index / 2][0], channels = sizes[index / 2][1];
    float offset = index % 2 == 0 ? 0 : 1000;
    describe("%ld x %ld around %g", rows, channels, (double)offset);
    const float *x = random_array(rows * channels, offset);
    float *mean = result_array(channels), *variance = result_array(channels);
    float *expectedMean = result_array(channels), *expectedVariance = result_array(channels);
    channel_moments(rows, channels, x, mean, variance);
    for (long c = 0; c < channels; c++) {
      Statistics of = statistics(rows, channels, x, c);
      expectedMean[c] = (float)of.mean;
      expectedVariance[c] = (float)of.variance;
    }
    compare(&moments, channels, mean, expectedMean);
    compare(&moments, channels, variance, expectedVariance);
    release_arrays();
  }
  Group forward = {.name = "batch normalisation: forward", .bound = 1e-6};
  Group backward = {.name = "batch normalisation: gradient", .bound = 3e-6};
  check_batch_norm(&forward, &backward, 7, 3, 0.2f);
  check_batch_norm(&forward, &backward, 300, 16, 1);
  check_batch_norm(&forward, &backward, 2000, 37, 0.2f);
  check_batch_norm(&forward, &backward, 600, 64, 0);
  bool passed = report(&moments);
  passed = report(&forward) && passed;
  return report(&backward) && passed;
}

// MARK: - Adam

bool check_adam(void) {
  enum { Count = 20005, Split = 5 };
  Group group = {.name = "Adam and AdamW", .bound = 2e-5}, average = {.name = "weighted sum", .bound = 1e-6};
  seed_values(7);
  for (int decays = 0; decays < 2; decays++) {
    float weightDecay = decays ? 0.1f : 0;
    float *value = random_array(Count, 0), *first = random_array(Count, 0), *second = random_array(Count, 2);
    double *plainValue = double_array(Count, value), *plainFirst = double_array(Count, first);
    double *plainSecond = double_array(Count, second);
    for (long step = 1; step <= 5; step++) {
      const float *gradient = random_array(Count, 0);
      AdamStep settings = {0.01f, 0.5f, 0.999f, 1e-8f, weightDecay, step};
      // Two parameters, the first of them short.
      AdamParameter parameters[] = {
          {Split, value, gradient, value, first, second},
          {Count - Split, value + Split, gradient + Split, value + Split, first + Split, second + Split}};
      adam(&settings, 2, parameters);
      for (long i = 0; i < Count; i++) {
        double g = (double)gradient[i], decay = (double)weightDecay * plainValue[i];
        plainFirst[i] = 0.5 * plainFirst[i] + 0.5 * g;
        plainSecond[i] = 0.999 * plainSecond[i] + 0.001 * g * g;
        double unbiased = plainFirst[i] / (1 - pow(0.5, (double)step));
        double root = sqrt(plainSecond[i] / (1 - pow(0.999, (double)step)));
        plainValue[i] -= 0.01 * (unbiased / (root + 1e-8) + decay);
      }
    }
    float *expected = result_array(Count);
    const double *plain[] = {plainValue, plainFirst, plainSecond};
    const float *found[] = {value, first, second};
    for (int array = 0; array < 3; array++) {
      describe("weight decay %g, array %d", (double)weightDecay, array);
      for (long i = 0; i < Count; i++) expected[i] = (float)plain[array][i];
      compare(&group, Count, found[array], expected);
    }
    float *sum = result_array(Count);
    weighted_sum(Count, 0.25f, value, 0.75f, first, sum);
    for (long i = 0; i < Count; i++) expected[i] = 0.25f * value[i] + 0.75f * first[i];
    compare(&average, Count, sum, expected);
    release_arrays();
  }
  bool passed = report(&group);
  return report(&average) && passed;
}
