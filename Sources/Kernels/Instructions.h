// Run-time dispatch. The loops that depend on the processor are written once, in the files named …Loops.h, on SIMD
// vectors of sixteen floats, and compiled once per instruction set; each compilation fills one dispatch table of the
// functions below. The rest of the module cuts operations into jobs and calls through the table in use.

#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include "Kernels.h"
#include "MatrixUnit.h"
#include "Tuning.h"

/// Floats in one SIMD vector. Wider than any register but AVX-512's: the compiler splits it into two, or four.
enum { LaneCount = 16 };

/// The largest register tile of any instruction set: mr rows by nr columns, nr in vectors.
enum { MaximumMR = 8, MaximumNRVectors = 2 };

/// The doubles of the largest register tile in double precision: 8 rows of 16.
enum { MaximumDoubleTile = 128 };

// MARK: - The micro-kernel of matrix products and convolutions

/// The loop over the inner dimension (the depth, k): `images` · `segments` · `length` steps. Step k of segment s of
/// image n reads a at n · aImage + s · aSegment + k · aStep from the start of each row, and nr columns of b at
/// n · bImage + s · bSegment + k · bStep. A matrix product has one segment; a convolution one per row of the kernel, or
/// per row of the image.
typedef struct DepthLoop {
  long images, segments, length;
  long aImage, aSegment, aStep;
  long bImage, bSegment, bStep;
} DepthLoop;

/// How a register tile is stored: it starts from c if `accumulate`; then come the bias of its columns unless that is
/// null, leaky ReLU (slope 1: none), and a store of the first `columns` values of every row.
typedef struct TileStore {
  long columns;
  bool accumulate;
  const float *bias;
  float slope;
} TileStore;

/// a mr row pointers, b [depth, nr] → c mr row pointers: c[i][j] = Σₖ a[i][k] · b[k][j] on an mr × nr register tile; mr
/// and nr are the function's place in the table. Row pointers make it serve implicit im2col too: a row of a may be a
/// pixel's window, read in place. b is read in whole vectors; c only where `columns` says.
typedef void MicroKernel(const DepthLoop *depth, const float *const *a, const float *b, const TileStore *store,
                         float *const *c);

/// b [depth, columns] in panels of `width` columns: b[k, j] is at (j / width) · panel + k · step + j % width. Every
/// panel can be read to its full width.
typedef struct Panels {
  const float *values;
  long width, step, panel;
} Panels;

/// a [rows, depth] in row panels of mr rows: value k of row i of panel t is at t · panel + i · row + k · step.
typedef struct RowPanels {
  const float *values;
  long panel, row, step;
} RowPanels;

/// The macro-kernel, one cache block of the depth: for every panel of b, which stays in the first-level cache, all row
/// panels of a. a [rows, depth], b [depth, columns] → c [rows, columns], rows `cRow` apart, stored as `store` says (its
/// `columns` are ignored).
typedef void MacroKernel(long rows, long columns, long depth, const RowPanels *a, const Panels *b,
                         const TileStore *store, float *c, long cRow);

// MARK: - Winograd's transforms

/// Strides of a square grid of channel vectors: (i, j) is at i · row + j · column.
typedef struct Grid {
  long row, column;
} Grid;

/// The 2-D transforms to = M · from · Mᵀ, where M is Bᵀ for the input, G for the weight, and the transpose for the adjoint
/// of each, and of Aᵀ, the output's. The adjoint of the input transform accumulates into `to`, because neighbouring input
/// tiles overlap.
typedef enum WinogradTransform {
  WinogradInput,
  WinogradInputAdjoint,
  WinogradWeight,
  WinogradWeightAdjoint,
  WinogradOutputAdjoint,
} WinogradTransform;

/// from [m, m, channels] → to [n, n, channels], by the grids' strides; `channels` is a multiple of `LaneCount`.
typedef void WinogradLoop(long channels, const float *from, Grid fromGrid, float *to, Grid toGrid);

