// Sums and maxima. Sums are blocked: lanes and chunks have accumulators of their own, so that rounding errors grow with
// the length of a chunk and not of the array.

/// What is summed of a and b: a alone; a · b; or a as the gradient at a leaky ReLU's output b, taken back through it.
typedef enum SumKind { PlainSum, SumOfProducts, SumOfLeakyReLUGradient } SumKind;

typedef struct SumTerms {
  const float *a, *b;
  float slope;
  float *gradient; ///< where the terms are written, if they are a leaky ReLU's gradient
} SumTerms;

INLINE Lanes sum_term(SumKind kind, const SumTerms *terms, long at, long count) {
  Lanes x = load_some(terms->a + at, count);
  if (kind == PlainSum) return x;
  Lanes b = load_some(terms->b + at, count);
  if (kind == SumOfProducts) return x * b;
  x = choose(b > 0, x, terms->slope * x);
  store_some(terms->gradient + at, x, count);
  return x;
}

INLINE float sum_with(SumKind kind, long count, const SumTerms *terms) {
  enum { Width = SumVectors * LaneCount, Chunk = Width * SequentialTerms };
  double total = 0;
  for (long first = 0; first < count; first += Chunk) {
    long last = count < first + Chunk ? count : first + Chunk;
    Lanes sums[SumVectors] = {0};
    long i = first;
    for (; i + Width <= last; i += Width) {
      UNROLLED for (int j = 0; j < SumVectors; j++) sums[j] += sum_term(kind, terms, i + j * LaneCount, LaneCount);
    }
    for (; i < last; i += LaneCount) sums[0] += sum_term(kind, terms, i, last - i);
    total += (double)sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return (float)total;
}

/// a, b [count] → Σ a, or Σ a · b
static float sum_loop(long count, const float *a, const float * b) {
  SumTerms terms = {.a = a, .b = b};
  return b ? sum_with(SumOfProducts, count, &terms) : sum_with(PlainSum, count, &terms);
}

/// The sums of up to `vectors` · 16 contiguous columns from `column` on, of which `columns` are there.
INLINE void sum_columns_with(SumKind kind, int vectors, long rows, long column, long columns, long stride,
                             const SumTerms *terms, float *sums) {
  Lanes total[SumVectors] = {0};
  for (long first = 0; first < rows; first += SequentialTerms) {
    long last = rows < first + SequentialTerms ? rows : first + SequentialTerms;
    Lanes part[SumVectors] = {0};
    for (long row = first; row < last; row++) {
      UNROLLED for (int j = 0; j < vectors; j++) {
        part[j] += sum_term(kind, terms, row * stride + column + j * LaneCount, columns - j * LaneCount);
      }
    }
    UNROLLED for (int j = 0; j < vectors; j++) total[j] += part[j];
  }
  UNROLLED for (int j = 0; j < vectors; j++) {
    store_some(sums + column + j * LaneCount, total[j], columns - j * LaneCount);
  }
}

INLINE void column_sums_with(SumKind kind, long rows, long columns, long stride, const SumTerms *terms, float *sums) {
  long j = 0;
  for (; j + SumVectors * LaneCount <= columns; j += SumVectors * LaneCount) {
    sum_columns_with(kind, SumVectors, rows, j, SumVectors * LaneCount, stride, terms, sums);
  }
  for (; j < columns; j += LaneCount) sum_columns_with(kind, 1, rows, j, columns - j, stride, terms, sums);
}

/// a, b [rows, columns], rows `stride` apart → sums [columns]
static void column_sums_loop(long rows, long columns, long stride, const float *a, const float * b,
                             float *sums) {
  SumTerms terms = {.a = a, .b = b};
  if (b) {
    column_sums_with(SumOfProducts, rows, columns, stride, &terms, sums);
  } else {
    column_sums_with(PlainSum, rows, columns, stride, &terms, sums);
  }
}

/// gradient, output [rows, columns], rows `stride` apart → result [rows, columns], sums [columns]
static void leaky_relu_gradient_sums_loop(long rows, long columns, long stride, const float *gradient,
                                          const float *output, float slope, float *result, float *sums) {
  SumTerms terms = {gradient, output, slope, result};
  column_sums_with(SumOfLeakyReLUGradient, rows, columns, stride, &terms, sums);
}

/// x [rows, columns], rows `stride` apart → sums [columns]
static void combine_loop(long rows, long columns, long stride, const float *x, float *sums) {
  for (long j = 0; j < columns; j += LaneCount) {
    SixteenDoubles total = 0;
    for (long row = 0; row < rows; row++) {
      total += __builtin_convertvector(load_some(x + row * stride + j, columns - j), SixteenDoubles);
    }
    store_some(sums + j, __builtin_convertvector(total, Lanes), columns - j);
  }
}

/// x [count] → the largest value
static float maximum_loop(long count, const float *x) {
  Lanes best = splat(x[0]);
  long i = 0;
  for (; i + LaneCount <= count; i += LaneCount) best = larger_lanes(best, load(x + i));
  for (; i < count; i++) best = larger_lanes(best, splat(x[i]));
  float values[LaneCount];
  store(values, best);
  float largest = values[0];
  for (int lane = 1; lane < LaneCount; lane++) {
    largest = largest >= values[lane] || largest != largest ? largest : values[lane];
  }
  return largest;
}
