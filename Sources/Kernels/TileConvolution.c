// Convolutions and their adjoints on tiles. A job rounds the floats of some images to bf16, on a grid (TileGrid.h)
// whose positions are the rows of a matrix. A row of the kernel's blocks meets values that lie one after another, so a
// step of the depth is 32 of them, and begins at the same distance from every position.

#include "TileGrid.h"

#if HAS_TILES

#include <string.h>

/// Columns of the weight's tiles that lie beside one another.
enum { MostColumnTiles = 2 };

/// One convolution. The depth is cut into the rows of the kernel's blocks, and a row into steps of `TileDepth`; what
/// the last step of a row reads beyond it meets zeros.
typedef struct TileConvolution {
  TileGrid grid;
  Direction direction;
  const ConvolutionShape *shape;
  const float *source, *weight;
  float *target;
  const float *bias;               ///< [targetValues] or null
  float slope;
  long sourceValues, targetValues; ///< of a block
  long kernelRow, rowSteps;        ///< values and steps of a row of the kernel's blocks
  long steps;
  const long *offsets;             ///< [steps]
  const long *rows;                ///< [rowTiles]
  long columnTiles;
  BrainFloat *weights;             ///< tiles [pairs of columnTiles, steps, 2], the last pair may be one
  long images, rowTiles;           ///< of a job; tiles of rows that are multiplied and stored at a time
} TileConvolution;

// MARK: - Weights

/// One tile of b forward: its columns are output channels, in each of which the values that a row of the kernel meets
/// in one row of a block are contiguous.
static void round_forward(const TileConvolution *job, long step, long first, BrainFloat *tile) {
  const ConvolutionShape *shape = job->shape;
  long width = shape->stride * shape->inputChannels, kernelRow = shape->kernelWidth * shape->inputChannels;
  float values[TileColumns * TileDepth] = {0};
  long row = step / job->rowSteps, index = step % job->rowSteps * TileDepth;
  for (long k = 0, count; k < TileDepth && index < job->kernelRow; k += count, index += count) {
    long column = index / job->sourceValues, value = index % job->sourceValues;
    count = smaller(width - value % width, TileDepth - k);
    const float *from =
        job->weight + (row * shape->stride + value / width) * kernelRow + column * width + value % width;
    for (long j = 0; j < TileColumns; j++) {
      memcpy(values + j * TileDepth + k, from + (first + j) * shape->kernelHeight * kernelRow,
             (size_t)count * sizeof(float));
    }
  }
  round_columns_to_tile(values, tile);
}

/// One tile of b of the adjoint: its rows are output channels, its columns the values of a block. The kernel's blocks
/// are met in reverse.
static void round_adjoint(const TileConvolution *job, long step, long first, BrainFloat *tile) {
  static const float zeros[TileColumns];
  const ConvolutionShape *shape = job->shape;
  long width = shape->stride * shape->inputChannels, kernelRow = shape->kernelWidth * shape->inputChannels;
  long channel = shape->kernelHeight * kernelRow;
  const float *rows[TileDepth];
  for (long k = 0; k < TileDepth; k++) rows[k] = zeros;
  // Sixteen values of a block are contiguous in the weight.
  long row = (job->grid.kernelRows - 1 - step / job->rowSteps) * shape->stride + first / width;
  long index = step % job->rowSteps * TileDepth;
  for (long k = 0; k < TileDepth && index < job->kernelRow; k++, index++) {
    long column = job->grid.kernelColumns - 1 - index / job->sourceValues, out = index % job->sourceValues;
    rows[k] = job->weight + out * channel + row * kernelRow + column * width + first % width;
  }
  round_to_tile(rows, tile);
}

/// The weight as tiles of b: one column of tiles, all steps.
static void round_weights(void *context, long columnTile) {
  const TileConvolution *job = context;
  long first = columnTile * TileColumns;
  long pair = columnTile - columnTile % MostColumnTiles, width = smaller(MostColumnTiles, job->columnTiles - pair);
  for (long step = 0; step < job->steps; step++) {
    long tile = pair * job->steps + step * width + columnTile % MostColumnTiles;
    BrainFloat *to = job->weights + tile * TileValues;
    if (job->direction == Forward) {
      round_forward(job, step, first, to);
    } else {
      round_adjoint(job, step, first, to);
    }
  }
}

