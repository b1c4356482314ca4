// What the checks of the kernels share: test values, arrays with guard pages, and groups of cases under one bound.

#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stdint.h>

#include "Kernels.h"

// MARK: - Test values: the same in every run

/// Starts the sequence of values (SplitMix64) anew.
void seed_values(uint64_t seed);
uint64_t random_word(void);
/// In low … high, both included.
long random_integer(long low, long high);
bool random_chance(void);

// MARK: - Arrays. An inaccessible page begins where an array ends, so that a read or write beyond it stops the program.

/// [count] values in centre − 1 … centre + 1.
float *random_array(long count, float centre);
/// [count] not-a-numbers, for results: a value that is never written fails its comparison.
float *result_array(long count);
/// [count] doubles: the values of `from`, or not-a-numbers if it is null.
double *double_array(long count, const float *from);
/// Releases every array of the case.
void release_arrays(void);

// MARK: - Groups

/// Some cases that are held to one bound.
typedef struct Group {
  const char *name;
  double bound, worst;
  long cases;
  bool failed;
} Group;

/// Names the case that the next comparisons belong to, for the report of a failure.
void describe(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// found, expected [count]: the largest difference as a share of the largest expected value must stay below the bound.
void compare(Group *group, long count, const float *found, const float *expected);
/// found, expected [count]: so must every value's difference as a share of the value itself.
void compare_each(Group *group, long count, const float *found, const double *expected);
/// A case whose error the caller has worked out; not-a-number fails.
void expect_error(Group *group, double error);
/// A case that is right or wrong.
void expect(Group *group, bool holds);

/// Prints the group's line; false if one of its cases failed.
bool report(const Group *group);

// MARK: - The checks. Each prints its groups and is false if one of them failed.

bool check_convolutions(long count);
bool check_products(long count);
bool check_double_products(long count);
bool check_elementwise(void);
bool check_reductions(void);
bool check_normalisation(void);
bool check_pooling(long count);
bool check_adam(void);
bool check_random_numbers(void);

#endif
