#include "Instructions.h"
#include "Runtime.h"

typedef struct Unary {
  UnaryLoop *loop;
  const float *x;
  float p, q;
  float *y;
} Unary;

static void unary_range(void *context, long first, long last) {
  const Unary *unary = context;
  unary->loop(last - first, unary->x + first, unary->p, unary->q, unary->y + first);
}

/// x [count] → y [count]
void unary(UnaryFunction function, long count, const float *x, float p, float q, float *y) {
  Unary unary = {instructions()->unary[function], x, p, q, y};
  parallel_ranges(count, ElementsPerJob, unary_range, &unary);
}

typedef struct Binary {
  BinaryLoop *loop;
  const float *a, *b;
  float p;
  float *y;
} Binary;

static void binary_range(void *context, long first, long last) {
  const Binary *binary = context;
  binary->loop(last - first, binary->a + first, binary->b + first, binary->p, binary->y + first);
}

/// a, b [count] → y [count]
void binary(BinaryFunction function, long count, const float *a, const float *b, float p, float *y) {
  Binary binary = {instructions()->binary[function], a, b, p, y};
  parallel_ranges(count, ElementsPerJob, binary_range, &binary);
}

typedef struct WeightedSum {
  float a, b;
  const float *x, *y0;
  float *y;
} WeightedSum;

static void weighted_sum_range(void *context, long first, long last) {
  const WeightedSum *sum = context;
  instructions()->weighted_sum(last - first, sum->a, sum->x + first, sum->b, sum->y0 + first, sum->y + first);
}

/// x, y0 [count] → y [count]
void weighted_sum(long count, float a, const float *x, float b, const float *y0, float *y) {
  WeightedSum sum = {a, b, x, y0, y};
  parallel_ranges(count, ElementsPerJob, weighted_sum_range, &sum);
}
