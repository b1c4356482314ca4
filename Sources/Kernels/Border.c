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
  long rowFloats = image->width * image->channels, gap = 2 * image->borderWidth * image->channels;
  float *row = bordered_row(image, bordered, 0), *end = bordered + bordered_count(image);
  memset(bordered, 0, (size_t)(row - bordered) * sizeof(float));
  for (long y = 0; y < image->height; y++, from += rowFloats, row += gap) {
    memcpy(row, from, (size_t)rowFloats * sizeof(float));
    row += rowFloats;
    memset(row, 0, (size_t)(y + 1 < image->height ? gap : end - row) * sizeof(float));
  }
}
