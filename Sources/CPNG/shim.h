#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <png.h>

/// The most bytes that `png_image_write_to_memory` can need for this image. libpng has it as a macro that Swift
/// cannot call.
static inline size_t png_image_largest_file(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }

#endif
