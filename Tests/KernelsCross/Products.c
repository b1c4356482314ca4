// Products of matrices, in both precisions and all transpositions.

#include <math.h>

#include "Checks.h"

/// a [rows, depth] · b [depth, columns] → c [rows, columns], by the strides of `matrix_multiply`.
typedef struct Product {
  long rows, columns, depth;
  bool transposesA, transposesB;
  long aRow, aDepth, bDepth, bColumn;
} Product;

static Product product(long rows, long columns, long depth, bool transposesA, bool transposesB) {
  describe("%ld x %ld x %ld, a %s, b %s", rows, depth, columns, transposesA ? "transposed" : "plain",
           transposesB ? "transposed" : "plain");
  return (Product){
      rows, columns, depth, transposesA, transposesB, transposesA ? 1 : depth, transposesA ? rows : 1,
      transposesB ? 1 : columns, transposesB ? depth : 1,
  };
}

/// One time in four, large enough for several blocks.
static Product random_product(void) {
  bool large = random_integer(0, 3) == 0;
  long rows = random_integer(0, 4) == 0 ? 1 : random_integer(2, large ? 300 : 60);
  long columns = random_integer(0, 4) == 0 ? 1 : random_integer(2, large ? 200 : 60);
  long depth = random_integer(0, 9) == 0 ? 0 : random_integer(1, large ? 700 : 100);
  if (random_integer(0, 3) == 0) columns = 16 * random_integer(1, 4);
  return product(rows, columns, depth, random_chance(), random_chance());
}

static void check_product(Group *group, Product p) {
  const float *a = random_array(p.rows * p.depth, 0), *b = random_array(p.depth * p.columns, 0);
  bool hasEpilogue = random_chance();
  Epilogue epilogue = {random_chance() ? random_array(p.columns, 0) : NULL, random_chance() ? 0.2f : 1};
  float *found = result_array(p.rows * p.columns), *expected = result_array(p.rows * p.columns);
  for (long i = 0; i < p.rows; i++) {
    for (long j = 0; j < p.columns; j++) {
      double sum = 0;
      for (long k = 0; k < p.depth; k++) {
        sum += (double)a[i * p.aRow + k * p.aDepth] * (double)b[k * p.bDepth + j * p.bColumn];
      }
      if (hasEpilogue) {
        if (epilogue.bias) sum += (double)epilogue.bias[j];
        if (sum < 0) sum *= (double)epilogue.slope;
      }
      expected[i * p.columns + j] = (float)sum;
    }
  }
  matrix_multiply(p.rows, p.columns, p.depth, a, p.aRow, p.aDepth, b, p.bDepth, p.bColumn,
                  hasEpilogue ? &epilogue : NULL, found);
  compare(group, p.rows * p.columns, found, expected);
  release_arrays();
}

static bool check_transposition(void) {
  Group group = {.name = "transposition of the outer axes", .bound = 0};
  static const long sizes[][3] = {{1, 1, 1}, {3, 2, 5}, {16, 1, 16}, {17, 3, 33}, {64, 5, 131}, {37, 2, 16}};
  for (unsigned index = 0; index < sizeof(sizes) / sizeof(sizes[0]); index++) {
    long first = sizes[index][0], middle = sizes[index][1], last = sizes[index][2], count = first * middle * last;
    describe("%ld x %ld x %ld", first, middle, last);
    const float *x = random_array(count, 0);
    float *found = result_array(count), *expected = result_array(count);
    for (long at = 0; at < count; at++) {
      long i = at / (middle * last), m = at / last % middle, k = at % last;
      expected[(k * middle + m) * first + i] = x[at];
    }
    transpose_outer_axes(first, middle, last, x, found);
    compare(&group, count, found, expected);
    release_arrays();
  }
  return report(&group);
}

bool check_products(long count) {
  const double bound = 3e-6;
  Group any = {.name = "matrix product, any transposition", .bound = bound};
  Group smallDepth = {.name = "matrix product, small depth", .bound = bound};
  Group weightGradient = {.name = "matrix product, sum split over the depth", .bound = bound};
  seed_values(2);
  for (long i = 0; i < count; i++) check_product(&any, random_product());
  for (long depth = 1; depth <= 5; depth++) {
    for (int transposition = 0; transposition < 4; transposition++) {
      check_product(&smallDepth, product(1, 16, depth, transposition & 1, transposition & 2));
      check_product(&smallDepth, product(300, 48, depth, transposition & 1, transposition & 2));
    }
  }
  static const long depths[] = {255, 256, 300, 1030, 1100};
  static const long sizes[][2] = {{1, 33}, {2, 128}, {40, 2}, {37, 32}, {96, 64}};
  for (int i = 0; i < 5; i++) {
    for (int j = 0; j < 5; j++) {
      check_product(&weightGradient, product(sizes[j][0], sizes[j][1], depths[i], true, false));
    }
  }
  // One and two rows, and rows that do not divide into jobs, of products that are worth a matrix unit.
  static const long worth[][3] = {{1, 512, 544}, {2, 511, 543}, {13, 1024, 1024}, {8, 1024, 4096}, {131, 301, 701}, {400, 333, 1}};
  for (int i = 0; i < 6; i++) {
    for (int transposition = 0; transposition < 4; transposition++) {
      check_product(&any, product(worth[i][0], worth[i][1], worth[i][2], transposition & 1, transposition & 2));
    }
  }
  bool passed = report(&any);
  passed = report(&smallDepth) && passed;
  passed = report(&weightGradient) && passed;
  return check_transposition() && passed;
}

