// The loops that depend on the processor. They are written once, in the files named …Loops.h, on vectors of sixteen
// floats, and compiled once per instruction set; each compilation fills one table of the functions below. The rest of
// the module cuts operations into jobs and calls through the table in use.

#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include "Kernels.h"


/// Floats in one vector. Wider than any register but AVX-512's: the compiler splits it into two, or four.
enum { LaneCount = 16 };

/// The largest tile that any instruction set has.
enum { MaximumTileRows = 8, MaximumTileVectors = 2 };

/// The doubles of the largest tile of doubles: 8 rows of 16.
enum { MaximumDoubleTile = 128 };

// MARK: - The tile: one micro-kernel for matrix products and convolutions

/// How a tile walks its inner dimension: on each of `images`, `segments` stretches of `length` steps. Step k of segment s
/// of image n finds a's value at n · aImage + s · aSegment + k · aStep from the start of each row, and b's sixteen (or more)
/// at n · bImage + s · bSegment + k · bStep.
typedef struct TileDepth {
  long images, segments, length;
  long aImage, aSegment, aStep;
  long bImage, bSegment, bStep;
} TileDepth;

/// What a tile does with its sums: adds what c holds if `accumulate`, then the bias of its columns unless that is null,
/// applies leaky ReLU (slope 1: none) and stores the first `columns` values of every row.
typedef struct TileStore {
  long columns;
  bool accumulate;
  const float * bias;
  float slope;
} TileStore;

/// c[i][j] = Σ over the depth of a[i] · b[j], for as many rows and vectors as the function's place in the table says.
/// Rows are given by pointers, so that they may lie anywhere. b is read in whole vectors; c only where `columns` says.
typedef void Tile(const TileDepth *depth, const float *const * a, const float *b,
                  const TileStore *store, float *const * c);

/// Depth up to which storing the results takes longer than computing them.
enum { MaximumShallowDepth = 4 };

// MARK: - Winograd's maps

/// Where the vectors of a square grid lie: (i, j) at i · row + j · column.
typedef struct Grid {
  long row, column;
} Grid;

/// out = M · in · Mᵀ, where M is Bᵀ for input, G for weight, Aᵀ for output, and the transpose for the adjoint of each.
/// The adjoint of the input's map adds to what `to` holds, because neighbouring input tiles overlap.
typedef enum WinogradMap {
  WinogradInput,
  WinogradInputAdjoint,
  WinogradWeight,
  WinogradWeightAdjoint,
  WinogradOutput,
  WinogradOutputAdjoint,
} WinogradMap;

/// Applies a map to every channel; `channels` is a multiple of `LaneCount`.
typedef void WinogradLoop(long channels, const float *from, Grid fromGrid, float *to, Grid toGrid);

/// Outputs of a tile on each axis; the taps on each axis that there are maps for; inputs of the largest tile.
enum { WinogradOutputSide = 4, FewestWinogradTaps = 2, MostWinogradTaps = 3, MaximumWinogradSide = 6 };

// MARK: - Arguments of the batch-normalisation loops

/// The arguments of `batch_norm_gradient` that its two passes read.
typedef struct BatchNormBackward {
  long rows, channels;
  const float *x, *y, *g, *mean, *inverseDeviation, *gamma;
  float slope;
} BatchNormBackward;

/// `AdamStep` with everything worked out that is the same for every element.
typedef struct AdamFactors {
  float beta1, beta2;
  float stepSize;         ///< learning rate / (1 − β₁ᵗ)
  float secondCorrection; ///< 1 / √(1 − β₂ᵗ)
  float epsilon;
  float decay; ///< 1 − learning rate · weight decay
} AdamFactors;

// MARK: - The table

typedef void UnaryLoop(long count, const float *x, float p, float q, float *y);
typedef void BinaryLoop(long count, const float *a, const float *b, float p, float *y);

