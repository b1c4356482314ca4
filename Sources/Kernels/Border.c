#include "Border.h"

#include <string.h>

long bordered_width(const BorderedImage *image) { return image->left + image->width + image->right; }

long bordered_count(const BorderedImage *image) {
  return (image->top + image->height + image->bottom) * bordered_width(image) * image->channels;
}

float *bordered_row(const BorderedImage *image, float *bordered, long y) {
  return bordered + ((image->top + y) * bordered_width(image) + image->left) * image->channels;
}

void copy_with_zero_border(const BorderedImage *image, const float *from, long channels, float *bordered) {
  long rowFloats = image->width * image->channels, gap = (image->left + image->right) * image->channels;
  float *row = bordered_row(image, bordered, 0), *end = bordered + bordered_count(image);
  memset(bordered, 0, (size_t)(row - bordered) * sizeof(float));
  for (long y = 0; y < image->height; y++, from += image->width * channels, row += gap) {
    if (channels == image->channels) {
      memcpy(row, from, (size_t)rowFloats * sizeof(float));
      row += rowFloats;
    } else {
      for (long x = 0; x < image->width; x++, row += image->channels) {
        memcpy(row, from + x * channels, (size_t)image->channels * sizeof(float));
      }
    }
    memset(row, 0, (size_t)(y + 1 < image->height ? gap : end - row) * sizeof(float));
  }
}
