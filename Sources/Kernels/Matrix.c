// Matrix products (GEMM) of any strides: b is packed into panels, then each job computes an mc × nc block of c.

#include <stdatomic.h>

#include "Panels.h"
#include "Reductions.h"
#include "Runtime.h"

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
  float *packed;           ///< the memory of `panels` if they are packed for all threads
  uint64_t number;         ///< if every thread packs for itself: tells this product from others
  long mc, nc, splitDepth; ///< the rows, columns and depth of one job
} Product;

// MARK: - Matrix times matrix

/// Packs panels first..<last of b to where `packed` has panel 0.
static void pack_range(const Product *product, long first, long last, float *packed) {
  long width = product->panels.width;
  for (long panel = first; panel < last; panel++) {
    pack_panel(product->depth, smaller(width, product->columns - panel * width), width,
               product->b + panel * width * product->bColumn, product->bDepth, product->bColumn,
               packed + panel * product->panels.panel);
  }
}

static void pack_panels(void *context, long first, long last) {
  const Product *product = context;
  pack_range(product, first, last, product->packed);
}

/// The panels of a small b that a thread packed last, and for which product. What two cores read at the same time and
/// one of them has just written goes back and forth between them, which takes longer than packing it twice.
static _Thread_local struct {
  _Alignas(64) float values[FloatsPackedByThread];
  uint64_t number;
} own;

/// The panels of b that this thread has packed for itself, at its first job of the product.
static const float *own_panels(const Product *product) {
  if (own.number != product->number) {
    pack_range(product, 0, divide_up(product->columns, product->panels.width), own.values);
    own.number = product->number;
  }
  return own.values;
}

