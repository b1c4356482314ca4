// Convolution to few channels by kn2row: one matrix product of the weights of all taps with the source pixels, whose rows
// are (tap, target channel), then shifted additions: every target pixel adds up the products of its taps (A. Vasudevan,
// A. Anderson and D. Gregg, "Parallel Multi Channel Convolution using General Matrix Multiplication", 2017).
//
// Every row of the product is a plane, the source's pixels with a margin of zeros. A tap is then the same shift for all
// pixels of a channel, which lie side by side and fill whole vectors, however few the channels are.

#include <string.h>

#include "Axis.h"
#include "Panels.h"
#include "Runtime.h"

typedef struct ShiftedSums {
  const Instructions *table;
  Axis vertical, horizontal;
  long sourceChannels, targetChannels;
  long planes;        ///< taps · target channels
  long plane;         ///< floats of one: the padded rows and columns that are read
  long width, height; ///< of the part of the source that is read
  const float *source;
  const float *weights; ///< [taps, target channels, source channels]
  const Epilogue *epilogue;
  float *target;
} ShiftedSums;

/// From one row of a plane to the next.
static long pitch(const ShiftedSums *job) { return job->horizontal.extent; }

/// Floats from the beginning of a plane to the source's first pixel.
static long margin(const ShiftedSums *job) { return job->vertical.before * pitch(job) + job->horizontal.before; }

/// Zeros around the products: above and below them, and column by column on both sides.
static void clear_margin(const ShiftedSums *job, float *plane) {
  long across = pitch(job), top = smaller(job->vertical.before * across, job->plane);
  float *rows = plane + top, *below = rows + job->height * across;
  memset(plane, 0, (size_t)top * sizeof(float));
  memset(below, 0, (size_t)(plane + job->plane - below) * sizeof(float));
  for (long x = 0; x < across; x++) {
    if (x >= job->horizontal.before && x < job->horizontal.before + job->width) continue;
    for (float *at = rows + x; at < below; at += across) *at = 0;
  }
}

/// source [height, width, source channels] → products [taps, target channels, plane]
static void multiply_pixels(const ShiftedSums *job, const float *source, float *products) {
  long depth = job->sourceChannels, panelWidth = panel_width(job->table, job->width);
  float *panel = scratch_allocate(depth * panelWidth);
  for (long i = 0; i < job->planes; i++) clear_margin(job, products + i * job->plane);
  products += margin(job);
  for (long y = 0; y < job->height; y++, products += pitch(job)) {
    for (long x = 0; x < job->width; x += panelWidth) {
      long columns = smaller(panelWidth, job->width - x);
      pack_panel(depth, columns, panelWidth, source + (y * job->horizontal.source + x) * depth, 1, depth, panel);
      multiply_block(job->table, job->planes, columns, depth, row_panels_in_place(job->table, job->weights, depth, 1),
                     (Panels){panel, panelWidth, panelWidth, 0}, (TileStore){.slope = 1}, products + x, job->plane);
    }
  }
  scratch_release(panel, depth * panelWidth);
}

/// A phase's taps on one axis, in rising order of the kernel's positions.
typedef struct RisingTaps {
  long count, kernelFirst, kernelStep;
  long first, step; ///< positions in the padded source of the phase's first pixel
} RisingTaps;

static RisingTaps rising_taps(const Phase *phase) {
  if (phase->kernelStep > 0) return (RisingTaps){phase->taps, phase->kernelFirst, phase->kernelStep, phase->origin, 1};
  long last = phase->taps - 1;
  return (RisingTaps){phase->taps, phase->kernelFirst + last * phase->kernelStep, -phase->kernelStep,
                      phase->origin + last, -1};
}

