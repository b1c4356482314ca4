// Pooling over windows that may overlap and reach over the edge: per output pixel, all channels at once.

#include "Instructions.h"
#include "Runtime.h"

/// The largest window, in pixels.
enum { MaximumWindowPixels = 64 };

typedef struct Pooling {
  const Instructions *table;
  const ConvolutionShape *shape;
  const float *input;
  const Epilogue *epilogue;
  float *output;
} Pooling;

/// image [height, width, channels] → pointers to the pixels inside the window of output pixel (y, x), and their number.
static long window_pixels(const ConvolutionShape *shape, const float *image, long y, long x, const float **pixels) {
  long top = y * shape->stride - shape->paddingHeight, left = x * shape->stride - shape->paddingWidth, count = 0;
  for (long row = larger(top, 0); row < smaller(top + shape->kernelHeight, shape->height); row++) {
    for (long column = larger(left, 0); column < smaller(left + shape->kernelWidth, shape->width); column++) {
      pixels[count++] = image + (row * shape->width + column) * shape->inputChannels;
    }
  }
  return count;
}

static const float *image_of_row(const Pooling *pooling, long row) {
  const ConvolutionShape *shape = pooling->shape;
  return pooling->input + row / shape->outputHeight * shape->height * shape->width * shape->inputChannels;
}

static void maximum_row(void *context, long row) {
  const Pooling *pooling = context;
  const ConvolutionShape *shape = pooling->shape;
  const float *pixels[MaximumWindowPixels];
  float *to = pooling->output + row * shape->outputWidth * shape->inputChannels;
  for (long x = 0; x < shape->outputWidth; x++, to += shape->inputChannels) {
    long count = window_pixels(shape, image_of_row(pooling, row), row % shape->outputHeight, x, pixels);
    pooling->table->pixel_maximum(shape->inputChannels, count, pixels, to);
  }
}

static void mean_row(void *context, long row) {
  const Pooling *pooling = context;
  const ConvolutionShape *shape = pooling->shape;
  const Epilogue *epilogue = pooling->epilogue;
  const float *pixels[MaximumWindowPixels];
  float *to = pooling->output + row * shape->outputWidth * shape->inputChannels;
  for (long x = 0; x < shape->outputWidth; x++, to += shape->inputChannels) {
    long count = window_pixels(shape, image_of_row(pooling, row), row % shape->outputHeight, x, pixels);
    pooling->table->pixel_mean(shape->inputChannels, count, pixels, epilogue ? epilogue->bias : NULL,
                               epilogue ? epilogue->slope : 1, to);
  }
}

bool pooling_fits(const ConvolutionShape *shape) {
  return shape->kernelHeight * shape->kernelWidth <= MaximumWindowPixels &&
         shape->paddingHeight < shape->kernelHeight && shape->paddingWidth < shape->kernelWidth;
}

/// input [batch, height, width, channels] → output [batch, height′, width′, channels]
void pool_maximum(const ConvolutionShape *shape, const float *input, float *output) {
  Pooling pooling = {instructions(), shape, input, NULL, output};
  parallel_for(shape->batch * shape->outputHeight, maximum_row, &pooling);
}

/// input [batch, height, width, channels], bias [channels] → output [batch, height′, width′, channels]
void pool_mean(const ConvolutionShape *shape, const float *input, const Epilogue *epilogue, float *output) {
  Pooling pooling = {instructions(), shape, input, epilogue, output};
  parallel_for(shape->batch * shape->outputHeight, mean_row, &pooling);
}
