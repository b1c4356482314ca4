// One pass over a parameter, its gradient and its two moments.

/// value, gradient [count] → newValue, first, second [count]
static void adam_loop(const AdamFactors *factors, long count, const float *value, const float *gradient,
                      float *newValue, float *first, float *second) {
  AdamFactors f = *factors;
  for (long i = 0; i < count; i += LaneCount) {
    long some = count - i;
    Lanes g = load_some(gradient + i, some);
    Lanes m = f.beta1 * load_some(first + i, some) + (1 - f.beta1) * g;
    Lanes v = f.beta2 * load_some(second + i, some) + (1 - f.beta2) * g * g;
    Lanes deviation = __builtin_elementwise_sqrt(v) * f.secondCorrection + f.epsilon;
    Lanes w = f.decay * load_some(value + i, some) - f.stepSize * m / deviation;
    store_some(first + i, m, some);
    store_some(second + i, v, some);
    store_some(newValue + i, w, some);
  }
}
