// From images to tiles in the Winograd domain, and back.

#include <string.h>

#include "Runtime.h"
#include "Winograd.h"

Transformed make_transformed(long items, long channels) {
  // Items and points are padded by a vector each: at strides of a power of two they would conflict for the same cache
  // sets.
  long item = channels + LaneCount;
  return (Transformed){NULL, items * item + LaneCount, item};
}

long transformed_count(const Winograd *job, Transformed transformed) { return job->points * transformed.point; }

Grid transformed_grid(const Winograd *job, Transformed transformed) {
  return (Grid){job->side * transformed.point, transformed.point};
}

float *transformed_at(Transformed transformed, long item, long channel) {
  return transformed.values + item * transformed.item + channel;
}

// MARK: - Input

/// Pixels that so many tiles in a row read.
static long read_length(const Winograd *job, long tiles) {
  return (tiles * WinogradOutputSide + job->taps - 1) * job->stride;
}

/// What the tiles of a group read of every image, zero-padded.
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

/// The first pixel of one phase of a group's tile, in the padded image.
static float *tile_phase(const Winograd *job, const PaddedImage *image, float *padded, long tile, long phase) {
  long step = WinogradOutputSide * job->stride;
  long y = tile / job->tilesAcross * step + phase / job->stride;
  long x = tile % job->tilesAcross * step + phase % job->stride;
  return padded + (y * padded_width(image) + x) * image->channels;
}

static Grid phase_grid(const Winograd *job, const PaddedImage *image) {
  long pixel = job->stride * image->channels;
  return (Grid){pixel * padded_width(image), pixel};
}

void transform_input(const Winograd *job, const float *input, const TileGroup *group, Channels channels, Phases phases,
                     Transformed tiles) {
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
      for (long i = 0; i < phases.count; i++) {
        job->transform[WinogradInput](channels.count, tile_phase(job, &image, padded, tile, phases.first + i),
                                      phase_grid(job, &image),
                                      transformed_at(tiles, n * perImage + tile, i * channels.count),
                                      transformed_grid(job, tiles));
      }
    }
  }
  scratch_release(padded, count);
}

/// Accumulates the overlapping tiles in a padded image, then crops the padding.
void inverse_transform_input_gradient(const Winograd *job, Transformed tiles, const TileGroup *group, Channels channels,
                                      const Epilogue *epilogue, float *inputGradient) {
  const ConvolutionShape *shape = job->shape;
  PaddedImage image = group_image(job, group, channels.count);
  long rowFloats = shape->width * shape->inputChannels, count = padded_count(&image);
  long perImage = tiles_of_image(job, group);
  const float *bias = epilogue && epilogue->bias ? epilogue->bias + channels.first : NULL;
  float slope = epilogue ? epilogue->slope : 1, *padded = scratch_allocate(count);
  for (long n = 0; n < group->images; n++) {
    memset(padded, 0, (size_t)count * sizeof(float));
    for (long tile = 0; tile < perImage; tile++) {
      for (long phase = 0; phase < job->phases; phase++) {
        job->transform[WinogradInputAdjoint](channels.count,
                                             transformed_at(tiles, n * perImage + tile, phase * channels.count),
                                             transformed_grid(job, tiles), tile_phase(job, &image, padded, tile, phase),
                                             phase_grid(job, &image));
      }
    }
    float *to = inputGradient + (group->firstImage + n) * shape->height * rowFloats + channels.first;
    for (long y = 0; y < shape->height; y++, to += rowFloats) {
      job->table->epilogue_rows(shape->width, channels.count, padded_row(&image, padded, y), bias, slope, to,
                                shape->inputChannels);
    }
  }
  scratch_release(padded, count);
}

// MARK: - Output

/// The offset of a tile's first output in an image's outputs, in floats.
static long output_offset(const Winograd *job, const TileGroup *group, long tile) {
  const ConvolutionShape *shape = job->shape;
  long y = (group->firstRow + tile / job->tilesAcross) * WinogradOutputSide;
  long x = tile % job->tilesAcross * WinogradOutputSide;
  return (y * shape->outputWidth + x) * shape->outputChannels;
}

