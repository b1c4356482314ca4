#include "Checks.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// MARK: - Test values

static uint64_t state = 0;

void seed_values(uint64_t seed) { state = seed; }

uint64_t random_word(void) {
  state += 0x9E3779B97F4A7C15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

long random_integer(long low, long high) { return low + (long)(random_word() % (uint64_t)(high - low + 1)); }

bool random_chance(void) { return random_word() % 2 == 0; }

// MARK: - Arrays

enum { MostArrays = 64 };

typedef struct Mapping {
  void *start;
  size_t length;
} Mapping;

static Mapping mappings[MostArrays];
static int mappingCount = 0;

static void *guarded_memory(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
  char *start = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (mappingCount == MostArrays || start == MAP_FAILED || mprotect(start + whole, page, PROT_NONE) != 0) {
    fprintf(stderr, "no memory for an array of %zu bytes\n", bytes);
    exit(2);
  }
  mappings[mappingCount++] = (Mapping){start, whole + page};
  return start + whole - bytes;
}

float *random_array(long count, float centre) {
  float *values = guarded_memory((size_t)count * sizeof(float));
  for (long i = 0; i < count; i++) values[i] = centre + (float)random_integer(-1000, 1000) / 1000;
  return values;
}

float *result_array(long count) {
  float *values = guarded_memory((size_t)count * sizeof(float));
  for (long i = 0; i < count; i++) values[i] = NAN;
  return values;
}

double *double_array(long count, const float *from) {
  double *values = guarded_memory((size_t)count * sizeof(double));
  for (long i = 0; i < count; i++) values[i] = from ? (double)from[i] : (double)NAN;
  return values;
}

void release_arrays(void) {
  while (mappingCount > 0) {
    mappingCount--;
    munmap(mappings[mappingCount].start, mappings[mappingCount].length);
  }
}

// MARK: - Groups

static char description[256];

void describe(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(description, sizeof(description), format, arguments);
  va_end(arguments);
}

void expect_error(Group *group, double error) {
  group->cases++;
  bool fails = !(error <= group->bound);
  // The first case of a group that fails is enough.
  if (fails && !group->failed) printf("  FAILED %s: %s: error %.2g\n", group->name, description, error);
  group->failed = group->failed || fails;
  if (!(error <= group->worst)) group->worst = error;
}

void compare(Group *group, long count, const float *found, const float *expected) {
  double scale = 0, difference = 0;
  for (long i = 0; i < count; i++) {
    double here = fabs((double)found[i] - (double)expected[i]);
    scale = fmax(scale, fabs((double)expected[i]));
    // A comparison with not-a-number is false.
    if (!(here <= difference)) difference = isnan(here) ? (double)INFINITY : here;
  }
  expect_error(group, difference == 0 ? 0 : difference / scale);
}

void compare_each(Group *group, long count, const float *found, const double *expected) {
  double worst = 0;
  for (long i = 0; i < count; i++) {
    double here = fabs((double)found[i] - expected[i]) / fmax(fabs(expected[i]), 1e-37);
    if (!(here <= worst)) worst = isnan(here) ? (double)INFINITY : here;
  }
  expect_error(group, worst);
}

void expect(Group *group, bool holds) { expect_error(group, holds ? 0 : (double)INFINITY); }

bool report(const Group *group) {
  printf("%-7s %-44s %6ld cases  worst %-8.2g bound %-8.2g%s\n", kernels_instruction_set(), group->name, group->cases,
         group->worst, group->bound, group->failed ? "FAILED" : "");
  return !group->failed && group->cases > 0;
}