/// A number for a product whose panels every thread packs for itself; never 0.
static uint64_t next_number(void) {
  static _Atomic uint64_t last = 0;
  return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

/// Computes one block of c, one cache block of the depth after the other.
static void multiply_one_block(const Product *product, long index) {
  const Instructions *table = product->table;
  long columnBlocks = divide_up(product->columns, product->nc);
  long i = index / columnBlocks * product->mc, j = index % columnBlocks * product->nc;
  long rows = smaller(product->mc, product->rows - i);
  long columns = smaller(product->nc, product->columns - j);

  // Neighbouring values of a strided row lie in different cache lines: packing pays once a few panels of b read the
  // row, unless the lines are few enough to stay in the cache.
  long deepest = smaller(KC, product->depth);
  bool packs = product->aDepth != 1 && columns > 2 * product->panels.width &&
               product->aDepth * deepest > FloatsReadInPlace;
  long packedCount = row_panels_count(table, rows, deepest);
  float *packed = packs ? scratch_allocate(packedCount) : NULL;

  Panels b = product->panels;
  b.values += j / b.width * b.panel;
  long k = 0;
  do {
    long depth = smaller(KC, product->depth - k);
    bool last = k + depth == product->depth;
    TileStore store = epilogue_store(last ? product->epilogue : NULL, j);
    store.accumulate = k > 0;
    const float *a = product->a + i * product->aRow + k * product->aDepth;
    RowPanels rowPanels = packs ? pack_row_panels(table, rows, depth, a, product->aRow, product->aDepth, packed)
                                : row_panels_in_place(table, a, product->aRow, product->aDepth);
    multiply_block(table, rows, columns, depth, rowPanels, b, store, product->c + i * product->columns + j,
                   product->columns);
    b.values += depth * b.step;
    k += depth;
  } while (k < product->depth);

  if (packs) scratch_release(packed, packedCount);
}

static long block_count(const Product *product) {
  return divide_up(product->rows, product->mc) * divide_up(product->columns, product->nc);
}

static long split_count(const Product *product) { return larger(1, divide_up(product->depth, product->splitDepth)); }

/// Split-K, for the gradient of a dense layer's weight: a small result of a long sum over the batch, with both matrices
/// read down their rows. With the batch split, each thread reads the rows that it has just written, which are in its
/// own core's cache.
static void choose_split(Product *product) {
  bool sumsOverRows = product->aRow == 1 && product->bColumn == 1 && !product->epilogue;
  bool isSmall = product->rows * product->columns <= FloatsWorthSplitting;
  long splits = sumsOverRows && isSmall ? smaller(MostSplits, product->depth / LeastSplitDepth) : 1;
  product->splitDepth = larger(1, divide_up(product->depth, larger(1, splits)));
}

/// Computes one block of one split: a partial sum over a part of the depth. c is [splits, rows, columns].
static void multiply_block_of_split(void *context, long index) {
  Product split = *(const Product *)context;
  long blocks = block_count(&split), number = index / blocks, k = number * split.splitDepth;
  if (split.number) split.panels.values = own_panels(&split);
  split.a += k * split.aDepth;
  split.panels.values += k * split.panels.step;
  split.depth = smaller(split.splitDepth, split.depth - k);
  split.c += number * split.rows * split.columns;
  multiply_one_block(&split, index % blocks);
}

/// The block of c that one job computes, mc × nc: large for reuse in the caches, halved while there are too few jobs
/// for the threads.
static void choose_blocks(Product *product) {
  long width = product->panels.width, mr = product->table->mr;
  // A vector costs the same however few of its columns count, and storing costs the same at small depth.
  long columns = round_up(product->columns, LaneCount), depth = larger(product->splitDepth, StoreCostInSteps);
  if (product->rows * columns * depth < 2 * MultiplicationsPerJob) {
    product->mc = product->rows;
    product->nc = product->columns;
    return;
  }
  product->mc = MCRowPanels * mr;
  product->nc = smaller(NCPanels * width, round_up(columns, width));
  while (block_count(product) * split_count(product) < MatrixJobs &&
         product->mc * product->nc * depth > 2 * MultiplicationsPerJob) {
    long halfColumns = round_up(product->nc / 2, width);
    if (product->nc > FewestNCPanels * width) {
      product->nc = halfColumns;
    } else if (product->mc > mr) {
      product->mc /= 2;
    } else if (product->nc > width) {
      product->nc = halfColumns;
    } else {
      break;
    }
  }
}

static void multiply_matrices(Product *product) {
  const Instructions *table = product->table;
  long width = panel_width(table, product->columns), panelCount = divide_up(product->columns, width);
  bool packs = product->bColumn != 1 || product->columns % width != 0 ||
               (product->rows > RowPanelsWorthPacking * table->mr &&
                product->columns * product->depth > FloatsWorthPacking);
  long packedCount = panelCount * width * product->depth;
  if (packs && packedCount <= FloatsPackedByThread) {
    product->number = next_number();
    product->panels = (Panels){NULL, width, width, width * product->depth};
  } else if (packs) {
    product->packed = scratch_allocate(packedCount);
    product->panels = (Panels){product->packed, width, width, width * product->depth};
    long panelsPerJob = larger(1, FloatsPackedPerJob / larger(1, width * product->depth));
    parallel_ranges(panelCount, panelsPerJob, pack_panels, product);
  } else {
    product->panels = (Panels){product->b, width, product->bDepth, width};
  }
  choose_split(product);
  choose_blocks(product);
  long splits = split_count(product), count = product->rows * product->columns;
  float *c = product->c;
  if (splits > 1) product->c = scratch_allocate(splits * count);
  parallel_for(splits * block_count(product), multiply_block_of_split, product);
  if (splits > 1) {
    combine_partials(splits, count, product->c, c);
    scratch_release(product->c, splits * count);
  }
  if (product->packed) scratch_release(product->packed, packedCount);
}

// MARK: - Matrix times vector (GEMV)

/// matrix [rows, depth], rows `stride` apart; vector [depth] → c [rows], a dot product each.
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

/// Applies the epilogue to results that came without one. c [rows, columns], in place.
static void apply_epilogue(const Instructions *table, long rows, long columns, const Epilogue *epilogue, float *c) {
  if (columns > 1) {
    table->epilogue_rows(rows, columns, c, epilogue->bias, epilogue->slope, c, columns);
    return;
  }
  if (epilogue->bias) table->unary[UnaryAffine](rows, c, 1, *epilogue->bias, c);
  if (epilogue->slope != 1) table->unary[UnaryLeakyReLU](rows, c, epilogue->slope, 0, c);
}

// MARK: - Few columns

/// Computes cᵀ = bᵀ · aᵀ, whose rows are long enough for vectors, and transposes it.
static void multiply_transposed(Product product) {
  long rows = product.rows, columns = product.columns;
  float *c = product.c, *cTransposed = columns > 1 ? scratch_allocate(rows * columns) : c;
  Product transposed = {
      .table = product.table, .rows = columns, .columns = rows, .depth = product.depth,
      .a = product.b, .aRow = product.bColumn, .aDepth = product.bDepth,
      .b = product.a, .bDepth = product.aDepth, .bColumn = product.aRow, .c = cTransposed,
  };
  multiply_matrices(&transposed);
  if (columns == 1) return;
  product.table->transpose(columns, rows, cTransposed, rows, c, columns);
  scratch_release(cTransposed, rows * columns);
}

// MARK: - Small depth: rank-k updates, bound by their stores

static void multiply_small_depth_rows(void *context, long first, long last) {
  const Product *product = context;
  TileStore store = epilogue_store(product->epilogue, 0);
  store.columns = product->columns;
  product->table->small_depth_product(last - first, product->depth, product->a + first * product->aRow, product->aRow,
                                      product->aDepth, product->b, product->bDepth, &store,
                                      product->c + first * product->columns, product->columns);
}

/// Row by row from end to end. Register tiles would store with a stride of mr rows; the hardware prefetcher follows
/// such a stride across the end of a thread's rows and pulls the next thread's lines out of the cache of the core that
/// is writing them: false sharing by prefetch.
static void multiply_small_depth(Product product) {
  float *dense = NULL;
  if (product.bColumn != 1) {
    dense = scratch_allocate(product.depth * product.columns);
    pack_panel(product.depth, product.columns, product.columns, product.b, product.bDepth, product.bColumn, dense);
    product.b = dense;
    product.bDepth = product.columns;
  }
  parallel_ranges(product.rows, larger(1, ElementsPerJob / product.columns), multiply_small_depth_rows, &product);
  if (dense) scratch_release(dense, product.depth * product.columns);
}

#if HAS_MATRIX_UNIT
// MARK: - The matrix unit: a job of BLAS for every block of rows

typedef struct UnitJobs {
  UnitProduct product;
  const Instructions *table;
  const Epilogue *epilogue;
  long count;
  float *c;
} UnitJobs;

static void multiply_rows_by_unit(void *context, long index) {
  const UnitJobs *jobs = context;
  long rows = jobs->product.rows, first = index * rows / jobs->count, last = (index + 1) * rows / jobs->count;
  matrix_unit_multiply(&jobs->product, first, last, jobs->c);
  if (!jobs->epilogue) return;
  apply_epilogue(jobs->table, last - first, jobs->product.columns, jobs->epilogue,
                 jobs->c + first * jobs->product.columns);
}

/// Returns false if the matrix unit does not take the product.
static bool multiply_by_unit(const Product *product) {
  UnitJobs jobs = {
      {product->rows, product->columns, product->depth, product->a, product->aRow, product->aDepth, product->b,
       product->bDepth, product->bColumn},
      product->table, product->epilogue, 1, product->c,
  };
  if (!product->table->matrixUnit || !matrix_unit_takes(&jobs.product)) return false;
  long work = product->rows * product->columns * product->depth;
  long most = smaller(MatrixJobs, product->rows / LeastRowsPerUnitJob);
  jobs.count = larger(1, smaller(most, work / MultiplicationsPerUnitJob));
  parallel_for(jobs.count, multiply_rows_by_unit, &jobs);
  return true;
}
#else
static bool multiply_by_unit(const Product *product) { return (void)product, false; }
#endif

// MARK: - The choice among them

/// a [rows, depth], b [depth, columns] → c [rows, columns]
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
  } else if (depth > 0 && depth <= MaximumSmallDepth && columns % LaneCount == 0) {
    multiply_small_depth(product);
    return;
  } else if (multiply_by_unit(&product)) {
    return;
  } else {
    multiply_matrices(&product);
    return;
  }
  if (epilogue) apply_epilogue(table, rows, columns, epilogue, c);
}