// MARK: - The source

static void set_zero(long count, BrainFloat *to) { memset(to, 0, (size_t)count * sizeof(BrainFloat)); }

/// One row of pixels, row `y` of an image (null: zeros), as row `sub` of the blocks of one row of the grid, `values`.
static void round_row(const TileConvolution *job, const float *row, long sub, BrainFloat *values) {
  const BlockImage *image = &job->grid.source;
  long width = image->side * image->channels;
  for (long block = 0; block < job->grid.columns;) {
    BrainFloat *to = values + block * job->sourceValues + sub * width;
    long x = block * image->side - image->left;
    long first = larger(0, x), last = smaller(image->width, x + image->side);
    // Whole blocks: one row of values if they are contiguous on both sides.
    if (row && last - first == image->side) {
      long blocks = smaller(job->grid.columns - block, (image->width - x) / image->side);
      bool isOneRow = image->side == 1;
      round_rows(isOneRow ? 1 : blocks, isOneRow ? blocks * width : width, row + x * image->channels,
                 image->side * image->channels, to, job->sourceValues);
      block += blocks;
      continue;
    }
    set_zero(width, to);
    if (row && first < last) {
      round_rows(1, (last - first) * image->channels, row + first * image->channels, 0,
                 to + (first - x) * image->channels, 0);
    }
    block++;
  }
}

static void round_images(const TileConvolution *job, long firstImage, long images, BrainFloat *values) {
  const BlockImage *image = &job->grid.source;
  long rowFloats = image->width * image->channels;
  for (long n = 0; n < images; n++) {
    const float *from = job->source + (firstImage + n) * image->height * rowFloats;
    for (long row = 0; row < job->grid.rows; row++) {
      for (long sub = 0; sub < image->side; sub++) {
        long y = row * image->side + sub - image->top;
        bool isInside = y >= 0 && y < image->height;
        round_row(job, isInside ? from + y * rowFloats : NULL, sub, values);
      }
      values += job->grid.columns * job->sourceValues;
    }
  }
}

// MARK: - The target

/// `count` blocks of one row of the grid, values [count, stride] → the pixels of the target that they hold.
static void store_blocks(const TileConvolution *job, float *pixels, long row, long column, long count,
                         const float *values, long stride) {
  const BlockImage *image = &job->grid.target;
  long width = image->side * image->channels, rowFloats = image->width * image->channels;
  for (long i = 0; i < count;) {
    long x = (column + i) * image->side - image->left;
    long from = larger(0, x), to = smaller(image->width, x + image->side);
    // Whole blocks together, the others alone.
    long blocks = to - from == image->side ? smaller(count - i, (image->width - x) / image->side) : 1;
    for (long sub = 0; sub < image->side; sub++) {
      long y = row * image->side + sub - image->top, offset = sub * width + (from - x) * image->channels;
      if (from >= to || y < 0 || y >= image->height) continue;
      store_with_epilogue(blocks, (to - from) * image->channels, values + i * stride + offset, stride,
                          job->bias ? job->bias + offset : NULL, job->slope,
                          pixels + y * rowFloats + from * image->channels, width);
    }
    i += blocks;
  }
}

/// The blocks of positions first..<last, values [positions, stride] → the target.
static void store_positions(const TileConvolution *job, long firstImage, long first, long last, const float *values,
                            long stride) {
  const BlockImage *image = &job->grid.target;
  for (long position = first; position < last;) {
    long n = position / grid_positions(&job->grid), inImage = position % grid_positions(&job->grid);
    long row = inImage / job->grid.columns, column = inImage % job->grid.columns;
    long count = smaller(last - position, job->grid.columns - column);
    store_blocks(job, job->target + (firstImage + n) * image->height * image->width * image->channels, row, column,
                 count, values + (position - first) * stride, stride);
    position += count;
  }
}

// MARK: - Products

