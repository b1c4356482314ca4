#include "MatrixUnit.h"

#if HAS_MATRIX_UNIT

#include <limits.h>

#include "Tuning.h"

#if defined(KERNELS_CBLAS)
#include <cblas.h>
#else
// The interface of today's BLAS, with 32-bit sizes; without this it is the deprecated one of macOS 13.2. The package
// defines it too, because there the header is a module, which a definition here does not reach.
#ifndef ACCELERATE_NEW_LAPACK
#define ACCELERATE_NEW_LAPACK
#endif
#include <Accelerate/Accelerate.h>
#endif

bool matrix_unit_is_usable(void) {
#if defined(KERNELS_CBLAS)
  return true;
#else
  enum BLAS_THREADING before = BLASGetThreading();
  bool isUsable = BLASSetThreading(BLAS_THREADING_SINGLE_THREADED) == 0;
  BLASSetThreading(before);
  return isUsable;
#endif
}

/// How BLAS is told where a matrix [rows, columns] of these strides lies: row after row, or transposed.
typedef struct Layout {
  bool fits;
  enum CBLAS_TRANSPOSE transpose;
  long stride;
} Layout;

static Layout layout(long rows, long columns, long row, long column) {
  if (column == 1 && row >= columns && row <= INT_MAX) return (Layout){true, CblasNoTrans, row};
  if (row == 1 && column >= rows && column <= INT_MAX) return (Layout){true, CblasTrans, column};
  return (Layout){.fits = false};
}

static Layout layout_of_a(const UnitProduct *product) {
  return layout(product->rows, product->depth, product->aRow, product->aDepth);
}

static Layout layout_of_b(const UnitProduct *product) {
  return layout(product->depth, product->columns, product->bDepth, product->bColumn);
}

bool matrix_unit_takes(const UnitProduct *product) {
  bool isCounted = product->rows <= INT_MAX && product->columns <= INT_MAX && product->depth <= INT_MAX;
  // With one row Accelerate was reported to read the result before it is written, where it may hold not-a-number
  // (ml-explore/mlx, pull request 3563).
  return isCounted && product->rows > 1 &&
         product->rows * product->columns * product->depth >= MultiplicationsWorthMatrixUnit &&
         layout_of_a(product).fits && layout_of_b(product).fits;
}

void matrix_unit_multiply(const UnitProduct *product, long first, long last, float *c) {
  Layout a = layout_of_a(product), b = layout_of_b(product);
#if !defined(KERNELS_CBLAS)
  // The setting belongs to this thread, which may be the user's: it is given back.
  enum BLAS_THREADING before = BLASGetThreading();
  BLASSetThreading(BLAS_THREADING_SINGLE_THREADED);
#endif
  cblas_sgemm(CblasRowMajor, a.transpose, b.transpose, (int)(last - first), (int)product->columns, (int)product->depth,
              1, product->a + first * product->aRow, (int)a.stride, product->b, (int)b.stride, 0,
              c + first * product->columns, (int)product->columns);
#if !defined(KERNELS_CBLAS)
  BLASSetThreading(before);
#endif
}

#endif
