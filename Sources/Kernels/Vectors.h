// SIMD vectors of sixteen values: loads, stores, selections, and sums and transposition across lanes.

typedef float Lanes __attribute__((ext_vector_type(16)));
typedef double SixteenDoubles __attribute__((ext_vector_type(16)));
typedef int32_t IntegerLanes __attribute__((ext_vector_type(16)));
typedef uint32_t WordLanes __attribute__((ext_vector_type(16)));
typedef uint64_t WideLanes __attribute__((ext_vector_type(16)));
typedef float UnalignedLanes __attribute__((ext_vector_type(16), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline, unused))

/// Before a loop of a constant number of iterations: unrolled, its arrays of vectors become registers.
#define UNROLLED _Pragma("clang loop unroll(full)")

// Loads and stores are unaligned; the partial ones take [count] values.

INLINE Lanes load(const float *from) { return *(const UnalignedLanes *)from; }
INLINE void store(float *to, Lanes x) { *(UnalignedLanes *)to = x; }

/// A partial load: the first `count` values, and zeros after them.
INLINE Lanes load_some(const float *from, long count) {
  if (count >= LaneCount) return load(from);
  Lanes x = 0;
  memcpy(&x, from, (size_t)count * sizeof(float));
  return x;
}

/// A partial store: only the first `count` values.
INLINE void store_some(float *to, Lanes x, long count) {
  if (count >= LaneCount) {
    store(to, x);
  } else {
    memcpy(to, &x, (size_t)count * sizeof(float));
  }
}

/// x in every lane (a broadcast).
INLINE Lanes splat(float x) { return (Lanes)x; }

/// A select (blend) by lane: a where the condition holds, else b.
INLINE Lanes choose(IntegerLanes condition, Lanes a, Lanes b) { return condition ? a : b; }

/// The horizontal sum, pairwise.
INLINE float sum_of_lanes(Lanes x) {
  __attribute__((ext_vector_type(8))) float eight = x.lo + x.hi;
  __attribute__((ext_vector_type(4))) float four = eight.lo + eight.hi;
  __attribute__((ext_vector_type(2))) float two = four.lo + four.hi;
  return two.x + two.y;
}

/// Transposes a [16, 16] block in registers: four rounds, each of which interleaves the vectors of both halves.
INLINE void transpose_lanes(Lanes x[LaneCount]) {
  UNROLLED for (int round = 0; round < 4; round++) {
    Lanes y[LaneCount];
    UNROLLED for (int i = 0; i < LaneCount / 2; i++) {
      Lanes a = x[i], b = x[i + LaneCount / 2];
      y[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      y[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    UNROLLED for (int i = 0; i < LaneCount; i++) x[i] = y[i];
  }
}

/// The larger of two, or not-a-number if either is.
INLINE Lanes larger_lanes(Lanes a, Lanes b) { return choose((a >= b) | (a != a), a, b); }
INLINE Lanes smaller_lanes(Lanes a, Lanes b) { return choose((a <= b) | (a != a), a, b); }

INLINE Lanes leaky_relu(Lanes x, float slope) { return choose(x > 0, x, slope * x); }
