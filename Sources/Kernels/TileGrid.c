#include "TileGrid.h"

#if HAS_TILES

TileGrid make_tile_grid(Direction direction, const ConvolutionShape *shape) {
  long stride = shape->stride;
  TileGrid grid = {.kernelRows = shape->kernelHeight / stride, .kernelColumns = shape->kernelWidth / stride};
  BlockImage blocks = {shape->height, shape->width, shape->inputChannels, stride, shape->paddingHeight,
                       shape->paddingWidth};
  BlockImage pixels = {shape->outputHeight, shape->outputWidth, shape->outputChannels, 1, 0, 0};
  grid.rows = shape->outputHeight + grid.kernelRows - 1;
  grid.columns = shape->outputWidth + grid.kernelColumns - 1;
  if (direction == Forward) {
    grid.source = blocks;
    grid.target = pixels;
  } else {
    pixels.top = grid.kernelRows - 1;
    pixels.left = grid.kernelColumns - 1;
    grid.source = pixels;
    grid.target = blocks;
  }
  return grid;
}

/// Whether the kernel is made of whole blocks, and every pixel of the input has its block.
static bool has_whole_blocks(const ConvolutionShape *shape) {
  long stride = shape->stride;
  return shape->kernelHeight % stride == 0 && shape->kernelWidth % stride == 0 &&
         stride * (shape->outputHeight - 1) + shape->kernelHeight >= shape->height + shape->paddingHeight &&
         stride * (shape->outputWidth - 1) + shape->kernelWidth >= shape->width + shape->paddingWidth;
}

bool convolution_fits_tiles(const ConvolutionShape *shape) {
  bool isEmpty = shape->inputChannels * shape->outputChannels * shape->outputHeight * shape->outputWidth == 0;
  // A kernel of 1 × 1 is a matrix product, whose other two operations stay in floats.
  bool isPointwise = shape->kernelHeight * shape->kernelWidth == 1;
  return !isEmpty && !isPointwise && shape->inputChannels % TileColumns == 0 &&
         shape->outputChannels % TileColumns == 0 && has_whole_blocks(shape) && tiles_are_usable();
}

#endif
