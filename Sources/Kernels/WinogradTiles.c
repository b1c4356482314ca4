// Images to tiles at the points of Winograd's algorithm, and back.

#include <string.h>

#include "Runtime.h"
#include "Winograd.h"

/// to = leaky ReLU(from + bias) as the epilogue says, if there is one.
static void finish_pixels(const Winograd *job, long pixels, long channels, const float *from, float *to) {
  const Epilogue *epilogue = job->epilogue;
  if (epilogue && epilogue->bias) {
    job->table->channel_affine(pixels, channels, from, job->ones, epilogue->bias, epilogue->slope, to);
  } else if (epilogue && epilogue->slope != 1) {
    job->table->unary[UnaryLeakyReLU](pixels * channels, from, epilogue->slope, 0, to);
  } else if (from != to) {
    memcpy(to, from, (size_t)(pixels * channels) * sizeof(float));
  }
}

// MARK: - Input

/// The first of the pixels, one for each tap, of which part `part` of an input tile consists; in the bordered image.
static float *tile_part(const Winograd *job, float *bordered, long tile, long part) {
  long step = WinogradOutputSide * job->stride;
  long y = tile / job->tilesAcross * step + part / job->stride, x = tile % job->tilesAcross * step + part % job->stride;
  return bordered + (y * bordered_width(&job->image) + x) * job->shape->inputChannels;
}

static Grid part_grid(const Winograd *job) {
  long pixel = job->stride * job->shape->inputChannels;
  return (Grid){pixel * bordered_width(&job->image), pixel};
}

void transform_input(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  long imageFloats = shape->height * shape->width * shape->inputChannels, count = bordered_count(&job->image);
  float *bordered = scratch_allocate(count);
  copy_with_zero_border(&job->image, job->input + (job->firstImage + image) * imageFloats, bordered);
  Spectrum inputs = job->inputs;
  long width = smaller(inputs.width, shape->inputChannels);
  for (long tile = 0; tile < job->tiles; tile++) {
    for (long part = 0; part < job->stride * job->stride; part++) {
      const float *from = tile_part(job, bordered, tile, part);
      for (long c = 0; c < shape->inputChannels; c += width) {
        float *to = spectrum_at(inputs, image * job->tiles + tile, part * shape->inputChannels + c);
        job->map[WinogradInput](width, from + c, part_grid(job), to, spectrum_grid(job, inputs));
      }
    }
  }
  scratch_release(bordered, count);
}

/// Adds up the tiles that overlap, and takes the border away.
void gather_input_gradient(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  long count = bordered_count(&job->image);
  float *bordered = scratch_allocate(count);
  memset(bordered, 0, (size_t)count * sizeof(float));
  for (long tile = 0; tile < job->tiles; tile++) {
    for (long part = 0; part < job->stride * job->stride; part++) {
      const float *from = spectrum_at(job->inputs, image * job->tiles + tile, part * shape->inputChannels);
      job->map[WinogradInputAdjoint](shape->inputChannels, from, spectrum_grid(job, job->inputs),
                                     tile_part(job, bordered, tile, part), part_grid(job));
    }
  }
  long rowFloats = shape->width * shape->inputChannels;
  float *to = job->target + (job->firstImage + image) * shape->height * rowFloats;
  for (long y = 0; y < shape->height; y++, to += rowFloats) {
    finish_pixels(job, shape->width, shape->inputChannels, bordered_row(&job->image, bordered, y), to);
  }
  scratch_release(bordered, count);
}

// MARK: - Output

/// Of the tile's first output, in floats from the beginning of all outputs.
static long output_offset(const Winograd *job, long image, long tile) {
  const ConvolutionShape *shape = job->shape;
  long y = tile / job->tilesAcross * WinogradOutputSide, x = tile % job->tilesAcross * WinogradOutputSide;
  return (((job->firstImage + image) * shape->outputHeight + y) * shape->outputWidth + x) * shape->outputChannels;
}

static Grid output_grid(const ConvolutionShape *shape) {
  return (Grid){shape->outputWidth * shape->outputChannels, shape->outputChannels};
}

/// Outputs of a tile that exist, from its first: all but at the lower and right edges of an image whose size is no
/// multiple of a tile's.
static long rows_of_tile(const Winograd *job, long tile) {
  return smaller(WinogradOutputSide, job->shape->outputHeight - tile / job->tilesAcross * WinogradOutputSide);
}

static long columns_of_tile(const Winograd *job, long tile) {
  return smaller(WinogradOutputSide, job->shape->outputWidth - tile % job->tilesAcross * WinogradOutputSide);
}

static bool is_whole(const Winograd *job, long tile) {
  return rows_of_tile(job, tile) == WinogradOutputSide && columns_of_tile(job, tile) == WinogradOutputSide;
}

/// A whole tile by itself, to stand in for one that is not.
static Grid lone_grid(const ConvolutionShape *shape) {
  return (Grid){WinogradOutputSide * shape->outputChannels, shape->outputChannels};
}

static long lone_count(const ConvolutionShape *shape) { return WinogradOutputSide * lone_grid(shape).row; }

static void copy_tile(const Winograd *job, long tile, const float *from, Grid fromGrid, float *to, Grid toGrid) {
  for (long y = 0; y < rows_of_tile(job, tile); y++) {
    memcpy(to + y * toGrid.row, from + y * fromGrid.row,
           (size_t)(columns_of_tile(job, tile) * job->shape->outputChannels) * sizeof(float));
  }
}

void transform_output_gradient(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  float *lone = scratch_allocate(lone_count(shape));
  for (long tile = 0; tile < job->tiles; tile++) {
    const float *from = job->outputGradient + output_offset(job, image, tile);
    Grid grid = output_grid(shape);
    if (!is_whole(job, tile)) {
      memset(lone, 0, (size_t)lone_count(shape) * sizeof(float));
      copy_tile(job, tile, from, grid, lone, lone_grid(shape));
      from = lone;
      grid = lone_grid(shape);
    }
    job->map[WinogradOutputAdjoint](shape->outputChannels, from, grid,
                                    spectrum_at(job->outputs, image * job->tiles + tile, 0),
                                    spectrum_grid(job, job->outputs));
  }
  scratch_release(lone, lone_count(shape));
}

void gather_output(const Winograd *job, long image) {
  const ConvolutionShape *shape = job->shape;
  float *lone = scratch_allocate(lone_count(shape));
  for (long tile = 0; tile < job->tiles; tile++) {
    float *to = job->target + output_offset(job, image, tile);
    bool whole = is_whole(job, tile);
    job->map[WinogradOutput](shape->outputChannels, spectrum_at(job->outputs, image * job->tiles + tile, 0),
                             spectrum_grid(job, job->outputs), whole ? to : lone,
                             whole ? output_grid(shape) : lone_grid(shape));
    if (!whole) copy_tile(job, tile, lone, lone_grid(shape), to, output_grid(shape));
  }
  scratch_release(lone, lone_count(shape));
  float *output = job->target + output_offset(job, image, 0);
  finish_pixels(job, shape->outputHeight * shape->outputWidth, shape->outputChannels, output, output);
}
