// The weight gradient on tiles, a matrix product over the positions of a grid (TileGrid.h): a is the output gradient,
// transposed, [out, positions], b the input's blocks, [positions, values]. A tap is a distance between the two. A row
// of b's tiles is a pair of positions, so b is there twice, in pairs from even and from odd positions: then every tile
// of every tap begins with a cache line.

#include "TileGrid.h"

#if HAS_TILES

#include <string.h>

#include "Instructions.h"

typedef struct TileWeightGradient {
  const Instructions *table;
  TileGrid grid;
  const ConvolutionShape *shape;
  const float *input, *outputGradient;
  long rowTiles, valueTiles; ///< tiles of rows of a, and of columns of b for one block of the kernel
  long images;               ///< that are rounded at a time
  long partImages, parts;    ///< of the batch (split-K)
  float *sums;               ///< [parts, rowTiles · 16, kernel blocks, valueTiles · 16]
} TileWeightGradient;

static long kernel_blocks(const TileWeightGradient *job) { return job->grid.kernelRows * job->grid.kernelColumns; }

/// Sums of one output channel, and of one part.
static long sums_of_row(const TileWeightGradient *job) { return kernel_blocks(job) * job->valueTiles * TileColumns; }

static long sums_of_part(const TileWeightGradient *job) { return job->rowTiles * TileRows * sums_of_row(job); }

/// Some images, rounded.
typedef struct RoundedImages {
  long firstImage, images;
  long steps;        ///< of 32 positions of a
  long row;          ///< values from a row of a to the next one
  long bSteps;       ///< of 32 positions of b: those of a, and what a tap reaches beyond
  BrainFloat *a, *b; ///< [rowTiles · 16, row]; [valueTiles, 2, bSteps] tiles
} RoundedImages;

static long a_values(const TileWeightGradient *job, const RoundedImages *rounded) {
  return job->rowTiles * TileRows * rounded->row;
}

static long b_values(const TileWeightGradient *job, const RoundedImages *rounded) {
  return job->valueTiles * 2 * rounded->bSteps * TileValues;
}

static RoundedImages allocate_rounded(const TileWeightGradient *job, long firstImage, long images) {
  RoundedImages rounded = {.firstImage = firstImage, .images = images};
  rounded.steps = divide_up(images * grid_positions(&job->grid), TileDepth);
  // An odd number of cache lines: rows of a tile lie in different cache sets.
  rounded.row = (rounded.steps | 1) * TileDepth;
  rounded.bSteps = rounded.steps + divide_up(grid_reach(&job->grid), TileDepth);
  rounded.a = allocate_brain_floats(a_values(job, &rounded));
  rounded.b = allocate_brain_floats(b_values(job, &rounded));
  return rounded;
}

static void release_rounded(const TileWeightGradient *job, const RoundedImages *rounded) {
  release_brain_floats(rounded->b, b_values(job, rounded));
  release_brain_floats(rounded->a, a_values(job, rounded));
}

// MARK: - Rounding

static const float zeros[TileColumns];

/// The positions of one step, and the first of the next.
enum { StepPositions = TileDepth + 1 };

/// Pointers to pixel `pixel` of the blocks of a step's positions → rows [StepPositions]; null outside of the image.
static void find_pixels(const TileGrid *grid, const BlockImage *image, const float *values,
                        const RoundedImages *rounded, long step, long pixel, const float **rows) {
  long first = step * TileDepth, n = first / grid_positions(grid), inImage = first % grid_positions(grid);
  long row = inImage / grid->columns, column = inImage % grid->columns;
  for (long k = 0; k < StepPositions;) {
    long count = smaller(StepPositions - k, grid->columns - column);
    long y = row * image->side + pixel / image->side - image->top;
    long x = column * image->side + pixel % image->side - image->left;
    bool isInside = n < rounded->images && y >= 0 && y < image->height;
    long pixelRow = isInside ? ((rounded->firstImage + n) * image->height + y) * image->width : 0;
    for (long i = 0; i < count; i++, x += image->side) {
      rows[k + i] = isInside && x >= 0 && x < image->width ? values + (pixelRow + x) * image->channels : NULL;
    }
    k += count;
    column = 0;
    if (++row == grid->rows) {
      row = 0;
      n++;
    }
  }
}

