// What the products of Winograd's algorithm (Winograd.c, WinogradGradient.c) and its transforms (WinogradTiles.c)
// share.

#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "Convolution.h"
#include "Instructions.h"
#include "Padding.h"

/// An array in the Winograd domain, [points, items, channels]: channel c of item t at point p is at
/// p · point + t · item + c.
typedef struct Transformed {
  float *values;
  long point, item;
} Transformed;

/// What is the same for all jobs of one convolution.
typedef struct Winograd {
  const Instructions *table;
  WinogradLoop *const *transform;
  WinogradOutputLoop *transform_output;
  const ConvolutionShape *shape;
  long stride, taps;
  long phases;        ///< of the strided input (space-to-depth): stride · stride
  long side, points; ///< of an input tile: pixels on each axis (m + r − 1), and points of its transform, side · side
  long tilesDown, tilesAcross; ///< of one image
} Winograd;

/// Some images, or some rows of tiles of one image: what is transformed and multiplied at a time.
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

/// [points, items, channels], padded against cache-set conflicts; its values are not yet allocated.
Transformed make_transformed(long items, long channels);
long transformed_count(const Winograd *job, Transformed transformed);
/// The strides between the points, as a grid.
Grid transformed_grid(const Winograd *job, Transformed transformed);
float *transformed_at(Transformed transformed, long item, long channel);

/// A block of channels: [phases, count], `count` channels from `first` on of phase 0, then of phase 1, ….
typedef struct Channels {
  long first, count;
} Channels;

/// Some of the phases of a strided input.
typedef struct Phases {
  long first, count;
} Phases;

/// The input transform: input [batch, height, width, in] → tiles [points, tiles of the group, phases.count ·
/// channels.count].
void transform_input(const Winograd *job, const float *input, const TileGroup *group, Channels channels, Phases phases,
                     Transformed tiles);

/// The adjoint of the output transform: outputGradient [batch, height′, width′, out] → tiles [points, tiles, out].
void transform_output_gradient(const Winograd *job, const float *outputGradient, const TileGroup *group,
                               Transformed tiles);

/// The output transform and the epilogue: tiles [points, tiles, channels.count] → those channels of output
/// [batch, height′, width′, out].
void inverse_transform_output(const Winograd *job, Transformed tiles, const TileGroup *group, Channels channels,
                              const Epilogue *epilogue, float *output);

/// The adjoint of the input transform and the epilogue, for a group of whole images: tiles
/// [points, tiles, phases · channels.count] → those channels of inputGradient [batch, height, width, in].
void inverse_transform_input_gradient(const Winograd *job, Transformed tiles, const TileGroup *group, Channels channels,
                                      const Epilogue *epilogue, float *inputGradient);

/// weight [out, kh, kw, in]: tap (y, x) of a phase is at phase_weights + grid.row · y + grid.column · x in the weights
/// of one output channel.
long phase_weights(const Winograd *job, long phase);
Grid weight_grid(const Winograd *job);

#endif
