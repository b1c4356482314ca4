// The tile, and what brings matrices into the order in which it reads them.

static void transpose_loop(long rows, long columns, const float *from, long fromRow, float *to, long toRow) {
  for (long i = 0; i < rows; i += LaneCount) {
    for (long j = 0; j < columns; j += LaneCount) {
      const float *block = from + i * fromRow + j;
      float *transposed = to + j * toRow + i;
      if (rows - i >= LaneCount && columns - j >= LaneCount) {
        Lanes x[LaneCount];
#pragma clang loop unroll(full)
        for (int k = 0; k < LaneCount; k++) x[k] = load(block + k * fromRow);
        transpose_lanes(x);
#pragma clang loop unroll(full)
        for (int k = 0; k < LaneCount; k++) store(transposed + k * toRow, x[k]);
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
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sum[i] = splat((float)i);
  for (long k = 0; k < repetitions; k++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sum[i] = sum[i] * factor + term;
  }
  Lanes total = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) total += sum[i];
  return sum_of_lanes(total);
}

// The tile: rows × vectors sums held in registers, one broadcast value of a against each vector of b.

/// `rows` and `vectors` are constants wherever this is inlined: the small loops unroll, and `sum` becomes registers.
INLINE void tile(int rows, int vectors, const TileDepth *depth, const float *const * a,
                 const float *b, const TileStore *out, float *const * c) {
  Lanes sum[MaximumTileRows][MaximumTileVectors];
  const float *row[MaximumTileRows];

#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    row[i] = a[i];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      sum[i][j] = out->accumulate ? load_some(c[i] + j * LaneCount, out->columns - j * LaneCount) : splat(0);
    }
  }

  long length = depth->length, aStep = depth->aStep, bStep = depth->bStep;
  for (long s = 0; s < depth->segments; s++) {
    const float *bRow = b + s * depth->bSegment;
    long at = s * depth->aSegment;
    for (long k = 0; k < length; k++, at += aStep, bRow += bStep) {
      Lanes bLanes[MaximumTileVectors];
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) bLanes[j] = load(bRow + j * LaneCount);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        Lanes x = splat(row[i][at]);
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++) sum[i][j] += x * bLanes[j];
      }
    }
  }

#pragma clang loop unroll(full)
  for (int j = 0; j < vectors; j++) {
    long columns = out->columns - j * LaneCount;
    Lanes bias = out->bias ? load_some(out->bias + j * LaneCount, columns) : splat(0);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      Lanes y = sum[i][j] + bias;
      if (out->slope != 1) y = leaky_relu(y, out->slope);
      store_some(c[i] + j * LaneCount, y, columns);
    }
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