/// Some rows of the grid's matrix times the weight: the depth in cache blocks, and in each all pairs of columns.
static void multiply_rows(const TileConvolution *job, BrainFloat *values, long rowTiles, float *sums, long stride) {
  static const long columns[MostColumnTiles] = {0, TileValues};
  for (long step = 0; step < job->steps; step += TileStepsPerBlock) {
    TileProduct product = {
        .a = values,
        .rows = job->rows,
        .columns = columns,
        .offsets = job->offsets + step,
        .aRow = job->sourceValues,
        .steps = smaller(TileStepsPerBlock, job->steps - step),
    };
    for (long tile = 0; tile < job->columnTiles; tile += MostColumnTiles) {
      long width = smaller(MostColumnTiles, job->columnTiles - tile);
      product.b = job->weights + (tile * job->steps + step * width) * TileValues;
      product.bStep = width * TileValues;
      tiles_multiply(&product, rowTiles, width, sums + tile * TileColumns, stride, step > 0);
    }
  }
}

static void convolve_images(void *context, long index) {
  const TileConvolution *job = context;
  long firstImage = index * job->images, images = smaller(job->images, job->shape->batch - firstImage);
  long positions = images * grid_positions(&job->grid), read = round_up(positions, TileRows) + grid_reach(&job->grid);
  long count = read * job->sourceValues + TileDepth, stride = job->columnTiles * TileColumns;
  BrainFloat *values = allocate_brain_floats(count);
  long rows = smaller(round_up(positions, TileRows), job->rowTiles * TileRows);
  float *sums = scratch_allocate(rows * stride);
  round_images(job, firstImage, images, values);
  set_zero(count - positions * job->sourceValues, values + positions * job->sourceValues);
  tiles_begin();
  for (long first = 0; first < positions; first += rows) {
    long last = smaller(first + rows, positions);
    multiply_rows(job, values + first * job->sourceValues, divide_up(last - first, TileRows), sums, stride);
    store_positions(job, firstImage, first, last, sums, stride);
  }
  tiles_end();
  scratch_release(sums, rows * stride);
  release_brain_floats(values, count);
}

void convolve_on_tiles(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                       const Epilogue *epilogue, float *target) {
  if (shape->batch == 0) return;
  TileConvolution job = {
      .grid = make_tile_grid(direction, shape),
      .direction = direction,
      .shape = shape,
      .source = source,
      .weight = weight,
      .target = target,
      .slope = epilogue ? epilogue->slope : 1,
  };
  job.sourceValues = block_values(&job.grid.source);
  job.targetValues = block_values(&job.grid.target);
  job.columnTiles = job.targetValues / TileColumns;
  job.kernelRow = job.grid.kernelColumns * job.sourceValues;
  job.rowSteps = divide_up(job.kernelRow, TileDepth);
  job.steps = job.grid.kernelRows * job.rowSteps;
  long values = grid_positions(&job.grid) * job.sourceValues;
  job.images = smaller(larger(1, TileValuesPerJob / values), divide_up(shape->batch, TileJobs));
  job.rowTiles = TileRowsAtATime;

  long *offsets = allocate_longs(job.steps), *rows = allocate_longs(job.rowTiles);
  for (long step = 0; step < job.steps; step++) {
    long row = step / job.rowSteps, index = step % job.rowSteps * TileDepth;
    offsets[step] = row * job.grid.columns * job.sourceValues + index;
  }
  job.offsets = offsets;
  for (long i = 0; i < job.rowTiles; i++) rows[i] = i * TileRows * job.sourceValues;
  job.rows = rows;

  // The bias of every value of a block.
  const float *bias = epilogue ? epilogue->bias : NULL;
  float *biases = NULL;
  if (bias) {
    biases = scratch_allocate(job.targetValues);
    for (long i = 0; i < job.targetValues; i++) biases[i] = bias[i % job.grid.target.channels];
    job.bias = biases;
  }
  long weightCount = job.columnTiles * job.steps * TileValues;
  job.weights = allocate_brain_floats(weightCount);
  parallel_for(job.columnTiles, round_weights, &job);
  parallel_for(divide_up(shape->batch, job.images), convolve_images, &job);
  release_brain_floats(job.weights, weightCount);
  if (biases) scratch_release(biases, job.targetValues);
  release_longs(rows, job.rowTiles);
  release_longs(offsets, job.steps);
}

#endif
