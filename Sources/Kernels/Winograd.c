// Convolution by Winograd's algorithm: tiles of 4 × 4 outputs, 25 or 36 multiplications where the definition has 64
// or 144. Inputs, weights and outputs have linear maps (WinogradLoops.h) to `points` at which the convolution is an
// ordinary product, so that at each point all tiles and channels are one matrix product. The adjoints are the same
// maps transposed, in reverse order.
//
// A stride of 2 is taken away first: 2 × 2 neighbouring pixels count as one pixel with four times the channels, its
// `parts`, and a 4 × 4 kernel as 2 × 2 taps of them.

#include <string.h>

#include "Border.h"
#include "Convolution.h"
#include "Panels.h"
#include "Runtime.h"

/// Tiles that are under way at a time: enough for long matrix products, few enough for the caches.
static const long TilesUnderWay = 96;

/// Panels that one job multiplies at one point.
enum { PanelsPerJob = 4 };

/// Tiles or weights at all points: channel c of item t at point p is at p · point + t · item + c / width · block +
/// c % width.
typedef struct Spectrum {
  float *values;
  long point, item, block, width;
} Spectrum;

typedef struct Winograd {
  const Instructions *table;
  WinogradLoop *const *map;
  const ConvolutionShape *shape;
  long stride, taps;
  long side, points;                 ///< of an input tile
  long inputDepth;                   ///< channels of all parts
  long tilesAcross, tiles;           ///< of one image
  BorderedImage image;               ///< of the input
  long firstImage, images;           ///< under way
  const float *weight, *input, *outputGradient;
  const Epilogue *epilogue;
  const float *ones;
  float *target;
  Spectrum inputs, outputs, weights;
  Direction direction;
} Winograd;

// MARK: - Shapes

static long taps(const ConvolutionShape *shape) { return shape->kernelHeight / shape->stride; }

bool winograd_applies(const ConvolutionShape *shape) {
  const long channels = MaximumTileVectors * LaneCount;
  return shape->stride <= 2 && shape->kernelHeight == shape->kernelWidth && shape->kernelHeight % shape->stride == 0 &&
         taps(shape) >= FewestWinogradTaps && taps(shape) <= MostWinogradTaps &&
         shape->outputHeight % WinogradOutputSide == 0 && shape->outputWidth % WinogradOutputSide == 0 &&
         shape->inputChannels % channels == 0 && shape->outputChannels % channels == 0;
}

static Winograd make_job(const ConvolutionShape *shape) {
  const Instructions *table = instructions();
  Winograd job = {
      .table = table,
      .map = table->winograd[taps(shape) - FewestWinogradTaps],
      .shape = shape,
      .stride = shape->stride,
      .taps = taps(shape),
      .inputDepth = shape->stride * shape->stride * shape->inputChannels,
      .tilesAcross = shape->outputWidth / WinogradOutputSide,
      .image = {shape->height, shape->width, shape->inputChannels, shape->paddingHeight, shape->paddingWidth},
  };
  job.side = WinogradOutputSide + job.taps - 1;
  job.points = job.side * job.side;
  job.tiles = job.tilesAcross * (shape->outputHeight / WinogradOutputSide);
  job.images = smaller(shape->batch, larger(1, TilesUnderWay / larger(1, job.tiles)));
  return job;
}

/// Spectra are padded by a vector here and there: at a power of two, neighbours would drive each other out of the cache.
static Spectrum rows_spectrum(long items, long channels) {
  long item = channels + LaneCount;
  return (Spectrum){NULL, items * item + LaneCount, item, channels, channels};
}

static Spectrum panels_spectrum(const Instructions *table, long items, long channels) {
  long width = panel_width(table, channels);
  return (Spectrum){NULL, items * channels + LaneCount, width, items * width, width};
}

static long spectrum_count(const Winograd *job, Spectrum spectrum) { return job->points * spectrum.point; }

static void allocate_spectrum(const Winograd *job, Spectrum *spectrum) {
  spectrum->values = scratch_allocate(spectrum_count(job, *spectrum));
}

static void release_spectrum(const Winograd *job, Spectrum spectrum) {
  scratch_release(spectrum.values, spectrum_count(job, spectrum));
}

