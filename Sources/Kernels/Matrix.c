// Matrix products of any strides: b is packed into panels once, then jobs own blocks of c.

#include "Panels.h"
#include "Reductions.h"
#include "Runtime.h"

/// Multiplications that are worth a job of their own.
static const long MultiplicationsPerJob = 1 << 18;

/// Rows below which packing b would cost more than it saves, in tiles; and the floats below which b can stay in the
/// second-level cache as it is, and need not come to every core from the one that has packed it.
static const long TilesWorthPacking = 4, FloatsWorthPacking = 32768;

/// How far apart, in floats, the ends of a strided row of a may lie to be read where it is.
static const long FloatsReadInPlace = 16384;

/// Floats of b that are packed by one job.
static const long FloatsPackedPerJob = 4096;

/// The least depth of a part, the most parts, and the largest result that is summed up from parts.
static const long LeastPartDepth = 128, MostParts = 8, FloatsWorthParts = 32768;

typedef struct Product {
  const Instructions *table;
  long rows, columns, depth;
  const float *a;
  long aRow, aDepth;
  const float *b;
  long bDepth, bColumn;
  const Epilogue *epilogue;
  float *c;
  Panels panels;
  float *packed;                         ///< where `panels` lie if they are copies
  long rowBlock, columnBlock, partDepth; ///< what one job takes
} Product;

// MARK: - Matrix times matrix

static void pack_panels(void *context, long first, long last) {
  const Product *product = context;
  long width = product->panels.width;
  for (long panel = first; panel < last; panel++) {
    pack_panel(product->depth, smaller(width, product->columns - panel * width), width,
               product->b + panel * width * product->bColumn, product->bDepth, product->bColumn,
               product->packed + panel * product->panels.panel);
  }
}

/// Computes one block of c, a stretch of the depth after the other.
static void multiply_one_block(const Product *product, long index) {
  const Instructions *table = product->table;
  long columnBlocks = divide_up(product->columns, product->columnBlock);
  long i = index / columnBlocks * product->rowBlock, j = index % columnBlocks * product->columnBlock;
  long rows = smaller(product->rowBlock, product->rows - i);
  long columns = smaller(product->columnBlock, product->columns - j);

  // Neighbouring values of a strided row lie in different cache lines; a copy pays once a few panels read it, unless the
  // lines are near enough to stay in the cache.
  long deepest = smaller(DepthBlock, product->depth);
  bool packs = product->aDepth != 1 && columns > 2 * product->panels.width &&
               product->aDepth * deepest > FloatsReadInPlace;
  long packedCount = packed_rows_count(table, rows, deepest);
  float *packed = packs ? scratch_allocate(packedCount) : NULL;

  Panels b = product->panels;
  b.values += j / b.width * b.panel;
  long k = 0;
  do {
    long depth = smaller(DepthBlock, product->depth - k);
    bool last = k + depth == product->depth;
    TileStore store = epilogue_store(last ? product->epilogue : NULL, j);
    store.accumulate = k > 0;
    const float *a = product->a + i * product->aRow + k * product->aDepth;
    TiledRows tiles = packs ? pack_rows(table, rows, depth, a, product->aRow, product->aDepth, packed)
                            : tiled_rows(table, a, product->aRow, product->aDepth);
    multiply_block(table, rows, columns, depth, tiles, b, store, product->c + i * product->columns + j,
                   product->columns);
    b.values += depth * b.step;
    k += depth;
  } while (k < product->depth);

  if (packs) scratch_release(packed, packedCount);
}

static long block_count(const Product *product) {
  return divide_up(product->rows, product->rowBlock) * divide_up(product->columns, product->columnBlock);
}

static long part_count(const Product *product) { return larger(1, divide_up(product->depth, product->partDepth)); }

/// The gradient of a dense layer's weight sums over a batch: both matrices are read down their rows. In parts of the batch
/// each thread reads the rows that it has just written, and need not wait for another core's.
static void choose_parts(Product *product) {
  bool sumsOverRows = product->aRow == 1 && product->bColumn == 1 && !product->epilogue;
  bool isSmall = product->rows * product->columns <= FloatsWorthParts;
  long parts = sumsOverRows && isSmall ? smaller(MostParts, product->depth / LeastPartDepth) : 1;
  product->partDepth = larger(1, divide_up(product->depth, larger(1, parts)));
}

