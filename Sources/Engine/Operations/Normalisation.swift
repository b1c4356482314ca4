import Kernels

/// Batch normalisation (Ioffe & Szegedy 2015) with the batch's own statistics, then leaky ReLU, in one pass:
/// `γ · (x − mean) / √(variance + ε) + β`, the mean and the biased variance taken by channel, the last axis.
///
/// - Returns: The normalised values, and the statistics as constants.
public func batchNormalised(
  _ x: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5, slope: Float = 1
) -> (values: Tensor, mean: Tensor, variance: Tensor) {
  let channels = x.shape.last ?? 1
  require(
    scale.shape == [channels] && shift.shape == [channels],
    "batchNormalised: scale \(scale.shape) and shift \(shift.shape) do not fit the channels of \(x.shape)")
  let rows = x.count / channels
  let squares = Storage(count: channels)
  let mean = withPointers(to: x) { x in
    Tensor(shape: [channels]) {
      channel_moments(rows, channels, x, $0.baseAddress!, squares.values.baseAddress!)
    }
  }
  let variance = Tensor(shape: [channels], storage: squares, history: nil)
  let inverseDeviation = (variance + epsilon).squareRoot().reciprocal()
  let factor = scale.detached() * inverseDeviation
  let offset = shift.detached() - mean * factor
  let values = Tensor.operation(
    channelAffine(x, factor, offset, slope), of: [x, scale, shift], saving: [mean, inverseDeviation],
    derivative: .fused(
      { at in batchNormGradient(at, slope: slope) },
      plain: { inputs in
        let axes = Array(inputs[0].shape.indices.dropLast())
        let centred = inputs[0] - inputs[0].mean(axes: axes, keepingAxes: true)
        let variance = centred.squared().mean(axes: axes, keepingAxes: true)
        let sums = centred / (variance + epsilon).squareRoot() * inputs[1] + inputs[2]
        return slope == 1 ? sums : sums.leakyReLU(slope: slope)
      }))
  return (values, mean, variance)
}

private func batchNormGradient(_ at: Pullback, slope: Float) -> [Tensor?] {
  let (x, scale) = (at[0], at[1])
  let channels = scale.count
  let shapes = [x.shape, [channels], [channels]]
  let results = shapes.indices.map { at.wanted[$0] ? Storage(count: shapes[$0].product) : nil }
  withPointers(to: [x, at.output, at.gradient, at.saved[0], at.saved[1], scale]) { inputs in
    let outputs = results.map { $0?.values.baseAddress }
    batch_norm_gradient(
      x.count / channels, channels, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5], slope,
      outputs[0], outputs[1], outputs[2])
  }
  return zip(shapes, results).map { shape, values in
    values.map { Tensor(shape: shape, storage: $0, history: nil) }
  }
}

/// `γ · (x − mean) / √(variance + ε) + β` with given statistics, then leaky ReLU: what batch normalisation does once
/// training is over.
public func normalised(
  _ x: Tensor, mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5, slope: Float = 1
) -> Tensor {
  let (factor, offset) = normalisingLine(mean: mean, variance: variance, scale: scale, shift: shift, epsilon: epsilon)
  require(
    factor.shape == [x.shape.last ?? 1] && shift.shape == factor.shape,
    "normalised: scale \(scale.shape) and shift \(shift.shape) do not fit the channels of \(x.shape)")
  @Sendable func sums(_ at: Pullback) -> Tensor {
    slope == 1 ? at.gradient : at.output.leakyReLUGradient(at.gradient, slope)
  }
  let rows = Array(x.shape.indices.dropLast())
  return Tensor.operation(
    channelAffine(x, factor, offset, slope), of: [x, factor, offset],
    derivative: .each(
      { sums($0) * $0[1] }, { (sums($0) * $0[0]).sum(axes: rows) }, { sums($0).sum(axes: rows) }
    ))
}

/// Batch normalisation with given statistics as `factor · x + offset`, by channel.
func normalisingLine(
  mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float
) -> (factor: Tensor, offset: Tensor) {
  let factor = scale / (variance + epsilon).squareRoot()
  return (factor, shift - mean * factor)
}

/// The values of `scale · x + shift` by channel, the last axis, then leaky ReLU, in one pass.
private func channelAffine(_ x: Tensor, _ scale: Tensor, _ shift: Tensor, _ slope: Float) -> Tensor {
  withPointers(to: x, scale, shift) { values, scale, shift in
    let channels = x.shape.last ?? 1
    return Tensor(shape: x.shape) {
      channel_affine(x.count / channels, channels, values, scale, shift, slope, $0.baseAddress!)
    }
  }
}

/// `scale · x + shift` by sample and channel, the first axis and the last, then leaky ReLU, in one pass: what
/// class-conditional normalisation does to values that are normalised (Dumoulin 2017).
///
/// - Parameters:
///   - x: `[batch, …, channels]`.
///   - scale: `[batch, channels]`.
///   - shift: `[batch, channels]`.
public func modulated(_ x: Tensor, scale: Tensor, shift: Tensor, slope: Float = 1) -> Tensor {
  let (batch, channels) = (x.shape.first ?? 1, x.shape.last ?? 1)
  require(
    x.shape.count > 1 && scale.shape == [batch, channels] && shift.shape == scale.shape,
    "modulated: scale \(scale.shape) and shift \(shift.shape) do not fit the samples and channels of \(x.shape)")
  let size = x.count / max(batch, 1)
  let value = withPointers(to: x, scale, shift) { values, scale, shift in
    Tensor(shape: x.shape) { result in
      for sample in 0..<batch {
        channel_affine(
          size / channels, channels, values + sample * size, scale + sample * channels, shift + sample * channels,
          slope, result.baseAddress! + sample * size)
      }
    }
  }
  let within = Array(x.shape.indices.dropFirst().dropLast())
  @Sendable func sums(_ at: Pullback) -> Tensor {
    slope == 1 ? at.gradient : at.output.leakyReLUGradient(at.gradient, slope)
  }
  return .operation(
    value, of: [x, scale, shift],
    derivative: .each(
      { modulated(sums($0), scale: $0[1], shift: .zeros($0[1].shape)) }, { (sums($0) * $0[0]).sum(axes: within) },
      { sums($0).sum(axes: within) }
    ))
}

/// Layer normalisation (Ba 2016) over all axes but the first, then a scale and a shift for every value.
public func layerNormalised(_ x: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
  let axes = Array(x.shape.indices.dropFirst())
  let centred = x - x.mean(axes: axes, keepingAxes: true)
  let variance = centred.squared().mean(axes: axes, keepingAxes: true)
  return centred / (variance + epsilon).squareRoot() * scale + shift
}
