// The weight gradient by implicit im2col, a matrix product over pixels: a [(ky, kx, in), pixels] · b [pixels, out]. A
// row of a is one channel of the input as one tap meets it, a strided walk through a zero-padded copy of an image: the
// micro-kernel reads it in place. b, the output gradient, is packed into panels, some rows of an image at a time.
//
// With few output channels and a stride of 1 the operands are swapped: then a is the output gradient and b the input,
// and the taps are met in reverse order.

#include <string.h>

#include "Convolution.h"
#include "Padding.h"
#include "Panels.h"
#include "Runtime.h"

typedef struct WeightGradient {
  const Instructions *table;
  PaddedImage image;         ///< one image of a, padded
  long kernelWidth, stride;
  const float *a;            ///< [batch, image.height, image.width, image.channels]
  const float *b;            ///< [batch, height, width, channels]
  long batch, height, width, channels;
  long bandImages, bandRows; ///< images and rows of b that are packed at a time: several images only if whole
  long rows;                 ///< of the im2col matrix: taps · channels of a
  long groupRows, groups;    ///< of rows
  long partImages, parts;    ///< of the batch (split-K)
  float *sums;               ///< [parts, rows, channels]
} WeightGradient;

/// Where row `row` of the im2col matrix begins in a padded image.
static long patch_start(const WeightGradient *job, long row) {
  long channel = row % job->image.channels, tap = row / job->image.channels;
  long pixel = tap / job->kernelWidth * padded_width(&job->image) + tap % job->kernelWidth;
  return pixel * job->image.channels + channel;
}

/// Adds the products of one band: rows first..<last of the im2col matrix, read in place, times a panel of b
/// [bandImages · bandRows · width, panelWidth] → sums [rows, channels].
static void multiply_band(const WeightGradient *job, const float *band, long bandImages, long bandRows, long first,
                          long last, const float *panel, long panelWidth, const TileStore *store, float *sums) {
  long pixel = job->stride * job->image.channels;
  DepthLoop loop = {
      .images = bandImages,
      .segments = bandRows,
      .length = job->width,
      .aImage = padded_count(&job->image),
      .aSegment = pixel * padded_width(&job->image),
      .aStep = pixel,
      .bImage = bandRows * job->width * panelWidth,
      .bSegment = job->width * panelWidth,
      .bStep = panelWidth,
  };
  const float *from[MaximumMR];
  float *to[MaximumMR];
  for (long row = first; row < last;) {
    long count = smaller(job->table->mr, last - row);
    for (long i = 0; i < count; i++, row++) {
      // The channels of a tap are contiguous.
      bool follows = i > 0 && row % job->image.channels != 0;
      from[i] = follows ? from[i - 1] + 1 : band + patch_start(job, row);
      to[i] = sums + row * job->channels;
    }
    job->table->micro_kernel[count][divide_up(store->columns, LaneCount)](&loop, from, panel, store, to);
  }
}

static void sum_part(void *context, long index) {
  const WeightGradient *job = context;
  long part = index / job->groups, first = index % job->groups * job->groupRows;
  long last = smaller(first + job->groupRows, job->rows);
  long firstImage = part * job->partImages, lastImage = smaller(firstImage + job->partImages, job->batch);
  float *sums = job->sums + part * job->rows * job->channels;
  long panelWidth = panel_width(job->table, job->channels);
  long imageCount = padded_count(&job->image), bandCount = job->bandImages * imageCount;
  long panelCount = job->bandImages * job->bandRows * job->width * panelWidth;
  long rowFloats = job->image.width * job->image.channels;
  float *padded = scratch_allocate(bandCount), *panel = scratch_allocate(panelCount);
  for (long n = firstImage; n < lastImage; n += job->bandImages) {
    long bandImages = smaller(job->bandImages, lastImage - n);
    for (long i = 0; i < bandImages; i++) {
      copy_padded(&job->image, job->a + (n + i) * job->image.height * rowFloats, rowFloats, job->image.channels,
                  padded + i * imageCount);
    }
    for (long y = 0; y < job->height; y += job->bandRows) {
      long bandRows = smaller(job->bandRows, job->height - y);
      const float *band = padded + y * job->stride * padded_width(&job->image) * job->image.channels;
      const float *b = job->b + (n * job->height + y) * job->width * job->channels;
      for (long channel = 0; channel < job->channels; channel += panelWidth) {
        bool isFirst = n == firstImage && y == 0;
        TileStore store = {smaller(panelWidth, job->channels - channel), !isFirst, NULL, 1};
        pack_panel(bandImages * bandRows * job->width, store.columns, panelWidth, b + channel, job->channels, 1,
                   panel);
        multiply_band(job, band, bandImages, bandRows, first, last, panel, panelWidth, &store, sums + channel);
      }
    }
  }
  scratch_release(panel, panelCount);
  scratch_release(padded, bandCount);
}