/// Computes one block of one part: the sum over a stretch of the depth, with the parts one after the other in c.
static void multiply_block_of_part(void *context, long index) {
  Product part = *(const Product *)context;
  long blocks = block_count(&part), number = index / blocks, k = number * part.partDepth;
  part.a += k * part.aDepth;
  part.panels.values += k * part.panels.step;
  part.depth = smaller(part.partDepth, part.depth - k);
  part.c += number * part.rows * part.columns;
  multiply_one_block(&part, index % blocks);
}

/// Large blocks use the caches well; blocks are halved while there are too few of them to share out.
static void choose_blocks(Product *product) {
  const long enoughJobs = 16;
  long width = product->panels.width, tileRows = product->table->tileRows;
  // A vector takes its time however few of its columns count, and so does storing what was hardly multiplied.
  long columns = round_up(product->columns, LaneCount), depth = larger(product->partDepth, 16);
  if (product->rows * columns * depth < 2 * MultiplicationsPerJob) {
    product->rowBlock = product->rows;
    product->columnBlock = product->columns;
    return;
  }
  product->rowBlock = 16 * tileRows;
  product->columnBlock = smaller(16 * width, round_up(columns, width));
  while (block_count(product) * part_count(product) < enoughJobs &&
         product->rowBlock * product->columnBlock * depth > 2 * MultiplicationsPerJob) {
    long halfColumns = round_up(product->columnBlock / 2, width);
    if (product->columnBlock > 4 * width) {
      product->columnBlock = halfColumns;
    } else if (product->rowBlock > tileRows) {
      product->rowBlock /= 2;
    } else if (product->columnBlock > width) {
      product->columnBlock = halfColumns;
    } else {
      break;
    }
  }
}

static void multiply_matrices(Product *product) {
  const Instructions *table = product->table;
  long width = panel_width(table, product->columns), panelCount = divide_up(product->columns, width);
  bool packs = product->bColumn != 1 || product->columns % width != 0 ||
               (product->rows > TilesWorthPacking * table->tileRows &&
                product->columns * product->depth > FloatsWorthPacking);
  long packedCount = panelCount * width * product->depth;
  if (packs) {
    product->packed = scratch_allocate(packedCount);
    product->panels = (Panels){product->packed, width, width, width * product->depth};
    long panelsPerJob = larger(1, FloatsPackedPerJob / larger(1, width * product->depth));
    parallel_ranges(panelCount, panelsPerJob, pack_panels, product);
  } else {
    product->panels = (Panels){product->b, width, product->bDepth, width};
  }
  choose_parts(product);
  choose_blocks(product);
  long parts = part_count(product), count = product->rows * product->columns;
  float *c = product->c;
  if (parts > 1) product->c = scratch_allocate(parts * count);
  parallel_for(parts * block_count(product), multiply_block_of_part, product);
  if (parts > 1) {
    combine_partials(parts, count, product->c, c);
    scratch_release(product->c, parts * count);
  }
  if (packs) scratch_release(product->packed, packedCount);
}

// MARK: - Matrix times vector

/// c[i] = row i of a matrix with dense rows · a dense vector.
typedef struct RowProducts {
  const Instructions *table;
  long depth;
  const float *matrix;
  long stride;
  const float *vector;
  float *c;
} RowProducts;

static void multiply_rows(void *context, long first, long last) {
  const RowProducts *product = context;
  for (long i = first; i < last; i++) {
    product->c[i] = product->table->sum(product->depth, product->matrix + i * product->stride, product->vector);
  }
}