/// products [taps, target channels, plane] → the target pixels [count, count, channels] of one phase; sums is memory for
/// a plane.
static void add_phase(const ShiftedSums *job, Phase vertical, Phase horizontal, const float *products, float *sums,
                      float *target) {
  RisingTaps down = rising_taps(&vertical), across = rising_taps(&horizontal);
  long kernelRow = job->horizontal.kernel * job->targetChannels * job->plane;
  long kernelColumn = job->targetChannels * job->plane, channels = job->targetChannels;
  Shifts shifts = {
      .rows = down.count,
      .columns = across.count,
      .row = down.kernelStep * kernelRow + down.step * pitch(job),
      .column = across.kernelStep * kernelColumn + across.step,
  };
  products += down.kernelFirst * kernelRow + across.kernelFirst * kernelColumn + down.first * pitch(job) + across.first;
  const float *bias = job->epilogue ? job->epilogue->bias : NULL;
  float slope = job->epilogue ? job->epilogue->slope : 1;
  long count = (vertical.count - 1) * pitch(job) + horizontal.count;
  target += (vertical.first * job->horizontal.target + horizontal.first) * channels;
  long rowStep = job->vertical.step * job->horizontal.target * channels, step = job->horizontal.step * channels;
  for (long c = 0; c < channels; c++, products += job->plane, target++) {
    job->table->shifted_sums(count, products, &shifts, bias ? bias[c] : 0, slope, sums);
    for (long y = 0; y < vertical.count; y++) {
      const float *from = sums + y * pitch(job);
      float *to = target + y * rowStep;
      for (long x = 0; x < horizontal.count; x++) to[x * step] = from[x];
    }
  }
}

static void convolve_image(void *context, long image) {
  const ShiftedSums *job = context;
  const Axis *vertical = &job->vertical, *horizontal = &job->horizontal;
  // The sums are computed in whole vectors, the last of which may begin with a row's last pixel.
  long productCount = job->planes * job->plane + LaneCount;
  long sumCount = vertical->longest * larger(pitch(job), horizontal->longest) + LaneCount;
  float *products = scratch_allocate(productCount), *sums = scratch_allocate(sumCount);
  multiply_pixels(job, job->source + image * vertical->source * horizontal->source * job->sourceChannels, products);
  float *target = job->target + image * vertical->target * horizontal->target * job->targetChannels;
  for (long i = 0; i < vertical->step; i++) {
    Phase rows = axis_phase(vertical, i);
    for (long j = 0; j < horizontal->step; j++) {
      Phase columns = axis_phase(horizontal, j);
      if (rows.count > 0 && columns.count > 0) add_phase(job, rows, columns, products, sums, target);
    }
  }
  scratch_release(sums, sumCount);
  scratch_release(products, productCount);
}

/// weight [out, kh, kw, in] → arranged [taps, target channels, source channels]
static void arrange_weights(Direction direction, const ConvolutionShape *shape, const float *weight, float *arranged) {
  bool forward = direction == Forward;
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  long sources = forward ? in : out, targets = forward ? out : in;
  long sourceStep = forward ? 1 : taps * in, targetStep = forward ? taps * in : 1;
  for (long tap = 0; tap < taps; tap++, weight += in) {
    for (long target = 0; target < targets; target++, arranged += sources) {
      for (long k = 0; k < sources; k++) arranged[k] = weight[k * sourceStep + target * targetStep];
    }
  }
}

static long read_length(const Axis *axis) { return larger(0, smaller(axis->source, axis->extent - axis->before)); }

/// source [batch, height, width, in] → target [batch, height′, width′, out] if Forward, the reverse if Adjoint; weight
/// [out, kh, kw, in]
void convolve_by_shifted_sums(Direction direction, const ConvolutionShape *shape, const float *source,
                              const float *weight, const Epilogue *epilogue, float *target) {
  bool forward = direction == Forward;
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  ShiftedSums job = {
      .table = instructions(),
      .vertical = vertical_axis(direction, shape),
      .horizontal = horizontal_axis(direction, shape),
      .sourceChannels = forward ? in : out,
      .targetChannels = forward ? out : in,
      .source = source,
      .epilogue = epilogue,
      .target = target,
  };
  job.planes = taps * job.targetChannels;
  job.plane = job.vertical.extent * job.horizontal.extent;
  job.height = read_length(&job.vertical);
  job.width = read_length(&job.horizontal);
  if (job.width == 0) job.height = 0;
  float *weights = scratch_allocate(taps * in * out);
  arrange_weights(direction, shape, weight, weights);
  job.weights = weights;
  parallel_for(shape->batch, convolve_image, &job);
  scratch_release(weights, taps * in * out);
}
