// Every block size, threshold, unrolling and grain size of the kernels, with what it means and how its value was found.
//
// Unless something else is said, the machine is the one of README.md's table, two Zen 5 cores with AVX-512, and what
// was timed is whole training steps and the `direct-` benchmarks there; "not measured separately" means that the value
// was set by the reason given, and that only the sum of all of them was timed.
//
// No value may change without thought: block bounds decide the order of sums, and so the bits.

#ifndef TUNING_H
#define TUNING_H

// MARK: - Register tiles: mr rows by nr columns, nr in vectors of 16 floats

/// As many accumulators as leave registers for the operands: sixteen of AVX-512's 32, twelve of AVX2's 16, 24 of NEON's
/// 32 and eight of SSE2's 16. With AVX-512 the `direct-` benchmarks reach 0.79 to 0.90 of the peak. The others were not
/// measured separately.
enum {
  AVX512MR = 8, AVX512NRVectors = 2,
  AVX2MR = 6, AVX2NRVectors = 1,
  NEONMR = 6, NEONNRVectors = 1,
  SSE2MR = 2, SSE2NRVectors = 1,
};

// MARK: - Matrix products

/// kc, the cache block of the depth, in steps: a panel of b, [256, 32] floats, is 32 KB and stays in the first-level
/// cache while all row panels of a block read it. Not measured separately.
enum { KC = 256 };

/// mc in row panels and nc in panels, of the largest block of c that one job computes; and the panels to which nc is
/// halved before mc is. Not measured separately.
enum { MCRowPanels = 16, NCPanels = 16, FewestNCPanels = 4 };

/// The multiplications that are worth a job of their own, and the jobs into which a product is cut as long as each gets
/// so many. Not measured separately.
enum { MultiplicationsPerJob = 1 << 18, MatrixJobs = 16 };

/// The depth that a product is taken to have at least where its cost is weighed: storing c costs about as much as
/// sixteen steps. Not measured separately.
enum { StoreCostInSteps = 16 };

/// b is packed if its rows are read by more than so many row panels and it is larger than so many floats: a smaller one
/// stays in the second-level cache as it is, and need not be fetched from the core that has packed it. Found when small
/// steps were tuned; not measured separately.
enum { RowPanelsWorthPacking = 4, FloatsWorthPacking = 32768 };

/// The span, in floats, up to which a strided row of a is read in place rather than packed. Came with the tuning of
/// small steps, which took a third off their time altogether.
enum { FloatsReadInPlace = 16384 };

/// Packed panels of b up to so many floats, 64 KB, every thread packs for itself. On two cores of the Xeon of README.md,
/// a layer of 128 by 128 then begins without 6 µs of fetching, and a step on the ring takes 1/1.09 of its time.
enum { FloatsPackedByThread = 16384 };

/// The grain of packing a larger b, in floats. Not measured separately.
enum { FloatsPackedPerJob = 4096 };

/// Split-K: the least depth of a split, the most splits, and the largest result, in floats, that is computed so. Came
/// with the tuning of small steps, which took a third off their time altogether.
enum { LeastSplitDepth = 128, MostSplits = 8, FloatsWorthSplitting = 32768 };

/// The depth up to which a product is written row by row, because it is bound by its stores. With one or two steps of
/// depth that took a third of the time of register tiles, on two threads; where the two cross is not recorded.
enum { MaximumSmallDepth = 4 };

/// In double precision: the register tile for NR_VECTORS = 1 (twice as many rows and columns for 2), kc, mc, the grain
/// of packing in panels, and the vectors of columns that are rotated at once, which for all rows of a large matrix fit
/// the second-level cache. Not measured separately.
enum { DoubleMRPerVector = 4, DoubleKC = 256, DoubleMC = 64, DoublePanelsPerJob = 8, RotatedVectors = 4 };

/// The least product, in multiplications, that goes to a matrix unit; the multiplications that are worth a job of their
/// own there, for the unit is shared by the cores of a cluster; and the least rows of a job, two of the unit's tiles.
/// Estimated from published peaks; no such machine was here to measure them on.
enum { MultiplicationsWorthMatrixUnit = 1 << 17, MultiplicationsPerUnitJob = 1 << 22, LeastRowsPerUnitJob = 32 };

// MARK: - Direct convolutions

