// Images to tiles at the points of Winograd's algorithm, and back.

#include <string.h>

#include "Runtime.h"
#include "Winograd.h"

Spectrum make_spectrum(long items, long channels) {
  // Padded by a vector here and there: at a power of two, neighbours would drive each other out of the cache.
  long item = channels + LaneCount;
  return (Spectrum){NULL, items * item + LaneCount, item};
}

long spectrum_count(const Winograd *job, Spectrum spectrum) { return job->points * spectrum.point; }

Grid spectrum_grid(const Winograd *job, Spectrum spectrum) {
  return (Grid){job->side * spectrum.point, spectrum.point};
}

float *spectrum_at(Spectrum spectrum, long item, long channel) {
  return spectrum.values + item * spectrum.item + channel;
}

/// Stores some channels of so many pixels, `stride` apart, as the epilogue says, if there is one.
static void finish_pixels(const Winograd *job, const Epilogue *epilogue, long pixels, Channels channels,
                          const float *from, float *to, long stride) {
  const float *bias = epilogue && epilogue->bias ? epilogue->bias + channels.first : NULL;
  job->table->finish_rows(pixels, channels.count, from, bias, epilogue ? epilogue->slope : 1, to, stride);
}

// MARK: - Input

/// Pixels that so many tiles side by side read.
static long read_length(const Winograd *job, long tiles) {
  return (tiles * WinogradOutputSide + job->taps - 1) * job->stride;
}

/// What the tiles of a group read of every image, with zeros where that is outside.
static PaddedImage group_image(const Winograd *job, const TileGroup *group, long channels) {
  const ConvolutionShape *shape = job->shape;
  long first = group->firstRow * WinogradOutputSide * job->stride - shape->paddingHeight;
  long last = first + read_length(job, group->rows), height = shape->height;
  // The last rows of the image belong to the last tiles, even if no window reaches them.
  if (group->firstRow + group->rows == job->tilesDown) last = larger(last, height);
  long top = smaller(larger(0, -first), last - first), bottom = smaller(larger(0, last - height), last - first - top);
  long right = read_length(job, job->tilesAcross) - shape->paddingWidth - shape->width;
  return (PaddedImage){
      .height = last - first - top - bottom,
      .width = shape->width,
      .channels = channels,
      .top = top,
      .left = shape->paddingWidth,
      .bottom = bottom,
      .right = larger(0, right),
  };
}

/// The first row of the image that `group_image` holds.
static long first_image_row(const Winograd *job, const TileGroup *group) {
  return larger(0, group->firstRow * WinogradOutputSide * job->stride - job->shape->paddingHeight);
}

/// The first of the pixels, one for each tap, of which part `part` of a group's tile consists; in the padded image.
static float *tile_part(const Winograd *job, const PaddedImage *image, float *padded, long tile, long part) {
  long step = WinogradOutputSide * job->stride;
  long y = tile / job->tilesAcross * step + part / job->stride, x = tile % job->tilesAcross * step + part % job->stride;
  return padded + (y * padded_width(image) + x) * image->channels;
}

static Grid part_grid(const Winograd *job, const PaddedImage *image) {
  long pixel = job->stride * image->channels;
  return (Grid){pixel * padded_width(image), pixel};
}

void transform_input(const Winograd *job, const float *input, const TileGroup *group, Channels channels,
                     Spectrum tiles) {
  const ConvolutionShape *shape = job->shape;
  PaddedImage image = group_image(job, group, channels.count);
  long rowFloats = shape->width * shape->inputChannels, count = padded_count(&image);
  long perImage = tiles_of_image(job, group);
  float *padded = scratch_allocate(count);
  input += first_image_row(job, group) * rowFloats + channels.first;
  for (long n = 0; n < group->images; n++) {
    const float *from = input + (group->firstImage + n) * shape->height * rowFloats;
    copy_padded(&image, from, rowFloats, shape->inputChannels, padded);
    for (long tile = 0; tile < perImage; tile++) {
      for (long part = 0; part < job->parts; part++) {
        job->map[WinogradInput](channels.count, tile_part(job, &image, padded, tile, part),
                                part_grid(job, &image), spectrum_at(tiles, n * perImage + tile, part * channels.count),
                                spectrum_grid(job, tiles));
      }
    }
  }
  scratch_release(padded, count);
}

