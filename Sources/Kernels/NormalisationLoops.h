// Batch normalisation, x [rows, channels].

/// x [rows, channels], centre [channels] → sums, squares [channels]
static void deviations_loop(long rows, long channels, const float *x, const float *centre, float *sums,
                            float *squares) {
  for (long c = 0; c < channels; c += LaneCount) {
    long count = channels - c;
    Lanes centreHere = load_some(centre + c, count);
    Lanes sum = 0, square = 0;
    for (long row = 0; row < rows; row++) {
      Lanes deviation = load_some(x + row * channels + c, count) - centreHere;
      sum += deviation;
      square += deviation * deviation;
    }
    store_some(sums + c, sum, count);
    store_some(squares + c, square, count);
  }
}

/// x [rows, channels], scale, shift [channels] → y [rows, channels]
static void channel_affine_loop(long rows, long channels, const float *x, const float *scale, const float *shift,
                                float slope, float *y) {
  for (long row = 0; row < rows; row++, x += channels, y += channels) {
    for (long c = 0; c < channels; c += LaneCount) {
      long count = channels - c;
      Lanes value = load_some(x + c, count) * load_some(scale + c, count) + load_some(shift + c, count);
      store_some(y + c, leaky_relu(value, slope), count);
    }
  }
}

/// The gradient before the activation, g′, and the normalised input, x̂, at sixteen channels of one row.
INLINE void batch_norm_terms(const BatchNormBackward *pass, long at, long count, Lanes mean, Lanes inverseDeviation,
                             Lanes *gradient, Lanes *normalised) {
  Lanes g = load_some(pass->g + at, count);
  *gradient = choose(load_some(pass->y + at, count) > 0, g, pass->slope * g);
  *normalised = (load_some(pass->x + at, count) - mean) * inverseDeviation;
}

// Both passes go row by row: sequential reads, which the hardware prefetcher follows, outweigh accumulators in
// registers.

/// x, y, g [rows, channels] → sums [2, channels], over rows first..<last
static void batch_norm_sums_loop(const BatchNormBackward *pass, long first, long last, float *sums) {
  long channels = pass->channels;
  memset(sums, 0, (size_t)(2 * channels) * sizeof(float));
  for (long row = first; row < last; row++) {
    for (long c = 0; c < channels; c += LaneCount) {
      long count = channels - c;
      float *gradientSum = sums + c, *productSum = sums + channels + c;
      Lanes gradient, normalised;
      batch_norm_terms(pass, row * channels + c, count, load_some(pass->mean + c, count),
                       load_some(pass->inverseDeviation + c, count), &gradient, &normalised);
      store_some(gradientSum, load_some(gradientSum, count) + gradient, count);
      store_some(productSum, load_some(productSum, count) + gradient * normalised, count);
    }
  }
}

/// x, y, g [rows, channels], dGamma, dBeta [channels] → dx [rows, channels], rows first..<last
/// dx = γ / σ · (g′ − (dβ + x̂ · dγ) / rows).
static void batch_norm_input_loop(const BatchNormBackward *pass, long first, long last, const float *dGamma,
                                  const float *dBeta, float *dx) {
  float share = 1 / (float)pass->rows;
  for (long row = first; row < last; row++) {
    for (long c = 0; c < pass->channels; c += LaneCount) {
      long at = row * pass->channels + c, count = pass->channels - c;
      Lanes inverseDeviation = load_some(pass->inverseDeviation + c, count);
      Lanes gradient, normalised;
      batch_norm_terms(pass, at, count, load_some(pass->mean + c, count), inverseDeviation, &gradient, &normalised);
      Lanes meanGradient = share * load_some(dBeta + c, count);
      Lanes meanProduct = share * load_some(dGamma + c, count);
      Lanes scale = load_some(pass->gamma + c, count) * inverseDeviation;
      store_some(dx + at, scale * (gradient - meanGradient - normalised * meanProduct), count);
    }
  }
}
