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
  let variance = Tensor(shape: [channels], repeating: 0)
  let mean = Tensor(shape: [channels]) {
    channel_moments(rows, channels, x.pointer, $0.baseAddress!, variance.storage.values.baseAddress!)
  }
  let inverseDeviation = (variance + epsilon).squareRoot().reciprocal()
  let factor = scale.detached() * inverseDeviation
  let offset = shift.detached() - mean * factor
  let value = Tensor(shape: x.shape) { values in
    withExtendedLifetime((factor, offset)) {
      channel_affine(rows, channels, x.pointer, factor.pointer, offset.pointer, slope, values.baseAddress!)
    }
  }
  let values = Tensor.operation(
    value, of: [x, scale, shift], saving: [mean, inverseDeviation],
    derivative: .fused(
      { at in batchNormGradient(at, slope: slope) },
      plain: { inputs in
        let axes = Array(inputs[0].shape.indices.dropLast())
        let centred = inputs[0] - inputs[0].mean(axes: axes, keepingAxes: true)
        let variance = centred.squared().mean(axes: axes, keepingAxes: true)
        return activated(centred / (variance + epsilon).squareRoot() * inputs[1], inputs[2], slope)
      }))
  return (values, mean, variance)
}

private func batchNormGradient(_ at: Pullback, slope: Float) -> [Tensor?] {
  let x = at[0]
  let channels = at[1].count
  func output(_ index: Int, _ shape: [Int]) -> Tensor? {
    at.wanted[index] ? Tensor(shape: shape, storage: Storage(count: shape.product), history: nil) : nil
  }
  let results = [output(0, x.shape), output(1, [channels]), output(2, [channels])]
  let pointers = results.map { $0?.storage.values.baseAddress }
  batch_norm_gradient(
    x.count / channels, channels, x.pointer, at.output.pointer, at.gradient.pointer, at.saved[0].pointer,
    at.saved[1].pointer, at[1].pointer, slope, pointers[0], pointers[1], pointers[2])
  return results
}

/// `γ · (x − mean) / √(variance + ε) + β` with given statistics, then leaky ReLU: what batch normalisation does once
/// training is over.
public func normalised(
  _ x: Tensor, mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5, slope: Float = 1
) -> Tensor {
  let factor = scale / (variance + epsilon).squareRoot()
  return activated(x * factor, shift - mean * factor, slope)
}

/// Layer normalisation (Ba 2016) over all axes but the first, then a scale and a shift for every value.
public func layerNormalised(_ x: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
  let axes = Array(x.shape.indices.dropFirst())
  let centred = x - x.mean(axes: axes, keepingAxes: true)
  let variance = centred.squared().mean(axes: axes, keepingAxes: true)
  return centred / (variance + epsilon).squareRoot() * scale + shift
}