/// Floats of the source that one job reads, which fit in the second-level cache (256 KB) beside the weights; and the
/// jobs into which a convolution is cut at least. Not measured separately.
enum { SourceFloatsPerJob = 65536, DirectJobs = 8 };

/// The weight gradient: the accumulators of one job, which fit in the second-level cache (1 MB), and of all parts of
/// the batch together, whose reduction is the price of splitting it; and the jobs into which it is cut. The second came
/// with the tuning that let every direct convolution reach three quarters of the peak; not measured separately.
enum { SumsPerJob = 1 << 18, SumsOfParts = 1 << 21, WeightGradientJobs = 16 };

// MARK: - Winograd's algorithm

/// When Winograd's algorithm is chosen: at least so many tiles share the transformed weights, and the tiles cover at
/// most so many halves of the output's pixels, because what they compute beyond the image is lost. Not measured
/// separately.
enum { WinogradLeastTiles = 12, WinogradMostCoverInHalves = 3 };

/// Tiles that a job transforms and multiplies at a time: enough to reuse the weights that it reads, few enough for the
/// caches. It was 256, then 96 so that they stay in the cache, and is 64 since the stages are fused; not measured
/// separately.
enum { TilesPerGroup = 64 };

/// The jobs into which a convolution is cut at least, if it is large enough. Not measured separately.
enum { WinogradJobs = 8 };

/// The weight gradient: tiles at a time; accumulators of a job at each point, which for all points stay in its core's
/// share of the third-level cache (at 25 points 3 MB); the jobs into which it is cut, unless one of them gets fewer
/// than so many tiles. The first two were 64 and 16384, until a job had all channels of most layers; not measured
/// separately.
enum { GradientTilesPerGroup = 128, SumsPerPoint = 32768, WinogradGradientJobs = 8, FewestGradientTiles = 64 };

// MARK: - Tiles, found on the Xeon of README.md

/// Steps of 32 of the depth in a cache block: two columns of b's tiles, 16 KB, stay in the first-level cache. The
/// values that a job rounds, which fit in the second-level cache (256 KB); the jobs into which a convolution is cut at
/// least; the tiles of rows that are multiplied before their sums, still in the cache, are stored.
enum { TileStepsPerBlock = 8, TileValuesPerJob = 1 << 17, TileJobs = 8, TileRowsAtATime = 16 };

/// The weight gradient: the sums of all parts of the batch together (512 KB), and the fewest parts that are worth it. A
/// larger result is cut by the kernel's blocks, and its operands, so many values at a time (16 MB), are rounded by all
/// threads together.
enum { TileSumsOfParts = 1 << 17, FewestTileParts = 2, TileValuesTogether = 1 << 23 };

// MARK: - Loops over arrays

/// The grain of loops over an array, in elements: enough to outweigh handing a job to a thread, few enough to stay in
/// the second-level cache. Not measured separately.
enum { ElementsPerJob = 16384 };

/// Elements for which the small array of a broadcast is expanded at a time: 4 KB, on the stack and in the first-level
/// cache. Not measured separately.
enum { BroadcastBlock = 1024 };

/// Positions of the last axis that one job of a transposition takes. Not measured separately.
enum { TransposedRowsPerJob = 64 };

/// Adam's grain, in parameters: a quarter of `ElementsPerJob`, because it reads or writes five arrays, with roots and
/// quotients. Not measured separately.
enum { ParametersPerJob = 4096 };

/// Values that are added in sequence in one lane of an accumulator before it is added to the total: a matter of
/// rounding, not of speed.
enum { SequentialTerms = 64 };

/// Accumulators of a sum, which hide the latency of an addition: of an array, and of a block of columns. The last step
/// of a sum is written for four. Not measured separately.
enum { SumVectors = 4 };

/// The block of a matrix that one job sums by column: at most so many columns, at least so many rows. Not measured
/// separately.
enum { SumBlockColumns = 1024, SumBlockLeastRows = 64 };

/// Rows of a block of batch normalisation: at least so many, and at most so many, because they are added in sequence.
/// Not measured separately.
enum { NormalisationLeastRows = 16, NormalisationMostRows = 512 };

/// The jobs of the measurement of the peak, and the multiply-adds of each accumulator: long enough for the clock.
enum { PeakJobs = 64, PeakRepetitions = 1 << 16 };

#endif