static Grid spectrum_grid(const Winograd *job, Spectrum spectrum) {
  return (Grid){job->side * spectrum.point, spectrum.point};
}

static float *spectrum_at(Spectrum spectrum, long item, long channel) {
  return spectrum.values + item * spectrum.item + channel / spectrum.width * spectrum.block + channel % spectrum.width;
}

// MARK: - Images

/// The first of the pixels, one for each tap, of which part `part` of an input tile consists; in the bordered image.
static float *tile_part(const Winograd *job, float *bordered, long tile, long part) {
  long step = WinogradOutputSide * job->stride;
  long y = tile / job->tilesAcross * step + part / job->stride, x = tile % job->tilesAcross * step + part % job->stride;
  return bordered + (y * bordered_width(&job->image) + x) * job->shape->inputChannels;
}

static Grid part_grid(const Winograd *job) {
  long pixel = job->stride * job->shape->inputChannels;
  return (Grid){pixel * bordered_width(&job->image), pixel};
}

static void transform_input(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  long imageFloats = shape->height * shape->width * shape->inputChannels, count = bordered_count(&job->image);
  float *bordered = scratch_allocate(count);
  copy_with_zero_border(&job->image, job->input + (job->firstImage + image) * imageFloats, bordered);
  Spectrum inputs = job->inputs;
  long width = smaller(inputs.width, shape->inputChannels);
  for (long tile = 0; tile < job->tiles; tile++) {
    for (long part = 0; part < job->stride * job->stride; part++) {
      const float *from = tile_part(job, bordered, tile, part);
      for (long c = 0; c < shape->inputChannels; c += width) {
        float *to = spectrum_at(inputs, image * job->tiles + tile, part * shape->inputChannels + c);
        job->map[WinogradInput](width, from + c, part_grid(job), to, spectrum_grid(job, inputs));
      }
    }
  }
  scratch_release(bordered, count);
}

/// to = leaky ReLU(from + bias) as the epilogue says, if there is one.
static void finish_pixels(const Winograd *job, long pixels, long channels, const float *from, float *to) {
  const Epilogue *epilogue = job->epilogue;
  if (epilogue && epilogue->bias) {
    job->table->channel_affine(pixels, channels, from, job->ones, epilogue->bias, epilogue->slope, to);
  } else if (epilogue && epilogue->slope != 1) {
    job->table->unary[UnaryLeakyReLU](pixels * channels, from, epilogue->slope, 0, to);
  } else if (from != to) {
    memcpy(to, from, (size_t)(pixels * channels) * sizeof(float));
  }
}

/// Adds up the tiles that overlap, and takes the border away.
static void gather_input_gradient(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  long count = bordered_count(&job->image);
  float *bordered = scratch_allocate(count);
  memset(bordered, 0, (size_t)count * sizeof(float));
  for (long tile = 0; tile < job->tiles; tile++) {
    for (long part = 0; part < job->stride * job->stride; part++) {
      const float *from = spectrum_at(job->inputs, image * job->tiles + tile, part * shape->inputChannels);
      job->map[WinogradInputAdjoint](shape->inputChannels, from, spectrum_grid(job, job->inputs),
                                     tile_part(job, bordered, tile, part), part_grid(job));
    }
  }
  long rowFloats = shape->width * shape->inputChannels;
  float *to = job->target + (job->firstImage + image) * shape->height * rowFloats;
  for (long y = 0; y < shape->height; y++, to += rowFloats) {
    finish_pixels(job, shape->width, shape->inputChannels, bordered_row(&job->image, bordered, y), to);
  }
  scratch_release(bordered, count);
}

/// Of the tile's first output, in floats from the beginning of all outputs.
static long output_offset(const Winograd *job, long image, long tile) {
  const ConvolutionShape *shape = job->shape;
  long y = tile / job->tilesAcross * WinogradOutputSide, x = tile % job->tilesAcross * WinogradOutputSide;
  return (((job->firstImage + image) * shape->outputHeight + y) * shape->outputWidth + x) * shape->outputChannels;
}

static Grid output_grid(const ConvolutionShape *shape) {
  return (Grid){shape->outputWidth * shape->outputChannels, shape->outputChannels};
}

