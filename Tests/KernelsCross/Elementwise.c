// Functions of one and of two values, against the C library's in double precision.

#include <float.h>
#include <math.h>

#include "Checks.h"

// MARK: - One value

typedef struct UnaryCase {
  const char *name;
  UnaryFunction function;
  float low, high;
  double (*exact)(double x);
} UnaryCase;

static double exact_sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double exact_softplus(double x) { return fmax(x, 0) + log1p(exp(-fabs(x))); }
static double exact_reciprocal(double x) { return 1 / x; }

static const UnaryCase unaryCases[] = {
    {"exponential", UnaryExponential, -87, 88.7f, exp},
    {"exponential", UnaryExponential, -1, 1, exp},
    {"logarithm", UnaryLogarithm, 1e-30f, 0.4f, log},
    {"logarithm", UnaryLogarithm, 0.4f, 3, log},
    {"logarithm", UnaryLogarithm, 3, 3e38f, log},
    {"tanh", UnaryTanh, -10, 10, tanh},
    {"tanh", UnaryTanh, -0.7f, 0.7f, tanh},
    {"sigmoid", UnarySigmoid, -80, 30, exact_sigmoid},
    {"sigmoid", UnarySigmoid, -3, 3, exact_sigmoid},
    {"softplus", UnarySoftplus, -80, 100, exact_softplus},
    {"softplus", UnarySoftplus, -3, 3, exact_softplus},
    {"erf", UnaryErf, -5, 5, erf},
    {"erf", UnaryErf, -1.1f, 1.1f, erf},
    {"square root", UnarySquareRoot, 0, 1e6f, sqrt},
    {"reciprocal", UnaryReciprocal, 0.001f, 1e6f, exact_reciprocal},
};
enum { UnaryCases = sizeof(unaryCases) / sizeof(unaryCases[0]) };

/// The functions that are not approximated: p = 0.5, q = 2.
static float plain_unary(UnaryFunction function, float x) {
  switch (function) {
    case UnaryAffine: return 0.5f * x + 2;
    case UnaryAbsolute: return fabsf(x);
    case UnarySign: return x > 0 ? 1 : x < 0 ? -1 : x;
    case UnaryLeakyReLU: return x > 0 ? x : 0.5f * x;
    case UnaryStep: return x > 0 ? 1 : 0.5f;
    default: return fminf(fmaxf(x, 0.5f), 2);
  }
}

static bool check_unary(void) {
  enum { Points = 4011 };
  Group accurate = {.name = "functions of one value: approximations", .bound = 2e-7};
  for (int index = 0; index < UnaryCases; index++) {
    UnaryCase test = unaryCases[index];
    describe("%s in %g ... %g", test.name, (double)test.low, (double)test.high);
    float *x = result_array(Points), *y = result_array(Points);
    double *exact = double_array(Points, NULL);
    for (long i = 0; i < Points; i++) {
      x[i] = test.low + (test.high - test.low) * ((float)i / (Points - 1));
      exact[i] = test.exact((double)x[i]);
    }
    unary(test.function, Points, x, 0, 0, y);
    compare_each(&accurate, Points, y, exact);
    release_arrays();
  }

  seed_values(6);
  Group plain = {.name = "functions of one value: the others", .bound = 1.2e-7};
  static const UnaryFunction functions[] = {UnaryAffine, UnaryAbsolute, UnarySign, UnaryLeakyReLU, UnaryStep,
                                            UnaryClamp};
  static const long counts[] = {1, 3, 4, 15, 16, 17, 100, 40003};
  for (int f = 0; f < 6; f++) {
    for (int c = 0; c < 8; c++) {
      describe("function %d of %ld values", functions[f], counts[c]);
      const float *x = random_array(counts[c], 0);
      float *found = result_array(counts[c]), *expected = result_array(counts[c]);
      for (long i = 0; i < counts[c]; i++) expected[i] = plain_unary(functions[f], x[i]);
      unary(functions[f], counts[c], x, 0.5f, 2, found);
      compare(&plain, counts[c], found, expected);
      release_arrays();
    }
  }
  bool passed = report(&accurate);
  return report(&plain) && passed;
}

static bool same(float a, float b) { return a == b || (isnan(a) && isnan(b)); }

