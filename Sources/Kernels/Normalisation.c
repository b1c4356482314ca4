// Batch normalisation, in blocks of rows that stay in the cache; each block leaves partial sums.

#include "Instructions.h"
#include "Reductions.h"
#include "Runtime.h"

static long rows_per_block(long channels) {
  return smaller(NormalisationMostRows, larger(NormalisationLeastRows, ElementsPerJob / larger(1, channels)));
}

// MARK: - Moments

typedef struct Moments {
  const Instructions *table;
  long rows, channels, block;
  const float *x;
  float *centres, *sums, *squares; ///< [blocks, channels]
  float *mean, *variance;
} Moments;

static void block_moments(void *context, long index) {
  const Moments *job = context;
  long first = index * job->block, rows = smaller(job->block, job->rows - first), channels = job->channels;
  const float *x = job->x + first * channels;
  float *centre = job->centres + index * channels;
  job->table->column_sums(rows, channels, channels, x, NULL, centre);
  for (long c = 0; c < channels; c++) centre[c] /= (float)rows;
  job->table->deviations(rows, channels, x, centre, job->sums + index * channels, job->squares + index * channels);
}

/// Merges the blocks' moments of one channel by the parallel variance algorithm: T. F. Chan, G. H. Golub and R. J.
/// LeVeque, "Algorithms for computing the sample variance", The American Statistician 37, 1983. A block's centre is its
/// mean up to rounding, which the sum of its deviations corrects.
static void combine_moments(const Moments *job, long channel) {
  double count = 0, centre = 0, squares = 0;
  for (long i = 0; i * job->block < job->rows; i++) {
    long at = i * job->channels + channel;
    double rows = (double)smaller(job->block, job->rows - i * job->block);
    double correction = (double)job->sums[at] / rows;
    double offset = (double)job->centres[at] + correction - centre;
    squares += (double)job->squares[at] - correction * correction * rows;
    squares += offset * offset * count * rows / (count + rows);
    count += rows;
    centre += offset * rows / count;
  }
  job->mean[channel] = (float)centre;
  job->variance[channel] = (float)(squares / count);
}

static void combine_channels(void *context, long first, long last) {
  for (long channel = first; channel < last; channel++) combine_moments(context, channel);
}

/// x [rows, channels] → mean, variance [channels]
/// Two passes over each block while it is in the cache, so that memory is read once.
void channel_moments(long rows, long channels, const float *x, float *mean, float *variance) {
  long block = rows_per_block(channels), blocks = divide_up(rows, block), partialCount = blocks * channels;
  float *partial = scratch_allocate(3 * partialCount);
  Moments job = {instructions(),         rows, channels, block, x, partial, partial + partialCount,
                 partial + 2 * partialCount, mean, variance};
  parallel_for(blocks, block_moments, &job);
  parallel_ranges(channels, LaneCount, combine_channels, &job);
  scratch_release(partial, 3 * partialCount);
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

/// x [rows, channels], scale, shift [channels] → y [rows, channels]
void channel_affine(long rows, long channels, const float *x, const float *scale, const float *shift, float slope,
                    float *y) {
  ChannelAffine job = {channels, x, scale, shift, slope, y};
  parallel_ranges(rows, rows_per_block(channels), channel_affine_rows, &job);
}

// MARK: - The backward pass

typedef struct Backward {
  BatchNormBackward pass;
  float *sums; ///< [blocks, 2, channels]: Σ g′, then Σ g′ · x̂
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

/// x, y, g [rows, channels], mean, inverseDeviation, gamma [channels] → dx [rows, channels], dGamma, dBeta [channels]
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