static long output_count(const ConvolutionShape *shape) {
  return shape->outputHeight * shape->outputWidth * shape->outputChannels;
}

/// Output rows of a tile that lie inside the image: fewer than 4 at the lower edge if its height is no multiple of 4.
static long rows_of_tile(const Winograd *job, const TileGroup *group, long tile) {
  long row = group->firstRow + tile / job->tilesAcross;
  return smaller(WinogradOutputSide, job->shape->outputHeight - row * WinogradOutputSide);
}

/// Its output columns likewise.
static long columns_of_tile(const Winograd *job, long tile) {
  return smaller(WinogradOutputSide, job->shape->outputWidth - tile % job->tilesAcross * WinogradOutputSide);
}

static Grid output_grid(const ConvolutionShape *shape) {
  return (Grid){shape->outputWidth * shape->outputChannels, shape->outputChannels};
}

/// The strides of a dense tile [4, 4, channels].
static Grid tile_grid(long channels) { return (Grid){WinogradOutputSide * channels, channels}; }

static long tile_count(long channels) { return WinogradOutputSide * WinogradOutputSide * channels; }

void transform_output_gradient(const Winograd *job, const float *outputGradient, const TileGroup *group,
                               Transformed tiles) {
  const ConvolutionShape *shape = job->shape;
  long channels = shape->outputChannels, perImage = tiles_of_image(job, group);
  float *tileValues = scratch_allocate(tile_count(channels));
  for (long n = 0; n < group->images; n++) {
    const float *gradient = outputGradient + (group->firstImage + n) * output_count(shape);
    for (long tile = 0; tile < perImage; tile++) {
      const float *from = gradient + output_offset(job, group, tile);
      Grid grid = output_grid(shape);
      long rows = rows_of_tile(job, group, tile), columns = columns_of_tile(job, tile);
      if (rows < WinogradOutputSide || columns < WinogradOutputSide) {
        PaddedImage whole = {.height = rows, .width = columns, .channels = channels,
                             .bottom = WinogradOutputSide - rows, .right = WinogradOutputSide - columns};
        copy_padded(&whole, from, grid.row, channels, tileValues);
        from = tileValues;
        grid = tile_grid(channels);
      }
      job->transform[WinogradOutputAdjoint](channels, from, grid, transformed_at(tiles, n * perImage + tile, 0),
                                            transformed_grid(job, tiles));
    }
  }
  scratch_release(tileValues, tile_count(channels));
}

void inverse_transform_output(const Winograd *job, Transformed tiles, const TileGroup *group, Channels channels,
                              const Epilogue *epilogue, float *output) {
  const ConvolutionShape *shape = job->shape;
  const float *bias = epilogue && epilogue->bias ? epilogue->bias + channels.first : NULL;
  float slope = epilogue ? epilogue->slope : 1;
  long perImage = tiles_of_image(job, group);
  Grid dense = tile_grid(channels.count), grid = output_grid(shape);
  float *tileOutputs = scratch_allocate(tile_count(channels.count));
  for (long n = 0; n < group->images; n++) {
    for (long tile = 0; tile < perImage; tile++) {
      const float *from = transformed_at(tiles, n * perImage + tile, 0);
      float *to = output + (group->firstImage + n) * output_count(shape) + output_offset(job, group, tile) +
                  channels.first;
      long rows = rows_of_tile(job, group, tile), columns = columns_of_tile(job, tile);
      if (rows == WinogradOutputSide && columns == WinogradOutputSide) {
        job->transform_output(channels.count, from, transformed_grid(job, tiles), bias, slope, to, grid);
        continue;
      }
      job->transform_output(channels.count, from, transformed_grid(job, tiles), bias, slope, tileOutputs, dense);
      for (long y = 0; y < rows; y++) {
        for (long x = 0; x < columns; x++) {
          memcpy(to + y * grid.row + x * grid.column, tileOutputs + y * dense.row + x * dense.column,
                 (size_t)channels.count * sizeof(float));
        }
      }
    }
  }
  scratch_release(tileOutputs, tile_count(channels.count));
}
