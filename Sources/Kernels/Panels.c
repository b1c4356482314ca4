#include "Panels.h"

#include <string.h>

#include "Runtime.h"

long panel_width(const Instructions *table, long columns) {
  return LaneCount * smaller(table->tileVectors, divide_up(columns, LaneCount));
}

/// Inlined where `columns` is known, each row is a few moves and not a call.
static inline __attribute__((always_inline)) void copy_rows(long depth, long columns, long width, const float *b,
                                                            long bDepth, float *panel) {
  for (long k = 0; k < depth; k++) memcpy(panel + k * width, b + k * bDepth, (size_t)columns * sizeof(float));
}

/// By stretches of a cache line, because neighbouring columns often compete for one place in the cache.
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

TiledRows tiled_rows(const Instructions *table, const float *a, long aRow, long aDepth) {
  return (TiledRows){a, table->tileRows * aRow, aRow, aDepth};
}

long packed_rows_count(const Instructions *table, long rows, long depth) {
  return round_up(rows, table->tileRows) * depth;
}

TiledRows pack_rows(const Instructions *table, long rows, long depth, const float *a, long aRow, long aDepth,
                    float *memory) {
  long tileRows = table->tileRows;
  float *to = memory;
  for (long first = 0; first < rows; first += tileRows, to += tileRows * depth) {
    pack_panel(depth, smaller(tileRows, rows - first), tileRows, a + first * aRow, aDepth, aRow, to);
  }
  return (TiledRows){memory, tileRows * depth, 1, tileRows};
}

/// One stretch of the depth: every tile of a panel before the next panel.
static void multiply_stretch(const Instructions *table, long rows, long columns, long depth, TiledRows a, Panels b,
                             TileStore store, float *c, long cRow) {
  TileDepth walk = {.images = 1, .segments = 1, .length = depth, .aStep = a.step, .bStep = b.step};
  const float *aRows[MaximumTileRows];
  float *cRows[MaximumTileRows];

  for (long j = 0; j < columns; j += b.width) {
    const float *panel = b.values + j / b.width * b.panel;
    TileStore here = store;
    here.columns = smaller(b.width, columns - j);
    if (store.bias) here.bias = store.bias + j;
    long vectors = divide_up(here.columns, LaneCount);

    const float *aTile = a.values;
    for (long i = 0; i < rows; i += table->tileRows, aTile += a.tile) {
      long count = smaller(table->tileRows, rows - i);
      for (long row = 0; row < count; row++) {
        aRows[row] = aTile + row * a.row;
        cRows[row] = c + (i + row) * cRow + j;
      }
      table->tile[count][vectors](&walk, aRows, panel, &here, cRows);
    }
  }
}

void multiply_block(const Instructions *table, long rows, long columns, long depth, TiledRows a, Panels b,
                    TileStore store, float *c, long cRow) {
  TileStore unfinished = {.accumulate = store.accumulate, .slope = 1};
  for (; depth > DepthBlock; depth -= DepthBlock) {
    multiply_stretch(table, rows, columns, DepthBlock, a, b, unfinished, c, cRow);
    unfinished.accumulate = store.accumulate = true;
    a.values += DepthBlock * a.step;
    b.values += DepthBlock * b.step;
  }
  multiply_stretch(table, rows, columns, depth, a, b, store, c, cRow);
}

TileStore epilogue_store(const Epilogue *epilogue, long first) {
  if (!epilogue) return (TileStore){.slope = 1};
  return (TileStore){.bias = epilogue->bias ? epilogue->bias + first : NULL, .slope = epilogue->slope};
}
