// Direct convolution by implicit im2col: the im2col matrix [target pixels, kernelHeight · kernelWidth · channels] is
// never built. One row of the register tile is one target pixel, whose window in a zero-padded copy of the image is
// kernelHeight segments of kernelWidth · channels contiguous floats: the micro-kernel gets a pointer to it and reads it
// in place, as in M. Dukhan, "The Indirect Convolution Algorithm", 2019. Only the weights are packed, as panels [phase,
// block of target channels, ky, kx, source channel, width].
//
// The adjoint is the same with every phase of target pixels as a small convolution of its own.

#include "Axis.h"
#include "Padding.h"
#include "Panels.h"
#include "Runtime.h"

typedef struct DirectConvolution {
  const Instructions *table;
  Axis vertical, horizontal;
  long batch, sourceChannels, targetChannels;
  const float *source;
  const float *weight;
  long weightTap, weightSource, weightTarget; ///< strides of the weight, by tap and by channel
  const Epilogue *epilogue;
  float *target;
  float *packed; ///< weights
  long width;    ///< of a panel: a block of target channels
  long images;   ///< of one job, or
  long bandRows; ///< rows of every phase of one image
  long bands;    ///< per image
} DirectConvolution;

/// The images that a job reads: pixel (row, column) of image n is at
/// values + n · image + (row − firstRow) · row + column · channels, in coordinates of the padded image.
typedef struct ReadImages {
  const float *values;
  long image, row, firstRow;
} ReadImages;

// MARK: - Weights

static float *packed_phase(const DirectConvolution *job, Phase vertical, Phase horizontal) {
  long taps = vertical.tapsBefore * job->horizontal.kernel + vertical.taps * horizontal.tapsBefore;
  return job->packed + taps * job->sourceChannels * round_up(job->targetChannels, job->width);
}

static void pack_weights(void *context, long block) {
  const DirectConvolution *job = context;
  long firstTarget = block * job->width, columns = smaller(job->width, job->targetChannels - firstTarget);
  for (long i = 0; i < job->vertical.step; i++) {
    Phase vertical = axis_phase(&job->vertical, i);
    for (long j = 0; j < job->horizontal.step; j++) {
      Phase horizontal = axis_phase(&job->horizontal, j);
      long tapFloats = job->sourceChannels * job->width;
      float *to = packed_phase(job, vertical, horizontal) + block * vertical.taps * horizontal.taps * tapFloats;
      for (long ty = 0; ty < vertical.taps; ty++) {
        long ky = vertical.kernelFirst + ty * vertical.kernelStep;
        for (long tx = 0; tx < horizontal.taps; tx++, to += tapFloats) {
          long kx = horizontal.kernelFirst + tx * horizontal.kernelStep;
          const float *from = job->weight + (ky * job->horizontal.kernel + kx) * job->weightTap;
          pack_panel(job->sourceChannels, columns, job->width, from + firstTarget * job->weightTarget,
                     job->weightSource, job->weightTarget, to);
        }
      }
    }
  }
}

// MARK: - The padded source

static bool needs_padding(const Axis *axis) { return axis->before > 0 || axis->extent > axis->source; }

/// The first row of the source in a band that begins at `firstRow` of the padded image.
static long first_source_row(const DirectConvolution *job, long firstRow) {
  return larger(0, firstRow - job->vertical.before);
}

/// `rows` rows of every image from `firstRow` on (counted with the padding), and all columns that are read.
static PaddedImage padded_band(const DirectConvolution *job, long firstRow, long rows) {
  const Axis *vertical = &job->vertical, *horizontal = &job->horizontal;
  long top = smaller(larger(0, vertical->before - firstRow), rows);
  long left = smaller(horizontal->before, horizontal->extent);
  long height = larger(0, smaller(vertical->source - first_source_row(job, firstRow), rows - top));
  long width = larger(0, smaller(horizontal->source, horizontal->extent - left));
  return (PaddedImage){
      .height = height,
      .width = width,
      .channels = job->sourceChannels,
      .top = top,
      .left = left,
      .bottom = rows - top - height,
      .right = horizontal->extent - left - width,
  };
}

