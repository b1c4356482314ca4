/// Batch normalisation (Ioffe & Szegedy 2015): every channel brought to mean 0 and variance 1 over the batch, then
/// scaled and shifted by two trained numbers.
///
/// With classes it is *class-conditional* (Miyato & Koyama 2018, after Dumoulin 2017): samples of all classes share the
/// statistics, and every class has a scale and a shift of its own.
public final class BatchNorm: Module, Layer {
  /// γ, by channel, or `[class, channel]`; starts at 1.
  public let scale: Parameter
  /// β, by channel, or `[class, channel]`; starts at 0.
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

  /// A layer for images or vectors of `channels` channels, class-conditional if it knows `classes`.
  public init(
    channels: Int, classes: Int = 0, activation: Activation = .identity, momentum: Float = 0.1, epsilon: Float = 1e-5
  ) {
    let shape = classes == 0 ? [channels] : [classes, channels]
    scale = Parameter(.ones(shape))
    shift = Parameter(.zeros(shape))
    runningMean = Buffer(.zeros([channels]))
    runningVariance = Buffer(.ones([channels]))
    self.momentum = momentum
    self.epsilon = epsilon
    self.activation = activation
  }

  /// The number of channels.
  public var channels: Int { runningMean.value.count }

  /// Whether every class has a scale and a shift of its own.
  public var isConditional: Bool { scale.value.shape.count == 2 }

  /// In training, normalises with the batch's statistics and moves the running ones; in inference, uses those.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { self(x, classes: nil, phase) }

  /// The same for samples of classes, one-hot rows `[batch, class]`; rows may also lie between classes. A class-conditional
  /// layer needs them, and another takes none.
  public func callAsFunction(_ x: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor {
    let (scale, shift) = scaleAndShiftOfAll
    let standard = standardised(x, scale: scale, shift: shift, slope: activationOfAll.slope, phase)
    return byClass(activationOfAll.afterSlope(standard), classes)
  }

  /// What `layer` makes of `x`, normalised; the layer's outputs are the channels.
  ///
  /// In inference this takes no pass of its own over the result. Running statistics make of batch normalisation a factor and
  /// an offset by channel: the factor is multiplied into the layer's weight, the offset is its bias, and the activation is
  /// applied with them (batch normalisation folding: Jacob 2018).
  public func callAsFunction(
    after layer: some WeightedLayer, _ x: Tensor, classes: Tensor? = nil, _ phase: Phase
  ) -> Tensor {
    guard case .inference = phase, layer.activation == .identity else {
      return self(layer(x), classes: classes, phase)
    }
    let weight = layer.weight.value, (scale, shift) = scaleAndShiftOfAll
    require(
      weight.shape[0] == channels,
      "BatchNorm: a layer with a weight \(weight.shape) (outputs first) does not make \(channels) channels")
    let (factor, offset) = normalisingLine(
      mean: runningMean.value, variance: runningVariance.value, scale: scale, shift: shift, epsilon: epsilon)
    let column = [channels] + Array(repeating: 1, count: weight.shape.count - 1)
    let folded = layer(
      x, weight: weight * factor.reshaped(column), bias: layer.bias.map { $0.value * factor + offset } ?? offset,
      activation: activationOfAll)
    return byClass(folded, classes)
  }

  /// The scale and the shift that are the same for all samples: 1 and 0 if every class has its own.
  private var scaleAndShiftOfAll: (scale: Tensor, shift: Tensor) {
    isConditional ? (.ones([channels]), .zeros([channels])) : (scale.value, shift.value)
  }

  /// What can be applied before scale and shift of a class: nothing if every class has its own.
  private var activationOfAll: Activation { isConditional ? .identity : activation }

  /// The scale, the shift and the activation that are still due to standardised values of samples of classes.
  private func byClass(_ standard: Tensor, _ classes: Tensor?) -> Tensor {
    require(
      (classes != nil) == isConditional,
      isConditional
        ? "BatchNorm: a class-conditional layer was not told the classes"
        : "BatchNorm: a layer without classes was told some")
    guard let classes else { return standard }
    return activation.afterSlope(
      modulated(
        standard, scale: matrixProduct(classes, scale.value), shift: matrixProduct(classes, shift.value),
        slope: activation.slope))
  }

  /// Normalises by the statistics that the phase asks for, and then scales and shifts by channel.
  private func standardised(_ x: Tensor, scale: Tensor, shift: Tensor, slope: Float, _ phase: Phase) -> Tensor {
    guard case .training = phase else {
      return normalised(
        x, mean: runningMean.value, variance: runningVariance.value, scale: scale, shift: shift, epsilon: epsilon,
        slope: slope)
    }
    let (values, mean, variance) = batchNormalised(x, scale: scale, shift: shift, epsilon: epsilon, slope: slope)
    let rows = Float(x.count / mean.count)
    let unbiased = variance * (rows / max(rows - 1, 1))
    runningMean.value = runningMean.value.moved(by: momentum, towards: mean)
    runningVariance.value = runningVariance.value.moved(by: momentum, towards: unbiased)
    return values
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

  /// The same in either phase.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { self(x) }
}