static void transform_output_gradient(const Winograd *job, long image) {
  for (long tile = 0; tile < job->tiles; tile++) {
    job->map[WinogradOutputAdjoint](job->shape->outputChannels, job->outputGradient + output_offset(job, image, tile),
                                    output_grid(job->shape), spectrum_at(job->outputs, image * job->tiles + tile, 0),
                                    spectrum_grid(job, job->outputs));
  }
}

static void gather_output(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  for (long tile = 0; tile < job->tiles; tile++) {
    job->map[WinogradOutput](shape->outputChannels, spectrum_at(job->outputs, image * job->tiles + tile, 0),
                             spectrum_grid(job, job->outputs), job->target + output_offset(job, image, tile),
                             output_grid(shape));
  }
  float *output = job->target + output_offset(job, image, 0);
  finish_pixels(job, shape->outputHeight * shape->outputWidth, shape->outputChannels, output, output);
}

static void transform_source(void *context, long image) {
  const Winograd *job = context;
  if (job->direction == Forward) {
    transform_input(job, image);
  } else {
    transform_output_gradient(job, image);
  }
}

static void gather_target(void *context, long image) {
  const Winograd *job = context;
  if (job->direction == Forward) {
    gather_output(job, image);
  } else {
    gather_input_gradient(job, image);
  }
}

// MARK: - Weights

/// Tap (ty, tx) of a part begins, in the weights of one output channel, at grid.row · ty + grid.column · tx.
static long part_weights(const Winograd *job, long part) {
  return (part / job->stride * job->shape->kernelWidth + part % job->stride) * job->shape->inputChannels;
}

static Grid weight_grid(const Winograd *job) {
  long tap = job->stride * job->shape->inputChannels;
  return (Grid){job->shape->kernelWidth * tap, tap};
}

/// The weights of one part and one panel of target channels: for the product they are [source channel, target channel].
static void transform_weights(void *context, long index) {
  const Winograd *job = context;
  const ConvolutionShape *shape = job->shape;
  bool forward = job->direction == Forward;
  long in = shape->inputChannels, kernel = shape->kernelHeight * shape->kernelWidth * in;
  long parts = job->stride * job->stride, part = index % parts;
  long sources = forward ? in : shape->outputChannels, width = job->weights.width;
  long first = index / parts * width;
  const float *weight = job->weight + part_weights(job, part) + first * (forward ? kernel : 1);

  long tap = sources * width, count = job->taps * job->taps * tap;
  float *taps = scratch_allocate(count);
  Grid grid = weight_grid(job);
  for (long y = 0; y < job->taps; y++) {
    for (long x = 0; x < job->taps; x++) {
      pack_panel(sources, width, width, weight + y * grid.row + x * grid.column, forward ? 1 : kernel,
                 forward ? kernel : 1, taps + (y * job->taps + x) * tap);
    }
  }
  float *to = forward ? spectrum_at(job->weights, part * in, first) : spectrum_at(job->weights, 0, part * in + first);
  job->map[WinogradWeight](tap, taps, (Grid){job->taps * tap, tap}, to, spectrum_grid(job, job->weights));
  scratch_release(taps, count);
}

/// The gradients of one output channel's weights from those at the points.
static void gather_weight_gradient(void *context, long channel) {
  const Winograd *job = context;
  long in = job->shape->inputChannels, kernel = job->shape->kernelHeight * job->shape->kernelWidth * in;
  for (long part = 0; part < job->stride * job->stride; part++) {
    job->map[WinogradWeightAdjoint](in, spectrum_at(job->weights, channel, part * in),
                                    spectrum_grid(job, job->weights),
                                    job->target + channel * kernel + part_weights(job, part), weight_grid(job));
  }
}

// MARK: - Products

/// At every point, rows × depth times panels.
typedef struct Products {
  const Winograd *job;
  Spectrum a, b, c;
  long rows, columns, depth;
  bool transposesA, accumulate;
} Products;

