// Philox 4×32-10 on sixteen counters at once. J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw,
// "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

/// Words of sixteen counters.
enum { WordsPerBlock = 4 * LaneCount };

/// Word j of the counters counter … counter + 15, in words[j].
INLINE void philox(uint64_t key, uint64_t counter, WordLanes words[4]) {
  const uint32_t firstMultiplier = 0xD2511F53, secondMultiplier = 0xCD9E8D57;
  const uint32_t firstWeyl = 0x9E3779B9, secondWeyl = 0xBB67AE85;

  const WideLanes lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  WideLanes counters = lanes + counter;
  WordLanes x0 = __builtin_convertvector(counters, WordLanes);
  WordLanes x1 = __builtin_convertvector(counters >> 32, WordLanes);
  WordLanes x2 = 0, x3 = 0;
  uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);

  for (int round = 0; round < 10; round++, key0 += firstWeyl, key1 += secondWeyl) {
    WideLanes first = __builtin_convertvector(x0, WideLanes) * (uint64_t)firstMultiplier;
    WideLanes second = __builtin_convertvector(x2, WideLanes) * (uint64_t)secondMultiplier;
    x0 = __builtin_convertvector(second >> 32, WordLanes) ^ x1 ^ key0;
    x1 = __builtin_convertvector(second, WordLanes);
    x2 = __builtin_convertvector(first >> 32, WordLanes) ^ x3 ^ key1;
    x3 = __builtin_convertvector(first, WordLanes);
  }
  words[0] = x0;
  words[1] = x1;
  words[2] = x2;
  words[3] = x3;
}

/// x [4, 16] → to [16, 4], the first `count` of them: the four words of each counter, counter by counter.
INLINE void store_interleaved(void *to, const WordLanes x[4], long count) {
  WordLanes block[4];
  block[0].s048C = x[0].s0123, block[1].s048C = x[0].s4567, block[2].s048C = x[0].s89AB, block[3].s048C = x[0].sCDEF;
  block[0].s159D = x[1].s0123, block[1].s159D = x[1].s4567, block[2].s159D = x[1].s89AB, block[3].s159D = x[1].sCDEF;
  block[0].s26AE = x[2].s0123, block[1].s26AE = x[2].s4567, block[2].s26AE = x[2].s89AB, block[3].s26AE = x[2].sCDEF;
  block[0].s37BF = x[3].s0123, block[1].s37BF = x[3].s4567, block[2].s37BF = x[3].s89AB, block[3].s37BF = x[3].sCDEF;
  memcpy(to, block, (size_t)(count < WordsPerBlock ? count : WordsPerBlock) * sizeof(uint32_t));
}

/// → words [count]
static void random_bits_loop(uint64_t key, uint64_t first, long count, uint32_t *words) {
  for (long i = 0; i < count; i += WordsPerBlock, first += LaneCount) {
    WordLanes block[4];
    philox(key, first, block);
    store_interleaved(words + i, block, count - i);
  }
}

/// The upper 24 bits, as a multiple of 2⁻²⁴ in [0, 1).
INLINE Lanes unit_interval(WordLanes word) { return __builtin_convertvector(word >> 8, Lanes) * 0x1p-24f; }

/// → y [count]
static void random_uniform_loop(uint64_t key, uint64_t first, long count, float low, float high, float *y) {
  // Rounding may carry low + (high − low) · u to high, which does not belong to the interval.
  float largest = nextafterf(high, low);
  for (long i = 0; i < count; i += WordsPerBlock, first += LaneCount) {
    WordLanes block[4];
    philox(key, first, block);
    for (int j = 0; j < 4; j++) {
      Lanes value = low + (high - low) * unit_interval(block[j]);
      block[j] = (WordLanes)choose(value < high, value, splat(largest));
    }
    store_interleaved(y + i, block, count - i);
  }
}

/// → y [count]
static void random_normal_loop(uint64_t key, uint64_t first, long count, float mean, float deviation, float *y) {
  for (long i = 0; i < count; i += WordsPerBlock, first += LaneCount) {
    WordLanes block[4];
    philox(key, first, block);
    for (int pair = 0; pair < 4; pair += 2) {
      // In (0, 1], so that the logarithm is finite.
      Lanes u = unit_interval(block[pair]) + 0x1p-24f;
      Lanes radius = deviation * __builtin_elementwise_sqrt(-2 * logarithm(u));
      Lanes sine, cosine;
      sine_and_cosine_of_turns(unit_interval(block[pair + 1]), &sine, &cosine);
      block[pair] = (WordLanes)(mean + radius * cosine);
      block[pair + 1] = (WordLanes)(mean + radius * sine);
    }
    store_interleaved(y + i, block, count - i);
  }
}
