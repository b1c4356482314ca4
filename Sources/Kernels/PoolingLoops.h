// Pooling of a few pixels, by channel.

/// pixels, `count` of [channels] → y [channels]
static void pixel_maximum_loop(long channels, long count, const float *const *pixels, float *y) {
  for (long c = 0; c < channels; c += LaneCount) {
    Lanes best = load_some(pixels[0] + c, channels - c);
    for (long i = 1; i < count; i++) best = larger_lanes(best, load_some(pixels[i] + c, channels - c));
    store_some(y + c, best, channels - c);
  }
}

/// pixels, `count` of [channels], bias [channels] → y [channels]
static void pixel_mean_loop(long channels, long count, const float *const *pixels, const float *bias, float slope,
                            float *y) {
  float share = 1 / (float)count;
  for (long c = 0; c < channels; c += LaneCount) {
    Lanes sum = load_some(pixels[0] + c, channels - c);
    for (long i = 1; i < count; i++) sum += load_some(pixels[i] + c, channels - c);
    sum *= share;
    if (bias) sum += load_some(bias + c, channels - c);
    store_some(y + c, slope == 1 ? sum : leaky_relu(sum, slope), channels - c);
  }
}
