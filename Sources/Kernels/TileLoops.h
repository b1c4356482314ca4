// The tile, and what brings matrices into the order in which it reads them.

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

/// As many multiplications with additions as a tile's registers hold sums of, so many times over.
static float multiply_add_loop(long repetitions, float factor, float term) {
  Lanes sum[TILE_ROWS * TILE_VECTORS];
  UNROLLED for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sum[i] = splat((float)i);
  for (long k = 0; k < repetitions; k++) {
    UNROLLED for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sum[i] = sum[i] * factor + term;
  }
  Lanes total = 0;
  UNROLLED for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) total += sum[i];
  return sum_of_lanes(total);
}

// The tile: rows × vectors sums held in registers, one broadcast value of a against each vector of b.

/// For every sum of a tile, in registers once the loops are unrolled.
#define FOR_EACH_SUM                                 \
  UNROLLED for (int i = 0; i < rows; i++)            \
    UNROLLED for (int j = 0; j < vectors; j++)

/// `rows` and `vectors` are constants wherever this is inlined: the small loops unroll, and `sum` becomes registers. What
/// depends on `out` is asked once for the tile, not for each of its vectors: tiles of little depth are all beginning and
/// end.
INLINE void tile(int rows, int vectors, const TileDepth *depth, const float *const * a,
                 const float *b, const TileStore *out, float *const * c) {
  Lanes sum[MaximumTileRows][MaximumTileVectors];
  const float *row[MaximumTileRows];
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
        Lanes bLanes[MaximumTileVectors];
        UNROLLED for (int j = 0; j < vectors; j++) bLanes[j] = load(bRow + j * LaneCount);
        UNROLLED for (int i = 0; i < rows; i++) {
          Lanes x = splat(row[i][at]);
          UNROLLED for (int j = 0; j < vectors; j++) sum[i][j] += x * bLanes[j];
        }
      }
    }
  }

  if (out->bias) {
    Lanes bias[MaximumTileVectors];
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

/// A product whose depth is known where this is inlined, row by row in whole vectors.
INLINE void shallow_product(int depth, long rows, const float *a, long aRow, long aDepth, const float *b, long bDepth,
                            const TileStore *out, float *c, long cRow) {
  const float *bias = out->bias;
  float slope = out->slope;
  for (long i = 0; i < rows; i++, a += aRow, c += cRow) {
    Lanes x[MaximumShallowDepth];
    UNROLLED for (int k = 0; k < depth; k++) x[k] = splat(a[k * aDepth]);
    for (long j = 0; j < out->columns; j += LaneCount) {
      Lanes sum = 0;
      UNROLLED for (int k = 0; k < depth; k++) sum += x[k] * load(b + k * bDepth + j);
      if (bias) sum += load(bias + j);
      store(c + j, leaky_relu(sum, slope));
    }
  }
}

static void shallow_product_loop(long rows, long depth, const float *a, long aRow, long aDepth, const float *b,
                                 long bDepth, const TileStore *out, float *c, long cRow) {
  switch (depth) {
    case 1: shallow_product(1, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 2: shallow_product(2, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 3: shallow_product(3, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
    case 4: shallow_product(4, rows, a, aRow, aDepth, b, bDepth, out, c, cRow); break;
  }
}

#define TILE(rows, vectors)                                                                                    \
  static void tile_##rows##_##vectors(const TileDepth *depth, const float *const * a,         \
                                      const float *b, const TileStore *out, float *const * c) { \
    tile(rows, vectors, depth, a, b, out, c);                                                                  \
  }

#define TILE_PAIR(rows) TILE(rows, 1) TILE(rows, 2)
TILE_PAIR(1)
TILE_PAIR(2)
TILE_PAIR(3)
TILE_PAIR(4)
TILE_PAIR(5)
TILE_PAIR(6)
TILE_PAIR(7)
TILE_PAIR(8)

#define TILE_ROW(rows) {NULL, tile_##rows##_1, tile_##rows##_2}
#define TILES                                                                                                  \
  {{NULL},      TILE_ROW(1), TILE_ROW(2), TILE_ROW(3), TILE_ROW(4),                                            \
   TILE_ROW(5), TILE_ROW(6), TILE_ROW(7), TILE_ROW(8)}
