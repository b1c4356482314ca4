#include "Border.h"

#include <string.h>

long bordered_width(const BorderedImage *image) { return image->width + 2 * image->borderWidth; }

long bordered_count(const BorderedImage *image) {
  return (image->height + 2 * image->borderHeight) * bordered_width(image) * image->channels;
}

float *bordered_row(const BorderedImage *image, float *bordered, long y) {
  return bordered + ((y + image->borderHeight) * bordered_width(image) + image->borderWidth) * image->channels;
}

void copy_with_zero_border(const BorderedImage *image, const float *from, float *bordered) {
  long rowFloats = image->width * image->channels;
  memset(bordered, 0, (size_t)bordered_count(image) * sizeof(float));
  for (long y = 0; y < image->height; y++) {
    memcpy(bordered_row(image, bordered, y), from + y * rowFloats, (size_t)rowFloats * sizeof(float));
  }
}
