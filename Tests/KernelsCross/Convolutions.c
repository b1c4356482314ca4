// Convolutions and pooling, against the naive loops.

#include <math.h>
#include <string.h>

#include "Checks.h"

static const long channelCounts[] = {1, 2, 3, 5, 8, 16, 17, 32, 33, 48, 64, 70};
enum { ChannelChoices = sizeof(channelCounts) / sizeof(channelCounts[0]) };

static long random_channels(bool vectors) {
  return vectors ? 16 * random_integer(1, 4) : channelCounts[random_integer(0, ChannelChoices - 1)];
}

static void set_output_size(ConvolutionShape *shape) {
  shape->outputHeight = (shape->height + 2 * shape->paddingHeight - shape->kernelHeight) / shape->stride + 1;
  shape->outputWidth = (shape->width + 2 * shape->paddingWidth - shape->kernelWidth) / shape->stride + 1;
}

/// Any kernel up to 5 × 7, any stride up to 3, and images that no window covers altogether.
static ConvolutionShape any_shape(void) {
  ConvolutionShape shape = {.batch = random_integer(1, 4), .stride = random_integer(1, 3)};
  shape.inputChannels = random_channels(false);
  shape.outputChannels = random_channels(false);
  shape.kernelHeight = random_integer(1, 5);
  shape.kernelWidth = random_chance() ? shape.kernelHeight : random_integer(1, 7);
  shape.paddingHeight = random_integer(0, 3);
  shape.paddingWidth = random_integer(0, 3);
  long least = shape.kernelHeight - 2 * shape.paddingHeight, leastWidth = shape.kernelWidth - 2 * shape.paddingWidth;
  shape.height = (least < 1 ? 1 : least) + random_integer(0, 10);
  shape.width = (leastWidth < 1 ? 1 : leastWidth) + random_integer(0, 8);
  set_output_size(&shape);
  return shape;
}

/// Kernel 4 at stride 2, or kernel 2 or 3 at stride 1, channels in sixteens, and twelve tiles of 4 × 4 outputs or more.
static ConvolutionShape winograd_shape(void) {
  ConvolutionShape shape = {.stride = random_integer(1, 2)};
  shape.kernelHeight = shape.kernelWidth = shape.stride == 2 ? 4 : random_integer(2, 3);
  shape.paddingHeight = random_integer(0, 1);
  shape.paddingWidth = random_integer(0, 1);
  shape.inputChannels = random_channels(true);
  shape.outputChannels = random_channels(true);
  shape.outputHeight = random_integer(4, 9);
  shape.outputWidth = random_integer(7, 9);
  shape.height = (shape.outputHeight - 1) * shape.stride + shape.kernelHeight - 2 * shape.paddingHeight;
  shape.width = (shape.outputWidth - 1) * shape.stride + shape.kernelWidth - 2 * shape.paddingWidth;
  long tiles = (shape.outputHeight + 3) / 4 * ((shape.outputWidth + 3) / 4);
  shape.batch = (11 + tiles) / tiles + random_integer(0, 2);
  // A row of pixels that no window reaches.
  if (shape.stride == 2) shape.height += random_integer(0, 1);
  return shape;
}

/// A random bias and slope; null now and then.
static const Epilogue *random_epilogue(Epilogue *epilogue, long channels) {
  static const float slopes[] = {1, 0.2f, 0};
  *epilogue = (Epilogue){random_chance() ? random_array(channels, 0) : NULL, slopes[random_integer(0, 2)]};
  return random_integer(0, 3) == 0 ? NULL : epilogue;
}

/// x [count / channels, channels], in place.
static void apply_epilogue(const Epilogue *epilogue, long count, long channels, float *x) {
  for (long i = 0; epilogue && i < count; i++) {
    float sum = x[i] + (epilogue->bias ? epilogue->bias[i % channels] : 0);
    x[i] = sum > 0 ? sum : epilogue->slope * sum;
  }
}

/// x [count], cut to bf16 if those are multiplied, so that rounding does not hide another error.
static const float *random_operand(long count, ConvolutionAlgorithm algorithm) {
  float *x = random_array(count, 0);
  for (long i = 0; algorithm == ConvolutionBrainFloat && i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    bits &= 0xffff0000;
    memcpy(x + i, &bits, sizeof bits);
  }
  return x;
}

/// The three operations, each in a group of its own.
static void check_shape(const ConvolutionShape *shape, ConvolutionAlgorithm algorithm, Group groups[3]) {
  describe("%ld x %ld x %ld x %ld -> %ld x %ld x %ld, kernel %ld x %ld, stride %ld, padding %ld x %ld", shape->batch,
           shape->height, shape->width, shape->inputChannels, shape->outputHeight, shape->outputWidth,
           shape->outputChannels, shape->kernelHeight, shape->kernelWidth, shape->stride, shape->paddingHeight,
           shape->paddingWidth);
  long in = shape->inputChannels, out = shape->outputChannels;
  long inputCount = shape->batch * shape->height * shape->width * in;
  long outputCount = shape->batch * shape->outputHeight * shape->outputWidth * out;
  long weightCount = out * shape->kernelHeight * shape->kernelWidth * in;
  const float *input = random_operand(inputCount, algorithm), *weight = random_operand(weightCount, algorithm);
  const float *gradient = random_operand(outputCount, algorithm);
  Epilogue memory;

  const Epilogue *epilogue = random_epilogue(&memory, out);
  float *found = result_array(outputCount), *expected = result_array(outputCount);
  convolution_forward(shape, algorithm, input, weight, epilogue, found);
  convolution_forward_naive(shape, input, weight, expected);
  apply_epilogue(epilogue, outputCount, out, expected);
  compare(&groups[0], outputCount, found, expected);

  epilogue = random_epilogue(&memory, in);
  found = result_array(inputCount), expected = result_array(inputCount);
  convolution_input_gradient(shape, algorithm, gradient, weight, epilogue, found);
  convolution_input_gradient_naive(shape, gradient, weight, expected);
  apply_epilogue(epilogue, inputCount, in, expected);
  compare(&groups[1], inputCount, found, expected);

  found = result_array(weightCount), expected = result_array(weightCount);
  convolution_weight_gradient(shape, algorithm, input, gradient, found);
  convolution_weight_gradient_naive(shape, input, gradient, expected);
  compare(&groups[2], weightCount, found, expected);
  release_arrays();
}

