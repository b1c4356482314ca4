// Everything that is compiled once per instruction set, and the table it fills. Included by the files named for
// instruction sets, which define INSTRUCTIONS, INSTRUCTIONS_NAME, TILE_ROWS and TILE_VECTORS.

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
#include "TileLoops.h"
#include "WinogradLoops.h"

const Instructions INSTRUCTIONS = {
    .name = INSTRUCTIONS_NAME,
    .tileRows = TILE_ROWS,
    .tileVectors = TILE_VECTORS,
    .tile = TILES,
    .shallow_product = shallow_product_loop,
    .transpose = transpose_loop,
    .multiply_add = multiply_add_loop,
    .winograd = WINOGRAD_LOOPS,
    .unary = UNARY_LOOPS,
    .binary = BINARY_LOOPS,
    .finish_rows = finish_rows_loop,
    .weighted_sum = weighted_sum_loop,
    .sum = sum_loop,
    .column_sums = column_sums_loop,
    .leaky_relu_gradient_sums = leaky_relu_gradient_sums_loop,
    .combine = combine_loop,
    .maximum = maximum_loop,
    .pixel_maximum = pixel_maximum_loop,
    .pixel_mean = pixel_mean_loop,
    .deviations = deviations_loop,
    .channel_affine = channel_affine_loop,
    .batch_norm_sums = batch_norm_sums_loop,
    .batch_norm_input = batch_norm_input_loop,
    .adam = adam_loop,
    .doubleTileRows = DoubleTileRows,
    .doubleTileColumns = DoubleTileVectors * DoubleLaneCount,
    .double_tile = double_tile_loop,
    .double_dot = double_dot_loop,
    .double_add = double_add_loop,
    .double_symmetric_row = double_symmetric_row_loop,
    .double_rotate = double_rotate_loop,
    .random_bits = random_bits_loop,
    .random_uniform = random_uniform_loop,
    .random_normal = random_normal_loop,
};

#pragma clang diagnostic pop