/// The output transform, by Aᵀ, and the epilogue: bias [channels] unless it is null, leaky ReLU (slope 1: none).
typedef void WinogradOutputLoop(long channels, const float *from, Grid fromGrid, const float *bias, float slope,
                                float *to, Grid toGrid);

/// Outputs of a tile on each axis (m of F(m, r)); the taps on each axis (r) that there are transforms for; the inputs
/// of the largest tile on each axis (m + r − 1).
enum { WinogradOutputSide = 4, MinimumWinogradTaps = 2, MaximumWinogradTaps = 3, MaximumWinogradSide = 6 };

// MARK: - Arguments of the loops that take many

/// Where the terms of a sum lie: term (i, j) at i · row + j · column.
typedef struct Shifts {
  long rows, columns;
  long row, column;
} Shifts;

/// The arguments of `batch_norm_gradient` that its two passes read.
typedef struct BatchNormBackward {
  long rows, channels;
  const float *x, *y, *g, *mean, *inverseDeviation, *gamma;
  float slope;
} BatchNormBackward;

/// `AdamStep`'s factors, which are the same for every element.
typedef struct AdamFactors {
  float beta1, beta2;
  float stepSize;         ///< learning rate / (1 − β₁ᵗ)
  float secondCorrection; ///< 1 / √(1 − β₂ᵗ)
  float epsilon;
  float decay; ///< 1 − learning rate · weight decay
} AdamFactors;

// MARK: - The dispatch table

/// x [count] → y [count].
typedef void UnaryLoop(long count, const float *x, float p, float q, float *y);
/// a, b [count] → y [count].
typedef void BinaryLoop(long count, const float *a, const float *b, float p, float *y);