static bool report_operations(Group groups[3]) {
  bool passed = true;
  for (int i = 0; i < 3; i++) passed = report(&groups[i]) && passed;
  return passed;
}

/// `count` shapes, two in five of them of the kind that Winograd's algorithm computes; and as many with operands of
/// bf16, if the processor has them: their sums are added one after another.
bool check_convolutions(long count) {
  const double bound = 5e-6, winogradBound = 1.5e-5, brainBound = 1e-5;
  Group any[3] = {{.name = "convolution, any shape: forward", .bound = bound},
                  {.name = "convolution, any shape: input gradient", .bound = bound},
                  {.name = "convolution, any shape: weight gradient", .bound = bound}};
  Group winograd[3] = {{.name = "convolution, Winograd: forward", .bound = winogradBound},
                       {.name = "convolution, Winograd: input gradient", .bound = winogradBound},
                       {.name = "convolution, Winograd: weight gradient", .bound = winogradBound}};
  Group brain[3] = {{.name = "convolution, bf16: forward", .bound = brainBound},
                    {.name = "convolution, bf16: input gradient", .bound = brainBound},
                    {.name = "convolution, bf16: weight gradient", .bound = brainBound}};
  seed_values(1);
  for (long i = 0; i < count; i++) {
    bool isWinograd = i % 5 < 2;
    ConvolutionShape shape = isWinograd ? winograd_shape() : any_shape();
    check_shape(&shape, ConvolutionAutomatic, isWinograd ? winograd : any);
    if (kernels_have_brain_floats()) check_shape(&shape, ConvolutionBrainFloat, brain);
  }
  bool passed = report_operations(any);
  passed = report_operations(winograd) && passed;
  return (!kernels_have_brain_floats() || report_operations(brain)) && passed;
}

// MARK: - Pooling

/// input [batch, height, width, channels] → maximum, mean [batch, height′, width′, channels].
static void pool_naively(const ConvolutionShape *shape, const float *input, float *maximum, float *mean) {
  long channels = shape->inputChannels, pixels = shape->batch * shape->outputHeight * shape->outputWidth;
  for (long index = 0; index < pixels * channels; index++) {
    long pixel = index / channels, x = pixel % shape->outputWidth, y = pixel / shape->outputWidth % shape->outputHeight;
    long image = pixel / (shape->outputHeight * shape->outputWidth), count = 0;
    double sum = 0;
    float largest = -INFINITY;
    for (long ky = 0; ky < shape->kernelHeight; ky++) {
      for (long kx = 0; kx < shape->kernelWidth; kx++) {
        long row = y * shape->stride + ky - shape->paddingHeight;
        long column = x * shape->stride + kx - shape->paddingWidth;
        if (row < 0 || row >= shape->height || column < 0 || column >= shape->width) continue;
        float value = input[((image * shape->height + row) * shape->width + column) * channels + index % channels];
        sum += (double)value;
        largest = value > largest ? value : largest;
        count++;
      }
    }
    maximum[index] = largest;
    mean[index] = (float)(sum / (double)count);
  }
}

bool check_pooling(long count) {
  Group maxima = {.name = "pooling: maximum", .bound = 0}, means = {.name = "pooling: mean", .bound = 1e-6};
  seed_values(9);
  while (maxima.cases < count) {
    ConvolutionShape shape = any_shape();
    if (!pooling_fits(&shape) || shape.height < shape.kernelHeight || shape.width < shape.kernelWidth) continue;
    shape.outputChannels = shape.inputChannels;
    describe("%ld x %ld, %ld channels, window %ld x %ld, stride %ld", shape.height, shape.width, shape.inputChannels,
             shape.kernelHeight, shape.kernelWidth, shape.stride);
    long outputs = shape.batch * shape.outputHeight * shape.outputWidth * shape.inputChannels;
    const float *input = random_array(shape.batch * shape.height * shape.width * shape.inputChannels, 0);
    float *maximum = result_array(outputs), *mean = result_array(outputs), *found = result_array(outputs);
    pool_naively(&shape, input, maximum, mean);
    pool_maximum(&shape, input, found);
    compare(&maxima, outputs, found, maximum);
    Epilogue memory;
    const Epilogue *epilogue = random_epilogue(&memory, shape.inputChannels);
    apply_epilogue(epilogue, outputs, shape.inputChannels, mean);
    pool_mean(&shape, input, epilogue, found);
    compare(&means, outputs, found, mean);
    release_arrays();
  }
  bool passed = report(&maxima);
  return report(&means) && passed;
}
