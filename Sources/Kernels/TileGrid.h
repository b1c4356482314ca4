// Convolutions as matrix products on tiles, without im2col: blocks of stride × stride pixels (space-to-depth) turn
// every convolution into one of stride 1, and its images into rows of a grid of positions, all images after one
// another, where a tap is a constant distance. What lies between rows and between images are zeros that neighbours
// share. What a tile reads beyond a window meets weights of zero, so an infinity or a not-a-number may spread to a few
// pixels more than by the definition.

#ifndef TILE_GRID_H
#define TILE_GRID_H

#include "Tiles.h"
#include "Convolution.h"
#include "Runtime.h"

#if HAS_TILES

/// Images [height, width, channels] as a grid of blocks of side × side pixels; block (0, 0) begins `top` pixels above
/// and `left` pixels before the image. The values of a block are [side, side, channels].
typedef struct BlockImage {
  long height, width, channels;
  long side, top, left;
} BlockImage;

static inline long block_values(const BlockImage *image) { return image->side * image->side * image->channels; }

/// The grid on which one convolution is computed.
typedef struct TileGrid {
  BlockImage source, target;
  long kernelRows, kernelColumns; ///< of blocks
  long rows, columns;             ///< positions of one image, with the zeros that it shares with its neighbours
} TileGrid;

static inline long grid_positions(const TileGrid *grid) { return grid->rows * grid->columns; }

/// How far the last position of a window lies behind its first.
static inline long grid_reach(const TileGrid *grid) {
  return (grid->kernelRows - 1) * grid->columns + grid->kernelColumns - 1;
}

/// Scratch memory, in whole tiles' rows.
static inline BrainFloat *allocate_brain_floats(long count) {
  return (BrainFloat *)scratch_allocate(divide_up(count, TileDepth) * TileDepth / 2);
}

static inline void release_brain_floats(BrainFloat *values, long count) {
  scratch_release((float *)values, divide_up(count, TileDepth) * TileDepth / 2);
}

/// Scratch memory for distances, which are as many as channels allow: too many for a thread's stack.
static inline long *allocate_longs(long count) {
  return (long *)scratch_allocate(count * (long)(sizeof(long) / sizeof(float)));
}

static inline void release_longs(long *values, long count) {
  scratch_release((float *)values, count * (long)(sizeof(long) / sizeof(float)));
}

TileGrid make_tile_grid(Direction direction, const ConvolutionShape *shape);

#endif

#endif
