/// A layer that multiplies by a weight, adds a bias and applies an activation, each of which can be replaced for a call.
public protocol WeightedLayer: Module {
  /// The layer's own weight, outputs first.
  var weight: Parameter { get }
  /// The layer's own bias, `[out]`, if it has one.
  var bias: Parameter? { get }
  /// What the layer applies last.
  var activation: Activation { get }
  /// The layer with another weight, bias and activation in the place of its own.
  func callAsFunction(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor
}

extension WeightedLayer {
  /// The layer as it is.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, weight: weight.value) }

  /// The layer as it is, in either phase.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { self(x) }

  /// The layer with another weight in the place of its own.
  public func callAsFunction(_ x: Tensor, weight: Tensor) -> Tensor {
    self(x, weight: weight, bias: bias?.value, activation: activation)
  }
}
