// The weight gradient, as a matrix product over pixels: [out, pixels] · [pixels, (ky, kx, in)]. The second matrix is
// the input's patches; only a stretch of pixels and a few columns of it exist at a time, as panels for the tile.

#include <string.h>

#include "Convolution.h"
#include "Panels.h"
#include "Reductions.h"
#include "Runtime.h"

/// Panels that one job gathers for a stretch of pixels, and so the times that it uses what it reads of the gradient.
enum { PanelsPerJob = 4 };

typedef struct WeightGradient {
  const Instructions *table;
  const ConvolutionShape *shape;
  const float *input, *outputGradient;
  float *sums;   ///< by part, or the weight gradient itself if there is one part
  long pixels, columns;
  long width, groupColumns, groups; ///< of columns
  long partPixels, parts;           ///< of pixels
} WeightGradient;

/// One tap of some input channels for `count` output pixels from `pixel` on: `run` floats each, zeros outside the image.
static void gather_run(const WeightGradient *job, long pixel, long count, long ky, long kx, long channel, long run,
                       float *to) {
  const ConvolutionShape *shape = job->shape;
  long x = pixel % shape->outputWidth, y = pixel / shape->outputWidth % shape->outputHeight;
  long n = pixel / shape->outputWidth / shape->outputHeight;
  for (long i = 0; i < count; i++, to += job->width) {
    long row = y * shape->stride + ky - shape->paddingHeight, column = x * shape->stride + kx - shape->paddingWidth;
    if (row < 0 || row >= shape->height || column < 0 || column >= shape->width) {
      for (long k = 0; k < run; k++) to[k] = 0;
    } else {
      const float *from =
          job->input + ((n * shape->height + row) * shape->width + column) * shape->inputChannels + channel;
      if (run == LaneCount) {
        memcpy(to, from, LaneCount * sizeof(float));
      } else {
        for (long k = 0; k < run; k++) to[k] = from[k];
      }
    }
    if (++x == shape->outputWidth) {
      x = 0;
      if (++y == shape->outputHeight) {
        y = 0;
        n++;
      }
    }
  }
}

/// Columns first..<last of the patches of `count` pixels, as one panel.
static void gather_panel(const WeightGradient *job, long pixel, long count, long first, long last, float *panel) {
  long channels = job->shape->inputChannels;
  if (last - first < job->width) memset(panel, 0, (size_t)(count * job->width) * sizeof(float));
  for (long column = first; column < last;) {
    long tap = column / channels, channel = column % channels;
    long run = smaller(channels - channel, last - column);
    gather_run(job, pixel, count, tap / job->shape->kernelWidth, tap % job->shape->kernelWidth, channel, run,
               panel + (column - first));
    column += run;
  }
}

static void sum_group(void *context, long index) {
  const WeightGradient *job = context;
  const Instructions *table = job->table;
  long out = job->shape->outputChannels, part = index / job->groups;
  long first = index % job->groups * job->groupColumns, last = smaller(first + job->groupColumns, job->columns);
  long firstPixel = part * job->partPixels, lastPixel = smaller(firstPixel + job->partPixels, job->pixels);
  float *sums = job->sums + part * out * job->columns + first;

  long panelFloats = DepthBlock * job->width, panelsCount = PanelsPerJob * panelFloats;
  float *panels = scratch_allocate(panelsCount);
  for (long pixel = firstPixel; pixel < lastPixel; pixel += DepthBlock) {
    long count = smaller(DepthBlock, lastPixel - pixel);
    for (long column = first; column < last; column += job->width) {
      gather_panel(job, pixel, count, column, smaller(column + job->width, last),
                   panels + (column - first) / job->width * panelFloats);
    }
    multiply_block(table, out, last - first, count, tiled_rows(table, job->outputGradient + pixel * out, 1, out),
                   (Panels){panels, job->width, job->width, panelFloats},
                   (TileStore){.accumulate = pixel > firstPixel, .slope = 1}, sums, job->columns);
  }
  scratch_release(panels, panelsCount);
}

void weight_gradient_directly(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                              float *weightGradient) {
  const long enoughJobs = 16;
  const Instructions *table = instructions();
  WeightGradient job = {
      .table = table,
      .shape = shape,
      .input = input,
      .outputGradient = outputGradient,
      .sums = weightGradient,
      .pixels = shape->batch * shape->outputHeight * shape->outputWidth,
      .columns = shape->kernelHeight * shape->kernelWidth * shape->inputChannels,
  };
  job.width = panel_width(table, job.columns);
  job.groupColumns = PanelsPerJob * job.width;
  job.groups = divide_up(job.columns, job.groupColumns);

  long weights = shape->outputChannels * job.columns;
  if (job.pixels == 0) {
    memset(weightGradient, 0, (size_t)weights * sizeof(float));
    return;
  }

  // Few columns: the pixels are shared out too, and every part leaves its own sums.
  long wanted = smaller(divide_up(enoughJobs, job.groups), divide_up(job.pixels, DepthBlock));
  job.partPixels = round_up(divide_up(job.pixels, wanted), DepthBlock);
  job.parts = divide_up(job.pixels, job.partPixels);
  if (job.parts > 1) job.sums = scratch_allocate(job.parts * weights);
  parallel_for(job.groups * job.parts, sum_group, &job);
  if (job.parts > 1) {
    combine_partials(job.parts, weights, job.sums, weightGradient);
    scratch_release(job.sums, job.parts * weights);
  }
}
