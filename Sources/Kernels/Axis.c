#include "Axis.h"

#include "Runtime.h"

/// Input position h takes output o · w[k] wherever o · stride + k − padding = h. So all k that h meets are congruent to
/// h + padding modulo the stride: a phase. Phase φ has the kernel positions φ, φ + stride, …; the next k goes with the
/// previous o, so the taps are met in falling order (the kernel is flipped).
static Phase adjoint_phase(const Axis *axis, long index) {
  long stride = axis->convolutionStride;
  long taps = index < axis->kernel ? divide_up(axis->kernel - index, stride) : 0;
  long first = ((index - axis->padding) % stride + stride) % stride;
  long tapsBefore = 0;
  for (long i = 0; i < smaller(index, axis->kernel); i++) tapsBefore += divide_up(axis->kernel - i, stride);
  return (Phase){
      .first = first,
      .count = first < axis->input ? divide_up(axis->input - first, stride) : 0,
      .origin = axis->before + (first + axis->padding - index) / stride - (taps - 1),
      .taps = taps,
      .kernelFirst = index + stride * (taps - 1),
      .kernelStep = -stride,
      .tapsBefore = tapsBefore,
  };
}

Phase axis_phase(const Axis *axis, long index) {
  if (axis->direction == Adjoint) return adjoint_phase(axis, index);
  return (Phase){.count = axis->output, .taps = axis->kernel, .kernelStep = 1};
}

static Axis make_axis(Direction direction, long input, long output, long kernel, long stride, long padding) {
  bool forward = direction == Forward;
  Axis axis = {
      .direction = direction,
      .input = input,
      .output = output,
      .kernel = kernel,
      .convolutionStride = stride,
      .padding = padding,
      .source = forward ? input : output,
      .target = forward ? output : input,
      .stride = forward ? stride : 1,
      .step = forward ? 1 : stride,
  };

  long before = forward ? padding : 0;
  for (long i = 0; i < axis.step; i++) {
    Phase phase = axis_phase(&axis, i);
    if (phase.taps > 0 && phase.count > 0) before = larger(before, -phase.origin);
  }
  axis.before = before;
  for (long i = 0; i < axis.step; i++) {
    Phase phase = axis_phase(&axis, i);
    if (phase.count == 0) continue;
    axis.longest = larger(axis.longest, phase.count);
    if (phase.taps == 0) continue;
    axis.reach = larger(axis.reach, phase.origin + phase.taps);
    axis.extent = larger(axis.extent, phase.origin + (phase.count - 1) * axis.stride + phase.taps);
  }
  return axis;
}

Axis vertical_axis(Direction direction, const ConvolutionShape *shape) {
  return make_axis(direction, shape->height, shape->outputHeight, shape->kernelHeight, shape->stride,
                   shape->paddingHeight);
}

Axis horizontal_axis(Direction direction, const ConvolutionShape *shape) {
  return make_axis(direction, shape->width, shape->outputWidth, shape->kernelWidth, shape->stride,
                   shape->paddingWidth);
}
