#include "Reductions.h"

#include <string.h>

#include "Instructions.h"
#include "Runtime.h"

typedef struct Partials {
  long parts, columns;
  const float *partial;
  float *y;
} Partials;

static void combine_columns(void *context, long first, long last) {
  const Partials *job = context;
  instructions()->combine(job->parts, last - first, job->columns, job->partial + first, job->y + first);
}

/// partial [parts, columns] → y [columns]
void combine_partials(long parts, long columns, const float *partial, float *y) {
  Partials job = {parts, columns, partial, y};
  parallel_ranges(columns, larger(LaneCount, ElementsPerJob / larger(parts, 1)), combine_columns, &job);
}

// MARK: - Sums. `b` is null for a plain sum, the second factor for a sum of products.

typedef struct Sum {
  const Instructions *table;
  BroadcastPattern pattern;
  const float *a, *b;
  float *y;
  long rowBlock, columnBlock; ///< what one job takes of the rows and columns
} Sum;

/// One partial sum per `ElementsPerJob` values.
static void sum_chunk(void *context, long first, long last) {
  const Sum *sum = context;
  sum->y[first / ElementsPerJob] =
      sum->table->sum(last - first, sum->a + first, sum->b ? sum->b + first : NULL);
}

/// Everything into one value.
static void sum_all(Sum sum, float *y) {
  long count = sum.pattern.outer * sum.pattern.inner, parts = divide_up(count, ElementsPerJob);
  sum.y = scratch_allocate(parts);
  parallel_ranges(count, ElementsPerJob, sum_chunk, &sum);
  combine_partials(parts, 1, sum.y, y);
  scratch_release(sum.y, parts);
}

/// A block of a matrix, whose first value is at `offset`.
typedef struct Block {
  long part, rows, column, columns, offset;
} Block;

static Block block_at(const Sum *sum, long index) {
  long columns = sum->pattern.kept, columnBlocks = divide_up(columns, sum->columnBlock);
  long part = index / columnBlocks, row = part * sum->rowBlock, column = index % columnBlocks * sum->columnBlock;
  return (Block){part, smaller(sum->rowBlock, sum->pattern.outer - row), column,
                 smaller(sum->columnBlock, columns - column), row * columns + column};
}

static void sum_column_block(void *context, long index) {
  const Sum *sum = context;
  Block block = block_at(sum, index);
  sum->table->column_sums(block.rows, block.columns, sum->pattern.kept, sum->a + block.offset,
                          sum->b ? sum->b + block.offset : NULL,
                          sum->y + block.part * sum->pattern.kept + block.column);
}

/// Every column of a matrix of `outer` rows. `sum_block` sums up one block, and may do more.
static void sum_columns_by(void (*sum_block)(void *sum, long index), Sum *sum, float *y) {
  long rows = sum->pattern.outer, columns = sum->pattern.kept;
  sum->columnBlock = smaller(columns, SumBlockColumns);
  sum->rowBlock = larger(SumBlockLeastRows, ElementsPerJob / sum->columnBlock);
  long parts = divide_up(rows, sum->rowBlock), columnBlocks = divide_up(columns, sum->columnBlock);
  sum->y = scratch_allocate(parts * columns);
  parallel_for(parts * columnBlocks, sum_block, sum);
  combine_partials(parts, columns, sum->y, y);
  scratch_release(sum->y, parts * columns);
}

static void sum_columns(Sum sum, float *y) { sum_columns_by(sum_column_block, &sum, y); }

/// Columns too few for a vector: sixteen consecutive rows are read as one row of a wider matrix.
static void sum_few_columns(Sum sum, float *y) {
  long columns = sum.pattern.kept, wide = columns * LaneCount, wideRows = sum.pattern.outer / LaneCount;
  long done = wideRows * wide;
  float sums[LaneCount * LaneCount];
  Sum folded = sum;
  folded.pattern = (BroadcastPattern){wideRows, wide, 1};
  sum_columns(folded, sums);
  for (long j = 0; j < columns; j++) {
    double total = 0;
    for (long row = 0; row < LaneCount; row++) total += (double)sums[row * columns + j];
    for (long i = done + j; i < sum.pattern.outer * columns; i += columns) {
      total += (double)sum.a[i] * (sum.b ? (double)sum.b[i] : 1);
    }
    y[j] = (float)total;
  }
}

