// Batch normalisation. Rows are taken in blocks that stay in the cache; every block leaves partial sums.

#include "Instructions.h"
#include "Reductions.h"
#include "Runtime.h"

static long rows_per_block(long channels) { return larger(16, ElementsPerJob / larger(1, channels)); }

// MARK: - Moments

typedef struct Moments {
  const Instructions *table;
  long rows, channels, block;
  const float *x;
  float *means, *squares; ///< by block and channel
} Moments;

static void block_moments(void *context, long index) {
  const Moments *job = context;
  long first = index * job->block, rows = smaller(job->block, job->rows - first), channels = job->channels;
  const float *x = job->x + first * channels;
  float *mean = job->means + index * channels;
  job->table->column_sums(rows, channels, channels, x, NULL, mean);
  for (long c = 0; c < channels; c++) mean[c] /= (float)rows;
  job->table->squared_deviations(rows, channels, x, mean, job->squares + index * channels);
}

/// Two passes over each block while it is in the cache, then the blocks' moments combined: T. F. Chan, G. H. Golub and
/// R. J. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37, 1983.
void channel_moments(long rows, long channels, const float *x, float *mean, float *variance) {
  long block = rows_per_block(channels), blocks = divide_up(rows, block);
  float *means = scratch_allocate(blocks * channels), *squares = scratch_allocate(blocks * channels);
  Moments job = {instructions(), rows, channels, block, x, means, squares};
  parallel_for(blocks, block_moments, &job);

  for (long c = 0; c < channels; c++) {
    double total = 0, deviations = 0;
    for (long i = 0; i < blocks; i++) {
      total += (double)means[i * channels + c] * (double)smaller(block, rows - i * block);
    }
    double centre = total / (double)rows;
    for (long i = 0; i < blocks; i++) {
      double offset = (double)means[i * channels + c] - centre;
      deviations += (double)squares[i * channels + c] + offset * offset * (double)smaller(block, rows - i * block);
    }
    mean[c] = (float)centre;
    variance[c] = (float)(deviations / (double)rows);
  }
  scratch_release(means, blocks * channels);
  scratch_release(squares, blocks * channels);
}

// MARK: - Scale, shift and activation

typedef struct ChannelAffine {
  long channels;
  const float *x, *scale, *shift;
  float slope;
  float *y;
} ChannelAffine;

static void channel_affine_rows(void *context, long first, long last) {
  const ChannelAffine *job = context;
  long at = first * job->channels;
  instructions()->channel_affine(last - first, job->channels, job->x + at, job->scale, job->shift, job->slope,
                                 job->y + at);
}

void channel_affine(long rows, long channels, const float *x, const float *scale, const float *shift, float slope,
                    float *y) {
  ChannelAffine job = {channels, x, scale, shift, slope, y};
  parallel_ranges(rows, rows_per_block(channels), channel_affine_rows, &job);
}

// MARK: - The backward pass

typedef struct Backward {
  BatchNormBackward pass;
  float *sums; ///< by block: Σ g′ of every channel, then Σ g′ · x̂
  const float *dGamma, *dBeta;
  float *dx;
} Backward;

static void backward_sums(void *context, long first, long last) {
  const Backward *job = context;
  long channels = job->pass.channels, block = first / rows_per_block(channels);
  instructions()->batch_norm_sums(&job->pass, first, last, job->sums + block * 2 * channels);
}

static void backward_input(void *context, long first, long last) {
  const Backward *job = context;
  instructions()->batch_norm_input(&job->pass, first, last, job->dGamma, job->dBeta, job->dx);
}

void batch_norm_gradient(long rows, long channels, const float *x, const float *y, const float *g, const float *mean,
                         const float *inverseDeviation, const float *gamma, float slope, float *dx, float *dGamma,
                         float *dBeta) {
  long block = rows_per_block(channels), blocks = divide_up(rows, block);
  float *partial = scratch_allocate((blocks + 1) * 2 * channels), *sums = partial + blocks * 2 * channels;
  Backward job = {{rows, channels, x, y, g, mean, inverseDeviation, gamma, slope}, partial, NULL, NULL, dx};
  parallel_ranges(rows, block, backward_sums, &job);
  combine_partials(blocks, 2 * channels, partial, sums);
  job.dBeta = sums;
  job.dGamma = sums + channels;
  if (dx) parallel_ranges(rows, block, backward_input, &job);
  for (long c = 0; c < channels; c++) {
    if (dBeta) dBeta[c] = job.dBeta[c];
    if (dGamma) dGamma[c] = job.dGamma[c];
  }
  scratch_release(partial, (blocks + 1) * 2 * channels);
}
