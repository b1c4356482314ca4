// Loops over one, two or three arrays, sixteen values at a time, with partial loads and stores at the end.

#define UNARY_LOOP(name, expression)                                                         \
  static void unary_##name(long count, const float *input, float p, float q, float *output) { \
    (void)p, (void)q;                                                                        \
    for (long i = 0; i < count; i += LaneCount) {                                            \
      Lanes x = load_some(input + i, count - i);                                             \
      store_some(output + i, expression, count - i);                                         \
    }                                                                                        \
  }

UNARY_LOOP(affine, p * x + q)
UNARY_LOOP(reciprocal, 1 / x)
UNARY_LOOP(square_root, __builtin_elementwise_sqrt(x))
UNARY_LOOP(exponential, exponential(x))
UNARY_LOOP(logarithm, logarithm(x))
UNARY_LOOP(tanh, hyperbolic_tangent(x))
UNARY_LOOP(sigmoid, sigmoid(x))
UNARY_LOOP(softplus, softplus(x))
UNARY_LOOP(erf, error_function(x))
UNARY_LOOP(absolute, absolute(x))
UNARY_LOOP(sign, choose((x == 0) | (x != x), x, with_sign_of(splat(1), x)))
UNARY_LOOP(leaky_relu, leaky_relu(x, p))
UNARY_LOOP(step, choose(x > 0, splat(1), splat(p)))
UNARY_LOOP(clamp, smaller_lanes(larger_lanes(x, splat(p)), splat(q)))

#define UNARY_LOOPS                           \
  {                                           \
      [UnaryAffine] = unary_affine,           \
      [UnaryReciprocal] = unary_reciprocal,   \
      [UnarySquareRoot] = unary_square_root,  \
      [UnaryExponential] = unary_exponential, \
      [UnaryLogarithm] = unary_logarithm,     \
      [UnaryTanh] = unary_tanh,               \
      [UnarySigmoid] = unary_sigmoid,         \
      [UnarySoftplus] = unary_softplus,       \
      [UnaryErf] = unary_erf,                 \
      [UnaryAbsolute] = unary_absolute,       \
      [UnarySign] = unary_sign,               \
      [UnaryLeakyReLU] = unary_leaky_relu,    \
      [UnaryStep] = unary_step,               \
      [UnaryClamp] = unary_clamp,             \
  }

#define BINARY_LOOP(name, expression)                                                                    \
  static void binary_##name(long count, const float *left, const float *right, float p, float *output) { \
    (void)p;                                                                                             \
    for (long i = 0; i < count; i += LaneCount) {                                                        \
      Lanes a = load_some(left + i, count - i);                                                          \
      Lanes b = load_some(right + i, count - i);                                                         \
      store_some(output + i, expression, count - i);                                                     \
    }                                                                                                    \
  }

BINARY_LOOP(add, a + b)
BINARY_LOOP(subtract, a - b)
BINARY_LOOP(multiply, a *b)
BINARY_LOOP(divide, a / b)
BINARY_LOOP(maximum, larger_lanes(a, b))
BINARY_LOOP(minimum, smaller_lanes(a, b))
BINARY_LOOP(greater, choose(a > b, splat(1), splat(0)))
BINARY_LOOP(leaky_relu_gradient, choose(b > 0, a, p *a))
BINARY_LOOP(tanh_gradient, a *(1 - b * b))

#define BINARY_LOOPS                                             \
  {                                                              \
      [BinaryAdd] = binary_add,                                  \
      [BinarySubtract] = binary_subtract,                        \
      [BinaryMultiply] = binary_multiply,                        \
      [BinaryDivide] = binary_divide,                            \
      [BinaryMaximum] = binary_maximum,                          \
      [BinaryMinimum] = binary_minimum,                          \
      [BinaryGreater] = binary_greater,                          \
      [BinaryLeakyReLUGradient] = binary_leaky_relu_gradient,    \
      [BinaryTanhGradient] = binary_tanh_gradient,               \
  }

/// from [rows, columns], bias [columns] → to [rows, columns], rows `stride` apart
static void epilogue_rows_loop(long rows, long columns, const float *from, const float *bias, float slope, float *to,
                               long stride) {
  for (long row = 0; row < rows; row++, from += columns, to += stride) {
    for (long j = 0; j < columns; j += LaneCount) {
      Lanes x = load_some(from + j, columns - j);
      if (bias) x += load_some(bias + j, columns - j);
      store_some(to + j, slope == 1 ? x : leaky_relu(x, slope), columns - j);
    }
  }
}

/// Rising i, and within it rising j: the order of the sum is the same for every value.
static void shifted_sums_loop(long count, const float *from, const Shifts *shifts, float bias, float slope, float *y) {
  for (long k = 0; k < count; k += LaneCount) {
    Lanes sum = splat(bias);
    for (long i = 0; i < shifts->rows; i++) {
      const float *term = from + i * shifts->row + k;
      for (long j = 0; j < shifts->columns; j++, term += shifts->column) sum += load(term);
    }
    store(y + k, slope == 1 ? sum : leaky_relu(sum, slope));
  }
}

/// x, y0 [count] → y [count]
static void weighted_sum_loop(long count, float a, const float *x, float b, const float *y0, float *y) {
  for (long i = 0; i < count; i += LaneCount) {
    Lanes sum = a * load_some(x + i, count - i) + b * load_some(y0 + i, count - i);
    store_some(y + i, sum, count - i);
  }
}
