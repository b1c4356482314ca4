// Packing and the macro-kernel: what a blocked matrix product puts between its jobs and the micro-kernel (F. Van Zee
// and R. van de Geijn, "BLIS: A Framework for Rapidly Instantiating BLAS Functionality", 2015).

#ifndef PANELS_H
#define PANELS_H

#include "Instructions.h"

/// The width of a panel for so many columns: nr, or less if there are fewer.
long panel_width(const Instructions *table, long columns);

/// Packs one panel: b [depth, columns] → panel [depth, width], with zeros from `columns` up to `width`:
/// panel[k, j] = b[k · bDepth + j · bColumn].
void pack_panel(long depth, long columns, long width, const float *b, long bDepth, long bColumn, float *panel);

/// a[i · aRow + k · aDepth] as row panels read in place, without packing.
RowPanels row_panels_in_place(const Instructions *table, const float *a, long aRow, long aDepth);

/// Packs a [rows, depth] into `memory`: row panels [depth, mr], contiguous in the order in which the micro-kernel reads
/// them.
RowPanels pack_row_panels(const Instructions *table, long rows, long depth, const float *a, long aRow, long aDepth,
                          float *memory);

/// Floats that `pack_row_panels` writes: rows are rounded up to whole panels.
long row_panels_count(const Instructions *table, long rows, long depth);

/// a [rows, depth], b [depth, columns] → c [rows, columns], rows `cRow` apart, stored as `store` says (its `columns`
/// are ignored), in cache blocks of KC steps of the depth; on the calling thread.
void multiply_block(const Instructions *table, long rows, long columns, long depth, RowPanels a, Panels b,
                    TileStore store, float *c, long cRow);

/// The store of columns from `first` on, with the epilogue if there is one.
TileStore epilogue_store(const Epilogue *epilogue, long first);

#endif