/// rows [StepPositions], null for zeros → to [StepPositions], `offset` values further.
static void offset_rows(const float *const *rows, long offset, const float **to) {
  for (long k = 0; k < StepPositions; k++) to[k] = rows[k] ? rows[k] + offset : zeros;
}

/// Sixteen values of a step's positions, rows [StepPositions], as tiles of b, from even and from odd positions on.
static void round_twice(const RoundedImages *rounded, long tile, long step, const float *const *rows) {
  for (long odd = 0; odd < 2; odd++) {
    round_to_tile(rows + odd, rounded->b + ((tile * 2 + odd) * rounded->bSteps + step) * TileValues);
  }
}

/// 32 positions of the input and of the output gradient, and what a tap reaches beyond them, of the input alone.
static void round_step(const TileWeightGradient *job, const RoundedImages *rounded, long step) {
  const BlockImage *source = &job->grid.source, *target = &job->grid.target;
  const float *pixels[StepPositions], *rows[StepPositions];
  for (long tile = 0; tile < job->valueTiles; tile++) {
    long pixel = tile * TileColumns / source->channels, channel = tile * TileColumns % source->channels;
    if (channel == 0) find_pixels(&job->grid, source, job->input, rounded, step, pixel, pixels);
    offset_rows(pixels, channel, rows);
    round_twice(rounded, tile, step, rows);
  }
  if (step >= rounded->steps) return;
  find_pixels(&job->grid, target, job->outputGradient, rounded, step, 0, pixels);
  for (long tile = 0; tile < job->rowTiles; tile++) {
    offset_rows(pixels, tile * TileRows, rows);
    round_transposed(rows, rounded->a + tile * TileRows * rounded->row + step * TileDepth, rounded->row);
  }
}

// MARK: - Products

/// Adds the products of blocks first..<last of the kernel. A tile of columns is sixteen values of one of them.
static void multiply_rounded(const TileWeightGradient *job, const RoundedImages *rounded, long first, long last,
                             float *sums, bool accumulate) {
  long count = (last - first) * job->valueTiles, offsets[TileStepsPerBlock];
  long *rows = allocate_longs(job->rowTiles), *columns = allocate_longs(count);
  for (long step = 0; step < TileStepsPerBlock; step++) offsets[step] = step * TileDepth;
  for (long i = 0; i < job->rowTiles; i++) rows[i] = i * TileRows * rounded->row;
  for (long j = 0; j < count; j++) {
    long block = first + j / job->valueTiles, tile = j % job->valueTiles;
    long distance = block / job->grid.kernelColumns * job->grid.columns + block % job->grid.kernelColumns;
    columns[j] = (tile * 2 + distance % 2) * rounded->bSteps * TileValues + distance / 2 * 2 * TileColumns;
  }
  for (long step = 0; step < rounded->steps; step += TileStepsPerBlock) {
    TileProduct product = {
        .a = rounded->a + step * TileDepth,
        .b = rounded->b + step * TileValues,
        .rows = rows,
        .columns = columns,
        .offsets = offsets,
        .aRow = rounded->row,
        .bStep = TileValues,
        .steps = smaller(TileStepsPerBlock, rounded->steps - step),
    };
    tiles_multiply(&product, job->rowTiles, count, sums + first * job->valueTiles * TileColumns, sums_of_row(job),
                   accumulate || step > 0);
  }
  release_longs(columns, count);
  release_longs(rows, job->rowTiles);
}

/// A part of the batch: rounds and multiplies some images at a time.
static void sum_part(void *context, long part) {
  const TileWeightGradient *job = context;
  long first = part * job->partImages, last = smaller(first + job->partImages, job->shape->batch);
  for (long n = first; n < last; n += job->images) {
    RoundedImages rounded = allocate_rounded(job, n, smaller(job->images, last - n));
    for (long step = 0; step < rounded.bSteps; step++) round_step(job, &rounded, step);
    tiles_begin();
    multiply_rounded(job, &rounded, 0, kernel_blocks(job), job->sums + part * sums_of_part(job), n > first);
    tiles_end();
    release_rounded(job, &rounded);
  }
}

