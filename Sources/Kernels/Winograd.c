// Convolution by Winograd's algorithm, F(4 × 4, r × r): tiles of 4 × 4 outputs, 25 or 36 multiplications where the
// definition has 64 or 144. Linear transforms (WinogradLoops.h) take inputs and weights to the Winograd domain,
// `points` at which the convolution is a pointwise product, so that at each point all tiles and channels are one matrix
// product; the output transform takes the products back. The adjoints are the transposed transforms in reverse order.
//
// A stride of 2 is removed by space-to-depth: 2 × 2 pixels become one pixel with four times the channels, its `phases`,
// and a 4 × 4 kernel has 2 × 2 taps of them.
//
// The stages are fused: a job transforms its tiles, multiplies and transforms back, so that what it has just written is
// in its own core's cache. Fetching it from another core's costs more than the products.

#include "Winograd.h"

#include <string.h>

#include "Panels.h"
#include "Runtime.h"

// MARK: - Shapes

static long taps(const ConvolutionShape *shape) { return shape->kernelHeight / shape->stride; }

long winograd_tiles(const ConvolutionShape *shape) {
  return divide_up(shape->outputHeight, WinogradOutputSide) * divide_up(shape->outputWidth, WinogradOutputSide);
}

bool winograd_applies(const ConvolutionShape *shape) {
  return shape->stride <= 2 && shape->kernelHeight == shape->kernelWidth && shape->kernelHeight % shape->stride == 0 &&
         taps(shape) >= MinimumWinogradTaps && taps(shape) <= MaximumWinogradTaps &&
         shape->inputChannels % LaneCount == 0 && shape->outputChannels % LaneCount == 0;
}

Winograd make_winograd(const ConvolutionShape *shape) {
  const Instructions *table = instructions();
  Winograd job = {
      .table = table,
      .transform = table->winograd[taps(shape) - MinimumWinogradTaps],
      .transform_output = table->winograd_output[taps(shape) - MinimumWinogradTaps],
      .shape = shape,
      .stride = shape->stride,
      .taps = taps(shape),
      .phases = shape->stride * shape->stride,
      .tilesDown = divide_up(shape->outputHeight, WinogradOutputSide),
      .tilesAcross = divide_up(shape->outputWidth, WinogradOutputSide),
  };
  job.side = WinogradOutputSide + job.taps - 1;
  job.points = job.side * job.side;
  return job;
}

long phase_weights(const Winograd *job, long phase) {
  return (phase / job->stride * job->shape->kernelWidth + phase % job->stride) * job->shape->inputChannels;
}

Grid weight_grid(const Winograd *job) {
  long tap = job->stride * job->shape->inputChannels;
  return (Grid){job->shape->kernelWidth * tap, tap};
}

// MARK: - A convolution or its adjoint

/// Target channels are cut into blocks of `width`. The columns of the product are [blocks, width]; in the adjoint
/// [phases, blocks, width], and a panel holds several phases of a block that is narrower than a panel.
typedef struct Convolution {
  Winograd winograd;
  Direction direction;
  const float *source, *weight;
  const Epilogue *epilogue;
  float *target;
  long depth, width, blocks;
  long panelPhases, panelsPerBlock;
  TileGroup group;     ///< the first; the others follow it
  long groups;
  Panels weights;      ///< at the first point, if all jobs share them
  Transformed tiles;      ///< of the source, if all jobs share them
} Convolution;

static TileGroup group_at(const Convolution *job, long index) {
  const Winograd *winograd = &job->winograd;
  TileGroup group = job->group;
  long bands = divide_up(winograd->tilesDown, group.rows);
  group.firstImage = index / bands * group.images;
  group.images = smaller(group.images, winograd->shape->batch - group.firstImage);
  group.firstRow = index % bands * group.rows;
  group.rows = smaller(group.rows, winograd->tilesDown - group.firstRow);
  return group;
}

static long panel_columns(const Convolution *job) { return job->panelPhases * job->width; }

static long panel_floats(const Convolution *job) { return job->depth * panel_columns(job); }

/// Floats from one point to the next in the weights of so many blocks, padded by a vector: at a power of two the points
/// would conflict for the same cache sets.
static long point_floats(const Convolution *job, long blocks) {
  return blocks * job->panelsPerBlock * panel_floats(job) + LaneCount;
}

static long weight_count(const Convolution *job, long blocks) {
  return job->winograd.points * point_floats(job, blocks);
}