// MARK: - Register tiles

/// What is computed at a time: some images, some rows of one phase.
typedef struct Region {
  ReadImages source;
  long firstImage, images;
  Phase vertical, horizontal;
  long firstRow, lastRow;
} Region;

/// One cache block of the depth: adds the products of `depth` steps of every window, from `offset` floats on, into one
/// panel's channels of every target pixel of the region.
static void add_depth_block(const DirectConvolution *job, const Region *region, const DepthLoop *depth, long offset,
                            const float *panel, const TileStore *store, long firstTarget) {
  const Axis *vertical = &job->vertical, *horizontal = &job->horizontal;
  long columns = region->horizontal.count, rows = region->lastRow - region->firstRow;
  long pixels = region->images * rows * columns, vectors = divide_up(store->columns, LaneCount);
  const float *from[MaximumMR];
  float *to[MaximumMR];
  long n = 0, row = region->firstRow, column = 0;
  for (long pixel = 0; pixel < pixels;) {
    long count = smaller(job->table->mr, pixels - pixel);
    for (long i = 0; i < count; i++) {
      // Neighbours in a row are evenly spaced.
      if (i > 0 && column > 0) {
        from[i] = from[i - 1] + horizontal->stride * job->sourceChannels;
        to[i] = to[i - 1] + horizontal->step * job->targetChannels;
      } else {
        long sourceRow = region->vertical.origin + row * vertical->stride - region->source.firstRow;
        long sourceColumn = region->horizontal.origin + column * horizontal->stride;
        from[i] = region->source.values + n * region->source.image + sourceRow * region->source.row +
                  sourceColumn * job->sourceChannels + offset;
        long targetRow = (region->firstImage + n) * vertical->target + region->vertical.first + row * vertical->step;
        long targetColumn = region->horizontal.first + column * horizontal->step;
        to[i] = job->target + (targetRow * horizontal->target + targetColumn) * job->targetChannels + firstTarget;
      }
      if (++column == columns) {
        column = 0;
        if (++row == region->lastRow) {
          row = region->firstRow;
          n++;
        }
      }
    }
    job->table->micro_kernel[count][vectors](depth, from, panel, store, to);
    pixel += count;
  }
}

/// All channels of one region. A window deeper than KC is cut into cache blocks, so that the panel in use stays in the
/// first-level cache.
static void convolve_region(const DirectConvolution *job, const Region *region) {
  long segments = region->vertical.taps, length = region->horizontal.taps * job->sourceChannels;
  long depth = segments * length;
  const float *panels = packed_phase(job, region->vertical, region->horizontal);

  for (long first = 0; first < job->targetChannels; first += job->width, panels += depth * job->width) {
    TileStore final = epilogue_store(job->epilogue, first);
    final.columns = smaller(job->width, job->targetChannels - first);
    DepthLoop loop = {
        .images = 1,
        .segments = segments,
        .length = length,
        .aSegment = region->source.row,
        .aStep = 1,
        .bSegment = length * job->width,
        .bStep = job->width,
    };
    if (depth <= KC) {
      add_depth_block(job, region, &loop, 0, panels, &final, first);
      continue;
    }
    TileStore partial = {.columns = final.columns, .slope = 1};
    loop.segments = 1;
    for (long segment = 0; segment < segments; segment++) {
      for (long k = 0; k < length; k += KC) {
        loop.length = smaller(KC, length - k);
        bool last = segment == segments - 1 && k + loop.length == length;
        TileStore *store = last ? &final : &partial;
        store->accumulate = segment > 0 || k > 0;
        add_depth_block(job, region, &loop, segment * region->source.row + k,
                        panels + (segment * length + k) * job->width, store, first);
      }
    }
  }
}

