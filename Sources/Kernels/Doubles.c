#include <string.h>

#include "Instructions.h"
#include "Runtime.h"

// Matrix products in double precision: a and b are packed into panels, one cache block of the depth after the other.

typedef struct DoubleProduct {
  const Instructions *table;
  long rows, columns, depth;
  const double *a;
  long aRow, aDepth;
  const double *b;
  long bDepth, bColumn;
  double *c;
  double *packed; ///< the cache block of b in panels [depth, nr], with zeros up to nr
} DoubleProduct;

/// `count` doubles of scratch memory.
static double *doubles_allocate(long count) { return (double *)scratch_allocate(2 * count); }
static void doubles_release(double *memory, long count) { scratch_release((float *)memory, 2 * count); }

/// Packs one panel → to [depth, width]: from[k · depthStep + i · step] for i < count, and 0 up to `width`.
static void pack_doubles(long depth, long count, long width, const double *from, long depthStep, long step,
                         double *to) {
  for (long k = 0; k < depth; k++, from += depthStep, to += width) {
    for (long i = 0; i < width; i++) to[i] = i < count ? from[i * step] : 0;
  }
}

static void pack_double_panels(void *context, long first, long last) {
  const DoubleProduct *product = context;
  long width = product->table->doubleNR;
  for (long panel = first; panel < last; panel++) {
    pack_doubles(product->depth, smaller(width, product->columns - panel * width), width,
                 product->b + panel * width * product->bColumn, product->bDepth, product->bColumn,
                 product->packed + panel * width * product->depth);
  }
}

static void multiply_double_rows(void *context, long first, long last) {
  const DoubleProduct *product = context;
  const Instructions *table = product->table;
  long height = table->doubleMR, width = table->doubleNR, depth = product->depth;
  double a[DoubleMC * DoubleKC], edge[MaximumDoubleTile];
  for (long i = first; i < last; i += height) {
    pack_doubles(depth, smaller(height, last - i), height, product->a + i * product->aRow, product->aDepth,
                 product->aRow, a + (i - first) * depth);
  }
  for (long j = 0; j < product->columns; j += width) {
    const double *panel = product->packed + j * depth;
    long columns = smaller(width, product->columns - j);
    for (long i = first; i < last; i += height) {
      double *c = product->c + i * product->columns + j;
      long rows = smaller(height, last - i);
      if (rows == height && columns == width) {
        table->double_micro_kernel(depth, a + (i - first) * depth, panel, c, product->columns);
        continue;
      }
      memset(edge, 0, sizeof(edge));
      table->double_micro_kernel(depth, a + (i - first) * depth, panel, edge, width);
      for (long y = 0; y < rows; y++) {
        for (long x = 0; x < columns; x++) c[y * product->columns + x] += edge[y * width + x];
      }
    }
  }
}

/// a [rows, depth], b [depth, columns] → c [rows, columns]
void double_multiply(long rows, long columns, long depth, const double *a, long aRow, long aDepth, const double *b,
                     long bDepth, long bColumn, double *c) {
  const Instructions *table = instructions();
  long panels = divide_up(columns, table->doubleNR);
  long packedCount = panels * table->doubleNR * smaller(depth, DoubleKC);
  DoubleProduct product = {table, rows, columns, 0, a, aRow, aDepth, b, bDepth, bColumn, c, NULL};
  product.packed = doubles_allocate(packedCount);
  for (long i = 0; i < rows * columns; i++) c[i] = 0;
  for (long k = 0; k < depth; k += DoubleKC) {
    product.depth = smaller(DoubleKC, depth - k);
    product.a = a + k * aDepth;
    product.b = b + k * bDepth;
    parallel_ranges(panels, DoublePanelsPerJob, pack_double_panels, &product);
    parallel_ranges(rows, DoubleMC, multiply_double_rows, &product);
  }
  doubles_release(product.packed, packedCount);
}

/// a, b [count] → Σ a · b
double double_dot(long count, const double *a, const double *b) { return instructions()->double_dot(count, a, b); }

/// x [count] → y [count]
void double_add(long count, double scale, const double *x, double *y) {
  instructions()->double_add(count, scale, x, y);
}

/// update.x, update.y, v [count] → row, product [count]
double double_symmetric_row(long count, double *row, const DoubleRankTwo *update, const double *v, double vRow,
                            double *product) {
  return instructions()->double_symmetric_row(count, row, update, v, vRow, product);
}

/// cosines, sines [count] → rows [count + 1, columns]
void double_rotate(long count, const double *cosines, const double *sines, double *rows, long stride, long columns) {
  instructions()->double_rotate(count, cosines, sines, rows, stride, columns);
}
