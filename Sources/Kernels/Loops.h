// Everything that is compiled once per instruction set, and the dispatch table that it fills. Included by the files
// named for instruction sets, which define INSTRUCTIONS, INSTRUCTIONS_NAME and the register tile: MR rows, NR_VECTORS
// vectors.

// Vectors wider than the registers are passed between functions here, but every such function is inlined, so that no
// calling convention is involved.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#include "Vectors.h"
#include "Functions.h"

#include "DoubleLoops.h"
#include "ElementwiseLoops.h"
#include "NormalisationLoops.h"
#include "OptimiserLoops.h"
#include "PoolingLoops.h"
#include "RandomLoops.h"
#include "ReductionLoops.h"
#include "MicroKernelLoops.h"
#include "WinogradLoops.h"

/// The fields of a dispatch table of these loops.
#define INSTRUCTIONS_TABLE(NAME, MATRIX_UNIT) \
  { \
    .name = NAME, \
    .matrixUnit = MATRIX_UNIT, \
    .mr = MR, \
    .nrVectors = NR_VECTORS, \
    .micro_kernel = MICRO_KERNELS, \
    .macro_kernel = macro_kernel_loop, \
    .small_depth_product = small_depth_product_loop, \
    .transpose = transpose_loop, \
    .multiply_add = multiply_add_loop, \
    .winograd = WINOGRAD_LOOPS, \
    .winograd_output = WINOGRAD_OUTPUT_LOOPS, \
    .unary = UNARY_LOOPS, \
    .binary = BINARY_LOOPS, \
    .epilogue_rows = epilogue_rows_loop, \
    .shifted_sums = shifted_sums_loop, \
    .weighted_sum = weighted_sum_loop, \
    .sum = sum_loop, \
    .column_sums = column_sums_loop, \
    .leaky_relu_gradient_sums = leaky_relu_gradient_sums_loop, \
    .combine = combine_loop, \
    .maximum = maximum_loop, \
    .pixel_maximum = pixel_maximum_loop, \
    .pixel_mean = pixel_mean_loop, \
    .deviations = deviations_loop, \
    .channel_affine = channel_affine_loop, \
    .batch_norm_sums = batch_norm_sums_loop, \
    .batch_norm_input = batch_norm_input_loop, \
    .adam = adam_loop, \
    .doubleMR = DoubleMR, \
    .doubleNR = DoubleNRVectors * DoubleLaneCount, \
    .double_micro_kernel = double_micro_kernel_loop, \
    .double_dot = double_dot_loop, \
    .double_add = double_add_loop, \
    .double_symmetric_row = double_symmetric_row_loop, \
    .double_rotate = double_rotate_loop, \
    .random_bits = random_bits_loop, \
    .random_uniform = random_uniform_loop, \
    .random_normal = random_normal_loop, \
  }

const Instructions INSTRUCTIONS = INSTRUCTIONS_TABLE(INSTRUCTIONS_NAME, false);

#pragma clang diagnostic pop
