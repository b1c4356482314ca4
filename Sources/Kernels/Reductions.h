// Sums over rows, by blocks of fixed bounds.

#ifndef REDUCTIONS_H
#define REDUCTIONS_H

#include "Kernels.h"

/// y[j] = Σ over `parts` rows of partial[part · columns + j], in double precision.
void combine_partials(long parts, long columns, const float *partial, float *y);

#endif