static void sum_kept_range(void *context, long first, long last) {
  const Sum *sum = context;
  long kept = sum->pattern.kept, inner = sum->pattern.inner;
  for (long k = first; k < last; k++) {
    double total = 0;
    for (long o = 0; o < sum->pattern.outer; o++) {
      long at = (o * kept + k) * inner;
      total += (double)sum->table->sum(inner, sum->a + at, sum->b ? sum->b + at : NULL);
    }
    sum->y[k] = (float)total;
  }
}

static void sum_pattern(BroadcastPattern pattern, const float *a, const float *b, float *y) {
  Sum sum = {instructions(), pattern, a, b, y, 0, 0};
  if (pattern.kept == 1) {
    sum_all(sum, y);
  } else if (pattern.inner == 1 && pattern.kept < LaneCount) {
    sum_few_columns(sum, y);
  } else if (pattern.inner == 1) {
    sum_columns(sum, y);
  } else {
    long keptPerJob = larger(1, ElementsPerJob / larger(1, pattern.outer * pattern.inner));
    parallel_ranges(pattern.kept, keptPerJob, sum_kept_range, &sum);
  }
}

/// x [outer, kept, inner] → y [kept]
void sum_broadcast(BroadcastPattern pattern, const float *x, float *y) { sum_pattern(pattern, x, NULL, y); }

/// a, b [outer, kept, inner] → y [kept]
void sum_of_products(BroadcastPattern pattern, const float *a, const float *b, float *y) {
  sum_pattern(pattern, a, b, y);
}

// MARK: - Back through a bias and an activation

typedef struct EpilogueGradient {
  Sum sum; ///< first, so that a pointer to one is a pointer to the other
  const float *output, *gradient;
  float slope;
  float *result;
} EpilogueGradient;

/// A block of the gradient, and its sums.
static void epilogue_gradient_block(void *context, long index) {
  const EpilogueGradient *job = context;
  Block block = block_at(&job->sum, index);
  long columns = job->sum.pattern.kept, at = block.offset;
  job->sum.table->leaky_relu_gradient_sums(block.rows, block.columns, columns, job->gradient + at, job->output + at,
                                           job->slope, job->result + at,
                                           job->sum.y + block.part * columns + block.column);
}

/// output, gradient [rows, columns] → result [rows, columns], biasGradient [columns]
void epilogue_gradient(long rows, long columns, const float *output, const float *gradient, float slope, float *result,
                       float *biasGradient) {
  BroadcastPattern pattern = {rows, columns, 1};
  if (columns < LaneCount) {
    binary(BinaryLeakyReLUGradient, rows * columns, gradient, output, slope, result);
    sum_broadcast(pattern, result, biasGradient);
    return;
  }
  EpilogueGradient job = {{instructions(), pattern, NULL, NULL, NULL, 0, 0}, output, gradient, slope, result};
  sum_columns_by(epilogue_gradient_block, &job.sum, biasGradient);
}

// MARK: - Maxima

typedef struct Maximum {
  const Instructions *table;
  BroadcastPattern pattern;
  const float *x;
  float *y;
} Maximum;

static void maximum_range(void *context, long first, long last) {
  const Maximum *job = context;
  long kept = job->pattern.kept, inner = job->pattern.inner;
  for (long o = first; o < last; o++) {
    const float *x = job->x + o * kept * inner;
    float *y = job->y + o * inner;
    if (inner == 1) {
      *y = job->table->maximum(kept, x);
      continue;
    }
    memcpy(y, x, (size_t)inner * sizeof(float));
    for (long k = 1; k < kept; k++) job->table->binary[BinaryMaximum](inner, y, x + k * inner, 0, y);
  }
}

/// x [outer, kept, inner] → y [outer, inner]
void maximum_over(BroadcastPattern pattern, const float *x, float *y) {
  Maximum job = {instructions(), pattern, x, y};
  long outerPerJob = larger(1, ElementsPerJob / larger(1, pattern.kept * pattern.inner));
  parallel_ranges(pattern.outer, outerPerJob, maximum_range, &job);
}
