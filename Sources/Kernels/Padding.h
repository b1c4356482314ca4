// Zero padding: a copy of a part of an image with zeros around it, so that every window of a convolution lies inside.

#ifndef PADDING_H
#define PADDING_H

#include "Kernels.h"

/// The copy: [top + height + bottom, left + width + right, channels], dense.
typedef struct PaddedImage {
  long height, width, channels;  ///< of the part that is copied
  long top, left, bottom, right; ///< pixels of zeros
} PaddedImage;

/// Pixels of a padded row.
long padded_width(const PaddedImage *image);
/// Floats of the padded image.
long padded_count(const PaddedImage *image);
/// Where row `y` of the copied part begins; padded [padded_count].
float *padded_row(const PaddedImage *image, float *padded, long y);

/// from [height, width, channels], rows `row` floats apart and pixels `pixel` → padded [padded_count].
/// Every float of the copy is written once.
void copy_padded(const PaddedImage *image, const float *from, long row, long pixel, float *padded);

#endif