/// What all threads rounded together, and then multiply, where there is one part.
typedef struct SharedImages {
  const TileWeightGradient *job;
  RoundedImages rounded;
  bool accumulate;
} SharedImages;

static void round_shared(void *context, long first, long last) {
  const SharedImages *shared = context;
  for (long step = first; step < last; step++) round_step(shared->job, &shared->rounded, step);
}

static void multiply_shared(void *context, long block) {
  const SharedImages *shared = context;
  tiles_begin();
  multiply_rounded(shared->job, &shared->rounded, block, block + 1, shared->job->sums, shared->accumulate);
  tiles_end();
}

static void sum_together(const TileWeightGradient *job) {
  for (long n = 0; n < job->shape->batch; n += job->images) {
    SharedImages shared = {job, allocate_rounded(job, n, smaller(job->images, job->shape->batch - n)), n > 0};
    parallel_ranges(shared.rounded.bSteps, TileStepsPerBlock, round_shared, &shared);
    parallel_for(kernel_blocks(job), multiply_shared, &shared);
    release_rounded(job, &shared.rounded);
  }
}

// MARK: - The result

typedef struct Placement {
  const TileWeightGradient *job;
  float *weightGradient;
} Placement;

/// Reduces some output channels of all parts into the first part's, and puts them in order: sums [parts, out, (block,
/// y, x, in)] → weightGradient [out, kh, kw, in].
static void place_rows(void *context, long first, long last) {
  const Placement *placement = context;
  const TileWeightGradient *job = placement->job;
  const ConvolutionShape *shape = job->shape;
  long side = job->grid.source.side, width = side * shape->inputChannels;
  long kernelRow = shape->kernelWidth * shape->inputChannels;
  float *sums = job->sums + first * sums_of_row(job);
  if (job->parts > 1) {
    job->table->combine(job->parts, (last - first) * sums_of_row(job), sums_of_part(job), sums, sums);
  }
  for (long out = first; out < last; out++, sums += sums_of_row(job)) {
    for (long block = 0; block < kernel_blocks(job); block++) {
      const float *from = sums + block * job->valueTiles * TileColumns;
      float *to = placement->weightGradient +
                  (out * shape->kernelHeight + block / job->grid.kernelColumns * side) * kernelRow +
                  block % job->grid.kernelColumns * width;
      for (long y = 0; y < side; y++) memcpy(to + y * kernelRow, from + y * width, (size_t)width * sizeof(float));
    }
  }
}

void weight_gradient_on_tiles(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                              float *weightGradient) {
  long weights = shape->outputChannels * shape->kernelHeight * shape->kernelWidth * shape->inputChannels;
  if (shape->batch * shape->outputHeight * shape->outputWidth == 0) {
    memset(weightGradient, 0, (size_t)weights * sizeof(float));
    return;
  }
  TileWeightGradient job = {
      .table = instructions(),
      .grid = make_tile_grid(Forward, shape),
      .shape = shape,
      .input = input,
      .outputGradient = outputGradient,
      .rowTiles = shape->outputChannels / TileRows,
  };
  job.valueTiles = block_values(&job.grid.source) / TileColumns;
  long parts = smaller(TileSumsOfParts / sums_of_part(&job), TileJobs);
  bool isSmall = parts >= FewestTileParts;
  job.partImages = isSmall ? divide_up(shape->batch, parts) : shape->batch;
  job.parts = divide_up(shape->batch, job.partImages);
  long values = grid_positions(&job.grid) * (job.rowTiles + 2 * job.valueTiles) * TileColumns;
  long most = isSmall ? TileValuesPerJob : TileValuesTogether;
  job.images = smaller(larger(1, most / values), job.partImages);
  job.sums = scratch_allocate(job.parts * sums_of_part(&job));
  if (isSmall) {
    parallel_for(job.parts, sum_part, &job);
  } else {
    sum_together(&job);
  }
  Placement placement = {&job, weightGradient};
  parallel_ranges(shape->outputChannels, divide_up(ElementsPerJob, sums_of_row(&job)), place_rows, &placement);
  scratch_release(job.sums, job.parts * sums_of_part(&job));
}

#endif
