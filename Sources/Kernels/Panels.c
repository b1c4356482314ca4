#include "Panels.h"

#include <string.h>

#include "Runtime.h"

long panel_width(const Instructions *table, long columns) {
  return LaneCount * smaller(table->tileVectors, divide_up(columns, LaneCount));
}

void pack_panel(long depth, long columns, long width, const float *b, long bDepth, long bColumn, float *panel) {
  for (long k = 0; k < depth; k++, b += bDepth, panel += width) {
    if (bColumn == 1) {
      memcpy(panel, b, (size_t)columns * sizeof(float));
    } else {
      for (long j = 0; j < columns; j++) panel[j] = b[j * bColumn];
    }
    for (long j = columns; j < width; j++) panel[j] = 0;
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

void multiply_block(const Instructions *table, long rows, long columns, long depth, TiledRows a, Panels b,
                    TileStore store, float *c, long cRow) {
  TileDepth walk = {.segments = 1, .length = depth, .aStep = a.step, .bStep = b.step};
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

TileStore epilogue_store(const Epilogue *epilogue, long first) {
  if (!epilogue) return (TileStore){.slope = 1};
  return (TileStore){.bias = epilogue->bias ? epilogue->bias + first : NULL, .slope = epilogue->slope};
}
