// One axis of a convolution, or of its adjoint: which target positions read which source positions.

#ifndef AXIS_H
#define AXIS_H

#include "Convolution.h"

/// Every target position reads a window of neighbouring positions of the source with zeros around it. Positions
/// `step` apart read alike; there are `step` phases of them (one, unless the adjoint's stride is larger than 1).
typedef struct Axis {
  Direction direction;
  long input, output, kernel, convolutionStride, padding;
  long source, target; ///< lengths
  long stride;         ///< source positions between the windows of neighbouring positions of a phase
  long step;           ///< target positions between neighbours of a phase, and the number of phases
  long before;         ///< zeros before the source
  long extent;         ///< how much of the padded source is read
  long longest;        ///< positions in the longest phase
  long reach;          ///< where the farthest window of a phase's first position ends, in the padded source
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