static void multiply_panels(void *context, long index) {
  const Products *products = context;
  const Instructions *table = products->job->table;
  Spectrum b = products->b, c = products->c;
  long point = index % products->job->points, group = PanelsPerJob * b.width;
  long first = index / products->job->points * group, columns = smaller(group, products->columns - first);
  const float *a = products->a.values + point * products->a.point;

  TiledRows tiles = products->transposesA ? tiled_rows(table, a, 1, products->a.item)
                                          : tiled_rows(table, a, products->a.item, 1);
  Panels panels = {spectrum_at(b, 0, first) + point * b.point, b.width, b.item, b.block};
  multiply_block(table, products->rows, columns, products->depth, tiles, panels,
                 (TileStore){.accumulate = products->accumulate, .slope = 1},
                 spectrum_at(c, 0, 0) + point * c.point + first, c.item);
}

static void multiply_at_points(const Products *products) {
  long groups = divide_up(products->columns, PanelsPerJob * products->b.width);
  parallel_for(products->job->points * groups, multiply_panels, (void *)products);
}

// MARK: - The operations

void convolve_by_winograd(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                          const Epilogue *epilogue, float *target) {
  if (shape->batch == 0) return;
  bool forward = direction == Forward;
  Winograd job = make_job(shape);
  job.direction = direction;
  job.input = job.outputGradient = source;
  job.weight = weight;
  job.epilogue = epilogue;
  job.target = target;
  long items = job.images * job.tiles, in = job.inputDepth, out = shape->outputChannels;
  job.inputs = rows_spectrum(items, in);
  job.outputs = rows_spectrum(items, out);
  job.weights = panels_spectrum(job.table, forward ? in : out, forward ? out : in);
  allocate_spectrum(&job, &job.inputs);
  allocate_spectrum(&job, &job.outputs);
  allocate_spectrum(&job, &job.weights);
  long targets = forward ? out : shape->inputChannels;
  float *ones = scratch_allocate(targets);
  for (long c = 0; c < targets; c++) ones[c] = 1;
  job.ones = ones;

  parallel_for(job.stride * job.stride * (targets / job.weights.width), transform_weights, &job);
  for (long images = job.images; job.firstImage < shape->batch; job.firstImage += images) {
    job.images = smaller(images, shape->batch - job.firstImage);
    parallel_for(job.images, transform_source, &job);
    Products products = {
        .job = &job,
        .a = forward ? job.inputs : job.outputs,
        .b = job.weights,
        .c = forward ? job.outputs : job.inputs,
        .rows = job.images * job.tiles,
        .columns = forward ? out : in,
        .depth = forward ? in : out,
    };
    multiply_at_points(&products);
    parallel_for(job.images, gather_target, &job);
  }

  scratch_release(ones, targets);
  release_spectrum(&job, job.weights);
  release_spectrum(&job, job.outputs);
  release_spectrum(&job, job.inputs);
}

static void transform_both(void *context, long image) {
  transform_input(context, image);
  transform_output_gradient(context, image);
}

void weight_gradient_by_winograd(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                 float *weightGradient) {
  long out = shape->outputChannels;
  if (shape->batch == 0) {
    memset(weightGradient, 0,
           (size_t)(out * shape->kernelHeight * shape->kernelWidth * shape->inputChannels) * sizeof(float));
    return;
  }
  Winograd job = make_job(shape);
  job.input = input;
  job.outputGradient = outputGradient;
  job.target = weightGradient;
  long items = job.images * job.tiles;
  job.inputs = panels_spectrum(job.table, items, job.inputDepth);
  job.outputs = rows_spectrum(items, out);
  job.weights = rows_spectrum(out, job.inputDepth);
  allocate_spectrum(&job, &job.inputs);
  allocate_spectrum(&job, &job.outputs);
  allocate_spectrum(&job, &job.weights);

  for (long images = job.images; job.firstImage < shape->batch; job.firstImage += images) {
    job.images = smaller(images, shape->batch - job.firstImage);
    parallel_for(job.images, transform_both, &job);
    Products products = {
        .job = &job,
        .a = job.outputs,
        .b = job.inputs,
        .c = job.weights,
        .rows = out,
        .columns = job.inputDepth,
        .depth = job.images * job.tiles,
        .transposesA = true,
        .accumulate = job.firstImage > 0,
    };
    multiply_at_points(&products);
  }
  parallel_for(out, gather_weight_gradient, &job);

  release_spectrum(&job, job.weights);
  release_spectrum(&job, job.outputs);
  release_spectrum(&job, job.inputs);
}
