/// A convolution: every output pixel is a weighted sum over a small window of the input, the same weights everywhere.
public final class Convolution: Module, Layer, WeightedLayer {
  /// `[out, kernelHeight, kernelWidth, in]`.
  public let weight: Parameter
  /// `[out]`.
  public let bias: Parameter?
  /// Kernel, stride and padding.
  public let window: ConvolutionWindow
  /// Applied last.
  public let activation: Activation

  /// A layer from images of `inputs` channels to images of `outputs`. Biases start at zero, and weights as
  /// ``Initializer/he`` draws them, if nothing else is said.
  public init(
    from inputs: Int, to outputs: Int, window: ConvolutionWindow, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .he, random: Random
  ) {
    let area = window.kernel.height * window.kernel.width
    weight = Parameter(
      initializer.values(
        [outputs, window.kernel.height, window.kernel.width, inputs], inputs * area, outputs * area, random))
    self.bias = bias ? Parameter(.zeros([outputs])) : nil
    self.window = window
    self.activation = activation
  }

  /// `[batch, height, width, in]` to `[batch, height′, width′, out]`, with another weight, bias and activation in the place
  /// of its own.
  public func callAsFunction(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor {
    activation.afterSlope(convolution(x, weight: weight, bias: bias, window: window, slope: activation.slope))
  }
}

/// A transposed convolution: every input pixel spreads over a window of the output. With stride 2 it doubles the image.
public final class TransposedConvolution: Module, Layer, WeightedLayer {
  /// `[out, kernelHeight, kernelWidth, in]`.
  public let weight: Parameter
  /// `[out]`.
  public let bias: Parameter?
  /// Kernel, stride and padding of the convolution that this one transposes.
  public let window: ConvolutionWindow
  /// Applied last.
  public let activation: Activation

  /// A layer from images of `inputs` channels to images of `outputs`. Biases start at zero, and weights as
  /// ``Initializer/he`` draws them, if nothing else is said.
  public init(
    from inputs: Int, to outputs: Int, window: ConvolutionWindow, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .he, random: Random
  ) {
    // An output pixel is reached by the windows of about (kernel / stride)² inputs, not by a whole kernel.
    let area = window.kernel.height * window.kernel.width
    let reached = max(area / (window.stride * window.stride), 1)
    weight = Parameter(
      initializer.values(
        [outputs, window.kernel.height, window.kernel.width, inputs], inputs * reached, outputs * area, random))
    self.bias = bias ? Parameter(.zeros([outputs])) : nil
    self.window = window
    self.activation = activation
  }

  /// `[batch, height, width, in]` to `[batch, height′, width′, out]`, with another weight, bias and activation in the place
  /// of its own.
  public func callAsFunction(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor {
    activation.afterSlope(
      transposedConvolution(x, weight: weight, bias: bias, window: window, slope: activation.slope))
  }
}
