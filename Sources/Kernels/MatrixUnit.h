// Dense products on the matrix unit of Apple silicon (AMX, from M4 on SME). Apple gives no way to it but Accelerate's
// BLAS, so this is the only part of the kernels that calls a library.

#ifndef MATRIX_UNIT_H
#define MATRIX_UNIT_H

#include "Kernels.h"

#if defined(__APPLE__)
#include <TargetConditionals.h>
#endif

/// Whether a matrix unit is compiled in: on Macs with Apple silicon, and wherever the kernels are checked with another
/// CBLAS in Accelerate's place (`KERNELS_CBLAS`, scripts/neon-test --cblas).
#if (defined(__APPLE__) && TARGET_OS_OSX && defined(__aarch64__)) || defined(KERNELS_CBLAS)
#define HAS_MATRIX_UNIT 1
#else
#define HAS_MATRIX_UNIT 0
#endif

#if HAS_MATRIX_UNIT

/// Whether BLAS can be held to one thread, without which the bits would depend on the machine's load.
bool matrix_unit_is_usable(void);

/// A product a [rows, depth] · b [depth, columns] by the strides of `matrix_multiply`.
typedef struct UnitProduct {
  long rows, columns, depth;
  const float *a;
  long aRow, aDepth;
  const float *b;
  long bDepth, bColumn;
} UnitProduct;

/// Whether BLAS can read the matrices where they lie, and the product is worth a call of it.
bool matrix_unit_takes(const UnitProduct *product);

/// Computes rows `first` to `last`, two at least, of the product into c [rows, columns], on the calling thread alone:
/// the engine cuts and counts its own jobs, so that the bits are the same for any number of threads.
void matrix_unit_multiply(const UnitProduct *product, long first, long last, float *c);

#endif

#endif
