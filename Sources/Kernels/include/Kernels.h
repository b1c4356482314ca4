// Kernels: the arithmetic that must be fast, in C, behind this one header.
//
// Every function here is a whole operation over dense, row-major Float32 arrays. A function splits itself into jobs
// that own disjoint slices of the output, so its result has the same bits whatever the number of threads. How jobs
// reach threads, and where scratch memory comes from, is the caller's business: see `KernelRuntime`.
//
// Images are [batch, height, width, channels]; convolution weights are [out, kernelHeight, kernelWidth, in].

#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: - Runtime

/// What the kernels ask of whoever calls them. Until one is set, jobs run in order on the calling thread and scratch
/// memory comes from the C library.
typedef struct KernelRuntime {
  /// Runs `job(context, i)` once for every i in 0..<count, in any order, on any threads, and returns when all are done.
  void (*parallel)(long count, void (*job)(void *context, long index), void *context);
  /// `count` floats, aligned to 64 bytes, contents undefined. Called from any thread.
  float *_Nonnull (*_Nonnull allocate)(long count);
  /// Gives back what `allocate` returned for the same count.
  void (*release)(float *memory, long count);
} KernelRuntime;

/// Sets the runtime, once, before the first kernel runs.
void kernels_set_runtime(const KernelRuntime *runtime);

/// The instruction set in use: "avx512", "avx2", "neon" or "scalar". Chosen on first use: the best that the processor
/// has, or the one that the environment variable MINIMAX_ISA names.
const char *kernels_instruction_set(void);

/// Whether this processor has the instruction set of that name.
bool kernels_has_instruction_set(const char *name);

/// Selects an instruction set by name, for tests and benchmarks. False, and no change, if this processor lacks it.
bool kernels_select_instruction_set(const char *name);

/// The multiplications, each with its addition, of all matrix products and convolutions since the program began, as
/// their definitions count them: an algorithm that needs fewer is counted the same.
uint64_t kernels_multiply_adds(void);

/// Multiplies and adds in registers alone, on all threads, and says how many times: divided by the seconds that it took,
/// the most that this processor can do.
uint64_t kernels_compute_at_peak(void);

/// Tells the processor that a thread is waiting in a loop.
static inline void spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// MARK: - Matrix products

/// What happens to each output value before it is stored: a bias by column (or channel), then leaky ReLU.
typedef struct Epilogue {
  const float *_Nullable bias;
  /// 1: no activation; 0: ReLU; 0.2: DCGAN's leaky ReLU.
  float slope;
} Epilogue;

/// c[i, j] = Σₖ a[i, k] · b[k, j] for i < rows, j < columns, k < depth; c is row-major and dense.
/// a[i, k] is a[i · aRow + k · aDepth] and b[k, j] is b[k · bDepth + j · bColumn], so any transposition is a stride.
void matrix_multiply(long rows, long columns, long depth, const float *a, long aRow, long aDepth, const float *b,
                     long bDepth, long bColumn, const Epilogue *_Nullable epilogue, float *c);

/// y[k, m, i] = x[i, m, k]: the outermost axis of [first, middle, last] and the innermost change places.
void transpose_outer_axes(long first, long middle, long last, const float *x, float *y);

// MARK: - Convolutions: three bilinear operations, each the derivative of the others

typedef struct ConvolutionShape {
  long batch;
  long height, width, inputChannels;
  long outputHeight, outputWidth, outputChannels;
  long kernelHeight, kernelWidth;
  long stride;
  long paddingHeight, paddingWidth;
} ConvolutionShape;

/// output[n, y, x, o] = Σ input[n, y·stride + ky − paddingHeight, x·stride + kx − paddingWidth, i] · weight[o, ky, kx, i].
void convolution_forward(const ConvolutionShape *shape, const float *input, const float *weight,
                         const Epilogue *_Nullable epilogue, float *output);

/// The adjoint of `convolution_forward` in its input; with roles exchanged, the transposed convolution itself.
/// The epilogue's bias is by input channel.
void convolution_input_gradient(const ConvolutionShape *shape, const float *outputGradient, const float *weight,
                                const Epilogue *_Nullable epilogue, float *inputGradient);

/// The adjoint of `convolution_forward` in its weight.
void convolution_weight_gradient(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                 float *weightGradient);