typedef struct Instructions {
  const char *name;

  /// The tile that uses the registers best, in rows and in vectors of columns.
  long tileRows, tileVectors;
  /// By rows and vectors, both counted from 1.
  Tile * tile[MaximumTileRows + 1][MaximumTileVectors + 1];

  /// c[i · cRow + j] = Σₖ a[i · aRow + k · aDepth] · b[k · bDepth + j], finished and stored as a tile's sums are, each row
  /// from end to end. The depth is at least 1 and at most `MaximumShallowDepth`, the columns whole vectors.
  void (*shallow_product)(long rows, long depth, const float *a, long aRow, long aDepth, const float *b, long bDepth,
                          const TileStore *store, float *c, long cRow);
  /// to[j · toRow + i] = from[i · fromRow + j].
  void (*transpose)(long rows, long columns, const float *from, long fromRow, float *to, long toRow);
  /// `repetitions` times, in every lane of a tile's sums: sum = sum · factor + term. Reads no memory.
  float (*multiply_add)(long repetitions, float factor, float term);

  /// By taps, from `FewestWinogradTaps` on, and map.
  WinogradLoop *winograd[MostWinogradTaps - FewestWinogradTaps + 1][WinogradOutputAdjoint + 1];

  UnaryLoop * unary[UnaryClamp + 1];
  BinaryLoop * binary[BinaryTanhGradient + 1];
  /// to = leaky ReLU(from + bias) on rows of `columns` values, dense in `from`, `stride` apart in `to`; the bias may be
  /// null.
  void (*finish_rows)(long rows, long columns, const float *from, const float *bias, float slope, float *to,
                      long stride);
  void (*weighted_sum)(long count, float a, const float *x, float b, const float *y0, float *y);

  /// Σ a[i], or Σ a[i] · b[i] unless b is null.
  float (*sum)(long count, const float *a, const float * b);
  /// sums[j] = Σ over rows of a[i, j], or of a[i, j] · b[i, j] unless b is null; rows lie `stride` apart.
  void (*column_sums)(long rows, long columns, long stride, const float *a, const float * b, float *sums);
  /// result = gradient where a leaky ReLU's output is positive, else slope · gradient; and the sums of its columns.
  void (*leaky_relu_gradient_sums)(long rows, long columns, long stride, const float *gradient, const float *output,
                                   float slope, float *result, float *sums);
  /// Sums over rows as by `column_sums`, but in double precision, one row after the other: for few rows that are sums already.
  void (*combine)(long rows, long columns, long stride, const float *x, float *sums);
  float (*maximum)(long count, const float *x);

  /// The largest value of `count` pixels, at least one, by channel.
  void (*pixel_maximum)(long channels, long count, const float *const *pixels, float *y);
  /// leaky ReLU(their mean + bias), by channel; a null bias is zero.
  void (*pixel_mean)(long channels, long count, const float *const *pixels, const float *bias, float slope, float *y);

  /// sums[c] = Σ over rows of x[r, c] − centre[c], and squares[c] the sum of their squares.
  void (*deviations)(long rows, long channels, const float *x, const float *centre, float *sums, float *squares);
  void (*channel_affine)(long rows, long channels, const float *x, const float *scale, const float *shift, float slope,
                         float *y);
  /// Over rows first..<last: sums[c] = Σ g′ and sums[channels + c] = Σ g′ · x̂, where g′ is the gradient before the
  /// activation and x̂ the normalised input.
  void (*batch_norm_sums)(const BatchNormBackward *pass, long first, long last, float *sums);
  /// dx of rows first..<last.
  void (*batch_norm_input)(const BatchNormBackward *pass, long first, long last, const float *dGamma,
                           const float *dBeta, float *dx);

  void (*adam)(const AdamFactors *factors, long count, const float *value, const float *gradient, float *newValue,
               float *first, float *second);

  /// The tile of products of doubles: c[i, j] += Σₖ a[k, i] · b[k, j], whole tiles only.
  long doubleTileRows, doubleTileColumns;
  void (*double_tile)(long depth, const double *a, const double *b, double *c, long cRow);
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

/// The table in use.
const Instructions *instructions(void);

#endif
