/// Batch normalisation (Ioffe & Szegedy 2015): every channel brought to mean 0 and variance 1 over the batch, then
/// scaled and shifted by two trained numbers.
public final class BatchNorm: Module, Layer {
  /// γ, by channel; starts at 1.
  public let scale: Parameter
  /// β, by channel; starts at 0.
  public let shift: Parameter
  /// Moving averages of the batches' means, for inference.
  public let runningMean: Buffer
  /// Moving averages of the batches' unbiased variances, for inference.
  public let runningVariance: Buffer
  /// How far a batch moves the running statistics.
  public let momentum: Float
  /// Added to the variance, so that a constant channel does not divide by zero.
  public let epsilon: Float
  /// Applied last, in the same pass.
  public let activation: Activation

  /// A layer for images or vectors of `channels` channels.
  public init(channels: Int, activation: Activation = .identity, momentum: Float = 0.1, epsilon: Float = 1e-5) {
    scale = Parameter(.ones([channels]))
    shift = Parameter(.zeros([channels]))
    runningMean = Buffer(.zeros([channels]))
    runningVariance = Buffer(.ones([channels]))
    self.momentum = momentum
    self.epsilon = epsilon
    self.activation = activation
  }

  /// In training, normalises with the batch's statistics and moves the running ones; in inference, uses those.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard case .training = mode else {
      return activation.afterSlope(
        normalised(
          x, mean: runningMean.value, variance: runningVariance.value, scale: scale.value, shift: shift.value,
          epsilon: epsilon, slope: activation.slope))
    }
    let (values, mean, variance) = batchNormalised(
      x, scale: scale.value, shift: shift.value, epsilon: epsilon, slope: activation.slope)
    let rows = Float(x.count / mean.count)
    let unbiased = variance * (rows / max(rows - 1, 1))
    runningMean.value = runningMean.value.moved(by: momentum, towards: mean)
    runningVariance.value = runningVariance.value.moved(by: momentum, towards: unbiased)
    return activation.afterSlope(values)
  }
}

/// Layer normalisation (Ba 2016): every sample brought to mean 0 and variance 1 by itself, so that samples stay
/// independent, as a gradient penalty needs.
public final class LayerNorm: Module, Layer {
  /// γ, for every value of a sample; starts at 1.
  public let scale: Parameter
  /// β, for every value of a sample; starts at 0.
  public let shift: Parameter
  /// Added to the variance.
  public let epsilon: Float

  /// A layer for samples of the given shape.
  public init(shape: [Int], epsilon: Float = 1e-5) {
    scale = Parameter(.ones(shape))
    shift = Parameter(.zeros(shape))
    self.epsilon = epsilon
  }

  /// `[batch] + shape` to the same.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layerNormalised(x, scale: scale.value, shift: shift.value, epsilon: epsilon)
  }

  /// The same in either mode.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { self(x) }
}
