// Products of bf16 ("brain floating point", the upper half of a float) with sums of floats, on AMX: the matrix unit of
// Intel's server processors from Sapphire Rapids on. Such a product is what mixed-precision training is made of
// (P. Micikevicius et al., "Mixed Precision Training", 2018; D. Kalamkar et al., "A Study of BFLOAT16 for Deep Learning
// Training", 2019): its operands are rounded to eight significant bits, a relative error of 2⁻⁸ at most, and what is too
// small for a normal float is 0.

#ifndef TILES_H
#define TILES_H

#include "Kernels.h"

/// Whether AMX is compiled in.
#if defined(__x86_64__) && defined(__linux__)
#define HAS_TILES 1
#else
#define HAS_TILES 0
#endif

#if HAS_TILES

typedef uint16_t BrainFloat;

/// A tile: 16 rows of 64 bytes. Of c it is 16 × 16 floats, of a 16 rows by 32 steps of the depth, of b 16 pairs of
/// steps by 16 columns.
enum { TileRows = 16, TileColumns = 16, TileDepth = 32, TileValues = TileRows * TileDepth };

/// Whether this processor has AMX with bf16, and the system lets this process use it.
bool tiles_are_usable(void);

/// Between the two the calling thread may call `tiles_multiply`.
void tiles_begin(void);
void tiles_end(void);

/// The operands of a product. Row tile i of a begins at rows[i], its rows `aRow` apart, and step k of the depth
/// offsets[k] further. Column tile j of b begins at columns[j], and step k is k · bStep further.
typedef struct TileProduct {
  const BrainFloat *a, *b;
  const long *rows, *columns, *offsets;
  long aRow, bStep;
  long steps; ///< of the depth
} TileProduct;

/// a [rowTiles · 16, depth] · b [depth, columnTiles · 16] → c, rows `cRow` floats apart, or added to it if
/// `accumulate`.
void tiles_multiply(const TileProduct *product, long rowTiles, long columnTiles, float *c, long cRow, bool accumulate);

/// x [rows, count], rows `xRow` apart → y [rows, count], rows `yRow` apart, rounded to the nearest.
void round_rows(long rows, long count, const float *x, long xRow, BrainFloat *y, long yRow);

/// rows [32] pointers to [16] → one tile of b.
void round_to_tile(const float *const *rows, BrainFloat *tile);

/// columns [16, 32] → one tile of b, whose columns they are.
void round_columns_to_tile(const float *columns, BrainFloat *tile);

/// rows [32] pointers to [16] → y [16, 32], rows `stride` apart: the transpose.
void round_transposed(const float *const *rows, BrainFloat *y, long stride);

/// x [rows, count], rows `xRow` apart, bias [count] or null → y [rows, count], rows `yRow` apart: leaky ReLU(x + bias).
void store_with_epilogue(long rows, long count, const float *x, long xRow, const float *bias, float slope, float *y,
                         long yRow);

#endif

#endif
