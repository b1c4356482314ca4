/// Dropout (Srivastava 2014): in training, every value is set to zero with probability `rate`, and the others are
/// scaled up so that the mean stays.
public final class Dropout: Module, Layer {
  /// The share of values that is dropped.
  public let rate: Float

  /// A layer that drops the given share, at least 0 and below 1.
  public init(rate: Float) {
    require((0..<1).contains(rate), "Dropout: a rate of \(rate) is not in 0..<1")
    self.rate = rate
  }

  /// The values with some dropped, in training; the values themselves, in inference.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    guard case .training(let random) = phase, rate > 0 else { return x }
    return x * (Tensor.greater(random.uniform(x.shape), Tensor(rate)) * (1 / (1 - rate)))
  }
}