/// A job's share: a group of rows of the result, and if there are few groups a part of the batch too (split-K): then
/// every part leaves partial sums.
static void choose_parts(WeightGradient *job) {
  job->bandRows = smaller(job->height, larger(1, KC / larger(1, job->width)));
  long tileSums = job->table->mr * job->channels;
  job->groupRows = larger(1, SumsPerJob / tileSums) * job->table->mr;
  job->groups = divide_up(job->rows, job->groupRows);
  long mostParts = larger(1, SumsOfParts / (job->rows * job->channels));
  long parts = smaller(divide_up(WeightGradientJobs, job->groups), mostParts);
  job->partImages = divide_up(job->batch, smaller(parts, job->batch));
  job->parts = divide_up(job->batch, job->partImages);
  job->bandImages = smaller(job->partImages, larger(1, KC / larger(1, job->height * job->width)));
}

/// The partial sums of all parts, and where the total is stored.
typedef struct Result {
  const WeightGradient *job;
  bool swapped; ///< the operands
  float *weightGradient;
} Result;

/// Reduces some rows of all parts into the first part's, and transposes them: sums [parts, (kh, kw, in), out] →
/// weightGradient [out, kh, kw, in].
static void place_rows(void *context, long first, long last) {
  const Result *result = context;
  const WeightGradient *job = result->job;
  long channels = job->channels, count = (last - first) * channels;
  float *sums = job->sums + first * channels;
  if (job->parts > 1) job->table->combine(job->parts, count, job->rows * channels, sums, sums);
  if (!result->swapped) {
    job->table->transpose(last - first, channels, sums, channels, result->weightGradient + first, job->rows);
    return;
  }
  long out = job->image.channels, taps = job->rows / out;
  for (long row = first; row < last; row++, sums += channels) {
    long tap = taps - 1 - row / out, channel = row % out;
    memcpy(result->weightGradient + (channel * taps + tap) * channels, sums, (size_t)channels * sizeof(float));
  }
}

static bool swaps_operands(const ConvolutionShape *shape) {
  return shape->stride == 1 && 2 * shape->outputChannels <= LaneCount && shape->inputChannels >= LaneCount &&
         shape->paddingHeight < shape->kernelHeight && shape->paddingWidth < shape->kernelWidth;
}

/// input [batch, height, width, in], outputGradient [batch, height′, width′, out] → weightGradient [out, kh, kw, in]
void weight_gradient_directly(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                              float *weightGradient) {
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  long weights = out * taps * in;
  if (shape->batch * shape->outputHeight * shape->outputWidth == 0) {
    memset(weightGradient, 0, (size_t)weights * sizeof(float));
    return;
  }
  WeightGradient job = {
      .table = instructions(),
      .kernelWidth = shape->kernelWidth,
      .stride = shape->stride,
      .batch = shape->batch,
  };
  bool swapped = swaps_operands(shape);
  if (swapped) {
    long y = shape->kernelHeight - 1 - shape->paddingHeight, x = shape->kernelWidth - 1 - shape->paddingWidth;
    job.image = (PaddedImage){shape->outputHeight, shape->outputWidth, out, y, x, y, x};
    job.a = outputGradient;
    job.b = input;
    job.height = shape->height;
    job.width = shape->width;
    job.channels = in;
  } else {
    long y = shape->paddingHeight, x = shape->paddingWidth;
    job.image = (PaddedImage){shape->height, shape->width, in, y, x, y, x};
    job.a = input;
    job.b = outputGradient;
    job.height = shape->outputHeight;
    job.width = shape->outputWidth;
    job.channels = out;
  }
  job.rows = taps * job.image.channels;
  choose_parts(&job);

  long sumsCount = job.parts * weights;
  job.sums = scratch_allocate(sumsCount);
  parallel_for(job.groups * job.parts, sum_part, &job);
  Result result = {&job, swapped, weightGradient};
  parallel_ranges(job.rows, round_up(divide_up(ElementsPerJob, job.channels), LaneCount), place_rows, &result);
  scratch_release(job.sums, sumsCount);
}
