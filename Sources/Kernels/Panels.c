#include "Panels.h"

#include <string.h>

#include "Runtime.h"

long panel_width(const Instructions *table, long columns) {
  return LaneCount * smaller(table->nrVectors, divide_up(columns, LaneCount));
}

/// `columns` is a constant where this is inlined: each row is a few moves and not a call of memcpy.
static inline __attribute__((always_inline)) void copy_rows(long depth, long columns, long width, const float *b,
                                                            long bDepth, float *panel) {
  for (long k = 0; k < depth; k++) memcpy(panel + k * width, b + k * bDepth, (size_t)columns * sizeof(float));
}

/// In blocks of a cache line of the depth: columns a power of two apart conflict for one cache set, and would evict one
/// another's lines before the next step reads them.
static void copy_strided(long depth, long columns, long width, const float *b, long bDepth, long bColumn,
                         float *panel) {
  for (long first = 0; first < depth; first += LaneCount) {
    long last = smaller(first + LaneCount, depth);
    for (long j = 0; j < columns; j++) {
      for (long k = first; k < last; k++) panel[k * width + j] = b[k * bDepth + j * bColumn];
    }
  }
}

void pack_panel(long depth, long columns, long width, const float *b, long bDepth, long bColumn, float *panel) {
  if (columns < width) {
    for (long k = 0; k < depth; k++) {
      for (long j = columns; j < width; j++) panel[k * width + j] = 0;
    }
  }
  if (bDepth == 1 && bColumn != 1) {
    instructions()->transpose(columns, depth, b, bColumn, panel, width);
    return;
  }
  if (bColumn != 1) {
    copy_strided(depth, columns, width, b, bDepth, bColumn, panel);
    return;
  }
  switch (columns) {
    case 6: copy_rows(depth, 6, width, b, bDepth, panel); break;
    case 8: copy_rows(depth, 8, width, b, bDepth, panel); break;
    case 16: copy_rows(depth, 16, width, b, bDepth, panel); break;
    case 32: copy_rows(depth, 32, width, b, bDepth, panel); break;
    default: copy_rows(depth, columns, width, b, bDepth, panel);
  }
}

RowPanels row_panels_in_place(const Instructions *table, const float *a, long aRow, long aDepth) {
  return (RowPanels){a, table->mr * aRow, aRow, aDepth};
}

long row_panels_count(const Instructions *table, long rows, long depth) {
  return round_up(rows, table->mr) * depth;
}

RowPanels pack_row_panels(const Instructions *table, long rows, long depth, const float *a, long aRow, long aDepth,
                          float *memory) {
  long mr = table->mr;
  float *to = memory;
  for (long first = 0; first < rows; first += mr, to += mr * depth) {
    pack_panel(depth, smaller(mr, rows - first), mr, a + first * aRow, aDepth, aRow, to);
  }
  return (RowPanels){memory, mr * depth, 1, mr};
}

void multiply_block(const Instructions *table, long rows, long columns, long depth, RowPanels a, Panels b,
                    TileStore store, float *c, long cRow) {
  TileStore partial = {.accumulate = store.accumulate, .slope = 1};
  for (; depth > KC; depth -= KC) {
    table->macro_kernel(rows, columns, KC, &a, &b, &partial, c, cRow);
    partial.accumulate = store.accumulate = true;
    a.values += KC * a.step;
    b.values += KC * b.step;
  }
  table->macro_kernel(rows, columns, depth, &a, &b, &store, c, cRow);
}

TileStore epilogue_store(const Epilogue *epilogue, long first) {
  if (!epilogue) return (TileStore){.slope = 1};
  return (TileStore){.bias = epilogue->bias ? epilogue->bias + first : NULL, .slope = epilogue->slope};
}
