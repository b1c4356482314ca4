// Double precision, for statistics: the micro-kernel of matrix products, and loops over rows of a matrix. A vector is
// eight doubles, the size of a vector of floats.

typedef double DoubleLanes __attribute__((ext_vector_type(8)));
typedef double UnalignedDoubleLanes __attribute__((ext_vector_type(8), aligned(8), may_alias));
enum { DoubleLaneCount = 8 };

INLINE DoubleLanes load_double(const double *from) { return *(const UnalignedDoubleLanes *)from; }
INLINE void store_double(double *to, DoubleLanes x) { *(UnalignedDoubleLanes *)to = x; }

INLINE double sum_of_doubles(DoubleLanes x) {
  __attribute__((ext_vector_type(4))) double four = x.lo + x.hi;
  __attribute__((ext_vector_type(2))) double two = four.lo + four.hi;
  return two.x + two.y;
}

/// The register tile: 4 × 8 for AVX2, NEON and SSE2, 8 × 16 for AVX-512 with its 32 registers of eight doubles.
enum { DoubleMR = DoubleMRPerVector * NR_VECTORS, DoubleNRVectors = NR_VECTORS };

/// The micro-kernel on packed panels: a [depth, mr], b [depth, nr] → c [mr, nr], rows `cRow` apart; c is added to.
static void double_micro_kernel_loop(long depth, const double *a, const double *b, double *c, long cRow) {
  DoubleLanes sum[DoubleMR][DoubleNRVectors];
  UNROLLED for (int i = 0; i < DoubleMR; i++) {
    UNROLLED for (int j = 0; j < DoubleNRVectors; j++) sum[i][j] = load_double(c + i * cRow + j * DoubleLaneCount);
  }
  for (long k = 0; k < depth; k++, a += DoubleMR, b += DoubleNRVectors * DoubleLaneCount) {
    DoubleLanes bLanes[DoubleNRVectors];
    UNROLLED for (int j = 0; j < DoubleNRVectors; j++) bLanes[j] = load_double(b + j * DoubleLaneCount);
    UNROLLED for (int i = 0; i < DoubleMR; i++) {
      UNROLLED for (int j = 0; j < DoubleNRVectors; j++) sum[i][j] += (DoubleLanes)a[i] * bLanes[j];
    }
  }
  UNROLLED for (int i = 0; i < DoubleMR; i++) {
    UNROLLED for (int j = 0; j < DoubleNRVectors; j++) store_double(c + i * cRow + j * DoubleLaneCount, sum[i][j]);
  }
}

/// a, b [count] → Σ a · b
static double double_dot_loop(long count, const double *a, const double *b) {
  DoubleLanes sums[SumVectors] = {0};
  long i = 0;
  for (; i + SumVectors * DoubleLaneCount <= count; i += SumVectors * DoubleLaneCount) {
    UNROLLED for (int j = 0; j < SumVectors; j++) {
      sums[j] += load_double(a + i + j * DoubleLaneCount) * load_double(b + i + j * DoubleLaneCount);
    }
  }
  for (; i + DoubleLaneCount <= count; i += DoubleLaneCount) sums[0] += load_double(a + i) * load_double(b + i);
  double sum = sum_of_doubles((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < count; i++) sum += a[i] * b[i];
  return sum;
}

/// x [count] → y [count]
static void double_add_loop(long count, double scale, const double *x, double *y) {
  long i = 0;
  for (; i + DoubleLaneCount <= count; i += DoubleLaneCount) {
    store_double(y + i, load_double(y + i) + (DoubleLanes)scale * load_double(x + i));
  }
  for (; i < count; i++) y[i] += scale * x[i];
}

/// update->x, update->y, v [count] → row, product [count]
static double double_symmetric_row_loop(long count, double *row, const DoubleRankTwo *update, const double *v,
                                        double vRow, double *product) {
  DoubleLanes sums = 0, p = update->p, q = update->q, own = vRow;
  long i = 0;
  for (; i + DoubleLaneCount <= count; i += DoubleLaneCount) {
    DoubleLanes x = load_double(row + i) - p * load_double(update->x + i) - q * load_double(update->y + i);
    store_double(row + i, x);
    sums += x * load_double(v + i);
    store_double(product + i, load_double(product + i) + own * x);
  }
  double sum = sum_of_doubles(sums);
  for (; i < count; i++) {
    row[i] -= update->p * update->x[i] + update->q * update->y[i];
    sum += row[i] * v[i];
    product[i] += vRow * row[i];
  }
  return sum;
}

/// cosines, sines [count] → rows [count + 1, columns], rows `stride` apart
static void double_rotate_loop(long count, const double *cosines, const double *sines, double *rows, long stride,
                               long columns) {
  long column = 0;
  for (; column + RotatedVectors * DoubleLaneCount <= columns; column += RotatedVectors * DoubleLaneCount) {
    DoubleLanes lower[RotatedVectors];
    double *row = rows + count * stride + column;
    UNROLLED for (int j = 0; j < RotatedVectors; j++) lower[j] = load_double(row + j * DoubleLaneCount);
    for (long i = count - 1; i >= 0; i--, row -= stride) {
      DoubleLanes c = cosines[i], s = sines[i];
      UNROLLED for (int j = 0; j < RotatedVectors; j++) {
        DoubleLanes upper = load_double(row - stride + j * DoubleLaneCount);
        store_double(row + j * DoubleLaneCount, s * upper + c * lower[j]);
        lower[j] = c * upper - s * lower[j];
      }
    }
    UNROLLED for (int j = 0; j < RotatedVectors; j++) store_double(row + j * DoubleLaneCount, lower[j]);
  }
  for (; column < columns; column++) {
    for (long i = count - 1; i >= 0; i--) {
      double *upper = rows + i * stride + column, *lower = upper + stride;
      double old = *upper;
      *upper = cosines[i] * old - sines[i] * *lower;
      *lower = sines[i] * old + cosines[i] * *lower;
    }
  }
}
