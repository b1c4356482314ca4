// One convolution under way by Winograd's algorithm: what its products (Winograd.c, WinogradGradient.c) and its tiles
// (WinogradTiles.c) share.

#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "Padding.h"
#include "Convolution.h"
#include "Instructions.h"

/// Values at all points: channel c of item t at point p is at p · point + t · item + c.
typedef struct Spectrum {
  float *values;
  long point, item;
} Spectrum;

/// What is the same for all jobs of one convolution.
typedef struct Winograd {
  const Instructions *table;
  WinogradLoop *const *map;
  const ConvolutionShape *shape;
  long stride, taps;
  long parts;        ///< pixels that count as one: stride · stride
  long side, points; ///< of an input tile: pixels on each axis, and points at which it is transformed
  long tilesDown, tilesAcross; ///< of one image
} Winograd;

/// Some images, or some rows of tiles of one image: what is transformed at a time.
typedef struct TileGroup {
  long firstImage, images;
  long firstRow, rows; ///< of tiles, in every image
} TileGroup;

static inline long tiles_of_image(const Winograd *job, const TileGroup *group) {
  return group->rows * job->tilesAcross;
}

static inline long tiles_of_group(const Winograd *job, const TileGroup *group) {
  return group->images * tiles_of_image(job, group);
}

Winograd make_winograd(const ConvolutionShape *shape);

/// A spectrum of so many items and channels, its values not yet allocated.
Spectrum make_spectrum(long items, long channels);
long spectrum_count(const Winograd *job, Spectrum spectrum);
/// Where the values of one item and channel lie for all points, as a grid.
Grid spectrum_grid(const Winograd *job, Spectrum spectrum);
float *spectrum_at(Spectrum spectrum, long item, long channel);

/// Channels of the parts, laid side by side in blocks: `count` channels from `first` on of part 0, then of part 1, ….
typedef struct Channels {
  long first, count;
} Channels;

/// Input tiles of a group: of every part, the channels asked for.
void transform_input(const Winograd *job, const float *input, const TileGroup *group, Channels channels,
                     Spectrum tiles);

/// Tiles of the output gradient, all channels.
void transform_output_gradient(const Winograd *job, const float *outputGradient, const TileGroup *group,
                               Spectrum tiles);

/// From tiles to output pixels, the channels asked for.
void gather_output(const Winograd *job, Spectrum tiles, const TileGroup *group, Channels channels,
                   const Epilogue *epilogue, float *output);

/// From tiles to pixels of the input gradient, the channels asked for; a group of whole images.
void gather_input_gradient(const Winograd *job, Spectrum tiles, const TileGroup *group, Channels channels,
                           const Epilogue *epilogue, float *inputGradient);

/// Tap (y, x) of a part is at part_weights + grid.row · y + grid.column · x in the weights of one output channel.
long part_weights(const Winograd *job, long part);
Grid weight_grid(const Winograd *job);

#endif
