// Sums and maxima. No sum runs on for long in one float: lanes and stretches are added up apart, then to each other.

/// Values that are added in sequence, per lane, before their sum joins a longer one.
enum { SequentialTerms = 64 };

INLINE Lanes sum_term(const float *a, const float * b, bool products, long count) {
  Lanes x = load_some(a, count);
  return products ? x * load_some(b, count) : x;
}

INLINE float sum_with(bool products, long count, const float *a, const float * b) {
  enum { Width = 4 * LaneCount, Stretch = Width * SequentialTerms };
  double total = 0;
  for (long first = 0; first < count; first += Stretch) {
    long last = count < first + Stretch ? count : first + Stretch;
    Lanes sums[4] = {0, 0, 0, 0};
    long i = first;
    for (; i + Width <= last; i += Width) {
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        long at = i + j * LaneCount;
        sums[j] += sum_term(a + at, products ? b + at : NULL, products, LaneCount);
      }
    }
    for (; i < last; i += LaneCount) sums[0] += sum_term(a + i, products ? b + i : NULL, products, last - i);
    total += (double)sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return (float)total;
}

static float sum_loop(long count, const float *a, const float * b) {
  return b ? sum_with(true, count, a, b) : sum_with(false, count, a, NULL);
}

/// The sums of up to `vectors` · 16 neighbouring columns; `columns` says how many there really are.
INLINE void sum_columns_with(bool products, int vectors, long rows, long columns, long stride, const float *a,
                             const float * b, float *sums) {
  Lanes total[4] = {0, 0, 0, 0};
  for (long first = 0; first < rows; first += SequentialTerms) {
    long last = rows < first + SequentialTerms ? rows : first + SequentialTerms;
    Lanes part[4] = {0, 0, 0, 0};
    for (long row = first; row < last; row++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) {
        long at = row * stride + j * LaneCount;
        part[j] += sum_term(a + at, products ? b + at : NULL, products, columns - j * LaneCount);
      }
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) total[j] += part[j];
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < vectors; j++) store_some(sums + j * LaneCount, total[j], columns - j * LaneCount);
}

INLINE void column_sums_with(bool products, long rows, long columns, long stride, const float *a,
                             const float * b, float *sums) {
  long j = 0;
  for (; j + 4 * LaneCount <= columns; j += 4 * LaneCount) {
    sum_columns_with(products, 4, rows, 4 * LaneCount, stride, a + j, products ? b + j : NULL, sums + j);
  }
  for (; j < columns; j += LaneCount) {
    sum_columns_with(products, 1, rows, columns - j, stride, a + j, products ? b + j : NULL, sums + j);
  }
}

static void column_sums_loop(long rows, long columns, long stride, const float *a, const float * b,
                             float *sums) {
  if (b) {
    column_sums_with(true, rows, columns, stride, a, b, sums);
  } else {
    column_sums_with(false, rows, columns, stride, a, NULL, sums);
  }
}

static void combine_loop(long rows, long columns, long stride, const float *x, float *sums) {
  for (long j = 0; j < columns; j += LaneCount) {
    SixteenDoubles total = 0;
    for (long row = 0; row < rows; row++) {
      total += __builtin_convertvector(load_some(x + row * stride + j, columns - j), SixteenDoubles);
    }
    store_some(sums + j, __builtin_convertvector(total, Lanes), columns - j);
  }
}

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
