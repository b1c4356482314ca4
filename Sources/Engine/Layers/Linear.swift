/// A dense layer: every output is a weighted sum of all inputs, plus a bias, through an activation.
public final class Linear: Module, Layer, WeightedLayer {
  /// `[out, in]`.
  public let weight: Parameter
  /// `[out]`.
  public let bias: Parameter?
  /// Applied last.
  public let activation: Activation

  /// A layer from vectors of `inputs` values to vectors of `outputs`. Biases start at zero, and weights as ``Initializer/he`` draws
  /// them, if nothing else is said.
  public init(
    from inputs: Int, to outputs: Int, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .he, random: Random
  ) {
    weight = Parameter(initializer.values([outputs, inputs], inputs, outputs, random))
    self.bias = bias ? Parameter(.zeros([outputs])) : nil
    self.activation = activation
  }

  /// `[batch, in]` to `[batch, out]`, with another weight, bias and activation in the place of its own.
  public func callAsFunction(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor {
    activation.afterSlope(linear(x, weight: weight, bias: bias, slope: activation.slope))
  }
}