/// What the approximations give for values that are not finite, and at the ends of their ranges.
static bool check_limits(void) {
  const float infinity = INFINITY;
  static const struct {
    UnaryFunction function;
    float x, y;
  } cases[] = {
      {UnaryExponential, -INFINITY, 0},    {UnaryExponential, INFINITY, INFINITY}, {UnaryExponential, 0, 1},
      {UnaryExponential, NAN, NAN},        {UnaryLogarithm, 0, -INFINITY},         {UnaryLogarithm, INFINITY, INFINITY},
      {UnaryLogarithm, -1, NAN},           {UnaryLogarithm, 1, 0},                 {UnaryLogarithm, NAN, NAN},
      {UnaryTanh, -INFINITY, -1},          {UnaryTanh, INFINITY, 1},               {UnaryTanh, 0, 0},
      {UnaryTanh, NAN, NAN},               {UnarySigmoid, -INFINITY, 0},           {UnarySigmoid, INFINITY, 1},
      {UnarySigmoid, 0, 0.5f},             {UnarySigmoid, NAN, NAN},               {UnarySoftplus, -INFINITY, 0},
      {UnarySoftplus, INFINITY, INFINITY}, {UnarySoftplus, NAN, NAN},              {UnaryErf, -INFINITY, -1},
      {UnaryErf, INFINITY, 1},             {UnaryErf, NAN, NAN},                   {UnarySign, NAN, NAN},
      {UnaryClamp, NAN, NAN},              {UnaryLeakyReLU, NAN, NAN},
  };
  Group group = {.name = "functions of one value: limits", .bound = 0};
  for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    float y = 0;
    describe("function %d of %g", cases[i].function, (double)cases[i].x);
    unary(cases[i].function, 1, &cases[i].x, 0.5f, 2, &y);
    expect(&group, same(y, cases[i].y));
  }
  // Results below the smallest normal number are rounded once.
  static const float denormal[] = {-103, -100, -90, -88};
  for (int i = 0; i < 4; i++) {
    float y = 0;
    describe("the exponential of %g", (double)denormal[i]);
    unary(UnaryExponential, 1, &denormal[i], 0, 0, &y);
    expect(&group, fabs((double)y - exp((double)denormal[i])) <= (double)FLT_TRUE_MIN && y < infinity);
  }
  return report(&group);
}

// MARK: - Two values

static float plain_binary(BinaryFunction function, float a, float b, float p) {
  switch (function) {
    case BinaryAdd: return a + b;
    case BinarySubtract: return a - b;
    case BinaryMultiply: return a * b;
    case BinaryDivide: return a / b;
    case BinaryMaximum: return isnan(a) || isnan(b) ? NAN : fmaxf(a, b);
    case BinaryMinimum: return isnan(a) || isnan(b) ? NAN : fminf(a, b);
    case BinaryGreater: return a > b ? 1 : 0;
    case BinaryLeakyReLUGradient: return b > 0 ? a : p * a;
    default: return a * (1 - b * b);
  }
}

static bool check_binary(void) {
  Group arrays = {.name = "functions of two values: arrays", .bound = 2e-7};
  Group broadcast = {.name = "functions of two values: broadcasting", .bound = 2e-7};
  static const long counts[] = {1, 3, 15, 16, 17, 100, 20003}, kept[] = {1, 3, 64, 129, 1500}, inner[] = {1, 2, 7, 50};
  seed_values(3);
  for (int f = BinaryAdd; f <= BinaryTanhGradient; f++) {
    for (int c = 0; c < 7; c++) {
      long count = counts[c];
      describe("function %d of %ld values", f, count);
      const float *a = random_array(count, 0), *b = random_array(count, 3);
      float *found = result_array(count), *expected = result_array(count);
      for (long i = 0; i < count; i++) expected[i] = plain_binary(f, a[i], b[i], 0.2f);
      binary(f, count, a, b, 0.2f, found);
      compare(&arrays, count, found, expected);
      release_arrays();
    }
    for (int i = 0; i < 12; i++) {
      BroadcastPattern pattern = {random_integer(1, 8), kept[random_integer(0, 4)], inner[random_integer(0, 3)]};
      long count = pattern.outer * pattern.kept * pattern.inner;
      bool swapped = random_chance();
      describe("function %d, %ld x %ld x %ld", f, pattern.outer, pattern.kept, pattern.inner);
      const float *a = random_array(count, 3), *b = random_array(pattern.kept, 3);
      float *found = result_array(count), *expected = result_array(count);
      for (long at = 0; at < count; at++) {
        float other = b[at / pattern.inner % pattern.kept];
        expected[at] = swapped ? plain_binary(f, other, a[at], 0.2f) : plain_binary(f, a[at], other, 0.2f);
      }
      binary_broadcast(f, pattern, a, b, swapped, 0.2f, found);
      compare(&broadcast, count, found, expected);
      release_arrays();
    }
  }
  for (int f = BinaryMaximum; f <= BinaryMinimum; f++) {
    for (int side = 0; side < 2; side++) {
      float a = side == 0 ? NAN : 1, b = side == 0 ? 1 : NAN, y = 0;
      describe("function %d of not-a-number", f);
      binary(f, 1, &a, &b, 0, &y);
      expect(&arrays, isnan(y));
    }
  }
  bool passed = report(&arrays);
  return report(&broadcast) && passed;
}

bool check_elementwise(void) {
  bool passed = check_unary();
  passed = check_limits() && passed;
  return check_binary() && passed;
}
