// Convolution to few channels by kn2row: one matrix product of the source pixels with the weights of all taps at once,
// whose columns are (tap, target channel), then shifted additions: every target pixel adds up the products of its taps
// (A. Vasudevan, A. Anderson and D. Gregg, "Parallel Multi Channel Convolution using General Matrix Multiplication",
// 2017).

#include <string.h>

#include "Convolution.h"
#include "Panels.h"
#include "Runtime.h"

typedef struct ShiftedSums {
  const Instructions *table;
  Direction direction;
  const ConvolutionShape *shape;
  long sourceHeight, sourceWidth, sourceChannels;
  long targetHeight, targetWidth, targetChannels;
  long columns; ///< taps · target channels, rounded up to whole panels
  const float *source;
  Panels panels;
  const Epilogue *epilogue;
  float *target;
} ShiftedSums;

/// On one axis, the source position whose product with a kernel position belongs to a target position; negative, or not
/// below the length of the source, if there is none.
static long source_position(const ShiftedSums *job, long target, long kernel, long padding) {
  if (job->direction == Forward) return target + kernel - padding;
  long position = target + padding - kernel;
  return position % job->shape->stride == 0 ? position / job->shape->stride : -1;
}

/// products [source width, columns] → row [target width, channels], added: one row of source pixels through one row of
/// the kernel. `channels` is a constant where this is inlined: the innermost loop is a few additions.
static inline __attribute__((always_inline)) void add_row(const ShiftedSums *job, long channels, long ky,
                                                          const float *products, float *row) {
  const ConvolutionShape *shape = job->shape;
  for (long kx = 0; kx < shape->kernelWidth; kx++) {
    const float *tap = products + (ky * shape->kernelWidth + kx) * channels;
    for (long x = 0; x < job->targetWidth; x++) {
      long column = source_position(job, x, kx, shape->paddingWidth);
      if (column < 0 || column >= job->sourceWidth) continue;
      const float *from = tap + column * job->columns;
      for (long c = 0; c < channels; c++) row[x * channels + c] += from[c];
    }
  }
}

static void add_row_of_any(const ShiftedSums *job, long ky, const float *products, float *row) {
  switch (job->targetChannels) {
    case 1: add_row(job, 1, ky, products, row); break;
    case 3: add_row(job, 3, ky, products, row); break;
    default: add_row(job, job->targetChannels, ky, products, row);
  }
}

static void convolve_image(void *context, long image) {
  const ShiftedSums *job = context;
  const ConvolutionShape *shape = job->shape;
  long sourcePixels = job->sourceHeight * job->sourceWidth, channels = job->targetChannels;
  long productCount = sourcePixels * job->columns, rowFloats = job->targetWidth * channels;
  float *products = scratch_allocate(productCount);
  const float *source = job->source + image * sourcePixels * job->sourceChannels;
  multiply_block(job->table, sourcePixels, job->columns, job->sourceChannels,
                 row_panels_in_place(job->table, source, job->sourceChannels, 1), job->panels, (TileStore){.slope = 1},
                 products, job->columns);

  const float *bias = job->epilogue ? job->epilogue->bias : NULL;
  float *row = job->target + image * job->targetHeight * rowFloats;
  for (long y = 0; y < job->targetHeight; y++, row += rowFloats) {
    for (long i = 0; i < rowFloats; i++) row[i] = bias ? bias[i % channels] : 0;
    for (long ky = 0; ky < shape->kernelHeight; ky++) {
      long sourceRow = source_position(job, y, ky, shape->paddingHeight);
      if (sourceRow < 0 || sourceRow >= job->sourceHeight) continue;
      add_row_of_any(job, ky, products + sourceRow * job->sourceWidth * job->columns, row);
    }
    if (job->epilogue && job->epilogue->slope != 1) {
      job->table->unary[UnaryLeakyReLU](rowFloats, row, job->epilogue->slope, 0, row);
    }
  }
  scratch_release(products, productCount);
}

/// weight [out, kh, kw, in] → arranged [source channels, columns]: the columns are (tap, target channel), with zeros up
/// to whole panels.
static void arrange_weights(const ShiftedSums *job, const float *weight, float *arranged) {
  const ConvolutionShape *shape = job->shape;
  long taps = shape->kernelHeight * shape->kernelWidth, in = shape->inputChannels;
  long weightSource = job->direction == Forward ? 1 : taps * in;
  long weightTarget = job->direction == Forward ? taps * in : 1;
  memset(arranged, 0, (size_t)(job->sourceChannels * job->columns) * sizeof(float));
  for (long k = 0; k < job->sourceChannels; k++, arranged += job->columns) {
    for (long column = 0; column < taps * job->targetChannels; column++) {
      long tap = column / job->targetChannels, channel = column % job->targetChannels;
      arranged[column] = weight[k * weightSource + tap * in + channel * weightTarget];
    }
  }
}

/// source [batch, height, width, in] → target [batch, height′, width′, out] if Forward, the reverse if Adjoint; weight
/// [out, kh, kw, in]
void convolve_by_shifted_sums(Direction direction, const ConvolutionShape *shape, const float *source,
                              const float *weight, const Epilogue *epilogue, float *target) {
  bool forward = direction == Forward;
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  const Instructions *table = instructions();
  long columns = taps * (forward ? out : in), width = panel_width(table, columns);
  ShiftedSums job = {
      .table = table,
      .direction = direction,
      .shape = shape,
      .sourceHeight = forward ? shape->height : shape->outputHeight,
      .sourceWidth = forward ? shape->width : shape->outputWidth,
      .sourceChannels = forward ? in : out,
      .targetHeight = forward ? shape->outputHeight : shape->height,
      .targetWidth = forward ? shape->outputWidth : shape->width,
      .targetChannels = forward ? out : in,
      .columns = round_up(columns, width),
      .source = source,
      .epilogue = epilogue,
      .target = target,
  };
  long weightCount = job.sourceChannels * job.columns;
  float *arranged = scratch_allocate(2 * weightCount), *packed = arranged + weightCount;
  arrange_weights(&job, weight, arranged);
  for (long j = 0; j < job.columns; j += width) {
    pack_panel(job.sourceChannels, width, width, arranged + j, job.columns, 1, packed + j * job.sourceChannels);
  }
  job.panels = (Panels){packed, width, width, width * job.sourceChannels};
  parallel_for(shape->batch, convolve_image, &job);
  scratch_release(arranged, 2 * weightCount);
}
