// The micro-kernel, and the transposition that packing uses.

/// from [rows, columns] → to [columns, rows], in blocks of 16 × 16.
static void transpose_loop(long rows, long columns, const float *from, long fromRow, float *to, long toRow) {
  for (long i = 0; i < rows; i += LaneCount) {
    for (long j = 0; j < columns; j += LaneCount) {
      const float *block = from + i * fromRow + j;
      float *transposed = to + j * toRow + i;
      if (rows - i >= LaneCount && columns - j >= LaneCount) {
        Lanes x[LaneCount];
        UNROLLED for (int k = 0; k < LaneCount; k++) x[k] = load(block + k * fromRow);
        transpose_lanes(x);
        UNROLLED for (int k = 0; k < LaneCount; k++) store(transposed + k * toRow, x[k]);
        continue;
      }
      for (long k = 0; k < LaneCount && j + k < columns; k++) {
        for (long l = 0; l < LaneCount && i + l < rows; l++) transposed[k * toRow + l] = block[l * fromRow + k];
      }
    }
  }
}

/// One fused multiply-add per accumulator of the register tile, `repetitions` times: the peak that a micro-kernel can
/// approach.
static float multiply_add_loop(long repetitions, float factor, float term) {
  Lanes sum[MR * NR_VECTORS];
  UNROLLED for (int i = 0; i < MR * NR_VECTORS; i++) sum[i] = splat((float)i);
  for (long k = 0; k < repetitions; k++) {
    UNROLLED for (int i = 0; i < MR * NR_VECTORS; i++) sum[i] = sum[i] * factor + term;
  }
  Lanes total = 0;
  UNROLLED for (int i = 0; i < MR * NR_VECTORS; i++) total += sum[i];
  return sum_of_lanes(total);
}

// The micro-kernel: an mr × nr register tile of accumulators. Each step of the depth is an outer product: one broadcast
// value of a per row times the vectors of b.

/// For every accumulator of the register tile, which are registers once the loops are unrolled.
#define FOR_EACH_SUM                                 \
  UNROLLED for (int i = 0; i < rows; i++)            \
    UNROLLED for (int j = 0; j < vectors; j++)

/// `rows` and `vectors` are constants wherever this is inlined: the small loops unroll, and `sum` becomes registers.
/// What depends on `out` is tested once per register tile, not per vector: at small depth a tile is all prologue and
/// epilogue.
INLINE void micro_kernel(int rows, int vectors, const DepthLoop *depth, const float *const *a, const float *b,
                         const TileStore *out, float *const *c) {
  Lanes sum[MaximumMR][MaximumNRVectors];
  const float *row[MaximumMR];
  long columns = out->columns;
  bool isWhole = columns >= vectors * LaneCount;

  UNROLLED for (int i = 0; i < rows; i++) row[i] = a[i];
  if (!out->accumulate) {
    FOR_EACH_SUM sum[i][j] = splat(0);
  } else if (isWhole) {
    FOR_EACH_SUM sum[i][j] = load(c[i] + j * LaneCount);
  } else {
    FOR_EACH_SUM sum[i][j] = load_some(c[i] + j * LaneCount, columns - j * LaneCount);
  }

  long length = depth->length, aStep = depth->aStep, bStep = depth->bStep;
  for (long n = 0; n < depth->images; n++) {
    for (long s = 0; s < depth->segments; s++) {
      const float *bRow = b + n * depth->bImage + s * depth->bSegment;
      long at = n * depth->aImage + s * depth->aSegment;
      for (long k = 0; k < length; k++, at += aStep, bRow += bStep) {
        Lanes bLanes[MaximumNRVectors];
        UNROLLED for (int j = 0; j < vectors; j++) bLanes[j] = load(bRow + j * LaneCount);
        UNROLLED for (int i = 0; i < rows; i++) {
          Lanes x = splat(row[i][at]);
          UNROLLED for (int j = 0; j < vectors; j++) sum[i][j] += x * bLanes[j];
        }
      }
    }
  }

  if (out->bias) {
    Lanes bias[MaximumNRVectors];
    UNROLLED for (int j = 0; j < vectors; j++) bias[j] = load_some(out->bias + j * LaneCount, columns - j * LaneCount);
    FOR_EACH_SUM sum[i][j] += bias[j];
  }
  if (out->slope != 1) {
    float slope = out->slope;
    FOR_EACH_SUM sum[i][j] = leaky_relu(sum[i][j], slope);
  }
  if (isWhole) {
    FOR_EACH_SUM store(c[i] + j * LaneCount, sum[i][j]);
  } else {
    FOR_EACH_SUM store_some(c[i] + j * LaneCount, sum[i][j], columns - j * LaneCount);
  }
}

