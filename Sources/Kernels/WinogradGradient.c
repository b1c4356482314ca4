// The weight gradient by Winograd's algorithm: at every point, the output gradient's tiles, transposed, times the
// input's: [out, tiles] · [tiles, in]. A job has a part of the images (split-K) and a block of input channels, or of the
// phases of a small layer; its accumulators stay in its own core's cache.

#include <string.h>

#include "Panels.h"
#include "Reductions.h"
#include "Runtime.h"
#include "Winograd.h"

typedef struct Gradient {
  Winograd winograd;
  const float *input, *outputGradient;
  float *sums;                     ///< [parts, out, kh, kw, in]
  long channels, blocks;           ///< input channels of a job, and blocks of so many
  long phases, phaseBlocks;        ///< phases of a job, and blocks of so many
  long images, partImages, parts;  ///< images transformed at a time; images of a job, and parts of so many
} Gradient;

static long weights_count(const ConvolutionShape *shape) {
  return shape->outputChannels * shape->kernelHeight * shape->kernelWidth * shape->inputChannels;
}

/// A software prefetch, for writing, of the cache lines of one output channel: their stride is too large for the
/// hardware prefetcher.
static void prefetch_weights(const Winograd *job, const float *weights, long channels) {
  long taps = job->shape->kernelHeight * job->shape->kernelWidth;
  for (long tap = 0; tap < taps; tap++) {
    for (long c = 0; c < channels; c += LaneCount) __builtin_prefetch(weights + tap * job->shape->inputChannels + c, 1);
  }
}

/// The adjoint of the weight transform: sums [points, out, phases.count · channels.count] → those phases and channels of
/// weights [out, kh, kw, in].
static void inverse_transform_weights(const Gradient *job, Transformed sums, Channels channels, Phases phases,
                                      float *weights) {
  const Winograd *winograd = &job->winograd;
  const ConvolutionShape *shape = winograd->shape;
  long kernel = shape->kernelHeight * shape->kernelWidth * shape->inputChannels;
  for (long out = 0; out < shape->outputChannels; out++) {
    prefetch_weights(winograd, weights + (out + 1) * kernel + channels.first, channels.count);
    for (long i = 0; i < phases.count; i++) {
      float *to = weights + out * kernel + phase_weights(winograd, phases.first + i) + channels.first;
      winograd->transform[WinogradWeightAdjoint](channels.count, transformed_at(sums, out, i * channels.count),
                                                 transformed_grid(winograd, sums), to, weight_grid(winograd));
    }
  }
}

static void sum_part(void *context, long index) {
  const Gradient *job = context;
  const Winograd *winograd = &job->winograd;
  const Instructions *table = winograd->table;
  long out = winograd->shape->outputChannels;
  long firstChannel = index % job->blocks * job->channels;
  Channels channels = {firstChannel, smaller(job->channels, winograd->shape->inputChannels - firstChannel)};
  Phases phases = {index / job->blocks % job->phaseBlocks * job->phases, job->phases};
  long part = index / job->blocks / job->phaseBlocks;
  long columns = phases.count * channels.count, width = panel_width(table, columns);
  long firstImage = part * job->partImages;
  long lastImage = smaller(firstImage + job->partImages, winograd->shape->batch);

  long tiles = job->images * winograd->tilesDown * winograd->tilesAcross;
  Transformed inputs = make_transformed(tiles, columns), outputs = make_transformed(tiles, out);
  Transformed sums = make_transformed(out, columns);
  inputs.values = scratch_allocate(transformed_count(winograd, inputs));
  outputs.values = scratch_allocate(transformed_count(winograd, outputs));
  sums.values = scratch_allocate(transformed_count(winograd, sums));
  for (long image = firstImage; image < lastImage; image += job->images) {
    TileGroup group = {image, smaller(job->images, lastImage - image), 0, winograd->tilesDown};
    transform_input(winograd, job->input, &group, channels, phases, inputs);
    transform_output_gradient(winograd, job->outputGradient, &group, outputs);
    for (long p = 0; p < winograd->points; p++) {
      Panels b = {inputs.values + p * inputs.point, width, inputs.item, width};
      multiply_block(table, out, columns, tiles_of_group(winograd, &group),
                     row_panels_in_place(table, outputs.values + p * outputs.point, 1, outputs.item), b,
                     (TileStore){.accumulate = image > firstImage, .slope = 1}, sums.values + p * sums.point,
                     sums.item);
    }
  }
  inverse_transform_weights(job, sums, channels, phases, job->sums + part * weights_count(winograd->shape));
  scratch_release(sums.values, transformed_count(winograd, sums));
  scratch_release(outputs.values, transformed_count(winograd, outputs));
  scratch_release(inputs.values, transformed_count(winograd, inputs));
}

/// input [batch, height, width, in], outputGradient [batch, height′, width′, out] → weightGradient [out, kh, kw, in]
void weight_gradient_by_winograd(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                 float *weightGradient) {
  long count = weights_count(shape);
  if (shape->batch == 0) {
    memset(weightGradient, 0, (size_t)count * sizeof(float));
    return;
  }
  Winograd winograd = make_winograd(shape);
  long in = shape->inputChannels, perImage = winograd_tiles(shape);
  long most = SumsPerPoint / (shape->outputChannels * winograd.phases) / LaneCount * LaneCount;
  Gradient job = {
      .winograd = winograd,
      .input = input,
      .outputGradient = outputGradient,
      .sums = weightGradient,
      .channels = smaller(in, larger(LaneCount, most)),
      .phases = winograd.phases,
  };
  job.blocks = divide_up(in, job.channels);
  long mostParts = larger(1, shape->batch * perImage / FewestGradientTiles);
  job.partImages = divide_up(shape->batch, smaller(mostParts, divide_up(WinogradGradientJobs, job.blocks)));
  job.parts = divide_up(shape->batch, job.partImages);
  job.images = smaller(job.partImages, larger(1, GradientTilesPerGroup / perImage));

  // One job would leave the other threads idle. To cut the images further would change the order of the sums.
  if (job.parts * job.blocks == 1) {
    if (winograd.phases > 1) {
      job.phases /= 2;
    } else {
      job.channels = round_up(divide_up(in, 2), LaneCount);
      job.blocks = divide_up(in, job.channels);
    }
  }
  job.phaseBlocks = winograd.phases / job.phases;

  if (job.parts > 1) job.sums = scratch_allocate(job.parts * count);
  parallel_for(job.parts * job.phaseBlocks * job.blocks, sum_part, &job);
  if (job.parts > 1) {
    combine_partials(job.parts, count, job.sums, weightGradient);
    scratch_release(job.sums, job.parts * count);
  }
}
