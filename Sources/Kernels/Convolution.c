// The three convolutions, and which algorithm computes them for which shape.

#include "Convolution.h"

#include "Instructions.h"
#include "Runtime.h"
#include "Tiles.h"

/// Transforming the weights pays if enough tiles use them, and tiles pay if they do not reach far beyond the image.
static bool prefers_winograd(const ConvolutionShape *shape, ConvolutionAlgorithm algorithm) {
  if (algorithm == ConvolutionDirect || !winograd_applies(shape)) return false;
  long tiles = winograd_tiles(shape), tileOutputs = WinogradOutputSide * WinogradOutputSide;
  return algorithm == ConvolutionWinograd ||
         (shape->batch * tiles >= WinogradLeastTiles &&
          2 * tiles * tileOutputs <= WinogradMostCoverInHalves * shape->outputHeight * shape->outputWidth);
}

/// A 1 × 1 convolution is a matrix product.
static bool is_pointwise(const ConvolutionShape *shape) {
  return shape->kernelHeight == 1 && shape->kernelWidth == 1 && shape->stride == 1 && shape->paddingHeight == 0 &&
         shape->paddingWidth == 0;
}

bool kernels_have_brain_floats(void) {
#if HAS_TILES
  return tiles_are_usable();
#else
  return false;
#endif
}

/// As the definition counts: every output pixel meets the whole kernel.
static void count_products(const ConvolutionShape *shape) {
  count_multiply_adds(shape->batch * shape->outputHeight * shape->outputWidth * shape->outputChannels *
                      shape->kernelHeight * shape->kernelWidth * shape->inputChannels);
}

/// Few target channels leave most of a vector empty, unless the taps share it (kn2row).
static bool prefers_shifted_sums(const ConvolutionShape *shape, long sourceChannels, long targetChannels) {
  return 2 * targetChannels <= LaneCount && sourceChannels >= LaneCount &&
         shape->kernelHeight * shape->kernelWidth > 1;
}

/// input [batch, height, width, in], weight [out, kh, kw, in] → output [batch, height′, width′, out]
void convolution_forward(const ConvolutionShape *shape, ConvolutionAlgorithm algorithm, const float *input,
                         const float *weight, const Epilogue *epilogue, float *output) {
  long in = shape->inputChannels, out = shape->outputChannels;
  if (is_pointwise(shape)) {
    matrix_multiply(shape->batch * shape->height * shape->width, out, in, input, in, 1, weight, 1, in, epilogue,
                    output);
    return;
  }
  count_products(shape);
#if HAS_TILES
  if (algorithm == ConvolutionBrainFloat && convolution_fits_tiles(shape)) {
    convolve_on_tiles(Forward, shape, input, weight, epilogue, output);
    return;
  }
#endif
  if (shape->stride == 1 && prefers_shifted_sums(shape, in, out)) {
    convolve_by_shifted_sums(Forward, shape, input, weight, epilogue, output);
  } else if (prefers_winograd(shape, algorithm)) {
    convolve_by_winograd(Forward, shape, input, weight, epilogue, output);
  } else {
    convolve_directly(Forward, shape, input, weight, epilogue, output);
  }
}

/// outputGradient [batch, height′, width′, out], weight [out, kh, kw, in] → inputGradient [batch, height, width, in]
void convolution_input_gradient(const ConvolutionShape *shape, ConvolutionAlgorithm algorithm,
                                const float *outputGradient, const float *weight, const Epilogue *epilogue,
                                float *inputGradient) {
  long in = shape->inputChannels, out = shape->outputChannels;
  if (is_pointwise(shape)) {
    matrix_multiply(shape->batch * shape->height * shape->width, in, out, outputGradient, out, 1, weight, in, 1,
                    epilogue, inputGradient);
    return;
  }
  count_products(shape);
#if HAS_TILES
  if (algorithm == ConvolutionBrainFloat && convolution_fits_tiles(shape)) {
    convolve_on_tiles(Adjoint, shape, outputGradient, weight, epilogue, inputGradient);
    return;
  }
#endif
  if (prefers_shifted_sums(shape, out, in)) {
    convolve_by_shifted_sums(Adjoint, shape, outputGradient, weight, epilogue, inputGradient);
  } else if (prefers_winograd(shape, algorithm)) {
    convolve_by_winograd(Adjoint, shape, outputGradient, weight, epilogue, inputGradient);
  } else {
    convolve_directly(Adjoint, shape, outputGradient, weight, epilogue, inputGradient);
  }
}

/// input [batch, height, width, in], outputGradient [batch, height′, width′, out] → weightGradient [out, kh, kw, in]
void convolution_weight_gradient(const ConvolutionShape *shape, ConvolutionAlgorithm algorithm, const float *input,
                                 const float *outputGradient, float *weightGradient) {
  count_products(shape);
#if HAS_TILES
  if (algorithm == ConvolutionBrainFloat && convolution_fits_tiles(shape)) {
    weight_gradient_on_tiles(shape, input, outputGradient, weightGradient);
    return;
  }
#endif
  if (prefers_winograd(shape, algorithm)) {
    weight_gradient_by_winograd(shape, input, outputGradient, weightGradient);
  } else {
    weight_gradient_directly(shape, input, outputGradient, weightGradient);
  }
}