/// One tap of the phases of a panel: weight [out, kh, kw, in] from the tap on → panel [source channels, panel columns].
static void pack_tap(const Convolution *job, Channels sources, const float *weight, long firstPhase, float *panel) {
  const ConvolutionShape *shape = job->winograd.shape;
  long kernel = shape->kernelHeight * shape->kernelWidth * shape->inputChannels, columns = panel_columns(job);
  if (job->direction == Forward) {
    pack_panel(sources.count, columns, columns, weight + phase_weights(&job->winograd, firstPhase), 1, kernel, panel);
    return;
  }
  for (long phase = 0; phase < job->panelPhases; phase++, panel += job->width) {
    const float *from = weight + phase_weights(&job->winograd, firstPhase + phase);
    for (long k = 0; k < sources.count; k++) {
      memcpy(panel + k * columns, from + k * kernel, (size_t)job->width * sizeof(float));
    }
  }
}

/// The weight transform of some source channels of one block, packed: weight [out, kh, kw, in] → panels [points, source
/// channels, panel columns], points `point` floats apart; in the adjoint one for every few phases, `panel` floats apart.
static void transform_block(const Convolution *job, long block, Channels sources, float *to, long panel, long point) {
  const Winograd *winograd = &job->winograd;
  const ConvolutionShape *shape = winograd->shape;
  bool forward = job->direction == Forward;
  long in = shape->inputChannels, kernel = shape->kernelHeight * shape->kernelWidth * in, columns = panel_columns(job);
  long tap = sources.count * columns, count = winograd->taps * winograd->taps * tap;
  float *taps = scratch_allocate(count);
  Grid grid = weight_grid(winograd);
  const float *weight = job->weight + block * job->width * (forward ? kernel : 1) + sources.first * (forward ? 1 : kernel);
  to += sources.first * columns;
  for (long i = 0; i < winograd->phases; i += job->panelPhases, to += forward ? in * columns : panel) {
    for (long y = 0; y < winograd->taps; y++) {
      for (long x = 0; x < winograd->taps; x++) {
        pack_tap(job, sources, weight + y * grid.row + x * grid.column, i, taps + (y * winograd->taps + x) * tap);
      }
    }
    winograd->transform[WinogradWeight](tap, taps, (Grid){winograd->taps * tap, tap}, to,
                                        (Grid){winograd->side * point, point});
  }
  scratch_release(taps, count);
}

static long source_channels(const Convolution *job) {
  const ConvolutionShape *shape = job->winograd.shape;
  return job->direction == Forward ? shape->inputChannels : shape->outputChannels;
}

/// Sixteen source channels of a block, so that a narrow layer, which has one block, is not transformed by one thread.
static void transform_shared_weights(void *context, long index) {
  const Convolution *job = context;
  long block = index % job->blocks;
  float *to = (float *)job->weights.values + block * panel_floats(job);
  transform_block(job, block, (Channels){index / job->blocks * LaneCount, LaneCount}, to,
                  job->blocks * panel_floats(job), point_floats(job, job->blocks));
}

static void transform_source(const Convolution *job, const TileGroup *group, Transformed tiles) {
  if (job->direction == Forward) {
    Channels all = {0, job->winograd.shape->inputChannels};
    transform_input(&job->winograd, job->source, group, all, (Phases){0, job->winograd.phases}, tiles);
  } else {
    transform_output_gradient(&job->winograd, job->source, group, tiles);
  }
}

/// At every point, tiles [tiles, depth] · weights [depth, columns of some blocks]; then the output transform to pixels.
static void multiply_and_inverse_transform(const Convolution *job, const TileGroup *group, Transformed tiles,
                                           long firstBlock, long blocks, Panels weights, long point) {
  const Winograd *winograd = &job->winograd;
  long rows = tiles_of_group(winograd, group), columns = blocks * job->panelsPerBlock * panel_columns(job);
  Transformed products = make_transformed(rows, columns);
  products.values = scratch_allocate(transformed_count(winograd, products));
  for (long p = 0; p < winograd->points; p++, weights.values += point) {
    multiply_block(winograd->table, rows, columns, job->depth,
                   row_panels_in_place(winograd->table, tiles.values + p * tiles.point, tiles.item, 1), weights,
                   (TileStore){.slope = 1}, products.values + p * products.point, products.item);
  }
  Channels channels = {firstBlock * job->width, blocks * job->width};
  if (job->direction == Forward) {
    inverse_transform_output(winograd, products, group, channels, job->epilogue, job->target);
  } else {
    inverse_transform_input_gradient(winograd, products, group, channels, job->epilogue, job->target);
  }
  scratch_release(products.values, transformed_count(winograd, products));
}

