/// What a layer does to its sums before it passes them on.
public enum Activation: Sendable, Equatable {
  /// Nothing.
  case identity
  /// 0 below zero.
  case relu
  /// `slope · x` below zero.
  case leakyReLU(slope: Float)
  /// The hyperbolic tangent, onto (−1, 1).
  case tanh

  /// The slope below zero that a fused kernel applies; tanh is not of that kind.
  var slope: Float {
    switch self {
    case .identity, .tanh: 1
    case .relu: 0
    case .leakyReLU(let slope): slope
    }
  }

  /// What is left to do after a kernel has applied ``slope``.
  func afterSlope(_ x: Tensor) -> Tensor { self == .tanh ? x.tanh() : x }

  /// The activation by itself.
  public func callAsFunction(_ x: Tensor) -> Tensor { slope == 1 ? afterSlope(x) : x.leakyReLU(slope: slope) }
}
