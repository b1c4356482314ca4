// The weight gradient by Winograd's algorithm: at every point, the output gradient's tiles, transposed, times the
// input's. A job has some images and some input channels; what it sums up stays in its own core's cache.

#include <string.h>

#include "Panels.h"
#include "Reductions.h"
#include "Runtime.h"
#include "Winograd.h"

/// Tiles that are added to the sums at a time.
static const long TilesUnderWay = 128;

/// Values that a job sums up at each point: what, for all points, stays in its core's share of the third-level cache.
static const long SumsPerPoint = 32768;

/// A convolution is cut into so many jobs if none of them gets fewer than `FewestTiles`.
static const long EnoughJobs = 8, FewestTiles = 64;

typedef struct Gradient {
  Winograd winograd;
  const float *input, *outputGradient;
  float *sums;                     ///< by part of the images: weights
  long channels, blocks;           ///< input channels of a job
  long images, partImages, parts;  ///< transformed at a time; of a job
} Gradient;

static long weights_count(const ConvolutionShape *shape) {
  return shape->outputChannels * shape->kernelHeight * shape->kernelWidth * shape->inputChannels;
}

/// Asks for the cache lines of one output channel that will be written next: they lie too far apart to be foreseen.
static void prefetch_weights(const Winograd *job, const float *weights, long channels) {
  long taps = job->shape->kernelHeight * job->shape->kernelWidth;
  for (long tap = 0; tap < taps; tap++) {
    for (long c = 0; c < channels; c += LaneCount) __builtin_prefetch(weights + tap * job->shape->inputChannels + c, 1);
  }
}

/// The gradients of the weights of some input channels from those at the points.
static void gather_weights(const Gradient *job, Spectrum sums, Channels channels, float *weights) {
  const Winograd *winograd = &job->winograd;
  const ConvolutionShape *shape = winograd->shape;
  long kernel = shape->kernelHeight * shape->kernelWidth * shape->inputChannels;
  for (long out = 0; out < shape->outputChannels; out++) {
    prefetch_weights(winograd, weights + (out + 1) * kernel + channels.first, channels.count);
    for (long part = 0; part < winograd->parts; part++) {
      winograd->map[WinogradWeightAdjoint](channels.count, spectrum_at(sums, out, part * channels.count),
                                           spectrum_grid(winograd, sums),
                                           weights + out * kernel + part_weights(winograd, part) + channels.first,
                                           weight_grid(winograd));
    }
  }
}

static void sum_part(void *context, long index) {
  const Gradient *job = context;
  const Winograd *winograd = &job->winograd;
  const Instructions *table = winograd->table;
  long out = winograd->shape->outputChannels;
  long part = index / job->blocks, firstChannel = index % job->blocks * job->channels;
  Channels channels = {firstChannel, smaller(job->channels, winograd->shape->inputChannels - firstChannel)};
  long columns = winograd->parts * channels.count, width = panel_width(table, columns);
  long firstImage = part * job->partImages;
  long lastImage = smaller(firstImage + job->partImages, winograd->shape->batch);

  long tiles = job->images * winograd->tilesDown * winograd->tilesAcross;
  Spectrum inputs = make_spectrum(tiles, columns), outputs = make_spectrum(tiles, out);
  Spectrum sums = make_spectrum(out, columns);
  inputs.values = scratch_allocate(spectrum_count(winograd, inputs));
  outputs.values = scratch_allocate(spectrum_count(winograd, outputs));
  sums.values = scratch_allocate(spectrum_count(winograd, sums));
  for (long image = firstImage; image < lastImage; image += job->images) {
    TileGroup group = {image, smaller(job->images, lastImage - image), 0, winograd->tilesDown};
    transform_input(winograd, job->input, &group, channels, inputs);
    transform_output_gradient(winograd, job->outputGradient, &group, outputs);
    for (long p = 0; p < winograd->points; p++) {
      Panels b = {inputs.values + p * inputs.point, width, inputs.item, width};
      multiply_block(table, out, columns, tiles_of_group(winograd, &group),
                     tiled_rows(table, outputs.values + p * outputs.point, 1, outputs.item), b,
                     (TileStore){.accumulate = image > firstImage, .slope = 1}, sums.values + p * sums.point,
                     sums.item);
    }
  }
  gather_weights(job, sums, channels, job->sums + part * weights_count(winograd->shape));
  scratch_release(sums.values, spectrum_count(winograd, sums));
  scratch_release(outputs.values, spectrum_count(winograd, outputs));
  scratch_release(inputs.values, spectrum_count(winograd, inputs));
}

void weight_gradient_by_winograd(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                 float *weightGradient) {
  long count = weights_count(shape);
  if (shape->batch == 0) {
    memset(weightGradient, 0, (size_t)count * sizeof(float));
    return;
  }
  Winograd winograd = make_winograd(shape);
  long in = shape->inputChannels, perImage = winograd_tiles(shape);
  long most = SumsPerPoint / (shape->outputChannels * winograd.parts) / LaneCount * LaneCount;
  Gradient job = {
      .winograd = winograd,
      .input = input,
      .outputGradient = outputGradient,
      .sums = weightGradient,
      .channels = smaller(in, larger(LaneCount, most)),
  };
  job.blocks = divide_up(in, job.channels);
  long mostParts = larger(1, shape->batch * perImage / FewestTiles);
  job.partImages = divide_up(shape->batch, smaller(mostParts, divide_up(EnoughJobs, job.blocks)));
  job.parts = divide_up(shape->batch, job.partImages);
  job.images = smaller(job.partImages, larger(1, TilesUnderWay / perImage));

  if (job.parts > 1) job.sums = scratch_allocate(job.parts * count);
  parallel_for(job.parts * job.blocks, sum_part, &job);
  if (job.parts > 1) {
    combine_partials(job.parts, count, job.sums, weightGradient);
    scratch_release(job.sums, job.parts * count);
  }
}
