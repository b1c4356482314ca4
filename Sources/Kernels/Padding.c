#include "Padding.h"

#include <string.h>

long padded_width(const PaddedImage *image) { return image->left + image->width + image->right; }

long padded_count(const PaddedImage *image) {
  return (image->top + image->height + image->bottom) * padded_width(image) * image->channels;
}

float *padded_row(const PaddedImage *image, float *padded, long y) {
  return padded + ((image->top + y) * padded_width(image) + image->left) * image->channels;
}

void copy_padded(const PaddedImage *image, const float *from, long row, long pixel, float *padded) {
  long channels = image->channels, rowFloats = image->width * channels;
  float *to = padded, *end = padded + padded_count(image);
  // The zeros before a row: above the image, or on the right of one row and on the left of the next.
  long zeros = (image->top * padded_width(image) + image->left) * channels;
  for (long y = 0; y < image->height; y++, from += row) {
    memset(to, 0, (size_t)zeros * sizeof(float));
    to += zeros;
    if (pixel == channels) {
      memcpy(to, from, (size_t)rowFloats * sizeof(float));
    } else {
      for (long x = 0; x < image->width; x++) {
        memcpy(to + x * channels, from + x * pixel, (size_t)channels * sizeof(float));
      }
    }
    to += rowFloats;
    zeros = (image->left + image->right) * channels;
  }
  memset(to, 0, (size_t)(end - to) * sizeof(float));
}