/// How the three are computed.
typedef enum ConvolutionAlgorithm {
  ConvolutionAutomatic, ///< what was measured to be fastest for the shape
  ConvolutionDirect,    ///< every product of the definition
  ConvolutionWinograd,  ///< Winograd's algorithm wherever it applies: fewer products, some ten times the rounding error
} ConvolutionAlgorithm;

/// Chooses the algorithm of all convolutions from now on, for tests and benchmarks.
void convolution_use_algorithm(ConvolutionAlgorithm algorithm);

/// The same three, as the plainest loops that can be written: what the fast ones are tested against.
void convolution_forward_naive(const ConvolutionShape *shape, const float *input, const float *weight, float *output);
void convolution_input_gradient_naive(const ConvolutionShape *shape, const float *outputGradient, const float *weight,
                                      float *inputGradient);
void convolution_weight_gradient_naive(const ConvolutionShape *shape, const float *input, const float *outputGradient,
                                       float *weightGradient);

// MARK: - Pooling

/// Whether the pooling functions take this window: at most 64 pixels, and none outside the image altogether.
bool pooling_fits(const ConvolutionShape *shape);

/// The largest value of every window, by channel; padding is not looked at. `outputChannels` is not read.
void pool_maximum(const ConvolutionShape *shape, const float *input, float *output);

/// The mean of every window, by channel, over the pixels that lie inside the image. `outputChannels` is not read.
void pool_mean(const ConvolutionShape *shape, const float *input, const Epilogue *_Nullable epilogue, float *output);

// MARK: - Elementwise

/// Functions of one value. `p` and `q` are parameters where the function has any.
typedef enum UnaryFunction {
  UnaryAffine,      ///< p · x + q
  UnaryReciprocal,  ///< 1 / x
  UnarySquareRoot,  ///< √x
  UnaryExponential, ///< eˣ
  UnaryLogarithm,   ///< ln x
  UnaryTanh,        ///< tanh x
  UnarySigmoid,     ///< 1 / (1 + e⁻ˣ)
  UnarySoftplus,    ///< ln(1 + eˣ), without overflow
  UnaryErf,         ///< the error function
  UnaryAbsolute,    ///< |x|
  UnarySign,        ///< −1, 0 or 1
  UnaryLeakyReLU,   ///< x where x > 0, else p · x
  UnaryStep,        ///< 1 where x > 0, else p
  UnaryClamp,       ///< x held between p and q
} UnaryFunction;

/// y[i] = f(x[i]); y may be x.
void unary(UnaryFunction function, long count, const float *x, float p, float q, float *y);

/// Functions of two values, a and b.
typedef enum BinaryFunction {
  BinaryAdd,
  BinarySubtract,
  BinaryMultiply,
  BinaryDivide,
  BinaryMaximum,
  BinaryMinimum,
  BinaryGreater,          ///< 1 where a > b, else 0
  BinaryLeakyReLUGradient,///< a where b > 0, else p · a: the gradient a through a leaky ReLU whose output (or input) is b
  BinaryTanhGradient,     ///< a · (1 − b²): the gradient a through a tanh whose output is b
} BinaryFunction;

/// y[i] = f(a[i], b[i]).
void binary(BinaryFunction function, long count, const float *a, const float *b, float p, float *y);

/// A small array laid along some axes of a large one: element (o, k, i) of [outer, kept, inner] meets element k.
/// A scalar is kept = 1; a row vector inner = 1; a column vector outer = 1.
typedef struct BroadcastPattern {
  long outer, kept, inner;
} BroadcastPattern;

/// y[o, k, i] = f(a[o, k, i], b[k]), or f(b[k], a[o, k, i]) when `swapped`.
void binary_broadcast(BinaryFunction function, BroadcastPattern pattern, const float *a, const float *b, bool swapped,
                      float p, float *y);

/// y[k] = Σ over o, i of x[o, k, i]: the adjoint of broadcasting. Partial sums have fixed bounds, so the bits do not
/// depend on the number of threads; long sums are added pairwise or by blocks, never in one running float.
void sum_broadcast(BroadcastPattern pattern, const float *x, float *y);

/// y[k] = Σ over o, i of a[o, k, i] · b[o, k, i].
void sum_of_products(BroadcastPattern pattern, const float *a, const float *b, float *y);

