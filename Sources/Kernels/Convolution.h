// The algorithms among which Convolution.c chooses. Each computes what the function of Kernels.h that it serves says.

#ifndef CONVOLUTION_H
#define CONVOLUTION_H

#include "Kernels.h"

/// Which of the two operations that make images from images is meant: the convolution, from inputs to outputs, or its
/// adjoint, from output gradients to input gradients.
typedef enum Direction { Forward, Adjoint } Direction;

// source is the input [batch, height, width, in] if the direction is Forward, else the output gradient
// [batch, height′, width′, out]; target is the other; weight and weightGradient are [out, kh, kw, in].

/// By implicit im2col, for any shape (DirectConvolution.c).
void convolve_directly(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                       const Epilogue *epilogue, float *target);

/// By kn2row, a matrix product with all taps at once, then shifted additions: for few target channels, where vectors of
/// target channels would be mostly empty. The forward direction needs a stride of 1 (ShiftedSums.c).
void convolve_by_shifted_sums(Direction direction, const ConvolutionShape *shape, const float *source,
                              const float *weight, const Epilogue *epilogue, float *target);

/// Whether Winograd's algorithm computes the three operations of this shape.
bool winograd_applies(const ConvolutionShape *shape);

/// Tiles of one image.
long winograd_tiles(const ConvolutionShape *shape);

/// By Winograd's algorithm, with fewer multiplications, for the shapes that `winograd_applies` to (Winograd.c).
void convolve_by_winograd(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                          const Epilogue *epilogue, float *target);
void weight_gradient_by_winograd(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                 float *weightGradient);

/// Whether the processor has the tiles of AMX, and the shape fits them.
bool convolution_fits_tiles(const ConvolutionShape *shape);

/// On the tiles of AMX, with operands rounded to bf16 (TileConvolution.c, TileWeightGradient.c).
void convolve_on_tiles(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                       const Epilogue *epilogue, float *target);
void weight_gradient_on_tiles(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                              float *weightGradient);

/// By implicit im2col, a matrix product over all pixels, for any shape (WeightGradient.c).
void weight_gradient_directly(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                              float *weightGradient);

#endif