// MARK: - Double precision

static void check_double_product(Group *group, Product p) {
  double *a = double_array(p.rows * p.depth, random_array(p.rows * p.depth, 0));
  double *b = double_array(p.depth * p.columns, random_array(p.depth * p.columns, 0));
  double *c = double_array(p.rows * p.columns, NULL), worst = 0, scale = 0;
  double_multiply(p.rows, p.columns, p.depth, a, p.aRow, p.aDepth, b, p.bDepth, p.bColumn, c);
  for (long index = 0; index < p.rows * p.columns; index++) {
    double sum = 0;
    for (long k = 0; k < p.depth; k++) {
      sum += a[index / p.columns * p.aRow + k * p.aDepth] * b[k * p.bDepth + index % p.columns * p.bColumn];
    }
    double difference = fabs(c[index] - sum);
    if (!(difference <= worst)) worst = isnan(difference) ? (double)INFINITY : difference;
    scale = fmax(scale, fabs(sum));
  }
  expect_error(group, worst == 0 ? 0 : worst / scale);
  release_arrays();
}

/// The functions of rows, against their definitions.
static void check_double_rows(Group *group, long count) {
  describe("rows of %ld", count);
  const float *random = random_array(6 * count + 2, 0);
  double *x = double_array(count, random), *y = double_array(count, random + count);
  double *row = double_array(count, random + 2 * count), *v = double_array(count, random + 3 * count);
  double *product = double_array(count, random + 4 * count), *sum = double_array(count, random + 5 * count);
  double dot = 0, rowSum = 0, worst = 0;
  for (long i = 0; i < count; i++) dot += x[i] * y[i];
  worst = fmax(worst, fabs(double_dot(count, x, y) - dot));

  DoubleRankTwo update = {0.3, -0.7, x, y};
  double *newRow = double_array(count, NULL), *newProduct = double_array(count, NULL);
  for (long i = 0; i < count; i++) {
    newRow[i] = row[i] - 0.3 * x[i] + 0.7 * y[i];
    newProduct[i] = product[i] + 0.9 * newRow[i];
    rowSum += newRow[i] * v[i];
  }
  worst = fmax(worst, fabs(double_symmetric_row(count, row, &update, v, 0.9, product) - rowSum));
  double *newSum = double_array(count, NULL);
  for (long i = 0; i < count; i++) newSum[i] = sum[i] + 0.25 * x[i];
  double_add(count, 0.25, x, sum);
  for (long i = 0; i < count; i++) {
    worst = fmax(worst, fabs(row[i] - newRow[i]));
    worst = fmax(worst, fabs(product[i] - newProduct[i]));
    worst = fmax(worst, fabs(sum[i] - newSum[i]));
  }
  expect_error(group, worst / (double)count);
  release_arrays();
}

/// rows [count + 1, columns], `columns` + 1 apart.
static void check_rotations(Group *group, long count, long columns) {
  describe("%ld rotations of %ld columns", count, columns);
  long stride = columns + 1, size = (count + 1) * stride;
  const float *random = random_array(size, 0);
  double *rows = double_array(size, random), *expected = double_array(size, random);
  double *cosines = double_array(count, NULL), *sines = double_array(count, NULL), worst = 0;
  for (long i = 0; i < count; i++) {
    double angle = (double)random_integer(0, 6283) / 1000;
    cosines[i] = cos(angle);
    sines[i] = sin(angle);
  }
  for (long i = count - 1; i >= 0; i--) {
    for (long j = 0; j < columns; j++) {
      double *upper = expected + i * stride + j, *lower = upper + stride, old = *upper;
      *upper = cosines[i] * old - sines[i] * *lower;
      *lower = sines[i] * old + cosines[i] * *lower;
    }
  }
  double_rotate(count, cosines, sines, rows, stride, columns);
  for (long i = 0; i < size; i++) worst = fmax(worst, fabs(rows[i] - expected[i]));
  expect_error(group, worst);
  release_arrays();
}

bool check_double_products(long count) {
  const double bound = 1e-14;
  Group products = {.name = "double precision: products", .bound = bound};
  Group rows = {.name = "double precision: rows and rotations", .bound = bound};
  seed_values(10);
  for (long i = 0; i < count; i++) check_double_product(&products, random_product());
  static const long counts[] = {1, 7, 8, 9, 31, 32, 33, 500};
  for (int i = 0; i < 8; i++) {
    check_double_rows(&rows, counts[i]);
    check_rotations(&rows, 1 + i, counts[i]);
  }
  bool passed = report(&products);
  return report(&rows) && passed;
}