typedef struct Instructions {
  const char *name;
  /// Whether dense products go to the matrix unit (MatrixUnit.h).
  bool matrixUnit;

  /// The register tile that fills the registers without spilling: mr rows, nr = nrVectors · `LaneCount` columns.
  long mr, nrVectors;
  /// By rows and vectors of columns, both counted from 1: the full register tile and the smaller ones of the edges.
  MicroKernel *micro_kernel[MaximumMR + 1][MaximumNRVectors + 1];
  MacroKernel *macro_kernel;

  /// A product of small depth (a rank-k update with k ≤ `MaximumSmallDepth`), row by row from end to end: c[i · cRow +
  /// j] = Σₖ a[i · aRow + k · aDepth] · b[k · bDepth + j], with a register tile's epilogue. The depth is at least 1,
  /// the columns are whole vectors.
  void (*small_depth_product)(long rows, long depth, const float *a, long aRow, long aDepth, const float *b,
                              long bDepth, const TileStore *store, float *c, long cRow);
  /// to[j · toRow + i] = from[i · fromRow + j].
  void (*transpose)(long rows, long columns, const float *from, long fromRow, float *to, long toRow);
  /// `repetitions` times, in every accumulator of a register tile: sum = sum · factor + term. Reads no memory.
  float (*multiply_add)(long repetitions, float factor, float term);

  /// By taps, from `MinimumWinogradTaps` on, and transform.
  WinogradLoop *winograd[MaximumWinogradTaps - MinimumWinogradTaps + 1][WinogradOutputAdjoint + 1];
  /// By taps.
  WinogradOutputLoop *winograd_output[MaximumWinogradTaps - MinimumWinogradTaps + 1];

  UnaryLoop *unary[UnaryClamp + 1];
  BinaryLoop *binary[BinaryTanhGradient + 1];
  /// from [rows, columns], bias [columns] or null → to [rows, columns], rows `stride` apart: leaky ReLU(from + bias).
  void (*epilogue_rows)(long rows, long columns, const float *from, const float *bias, float slope, float *to,
                        long stride);
  /// y[k] = leaky ReLU(bias + Σ over i, j of from[i · row + j · column + k]), k below `count` rounded up to whole vectors.
  void (*shifted_sums)(long count, const float *from, const Shifts *shifts, float bias, float slope, float *y);
  void (*weighted_sum)(long count, float a, const float *x, float b, const float *y0, float *y);

  /// a, b [count] → Σ a[i], or the dot product Σ a[i] · b[i] unless b is null.
  float (*sum)(long count, const float *a, const float *b);
  /// a, b [rows, columns], rows `stride` apart → sums [columns]: Σ over rows of a[i, j], or of a[i, j] · b[i, j] unless
  /// b is null.
  void (*column_sums)(long rows, long columns, long stride, const float *a, const float *b, float *sums);
  /// gradient, output [rows, columns], rows `stride` apart → result [rows, columns], sums [columns]: the gradient where
  /// a leaky ReLU's output is positive, else slope · gradient; and the sums of its columns.
  void (*leaky_relu_gradient_sums)(long rows, long columns, long stride, const float *gradient, const float *output,
                                   float slope, float *result, float *sums);
  /// x [rows, columns], rows `stride` apart → sums [columns], accumulated in double precision: for few rows that are
  /// partial sums already.
  void (*combine)(long rows, long columns, long stride, const float *x, float *sums);
  /// x [count] → the largest value.
  float (*maximum)(long count, const float *x);

  /// pixels `count` pointers to [channels], at least one → y [channels]: the largest value.
  void (*pixel_maximum)(long channels, long count, const float *const *pixels, float *y);
  /// pixels `count` pointers to [channels], bias [channels] or null → y [channels]: leaky ReLU(mean + bias).
  void (*pixel_mean)(long channels, long count, const float *const *pixels, const float *bias, float slope, float *y);

  /// x [rows, channels], centre [channels] → sums, squares [channels]: Σ over rows of x[r, c] − centre[c], and of its
  /// square.
  void (*deviations)(long rows, long channels, const float *x, const float *centre, float *sums, float *squares);
  /// x [rows, channels], scale, shift [channels] → y [rows, channels]: leaky ReLU(x · scale + shift).
  void (*channel_affine)(long rows, long channels, const float *x, const float *scale, const float *shift, float slope,
                         float *y);
  /// Over rows first..<last → sums [2, channels]: Σ g′ and Σ g′ · x̂, where g′ is the gradient before the activation
  /// and x̂ the normalised input.
  void (*batch_norm_sums)(const BatchNormBackward *pass, long first, long last, float *sums);
  /// dGamma, dBeta [channels] → rows first..<last of dx [rows, channels].
  void (*batch_norm_input)(const BatchNormBackward *pass, long first, long last, const float *dGamma,
                           const float *dBeta, float *dx);

  /// value, gradient [count] → newValue [count]; first, second [count] in place.
  void (*adam)(const AdamFactors *factors, long count, const float *value, const float *gradient, float *newValue,
               float *first, float *second);

  /// The micro-kernel in double precision, on packed panels a [depth, mr] and b [depth, nr], whole register tiles only:
  /// c[i · cRow + j] += Σₖ a[k, i] · b[k, j].
  long doubleMR, doubleNR;
  void (*double_micro_kernel)(long depth, const double *a, const double *b, double *c, long cRow);
  double (*double_dot)(long count, const double *a, const double *b);
  void (*double_add)(long count, double scale, const double *x, double *y);
  double (*double_symmetric_row)(long count, double *row, const DoubleRankTwo *update, const double *v, double vRow,
                                 double *product);
  void (*double_rotate)(long count, const double *cosines, const double *sines, double *rows, long stride,
                        long columns);

  void (*random_bits)(uint64_t key, uint64_t first, long count, uint32_t *words);
  void (*random_uniform)(uint64_t key, uint64_t first, long count, float low, float high, float *y);
  void (*random_normal)(uint64_t key, uint64_t first, long count, float mean, float deviation, float *y);
} Instructions;

#if defined(__x86_64__)
extern const Instructions instructions_avx512, instructions_avx2;
#endif
extern const Instructions instructions_baseline;
#if HAS_MATRIX_UNIT
/// The same, with the matrix unit for dense products.
extern const Instructions instructions_accelerate;
#endif

/// The dispatch table in use.
const Instructions *instructions(void);

#endif
