// One axis of a convolution, or of its adjoint (the transposed convolution): which target positions read which source
// positions. The adjoint of stride s is decomposed into s phases (the polyphase decomposition, or sub-pixel
// convolution), each of which is a small convolution of stride 1.

#ifndef AXIS_H
#define AXIS_H

#include "Convolution.h"

/// Every target position reads a window of consecutive positions of the zero-padded source. Positions `step` apart meet
/// the same taps: they are a phase, of which there are `step` (one, unless the adjoint's stride is larger than 1).
typedef struct Axis {
  Direction direction;
  long input, output, kernel, convolutionStride, padding;
  long source, target; ///< lengths
  long stride;         ///< source positions between the windows of neighbouring positions of a phase
  long step;           ///< target positions between neighbours of a phase, and the number of phases
  long before;         ///< zeros before the source
  long extent;         ///< positions of the padded source that are read
  long longest;        ///< positions in the longest phase
  long reach;          ///< the farthest end of the window of a phase's first position, in the padded source
} Axis;

/// Target positions first, first + step, …, `count` of them. Number r reads `taps` positions of the padded source
/// from origin + r · stride on; tap t meets kernel position kernelFirst + t · kernelStep.
typedef struct Phase {
  long first, count;
  long origin, taps;
  long kernelFirst, kernelStep;
  long tapsBefore; ///< in all earlier phases
} Phase;

Axis vertical_axis(Direction direction, const ConvolutionShape *shape);
Axis horizontal_axis(Direction direction, const ConvolutionShape *shape);
Phase axis_phase(const Axis *axis, long index);

#endif