static void multiply_by_vector(const Instructions *table, long rows, long depth, const float *matrix, long stride,
                               const float *vector, long step, float *c) {
  float *dense = NULL;
  if (step != 1) {
    dense = scratch_allocate(depth);
    for (long k = 0; k < depth; k++) dense[k] = vector[k * step];
    vector = dense;
  }
  RowProducts products = {table, depth, matrix, stride, vector, c};
  parallel_ranges(rows, larger(1, ElementsPerJob / larger(depth, 1)), multiply_rows, &products);
  if (dense) scratch_release(dense, depth);
}

// MARK: - Few columns

/// The transpose is computed, bᵀ · aᵀ, whose rows are long, and turned.
static void multiply_transposed(Product product) {
  long rows = product.rows, columns = product.columns;
  float *c = product.c, *turned = columns > 1 ? scratch_allocate(rows * columns) : c;
  Product transposed = {
      .table = product.table, .rows = columns, .columns = rows, .depth = product.depth,
      .a = product.b, .aRow = product.bColumn, .aDepth = product.bDepth,
      .b = product.a, .bDepth = product.aDepth, .bColumn = product.aRow, .c = turned,
  };
  multiply_matrices(&transposed);
  if (columns == 1) return;
  product.table->transpose(columns, rows, turned, rows, c, columns);
  scratch_release(turned, rows * columns);
}

// MARK: - Little depth

static void multiply_rows_shallowly(void *context, long first, long last) {
  const Product *product = context;
  TileStore store = epilogue_store(product->epilogue, 0);
  store.columns = product->columns;
  product->table->shallow_product(last - first, product->depth, product->a + first * product->aRow, product->aRow,
                                  product->aDepth, product->b, product->bDepth, &store,
                                  product->c + first * product->columns, product->columns);
}

/// Row by row. Tiles would store in steps of some rows, and the processor, fetching in advance in the same steps, take the
/// rows of the next thread out of the cache that it writes to.
static void multiply_shallow(Product product) {
  float *dense = NULL;
  if (product.bColumn != 1) {
    dense = scratch_allocate(product.depth * product.columns);
    pack_panel(product.depth, product.columns, product.columns, product.b, product.bDepth, product.bColumn, dense);
    product.b = dense;
    product.bDepth = product.columns;
  }
  parallel_ranges(product.rows, larger(1, ElementsPerJob / product.columns), multiply_rows_shallowly, &product);
  if (dense) scratch_release(dense, product.depth * product.columns);
}

// MARK: - The one function for all

/// Bias and activation of results that no tile has finished.
static void finish(const Instructions *table, long rows, long columns, const Epilogue *epilogue, float *c) {
  if (columns > 1) {
    table->finish_rows(rows, columns, c, epilogue->bias, epilogue->slope, c, columns);
    return;
  }
  if (epilogue->bias) table->unary[UnaryAffine](rows, c, 1, *epilogue->bias, c);
  if (epilogue->slope != 1) table->unary[UnaryLeakyReLU](rows, c, epilogue->slope, 0, c);
}

void matrix_multiply(long rows, long columns, long depth, const float *a, long aRow, long aDepth, const float *b,
                     long bDepth, long bColumn, const Epilogue *epilogue, float *c) {
  if (rows == 0 || columns == 0) return;
  count_multiply_adds(rows * columns * depth);
  const Instructions *table = instructions();
  Product product = {
      .table = table, .rows = rows, .columns = columns, .depth = depth, .a = a, .aRow = aRow, .aDepth = aDepth,
      .b = b, .bDepth = bDepth, .bColumn = bColumn, .epilogue = epilogue, .c = c,
  };
  if (rows == 1 && bDepth == 1) {
    multiply_by_vector(table, columns, depth, b, bColumn, a, aDepth, c);
  } else if (columns == 1 && aDepth == 1) {
    multiply_by_vector(table, rows, depth, a, aRow, b, bDepth, c);
  } else if (columns == 1 || (2 * columns <= LaneCount && aRow == 1)) {
    multiply_transposed(product);
  } else if (depth > 0 && depth <= MaximumShallowDepth && columns % LaneCount == 0) {
    multiply_shallow(product);
    return;
  } else {
    multiply_matrices(&product);
    return;
  }
  if (epilogue) finish(table, rows, columns, epilogue, c);
}
