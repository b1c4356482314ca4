// An image with a border of zeros, so that every window of a convolution lies inside.

#ifndef BORDER_H
#define BORDER_H

#include "Kernels.h"

typedef struct BorderedImage {
  long height, width, channels;  ///< without the border
  long top, left, bottom, right; ///< pixels of border
} BorderedImage;

long bordered_width(const BorderedImage *image);
/// Floats of the image with its border.
long bordered_count(const BorderedImage *image);
/// Where row `y` of the image without its border begins.
float *bordered_row(const BorderedImage *image, float *bordered, long y);
/// `from` is an image of `channels` channels or more, of which the first are copied; it begins at the first of them.
void copy_with_zero_border(const BorderedImage *image, const float *from, long channels, float *bordered);

#endif
