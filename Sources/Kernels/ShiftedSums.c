// Convolution to few channels. First every source pixel is multiplied by the weights of all taps at once, one matrix
// product whose columns are (tap, target channel); then each product is added where its tap says.

#include "Convolution.h"
#include "Panels.h"
#include "Runtime.h"

typedef struct ShiftedSums {
  const Instructions *table;
  Direction direction;
  const ConvolutionShape *shape;
  long sourceHeight, sourceWidth, sourceChannels;
  long targetHeight, targetWidth, targetChannels;
  long columns;                ///< taps · target channels
  long tapColumn, channelColumn; ///< strides of a product's columns, by tap and by target channel
  const float *source;
  Panels panels;
  const Epilogue *epilogue;
  float *target;
} ShiftedSums;

/// products[pixel, column] = Σ over channels of the pixel · the column's weights.
static void multiply_pixels(const ShiftedSums *job, const float *pixels, float *products) {
  multiply_block(job->table, job->sourceHeight * job->sourceWidth, job->columns, job->sourceChannels,
                 tiled_rows(job->table, pixels, job->sourceChannels, 1), job->panels, (TileStore){.slope = 1}, products,
                 job->columns);
}

/// Where the product of a source position and a kernel position belongs; may lie outside the target.
static long target_position(const ShiftedSums *job, long source, long kernel, long padding) {
  return job->direction == Forward ? source + padding - kernel : source * job->shape->stride + kernel - padding;
}

static void add_products(const ShiftedSums *job, const float *products, float *target) {
  const ConvolutionShape *shape = job->shape;
  long channels = job->targetChannels;
  for (long y = 0; y < job->sourceHeight; y++) {
    for (long ky = 0; ky < shape->kernelHeight; ky++) {
      long row = target_position(job, y, ky, shape->paddingHeight);
      if (row < 0 || row >= job->targetHeight) continue;
      for (long x = 0; x < job->sourceWidth; x++) {
        const float *product = products + (y * job->sourceWidth + x) * job->columns;
        for (long kx = 0; kx < shape->kernelWidth; kx++) {
          long column = target_position(job, x, kx, shape->paddingWidth);
          if (column < 0 || column >= job->targetWidth) continue;
          const float *from = product + (ky * shape->kernelWidth + kx) * job->tapColumn;
          float *to = target + (row * job->targetWidth + column) * channels;
          for (long c = 0; c < channels; c++) to[c] += from[c * job->channelColumn];
        }
      }
    }
  }
}

static void convolve_image(void *context, long image) {
  const ShiftedSums *job = context;
  long sourcePixels = job->sourceHeight * job->sourceWidth, targetPixels = job->targetHeight * job->targetWidth;
  long productCount = sourcePixels * job->columns, channels = job->targetChannels;
  float *products = scratch_allocate(productCount);
  float *target = job->target + image * targetPixels * channels;
  const float *bias = job->epilogue ? job->epilogue->bias : NULL;
  for (long i = 0; i < targetPixels; i++) {
    for (long c = 0; c < channels; c++) target[i * channels + c] = bias ? bias[c] : 0;
  }
  multiply_pixels(job, job->source + image * sourcePixels * job->sourceChannels, products);
  add_products(job, products, target);
  if (job->epilogue && job->epilogue->slope != 1) {
    job->table->unary[UnaryLeakyReLU](targetPixels * channels, target, job->epilogue->slope, 0, target);
  }
  scratch_release(products, productCount);
}

void convolve_by_shifted_sums(Direction direction, const ConvolutionShape *shape, const float *source,
                              const float *weight, const Epilogue *epilogue, float *target) {
  bool forward = direction == Forward;
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  const Instructions *table = instructions();
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
      .columns = taps * (forward ? out : in),
      // The weight's own order: [out, tap, in].
      .tapColumn = forward ? 1 : in,
      .channelColumn = forward ? taps : 1,
      .source = source,
      .epilogue = epilogue,
      .target = target,
  };
  long width = panel_width(table, job.columns), depth = job.sourceChannels;
  long packedCount = depth * round_up(job.columns, width);
  float *packed = scratch_allocate(packedCount);
  job.panels = (Panels){packed, width, width, width * depth};
  long weightDepth = forward ? 1 : job.columns, weightColumn = forward ? in : 1;
  for (long j = 0; j < job.columns; j += width) {
    pack_panel(depth, smaller(width, job.columns - j), width, weight + j * weightColumn, weightDepth, weightColumn,
               packed + j * depth);
  }
  parallel_for(shape->batch, convolve_image, &job);
  scratch_release(packed, packedCount);
}