/// a [rows, depth], b [depth, columns] → c [rows, columns], row by row in whole vectors. `depth` is a constant wherever
/// this is inlined.
INLINE void small_depth_product(int depth, long rows, const float *a, long aRow, long aDepth, const float *b,
                                long bDepth, const TileStore *out, float *c, long cRow) {
  const float *bias = out->bias;
  float slope = out->slope;
  for (long i = 0; i < rows; i++, a += aRow, c += cRow) {
    Lanes x[MaximumSmallDepth];
    UNROLLED for (int k = 0; k < depth; k++) x[k] = splat(a[k * aDepth]);
    for (long j = 0; j < out->columns; j += LaneCount) {
      Lanes sum = 0;
      UNROLLED for (int k = 0; k < depth; k++) sum += x[k] * load(b + k * bDepth + j);
      if (bias) sum += load(bias + j);
      store(c + j, leaky_relu(sum, slope));
    }
  }
}

/// a [rows, depth], b [depth, columns] → c [rows, columns]
static void small_depth_product_loop(long rows, long depth, const float *a, long aRow, long aDepth, const float *b,
                                     long bDepth, const TileStore *out, float *c, long cRow) {
  switch (depth) {
    case 1: small_depth_product(1, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 2: small_depth_product(2, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 3: small_depth_product(3, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 4: small_depth_product(4, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
  }
}

#define MICRO_KERNEL(rows, vectors)                                                                    \
  static void micro_kernel_##rows##_##vectors(const DepthLoop *depth, const float *const *a, const float *b, \
                                              const TileStore *out, float *const *c) {                 \
    micro_kernel(rows, vectors, depth, a, b, out, c);                                                  \
  }

#define MICRO_KERNEL_PAIR(rows) MICRO_KERNEL(rows, 1) MICRO_KERNEL(rows, 2)
MICRO_KERNEL_PAIR(1)
MICRO_KERNEL_PAIR(2)
MICRO_KERNEL_PAIR(3)
MICRO_KERNEL_PAIR(4)
MICRO_KERNEL_PAIR(5)
MICRO_KERNEL_PAIR(6)
MICRO_KERNEL_PAIR(7)
MICRO_KERNEL_PAIR(8)

#define MICRO_KERNEL_ROW(rows) {NULL, micro_kernel_##rows##_1, micro_kernel_##rows##_2}
#define MICRO_KERNELS                                                                         \
  {{NULL},                                                                                    \
   MICRO_KERNEL_ROW(1), MICRO_KERNEL_ROW(2), MICRO_KERNEL_ROW(3), MICRO_KERNEL_ROW(4),        \
   MICRO_KERNEL_ROW(5), MICRO_KERNEL_ROW(6), MICRO_KERNEL_ROW(7), MICRO_KERNEL_ROW(8)}

// MARK: - The macro-kernel

static MicroKernel *const micro_kernels[MaximumMR + 1][MaximumNRVectors + 1] = MICRO_KERNELS;

/// A row panel times a panel of b. Where `rows` and `vectors` are constants, the row pointers are registers, and at
/// small depth, where a tile is all prologue, nothing is fetched or tested twice.
INLINE void multiply_row_panel(int rows, int vectors, const DepthLoop *depth, const float *a, long aRow, const float *b,
                               const TileStore *store, float *c, long cRow) {
  const float *aRows[MaximumMR];
  float *cRows[MaximumMR];
  for (int i = 0; i < rows; i++) {
    aRows[i] = a + i * aRow;
    cRows[i] = c + i * cRow;
  }
  if (rows == MR) {
    micro_kernel(MR, vectors, depth, aRows, b, store, cRows);
  } else {
    micro_kernels[rows][vectors](depth, aRows, b, store, cRows);
  }
}

/// All row panels times one panel of b. `vectors` is a constant wherever this is inlined.
INLINE void multiply_panel(int vectors, long rows, const DepthLoop *depth, const RowPanels *a, const float *b,
                           const TileStore *store, float *c, long cRow) {
  const float *rowPanel = a->values;
  for (; rows >= MR; rows -= MR, rowPanel += a->panel, c += MR * cRow) {
    multiply_row_panel(MR, vectors, depth, rowPanel, a->row, b, store, c, cRow);
  }
  if (rows > 0) multiply_row_panel((int)rows, vectors, depth, rowPanel, a->row, b, store, c, cRow);
}

static void macro_kernel_loop(long rows, long columns, long depth, const RowPanels *a, const Panels *b,
                              const TileStore *store, float *c, long cRow) {
  DepthLoop loop = {.images = 1, .segments = 1, .length = depth, .aStep = a->step, .bStep = b->step};
  const float *panel = b->values;
  for (long j = 0; j < columns; j += b->width, panel += b->panel) {
    TileStore here = *store;
    here.columns = columns - j < b->width ? columns - j : b->width;
    if (store->bias) here.bias = store->bias + j;
    if (here.columns > LaneCount) {
      multiply_panel(NR_VECTORS, rows, &loop, a, panel, &here, c + j, cRow);
    } else {
      multiply_panel(1, rows, &loop, a, panel, &here, c + j, cRow);
    }
  }
}
