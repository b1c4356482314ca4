import Kernels

// Convolution, its gradient in the input and its gradient in the weight: three bilinear operations. Each is linear in
// two of (input, weight, output gradient), so the derivatives of each are the other two, and derivatives of every
// order come for free. The gradient in the input, read forwards, is the transposed convolution.

/// A convolution's kernel, stride and padding.
public struct ConvolutionWindow: Sendable, Equatable {
  /// Height and width of the kernel.
  public let kernel: (height: Int, width: Int)
  /// How far the kernel moves from one output to the next.
  public let stride: Int
  /// Zeros imagined around the image: above and below, left and right.
  public let padding: (height: Int, width: Int)

  /// A square kernel.
  public init(kernel: Int, stride: Int = 1, padding: Int = 0) {
    self.init(kernel: (kernel, kernel), stride: stride, padding: (padding, padding))
  }

  /// A kernel of any shape.
  public init(kernel: (height: Int, width: Int), stride: Int = 1, padding: (height: Int, width: Int) = (0, 0)) {
    require(
      kernel.height > 0 && kernel.width > 0 && stride > 0 && padding.height >= 0 && padding.width >= 0,
      "ConvolutionWindow: kernel \(kernel), stride \(stride), padding \(padding) is not a window")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The output's height and width for an input's.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      (height + 2 * padding.height - kernel.height) / stride + 1,
      (width + 2 * padding.width - kernel.width) / stride + 1
    )
  }

  /// The height and width that a transposed convolution makes of an input's.
  public func transposedOutputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      (height - 1) * stride + kernel.height - 2 * padding.height,
      (width - 1) * stride + kernel.width - 2 * padding.width
    )
  }

  /// Whether two windows are the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.kernel == b.kernel && a.stride == b.stride && a.padding == b.padding
  }

  func shape(input: [Int], output: [Int]) -> ConvolutionShape {
    ConvolutionShape(
      batch: input[0], height: input[1], width: input[2], inputChannels: input[3], outputHeight: output[1],
      outputWidth: output[2], outputChannels: output[3], kernelHeight: kernel.height, kernelWidth: kernel.width,
      stride: stride, paddingHeight: padding.height, paddingWidth: padding.width)
  }
}

/// Convolution of images `[batch, height, width, in]` with a weight `[out, kernelHeight, kernelWidth, in]`, plus a bias
/// by channel, then leaky ReLU, in one pass.
///
/// - Parameter slope: The activation's slope below zero; 1 for none.
public func convolution(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, window: ConvolutionWindow, slope: Float = 1
) -> Tensor {
  require(
    x.shape.count == 4 && weight.shape.count == 4 && x.shape[3] == weight.shape[3]
      && weight.shape[1] == window.kernel.height && weight.shape[2] == window.kernel.width,
    "convolution: images \(x.shape) ([batch, height, width, in]) do not fit a weight \(weight.shape) "
      + "([out, kernelHeight, kernelWidth, in]) and a kernel \(window.kernel)")
  require(
    x.shape[1] + 2 * window.padding.height >= window.kernel.height
      && x.shape[2] + 2 * window.padding.width >= window.kernel.width,
    "convolution: a kernel \(window.kernel) is larger than the images \(x.shape) padded by \(window.padding)")
  let size = window.outputSize(height: x.shape[1], width: x.shape[2])
  let output = [x.shape[0], size.height, size.width, weight.shape[0]]
  var shape = window.shape(input: x.shape, output: output)
  let value = withEpilogue(bias, slope) { epilogue in
    withPointers(to: x, weight) { x, weight in
      Tensor(shape: output) {
        convolution_forward(&shape, Processor.convolutionAlgorithm, x, weight, epilogue, $0.baseAddress!)
      }
    }
  }
  if bias == nil && slope == 1 {
    return .operation(
      value, of: [x, weight],
      derivative: .each(
        { convolutionInputGradient($0.gradient, weight: $0[1], inputShape: $0[0].shape, window: window) },
        { convolutionWeightGradient(input: $0[0], outputGradient: $0.gradient, window: window) }
      ))
  }
  return .operation(
    value, of: bias.map { [x, weight, $0] } ?? [x, weight],
    derivative: .together { at in
      let (g, biasGradient) = epilogueGradient(at, slope)
      return [
        at.wanted[0] ? convolutionInputGradient(g, weight: at[1], inputShape: at[0].shape, window: window) : nil,
        at.wanted[1] ? convolutionWeightGradient(input: at[0], outputGradient: g, window: window) : nil,
        biasGradient,
      ]
    })
}

/// The gradient of a convolution in its input, given the gradient at its output: every output spreads its gradient over
/// the window it was computed from. `weight` is the convolution's, `[out, kernelHeight, kernelWidth, in]`.
public func convolutionInputGradient(
  _ outputGradient: Tensor, weight: Tensor, inputShape: [Int], window: ConvolutionWindow
) -> Tensor {
  convolutionInputGradient(
    outputGradient, weight: weight, bias: nil, inputShape: inputShape, window: window, slope: 1)
}