/// One group of tiles, all target channels.
static void convolve_group(void *context, long index) {
  const Convolution *job = context;
  TileGroup group = group_at(job, index);
  Transformed tiles = make_transformed(tiles_of_group(&job->winograd, &group), job->tiles.item - LaneCount);
  tiles.values = scratch_allocate(transformed_count(&job->winograd, tiles));
  transform_source(job, &group, tiles);
  multiply_and_inverse_transform(job, &group, tiles, 0, job->blocks, job->weights, point_floats(job, job->blocks));
  scratch_release(tiles.values, transformed_count(&job->winograd, tiles));
}

/// All tiles, one block of target channels.
static void convolve_block(void *context, long block) {
  const Convolution *job = context;
  long point = point_floats(job, 1);
  Panels weights = job->weights;
  float *values = scratch_allocate(weight_count(job, 1));
  transform_block(job, block, (Channels){0, source_channels(job)}, values, panel_floats(job), point);
  weights.values = values;
  multiply_and_inverse_transform(job, &job->group, job->tiles, block, 1, weights, point);
  scratch_release(values, weight_count(job, 1));
}

static void transform_shared_tiles(void *context, long image) {
  const Convolution *job = context;
  TileGroup group = job->group;
  group.firstImage = image;
  group.images = 1;
  Transformed tiles = job->tiles;
  tiles.values += image * tiles_of_image(&job->winograd, &group) * tiles.item;
  transform_source(job, &group, tiles);
}

/// A job's share: several images, or, in the forward direction, some rows of tiles of one.
static void choose_groups(Convolution *job) {
  const Winograd *winograd = &job->winograd;
  long batch = winograd->shape->batch, down = winograd->tilesDown, across = winograd->tilesAcross;
  long images = larger(1, smaller(TilesPerGroup / (down * across), divide_up(batch, WinogradJobs)));
  long rows = down;
  if (images == 1 && job->direction == Forward) {
    long bands = larger(divide_up(down * across, TilesPerGroup), divide_up(WinogradJobs, batch));
    rows = divide_up(down, smaller(bands, down));
  }
  job->group = (TileGroup){.images = images, .rows = rows};
  job->groups = divide_up(batch, images) * divide_up(down, rows);
}

/// The target channels of a block: a panel's, or half of them where that makes whole blocks, or a second job.
static long block_width(const Instructions *table, long targets, bool isJob) {
  long width = panel_width(table, targets);
  return targets % width == 0 && !(isJob && targets == width) ? width : LaneCount;
}

/// source [batch, height, width, in] → target [batch, height′, width′, out] if Forward, the reverse if Adjoint; weight
/// [out, kh, kw, in]
void convolve_by_winograd(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                          const Epilogue *epilogue, float *target) {
  if (shape->batch == 0) return;
  bool forward = direction == Forward;
  Winograd winograd = make_winograd(shape);
  long in = shape->inputChannels, out = shape->outputChannels, targets = forward ? out : in;
  long targetPhases = forward ? 1 : winograd.phases, allTiles = shape->batch * winograd_tiles(shape);
  // Whichever is smaller is transformed once and shared by all jobs: the weights, or the tiles of all images.
  bool sharesTiles = allTiles < targetPhases * targets;
  Convolution job = {
      .winograd = winograd,
      .direction = direction,
      .source = source,
      .weight = weight,
      .epilogue = epilogue,
      .target = target,
      .depth = forward ? winograd.phases * in : out,
      .width = block_width(winograd.table, targets, sharesTiles),
  };
  job.blocks = targets / job.width;
  // The phases of a block are neighbours in the columns of its product only if it is the product's only block.
  bool isAlone = sharesTiles || job.blocks == 1;
  job.panelPhases = isAlone ? panel_width(winograd.table, targetPhases * job.width) / job.width : 1;
  job.panelsPerBlock = targetPhases / job.panelPhases;
  job.weights = (Panels){NULL, panel_columns(&job), panel_columns(&job), panel_floats(&job)};
  job.tiles = make_transformed(0, job.depth);
  choose_groups(&job);

  if (sharesTiles) {
    job.group = (TileGroup){.images = shape->batch, .rows = winograd.tilesDown};
    job.tiles = make_transformed(allTiles, job.depth);
    long count = transformed_count(&winograd, job.tiles);
    job.tiles.values = scratch_allocate(count);
    parallel_for(shape->batch, transform_shared_tiles, &job);
    parallel_for(job.blocks, convolve_block, &job);
    scratch_release(job.tiles.values, count);
  } else {
    float *weights = scratch_allocate(weight_count(&job, job.blocks));
    job.weights.values = weights;
    parallel_for(job.blocks * source_channels(&job) / LaneCount, transform_shared_weights, &job);
    parallel_for(job.groups, convolve_group, &job);
    scratch_release(weights, weight_count(&job, job.blocks));
  }
}
