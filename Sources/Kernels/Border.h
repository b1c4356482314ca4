// An image with a border of zeros, so that every window of a convolution lies inside.

#ifndef BORDER_H
#define BORDER_H

#include "Kernels.h"

typedef struct BorderedImage {
  long height, width, channels;         ///< without the border
  long borderHeight, borderWidth;       ///< on each side
} BorderedImage;

long bordered_width(const BorderedImage *image);
/// Floats of the image with its border.
long bordered_count(const BorderedImage *image);
/// Where row `y` of the image without its border begins.
float *bordered_row(const BorderedImage *image, float *bordered, long y);
void copy_with_zero_border(const BorderedImage *image, const float *from, float *bordered);

#endif