/// The input gradient, plus a bias by channel, then leaky ReLU, in one pass.
private func convolutionInputGradient(
  _ outputGradient: Tensor, weight: Tensor, bias: Tensor?, inputShape: [Int], window: ConvolutionWindow, slope: Float
) -> Tensor {
  require(
    outputGradient.shape.count == 4 && weight.shape.count == 4 && outputGradient.shape[3] == weight.shape[0]
      && inputShape.count == 4 && inputShape[3] == weight.shape[3] && inputShape[0] == outputGradient.shape[0]
      && weight.shape[1] == window.kernel.height && weight.shape[2] == window.kernel.width
      && window.outputSize(height: inputShape[1], width: inputShape[2])
        == (outputGradient.shape[1], outputGradient.shape[2]),
    "convolutionInputGradient: a gradient \(outputGradient.shape) and a weight \(weight.shape) do not fit an input "
      + "\(inputShape) under \(window)")
  var shape = window.shape(input: inputShape, output: outputGradient.shape)
  let value = withEpilogue(bias, slope) { epilogue in
    withPointers(to: outputGradient, weight) { gradient, weight in
      Tensor(shape: inputShape) {
        convolution_input_gradient(
          &shape, Processor.convolutionAlgorithm, gradient, weight, epilogue, $0.baseAddress!)
      }
    }
  }
  if bias == nil && slope == 1 {
    return .operation(
      value, of: [outputGradient, weight],
      derivative: .each(
        { convolution($0.gradient, weight: $0[1], window: window) },
        { convolutionWeightGradient(input: $0.gradient, outputGradient: $0[0], window: window) }
      ))
  }
  return .operation(
    value, of: bias.map { [outputGradient, weight, $0] } ?? [outputGradient, weight],
    derivative: .together { at in
      let (g, biasGradient) = epilogueGradient(at, slope)
      return [
        at.wanted[0] ? convolution(g, weight: at[1], window: window) : nil,
        at.wanted[1] ? convolutionWeightGradient(input: g, outputGradient: at[0], window: window) : nil,
        biasGradient,
      ]
    })
}

/// The gradient of a convolution in its weight, given its input and the gradient at its output.
public func convolutionWeightGradient(input: Tensor, outputGradient: Tensor, window: ConvolutionWindow) -> Tensor {
  require(
    input.shape.count == 4 && outputGradient.shape.count == 4 && input.shape[0] == outputGradient.shape[0]
      && window.outputSize(height: input.shape[1], width: input.shape[2])
        == (outputGradient.shape[1], outputGradient.shape[2]),
    "convolutionWeightGradient: an input \(input.shape) and a gradient \(outputGradient.shape) do not fit \(window)")
  var shape = window.shape(input: input.shape, output: outputGradient.shape)
  let weightShape = [outputGradient.shape[3], window.kernel.height, window.kernel.width, input.shape[3]]
  let value = withPointers(to: input, outputGradient) { input, gradient in
    Tensor(shape: weightShape) {
      convolution_weight_gradient(&shape, Processor.convolutionAlgorithm, input, gradient, $0.baseAddress!)
    }
  }
  return .operation(
    value, of: [input, outputGradient],
    derivative: .each(
      { convolutionInputGradient($0[1], weight: $0.gradient, inputShape: $0[0].shape, window: window) },
      { convolution($0[0], weight: $0.gradient, window: window) }
    ))
}

/// The transposed convolution, which grows an image: the input gradient of a convolution with the same window, used as
/// a layer, plus a bias by channel, then leaky ReLU, in one pass. `weight` is `[out, kernelHeight, kernelWidth, in]` as this
/// layer sees its channels.
///
/// - Parameter slope: The activation's slope below zero; 1 for none.
public func transposedConvolution(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, window: ConvolutionWindow, slope: Float = 1
) -> Tensor {
  require(
    x.shape.count == 4 && weight.shape.count == 4 && x.shape[3] == weight.shape[3]
      && weight.shape[1] == window.kernel.height && weight.shape[2] == window.kernel.width,
    "transposedConvolution: images \(x.shape) ([batch, height, width, in]) do not fit a weight \(weight.shape) "
      + "([out, kernelHeight, kernelWidth, in]) and a kernel \(window.kernel)")
  let size = window.transposedOutputSize(height: x.shape[1], width: x.shape[2])
  require(
    size.height > 0 && size.width > 0, "transposedConvolution: \(window) leaves nothing of images \(x.shape)")
  return convolutionInputGradient(
    x, weight: weight.transposed([3, 1, 2, 0]), bias: bias,
    inputShape: [x.shape[0], size.height, size.width, weight.shape[0]], window: window, slope: slope)
}
