// The definitions, loop by loop. `ForEachProduct` visits every pair of an input value and a weight that meet, and the
// output value that they meet in; each of the three operations is one multiplication and addition there.

#include <string.h>

#include "Kernels.h"

static size_t bytes(long a, long b, long c, long d) { return (size_t)(a * b * c * d) * sizeof(float); }

#define ForEachProduct(shape, statement)                                                           \
  for (long n = 0; n < shape->batch; n++)                                                          \
    for (long y = 0; y < shape->outputHeight; y++)                                                 \
      for (long x = 0; x < shape->outputWidth; x++)                                                \
        for (long o = 0; o < shape->outputChannels; o++)                                           \
          for (long ky = 0; ky < shape->kernelHeight; ky++)                                        \
            for (long kx = 0; kx < shape->kernelWidth; kx++) {                                     \
              long row = y * shape->stride + ky - shape->paddingHeight;                            \
              long column = x * shape->stride + kx - shape->paddingWidth;                          \
              if (row < 0 || row >= shape->height || column < 0 || column >= shape->width) continue; \
              for (long i = 0; i < shape->inputChannels; i++) {                                    \
                long in = ((n * shape->height + row) * shape->width + column) * shape->inputChannels + i; \
                long out = ((n * shape->outputHeight + y) * shape->outputWidth + x) * shape->outputChannels + o; \
                long w = ((o * shape->kernelHeight + ky) * shape->kernelWidth + kx) * shape->inputChannels + i; \
                statement;                                                                         \
              }                                                                                    \
            }

/// input [batch, height, width, in], weight [out, kh, kw, in] → output [batch, height′, width′, out]
void convolution_forward_naive(const ConvolutionShape *shape, const float *input, const float *weight, float *output) {
  memset(output, 0, bytes(shape->batch, shape->outputHeight, shape->outputWidth, shape->outputChannels));
  ForEachProduct(shape, output[out] += input[in] * weight[w]);
}

/// outputGradient [batch, height′, width′, out], weight [out, kh, kw, in] → inputGradient [batch, height, width, in]
void convolution_input_gradient_naive(const ConvolutionShape *shape, const float *outputGradient, const float *weight,
                                      float *inputGradient) {
  memset(inputGradient, 0, bytes(shape->batch, shape->height, shape->width, shape->inputChannels));
  ForEachProduct(shape, inputGradient[in] += outputGradient[out] * weight[w]);
}

/// input [batch, height, width, in], outputGradient [batch, height′, width′, out] → weightGradient [out, kh, kw, in]
void convolution_weight_gradient_naive(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                       float *weightGradient) {
  memset(weightGradient, 0,
         bytes(shape->outputChannels, shape->kernelHeight, shape->kernelWidth, shape->inputChannels));
  ForEachProduct(shape, weightGradient[w] += input[in] * outputGradient[out]);
}
