#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <png.h>
#include <string.h>

/// The most bytes that `png_image_write_to_memory` can need for this image. libpng has it as a macro that Swift
/// cannot call.
static inline size_t png_image_largest_file(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }

/// The bytes of a PNG file that are still to be read, and what libpng said when it gave up.
struct png_source {
  const unsigned char *next;
  size_t left;
  char message[120];
};

static inline void png_source_read(png_structp png, png_bytep target, size_t count) {
  struct png_source *source = (struct png_source *)png_get_io_ptr(png);
  if (count > source->left) png_error(png, "the data end too early");
  memcpy(target, source->next, count);
  source->next += count;
  source->left -= count;
}

static inline void png_source_fail(png_structp png, png_const_charp message) {
  struct png_source *source = (struct png_source *)png_get_error_ptr(png);
  strncpy(source->message, message, sizeof source->message - 1);
  png_longjmp(png, 1);
}

static inline void png_source_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

/// Decodes the whole file into `height` rows of `row_bytes` bytes: 8-bit samples, palettes as colours, transparency as
/// alpha, grey with alpha as RGBA. 16-bit samples lose their low byte, and gamma is left as it is.
///
/// libpng reports errors by `longjmp`, which must not cross frames of Swift: it starts and lands in here. Returns 0
/// after an error, which is then in the source's message.
static inline int png_decode(struct png_source *source, size_t row_bytes, png_uint_32 height, unsigned char *pixels) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, source, png_source_fail, png_source_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    strncpy(source->message, "no memory for the decoder", sizeof source->message - 1);
    png_destroy_read_struct(&png, NULL, NULL);
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, source, png_source_read);
  // Sizes were checked against the file's before: libpng's own limits would only say less about them.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY_ALPHA || png_get_valid(png, info, PNG_INFO_tRNS))
    png_set_gray_to_rgb(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != row_bytes) png_error(png, "its chunks contradict each other");
  for (int pass = 0; pass < passes; pass++)
    for (png_uint_32 row = 0; row < height; row++) png_read_row(png, pixels + row * row_bytes, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

#endif