/// Back through an `Epilogue` that gave `output`, [rows, columns]: `result` is `gradient` where the output is positive,
/// else slope · gradient, and `biasGradient` its sum by column. In one pass, with the bits of `binary` and `sum_broadcast`.
void epilogue_gradient(long rows, long columns, const float *output, const float *gradient, float slope, float *result,
                       float *biasGradient);

/// y[o, i] = max over k of x[o, k, i].
void maximum_over(BroadcastPattern pattern, const float *x, float *y);

// MARK: - Batch normalisation, x as [rows, channels]

/// Mean and biased variance of every channel; shifted or two-pass, so that a large mean does not cancel the variance.
void channel_moments(long rows, long channels, const float *x, float *mean, float *variance);

/// y = leaky ReLU(x · scale[c] + shift[c]).
void channel_affine(long rows, long channels, const float *x, const float *scale, const float *shift, float slope,
                    float *y);

/// The backward pass of batch normalisation with batch statistics followed by leaky ReLU:
/// x its input, y its output (after the activation), g the gradient at y; scale = γ / √(variance + ε).
/// Any of the three outputs may be null. inverseDeviation = 1 / √(variance + ε).
void batch_norm_gradient(long rows, long channels, const float *x, const float *y, const float *g, const float *mean,
                         const float *inverseDeviation, const float *gamma, float slope, float *_Nullable dx,
                         float *_Nullable dGamma, float *_Nullable dBeta);

// MARK: - Optimisers

/// One step of Adam (Kingma & Ba 2014), with decoupled weight decay if `weightDecay` is not 0 (AdamW).
/// `step` counts from 1. Outputs may be the inputs.
typedef struct AdamStep {
  float learningRate, beta1, beta2, epsilon, weightDecay;
  long step;
} AdamStep;

void adam(const AdamStep *settings, long count, const float *value, const float *gradient, const float *first,
          const float *second, float *newValue, float *newFirst, float *newSecond);

/// y = a · x + b · y₀ elementwise; y may be x or y₀. An exponential moving average is a = 1 − d, b = d.
void weighted_sum(long count, float a, const float *x, float b, const float *y0, float *y);

// MARK: - Double precision: for statistics, where what is left of large sums matters

/// c[i, j] = Σₖ a[i, k] · b[k, j] with strides as in `matrix_multiply`.
void double_multiply(long rows, long columns, long depth, const double *a, long aRow, long aDepth, const double *b,
                     long bDepth, long bColumn, double *c);

/// Σ a[i] · b[i]; on the calling thread, as all that follow.
double double_dot(long count, const double *a, const double *b);

/// y[i] += scale · x[i].
void double_add(long count, double scale, const double *x, double *y);

/// The part that one row of a symmetric matrix has in an update of rank two: row[i] −= p · x[i] + q · y[i].
typedef struct DoubleRankTwo {
  double p, q;
  const double *x, *y;
} DoubleRankTwo;

/// Updates the first `count` values of a row and, in the same pass over memory, multiplies it by v, once as a row and
/// once as a column: product[i] += vRow · row[i], and the result is Σ row[i] · v[i].
double double_symmetric_row(long count, double *row, const DoubleRankTwo *update, const double *v, double vRow,
                            double *product);

/// Rotates neighbouring rows, from the bottom up: for i = count − 1 … 0 rows i and i + 1 become
/// c[i] · upper − s[i] · lower and s[i] · upper + c[i] · lower. Rows lie `stride` apart.
void double_rotate(long count, const double *cosines, const double *sines, double *rows, long stride, long columns);

// MARK: - Random numbers: Philox 4×32-10 (Salmon et al. 2011), counter-based

/// Four 32-bit words for each of the counters first, first + 1, …; `count` words in all.
void random_bits(uint64_t key, uint64_t first, long count, uint32_t *words);

/// Uniform in [low, high) from the upper 24 bits of each word: value i uses word i.
void random_uniform(uint64_t key, uint64_t first, long count, float low, float high, float *y);

/// Normal by Box and Muller: values 2i and 2i + 1 use words 2i and 2i + 1.
void random_normal(uint64_t key, uint64_t first, long count, float mean, float deviation, float *y);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
