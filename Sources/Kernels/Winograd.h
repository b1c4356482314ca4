// One convolution under way by Winograd's algorithm: what its products (Winograd.c) and its tiles (WinogradTiles.c)
// share.

#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "Border.h"
#include "Convolution.h"
#include "Instructions.h"

/// Tiles or weights at all points: channel c of item t at point p is at p · point + t · item + c / width · block +
/// c % width.
typedef struct Spectrum {
  float *values;
  long point, item, block, width;
} Spectrum;

typedef struct Winograd {
  const Instructions *table;
  WinogradLoop *const *map;
  const ConvolutionShape *shape;
  long stride, taps;
  long side, points;       ///< of an input tile: pixels on each axis, and points at which it is transformed
  long inputDepth;         ///< channels of all parts
  long tilesAcross, tiles; ///< of one image
  BorderedImage image;     ///< the input, with zeros as far as tiles read
  long firstImage, images; ///< under way
  const float *weight, *input, *outputGradient;
  const Epilogue *epilogue;
  const float *ones;       ///< as many as target channels
  float *target;
  Spectrum inputs, outputs, weights;
  Direction direction;     ///< of a convolution; a weight gradient has none
} Winograd;

/// Where the values of one item and channel lie for all points, as a grid.
static inline Grid spectrum_grid(const Winograd *job, Spectrum spectrum) {
  return (Grid){job->side * spectrum.point, spectrum.point};
}

static inline float *spectrum_at(Spectrum spectrum, long item, long channel) {
  return spectrum.values + item * spectrum.item + channel / spectrum.width * spectrum.block + channel % spectrum.width;
}

/// From the images under way to spectra: input tiles, or tiles of the output gradient.
void transform_input(const Winograd *job, long image);
void transform_output_gradient(const Winograd *job, long image);

/// From spectra to images: outputs, or the input gradient.
void gather_output(const Winograd *job, long image);
void gather_input_gradient(const Winograd *job, long image);

#endif
