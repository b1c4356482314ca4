// Matrix products by tiles: b packed into panels as wide as the tile, a walked in tiles of rows.

#ifndef PANELS_H
#define PANELS_H

#include "Instructions.h"

/// Steps of the inner dimension that are taken at once: sixteen columns of so many stay in the first-level cache while
/// all tiles of a block read them.
enum { DepthBlock = 256 };

/// A matrix b[k, j] in panels of `width` columns: column j of row k is at (j / width) · panel + k · step + j % width.
/// Every panel can be read to its full width.
typedef struct Panels {
  const float *values;
  long width, step, panel;
} Panels;

/// A matrix a[i, k] in tiles of rows: value k of row i of tile t is at t · tile + i · row + k · step.
typedef struct TiledRows {
  const float *values;
  long tile, row, step;
} TiledRows;

/// The width of a panel for so many columns.
long panel_width(const Instructions *table, long columns);

/// Writes columns 0..<columns of b, with zeros up to `width`: panel[k, j] = b[k · bDepth + j · bColumn].
void pack_panel(long depth, long columns, long width, const float *b, long bDepth, long bColumn, float *panel);

/// a[i · aRow + k · aDepth], tile by tile where it lies.
TiledRows tiled_rows(const Instructions *table, const float *a, long aRow, long aDepth);

/// The same values copied to `memory`, side by side in the order in which a tile reads them.
TiledRows pack_rows(const Instructions *table, long rows, long depth, const float *a, long aRow, long aDepth,
                    float *memory);

/// Floats that `pack_rows` writes.
long packed_rows_count(const Instructions *table, long rows, long depth);

/// c[i · cRow + j] = Σₖ a[i, k] · b[k, j], finished as `store` says (its `columns` are ignored); on one thread.
void multiply_block(const Instructions *table, long rows, long columns, long depth, TiledRows a, Panels b,
                    TileStore store, float *c, long cRow);

/// What the epilogue, if there is one, does to the columns from `first` on.
TileStore epilogue_store(const Epilogue *epilogue, long first);

#endif
