// Random numbers, against Philox one counter at a time.

#include <math.h>

#include "Checks.h"

/// Philox 4×32-10: word `index` of the sequence that begins with counter `first`.
static uint32_t philox_word(uint64_t key, uint64_t first, long index) {
  uint64_t counter = first + (uint64_t)index / 4;
  uint32_t x[4] = {(uint32_t)counter, (uint32_t)(counter >> 32), 0, 0};
  uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++, key0 += 0x9E3779B9, key1 += 0xBB67AE85) {
    uint64_t a = (uint64_t)x[0] * 0xD2511F53, b = (uint64_t)x[2] * 0xCD9E8D57;
    uint32_t next[4] = {(uint32_t)(b >> 32) ^ x[1] ^ key0, (uint32_t)b, (uint32_t)(a >> 32) ^ x[3] ^ key1, (uint32_t)a};
    for (int i = 0; i < 4; i++) x[i] = next[i];
  }
  return x[index % 4];
}

/// The upper 24 bits of a word, in [0, 1).
static double unit(uint32_t word) { return (double)(word >> 8) / 16777216; }

static bool check_bits(void) {
  Group group = {.name = "random bits", .bound = 0};
  // The authors' known answer for counter 0 and key 0.
  describe("the plain Philox");
  expect(&group, philox_word(0, 0, 0) == 0x6627E8D5 && philox_word(0, 0, 3) == 0x9B00DBD8);
  // The second counter carries into its upper word on the way.
  static const uint64_t keys[] = {0, 0x0123456789ABCDEF, UINT64_MAX}, counters[] = {0, 0xFFFFFFF0, 1ull << 40};
  static const long counts[] = {1, 4, 63, 64, 65, 16384, 16390};
  for (int k = 0; k < 3; k++) {
    for (int c = 0; c < 7; c++) {
      describe("counter %llu, %ld words", (unsigned long long)counters[k], counts[c]);
      uint32_t *words = (uint32_t *)result_array(counts[c]);
      random_bits(keys[k], counters[k], counts[c], words);
      bool same = true;
      for (long i = 0; i < counts[c]; i++) same = same && words[i] == philox_word(keys[k], counters[k], i);
      expect(&group, same);
      release_arrays();
    }
  }
  return report(&group);
}

static bool check_uniform(void) {
  enum { Count = 50001 };
  Group group = {.name = "uniform random numbers", .bound = 2e-7};
  describe("-2 ... 3");
  float *found = result_array(Count), *expected = result_array(Count);
  random_uniform(9, 5, Count, -2, 3, found);
  bool inside = true;
  for (long i = 0; i < Count; i++) {
    expected[i] = (float)(5 * unit(philox_word(9, 5, i)) - 2);
    inside = inside && -2 <= found[i] && found[i] < 3;
  }
  compare(&group, Count, found, expected);
  expect(&group, inside);
  // Here almost every sum rounds to an end of the interval.
  describe("1 ... the next float");
  random_uniform(9, 5, Count, 1, nextafterf(1, 2), found);
  for (long i = 0; i < Count; i++) inside = inside && found[i] == 1;
  expect(&group, inside);
  release_arrays();
  return report(&group);
}

static bool check_normal(void) {
  enum { Count = 50002 };
  Group group = {.name = "normal random numbers", .bound = 3e-7};
  describe("mean 5, deviation 0.5");
  float *found = result_array(Count), *expected = result_array(Count);
  random_normal(11, 0, Count, 5, 0.5f, found);
  for (long i = 0; i < Count; i += 2) {
    double radius = 0.5 * sqrt(-2 * log(unit(philox_word(11, 0, i)) + 1.0 / 16777216));
    double angle = 2 * acos(-1) * unit(philox_word(11, 0, i + 1));
    expected[i] = (float)(5 + radius * cos(angle));
    expected[i + 1] = (float)(5 + radius * sin(angle));
  }
  compare(&group, Count, found, expected);
  release_arrays();
  return report(&group);
}

bool check_random_numbers(void) {
  bool passed = check_bits();
  passed = check_uniform() && passed;
  return check_normal() && passed;
}
