// The linear transforms of Winograd's convolution: to = M · from · Mᵀ on small square grids of vectors, where M is one
// of three constant matrices or its transpose. With m outputs and r taps on each axis, Aᵀ (G w ⊙ Bᵀ x) is a
// convolution: S. Winograd, "Arithmetic Complexity of Computations", 1980; A. Lavin and S. Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2016. The interpolation points are 0, 1, −1, 2 (and −2 for three taps) and infinity.

// MARK: - F(4, 2)

static const float winograd_input_2[] = {
    2, -1, -2, 1,  0, //
    0, -2, -1, 1,  0, //
    0, 2,  -3, 1,  0, //
    0, -1, 0,  1,  0, //
    0, 2,  -1, -2, 1,
};
static const float winograd_weight_2[] = {
    1.f / 2,  0,        //
    -1.f / 2, -1.f / 2, //
    -1.f / 6, 1.f / 6,  //
    1.f / 6,  1.f / 3,  //
    0,        1,
};
static const float winograd_output_2[] = {
    1, 1, 1,  1, 0, //
    0, 1, -1, 2, 0, //
    0, 1, 1,  4, 0, //
    0, 1, -1, 8, 1,
};

// MARK: - F(4, 3)

static const float winograd_input_3[] = {
    4, 0,  -5, 0,  1, 0, //
    0, -4, -4, 1,  1, 0, //
    0, 4,  -4, -1, 1, 0, //
    0, -2, -1, 2,  1, 0, //
    0, 2,  -1, -2, 1, 0, //
    0, 4,  0,  -5, 0, 1,
};
static const float winograd_weight_3[] = {
    1.f / 4,  0,         0,        //
    -1.f / 6, -1.f / 6,  -1.f / 6, //
    -1.f / 6, 1.f / 6,   -1.f / 6, //
    1.f / 24, 1.f / 12,  1.f / 6,  //
    1.f / 24, -1.f / 12, 1.f / 6,  //
    0,        0,         1,
};
static const float winograd_output_3[] = {
    1, 1, 1,  1, 1,  0, //
    0, 1, -1, 2, -2, 0, //
    0, 1, 1,  4, 4,  0, //
    0, 1, -1, 8, -8, 1,
};

// MARK: - Transforms

/// Σ over k of matrix[k · step] · values[k]. The matrix is constant, so that its zeros and ones cost nothing.
INLINE Lanes combination(int count, const float *matrix, int step, const Lanes *values) {
  Lanes sum = splat(0);
  bool empty = true;
  UNROLLED for (int k = 0; k < count; k++) {
    float factor = matrix[k * step];
    if (factor == 0) continue;
    sum = empty ? factor * values[k] : sum + factor * values[k];
    empty = false;
  }
  return sum;
}

/// from [columns, columns, channels] → to [rows, rows, channels]: M has `rows` rows and `columns` columns, and M[i, k]
/// is matrix[i · row + k · column]. Then bias [channels], unless it is null, and leaky ReLU (slope 1: none).
INLINE void winograd_transform(int rows, int columns, const float *matrix, int row, int column, bool add,
                               long channels, const float *from, Grid fromGrid, const float *bias, float slope,
                               float *to, Grid toGrid) {
  for (long c = 0; c < channels; c += LaneCount, from += LaneCount, to += LaneCount) {
    Lanes half[MaximumWinogradSide][MaximumWinogradSide], values[MaximumWinogradSide];
    for (int j = 0; j < columns; j++) {
      UNROLLED for (int k = 0; k < columns; k++) values[k] = load(from + k * fromGrid.row + j * fromGrid.column);
      UNROLLED for (int i = 0; i < rows; i++) half[i][j] = combination(columns, matrix + i * row, column, values);
    }
    for (int i = 0; i < rows; i++) {
      UNROLLED for (int k = 0; k < columns; k++) values[k] = half[i][k];
      UNROLLED for (int j = 0; j < rows; j++) {
        float *at = to + i * toGrid.row + j * toGrid.column;
        Lanes y = combination(columns, matrix + j * row, column, values);
        if (add) y += load(at);
        if (bias) y += load(bias + c);
        store(at, slope == 1 ? y : leaky_relu(y, slope));
      }
    }
  }
}

/// The transform by an m × n matrix.
#define WINOGRAD_TRANSFORM(name, taps, m, n)                                                                  \
  static void winograd_##name##_transform_##taps(long channels, const float *from, Grid fromGrid, float *to,  \
                                                 Grid toGrid) {                                               \
    winograd_transform(m, n, winograd_##name##_##taps, n, 1, false, channels, from, fromGrid, NULL, 1, to,    \
                       toGrid);                                                                               \
  }

/// Its adjoint, by the transpose.
#define WINOGRAD_ADJOINT(name, taps, m, n, adds)                                                              \
  static void winograd_##name##_adjoint_##taps(long channels, const float *from, Grid fromGrid, float *to,    \
                                               Grid toGrid) {                                                 \
    winograd_transform(n, m, winograd_##name##_##taps, 1, n, adds, channels, from, fromGrid, NULL, 1, to,     \
                       toGrid);                                                                               \
  }

/// The output transform, with the epilogue.
#define WINOGRAD_OUTPUT_TRANSFORM(taps, m, n)                                                                 \
  static void winograd_output_transform_##taps(long channels, const float *from, Grid fromGrid,               \
                                               const float *bias, float slope, float *to, Grid toGrid) {      \
    winograd_transform(m, n, winograd_output_##taps, n, 1, false, channels, from, fromGrid, bias, slope, to,  \
                       toGrid);                                                                               \
  }

WINOGRAD_TRANSFORM(input, 2, 5, 5)
WINOGRAD_ADJOINT(input, 2, 5, 5, true)
WINOGRAD_TRANSFORM(weight, 2, 5, 2)
WINOGRAD_ADJOINT(weight, 2, 5, 2, false)
WINOGRAD_OUTPUT_TRANSFORM(2, 4, 5)
WINOGRAD_ADJOINT(output, 2, 4, 5, false)
WINOGRAD_TRANSFORM(input, 3, 6, 6)
WINOGRAD_ADJOINT(input, 3, 6, 6, true)
WINOGRAD_TRANSFORM(weight, 3, 6, 3)
WINOGRAD_ADJOINT(weight, 3, 6, 3, false)
WINOGRAD_OUTPUT_TRANSFORM(3, 4, 6)
WINOGRAD_ADJOINT(output, 3, 4, 6, false)

#define WINOGRAD_TAPS(taps)                                                     \
  {winograd_input_transform_##taps,  winograd_input_adjoint_##taps,             \
   winograd_weight_transform_##taps, winograd_weight_adjoint_##taps,            \
   winograd_output_adjoint_##taps}
#define WINOGRAD_LOOPS {WINOGRAD_TAPS(2), WINOGRAD_TAPS(3)}
#define WINOGRAD_OUTPUT_LOOPS {winograd_output_transform_2, winograd_output_transform_3}