static void convolve_part(void *context, long index) {
  const DirectConvolution *job = context;
  const Axis *vertical = &job->vertical, *horizontal = &job->horizontal;
  long firstImage = index / job->bands * job->images, images = smaller(job->images, job->batch - firstImage);
  long firstRow = index % job->bands * job->bandRows, lastRow = smaller(firstRow + job->bandRows, vertical->longest);

  long channels = job->sourceChannels;
  ReadImages source = {
      .values = job->source + firstImage * vertical->source * horizontal->source * channels,
      .image = vertical->source * horizontal->source * channels,
      .row = horizontal->source * channels,
  };
  float *copy = NULL;
  long copyCount = 0;
  if (needs_padding(vertical) || needs_padding(horizontal)) {
    long from = firstRow * vertical->stride;
    long rows = larger(0, smaller(vertical->extent, (lastRow - 1) * vertical->stride + vertical->reach) - from);
    PaddedImage band = padded_band(job, from, rows);
    const float *image = source.values + first_source_row(job, from) * source.row;
    copyCount = images * padded_count(&band);
    copy = scratch_allocate(copyCount);
    for (long n = 0; n < images; n++) {
      copy_padded(&band, image + n * source.image, source.row, channels, copy + n * padded_count(&band));
    }
    source = (ReadImages){copy, padded_count(&band), padded_width(&band) * channels, from};
  }

  for (long i = 0; i < vertical->step; i++) {
    Phase rows = axis_phase(vertical, i);
    for (long j = 0; j < horizontal->step; j++) {
      Region region = {source, firstImage, images, rows, axis_phase(horizontal, j), firstRow,
                       smaller(lastRow, rows.count)};
      if (region.lastRow > firstRow) convolve_region(job, &region);
    }
  }
  if (copy) scratch_release(copy, copyCount);
}

/// A job's share: several small images, or a band of rows of a large one, and no more than leaves enough jobs for the
/// threads.
static void choose_parts(DirectConvolution *job) {
  long rowFloats = larger(1, job->horizontal.extent * job->sourceChannels);
  long imageFloats = larger(1, job->vertical.extent * rowFloats), longest = job->vertical.longest;
  job->images = 1;
  job->bandRows = longest;
  if (imageFloats <= SourceFloatsPerJob) {
    job->images = smaller(SourceFloatsPerJob / imageFloats, divide_up(job->batch, DirectJobs));
  }
  if (imageFloats > SourceFloatsPerJob || job->batch < DirectJobs) {
    long bands = larger(divide_up(imageFloats, SourceFloatsPerJob), divide_up(DirectJobs, job->batch));
    job->bandRows = divide_up(longest, smaller(bands, longest));
  }
  job->bands = divide_up(longest, job->bandRows);
}

/// source [batch, height, width, in] → target [batch, height′, width′, out] if Forward, the reverse if Adjoint; weight
/// [out, kh, kw, in]
void convolve_directly(Direction direction, const ConvolutionShape *shape, const float *source, const float *weight,
                       const Epilogue *epilogue, float *target) {
  if (shape->batch == 0) return;
  bool forward = direction == Forward;
  long in = shape->inputChannels, out = shape->outputChannels, taps = shape->kernelHeight * shape->kernelWidth;
  const Instructions *table = instructions();
  DirectConvolution job = {
      .table = table,
      .vertical = vertical_axis(direction, shape),
      .horizontal = horizontal_axis(direction, shape),
      .batch = shape->batch,
      .sourceChannels = forward ? in : out,
      .targetChannels = forward ? out : in,
      .source = source,
      .weight = weight,
      .weightTap = in,
      .weightSource = forward ? 1 : taps * in,
      .weightTarget = forward ? taps * in : 1,
      .epilogue = epilogue,
      .target = target,
      .width = panel_width(table, forward ? out : in),
  };
  choose_parts(&job);
  long blocks = divide_up(job.targetChannels, job.width);
  long packedCount = taps * job.sourceChannels * blocks * job.width;
  job.packed = scratch_allocate(packedCount);
  parallel_for(blocks, pack_weights, &job);
  parallel_for(divide_up(job.batch, job.images) * job.bands, convolve_part, &job);
  scratch_release(job.packed, packedCount);
}