/// Adds up the tiles that overlap, and crops the padding.
void gather_input_gradient(const Winograd *job, Spectrum tiles, const TileGroup *group, Channels channels,
                           const Epilogue *epilogue, float *inputGradient) {
  const ConvolutionShape *shape = job->shape;
  PaddedImage image = group_image(job, group, channels.count);
  long rowFloats = shape->width * shape->inputChannels, count = padded_count(&image);
  long perImage = tiles_of_image(job, group);
  float *padded = scratch_allocate(count);
  for (long n = 0; n < group->images; n++) {
    memset(padded, 0, (size_t)count * sizeof(float));
    for (long tile = 0; tile < perImage; tile++) {
      for (long part = 0; part < job->parts; part++) {
        job->map[WinogradInputAdjoint](channels.count, spectrum_at(tiles, n * perImage + tile, part * channels.count),
                                       spectrum_grid(job, tiles), tile_part(job, &image, padded, tile, part),
                                       part_grid(job, &image));
      }
    }
    float *to = inputGradient + (group->firstImage + n) * shape->height * rowFloats + channels.first;
    for (long y = 0; y < shape->height; y++, to += rowFloats) {
      finish_pixels(job, epilogue, shape->width, channels, padded_row(&image, padded, y), to,
                    shape->inputChannels);
    }
  }
  scratch_release(padded, count);
}

// MARK: - Output

/// Of a tile's first output, in floats from the beginning of an image's outputs.
static long output_offset(const Winograd *job, const TileGroup *group, long tile) {
  const ConvolutionShape *shape = job->shape;
  long y = (group->firstRow + tile / job->tilesAcross) * WinogradOutputSide;
  long x = tile % job->tilesAcross * WinogradOutputSide;
  return (y * shape->outputWidth + x) * shape->outputChannels;
}

static long output_count(const ConvolutionShape *shape) {
  return shape->outputHeight * shape->outputWidth * shape->outputChannels;
}

/// Outputs of a tile that exist, from its first: all but at the lower and right edges of an image whose size is no
/// multiple of a tile's.
static long rows_of_tile(const Winograd *job, const TileGroup *group, long tile) {
  long row = group->firstRow + tile / job->tilesAcross;
  return smaller(WinogradOutputSide, job->shape->outputHeight - row * WinogradOutputSide);
}

static long columns_of_tile(const Winograd *job, long tile) {
  return smaller(WinogradOutputSide, job->shape->outputWidth - tile % job->tilesAcross * WinogradOutputSide);
}

static Grid output_grid(const ConvolutionShape *shape) {
  return (Grid){shape->outputWidth * shape->outputChannels, shape->outputChannels};
}

/// A tile by itself.
static Grid lone_grid(long channels) { return (Grid){WinogradOutputSide * channels, channels}; }

static long lone_count(long channels) { return WinogradOutputSide * WinogradOutputSide * channels; }

void transform_output_gradient(const Winograd *job, const float *outputGradient, const TileGroup *group,
                               Spectrum tiles) {
  const ConvolutionShape *shape = job->shape;
  long channels = shape->outputChannels, perImage = tiles_of_image(job, group);
  float *lone = scratch_allocate(lone_count(channels));
  for (long n = 0; n < group->images; n++) {
    const float *gradient = outputGradient + (group->firstImage + n) * output_count(shape);
    for (long tile = 0; tile < perImage; tile++) {
      const float *from = gradient + output_offset(job, group, tile);
      Grid grid = output_grid(shape);
      long rows = rows_of_tile(job, group, tile), columns = columns_of_tile(job, tile);
      if (rows < WinogradOutputSide || columns < WinogradOutputSide) {
        PaddedImage whole = {.height = rows, .width = columns, .channels = channels,
                             .bottom = WinogradOutputSide - rows, .right = WinogradOutputSide - columns};
        copy_padded(&whole, from, grid.row, channels, lone);
        from = lone;
        grid = lone_grid(channels);
      }
      job->map[WinogradOutputAdjoint](channels, from, grid, spectrum_at(tiles, n * perImage + tile, 0),
                                      spectrum_grid(job, tiles));
    }
  }
  scratch_release(lone, lone_count(channels));
}

void gather_output(const Winograd *job, Spectrum tiles, const TileGroup *group, Channels channels,
                   const Epilogue *epilogue, float *output) {
  const ConvolutionShape *shape = job->shape;
  long perImage = tiles_of_image(job, group);
  Grid lone = lone_grid(channels.count), grid = output_grid(shape);
  float *tileOutputs = scratch_allocate(lone_count(channels.count));
  for (long n = 0; n < group->images; n++) {
    for (long tile = 0; tile < perImage; tile++) {
      job->map[WinogradOutput](channels.count, spectrum_at(tiles, n * perImage + tile, 0), spectrum_grid(job, tiles),
                               tileOutputs, lone);
      float *to = output + (group->firstImage + n) * output_count(shape) + output_offset(job, group, tile) +
                  channels.first;
      for (long y = 0; y < rows_of_tile(job, group, tile); y++) {
        finish_pixels(job, epilogue, columns_of_tile(job, tile), channels, tileOutputs + y * lone.row, to + y * grid.row,
                      grid.column);
      }
    }
  }
  scratch_release(tileOutputs, lone_count(channels.count));
}
