// Adding up partial sums.

#ifndef REDUCTIONS_H
#define REDUCTIONS_H

#include "Kernels.h"

/// partial [parts, columns] → y [columns]: sums over the parts, in double precision.
void combine_partials(long parts, long columns, const float *partial, float *y);

#endif
