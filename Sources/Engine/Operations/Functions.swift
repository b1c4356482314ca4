import Foundation
import Kernels

// Functions of one value. Each stands beside its derivative, written in the function's own output where that is cheaper.

extension Tensor {
  /// 1 / x.
  public func reciprocal() -> Tensor {
    .operation(
      elementwise(UnaryReciprocal), of: [self], derivative: .each({ -$0.gradient * $0.output * $0.output }))
  }

  /// √x. Its slope at 0 is infinite.
  public func squareRoot() -> Tensor {
    .operation(elementwise(UnarySquareRoot), of: [self], derivative: .each({ $0.gradient * 0.5 / $0.output }))
  }

  /// x².
  public func squared() -> Tensor { self * self }

  /// eˣ.
  public func exp() -> Tensor {
    .operation(elementwise(UnaryExponential), of: [self], derivative: .each({ $0.gradient * $0.output }))
  }

  /// ln x.
  public func log() -> Tensor {
    .operation(elementwise(UnaryLogarithm), of: [self], derivative: .each({ $0.gradient / $0[0] }))
  }

  /// xᵖ for a constant p, value by value as the C library computes it: slower than a product or ``squareRoot()``.
  public func pow(_ exponent: Float) -> Tensor {
    // The derivative is zero, also where p · xᵖ⁻¹ has no value.
    if exponent == 0 { return .ones(shape) }
    let value = withPointers(to: self) { x in
      Tensor(shape: shape) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, x)
        Parallel.ranges(count, of: 1 << 12) { range in
          for index in range { target[index] = Foundation.pow(source[index], exponent) }
        }
      }
    }
    return .operation(
      value, of: [self], derivative: .each({ $0.gradient * ($0[0].pow(exponent - 1) * exponent) }))
  }

  /// The hyperbolic tangent; its range, (−1, 1), is that of the images.
  public func tanh() -> Tensor {
    .operation(
      elementwise(UnaryTanh), of: [self],
      derivative: .fused(
        { [Tensor.elementwise(BinaryTanhGradient, $0.gradient, $0.output)] },
        plain: { 2 * (2 * $0[0]).sigmoid() - 1 }))
  }

  /// σ(x) = 1 / (1 + e⁻ˣ): the probability that a logit stands for.
  public func sigmoid() -> Tensor {
    .operation(
      elementwise(UnarySigmoid), of: [self], derivative: .each({ $0.gradient * $0.output * (1 - $0.output) }))
  }

  /// ln(1 + eˣ), computed so that no x overflows. −ln σ(x) is `softplus(−x)`: binary cross-entropy on logits.
  public func softplus() -> Tensor {
    .operation(elementwise(UnarySoftplus), of: [self], derivative: .each({ $0.gradient * $0[0].sigmoid() }))
  }

  /// The error function, (2/√π) ∫₀ˣ e^(−t²) dt.
  public func errorFunction() -> Tensor {
    .operation(
      elementwise(UnaryErf), of: [self],
      derivative: .each({ $0.gradient * (-$0[0].squared()).exp() * Float(2 / Double.pi.squareRoot()) }))
  }

  /// |x|, with slope 0 at 0.
  public func absoluteValue() -> Tensor {
    .operation(
      elementwise(UnaryAbsolute), of: [self], derivative: .each({ $0.gradient * $0[0].elementwise(UnarySign) }))
  }

  /// x held between two bounds; no gradient passes where it was cut.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    .operation(
      elementwise(UnaryClamp, range.lowerBound, range.upperBound), of: [self],
      derivative: .each(
        { at in
          let cut = (at[0].detached() - at.output.detached()).absoluteValue()
          return at.gradient * (1 - Tensor.greater(cut, Tensor(0)))
        }
      ))
  }

  // MARK: - Activations

  /// x where it is positive, else `slope · x`. DCGAN's discriminator uses a slope of 0.2 (Radford 2015).
  public func leakyReLU(slope: Float = 0.2) -> Tensor {
    require(slope >= 0, "leakyReLU: a slope of \(slope) is below 0")
    return .operation(
      elementwise(UnaryLeakyReLU, slope), of: [self],
      derivative: .each({ $0[0].leakyReLUGradient($0.gradient, slope) }))
  }

  /// x where it is positive, else 0.
  public func relu() -> Tensor { leakyReLU(slope: 0) }

  /// `gradient` where `self`, the input or the output of a leaky ReLU, is positive, else `slope · gradient`. Linear in
  /// the gradient; in `self` it has slope zero wherever it has one.
  func leakyReLUGradient(_ gradient: Tensor, _ slope: Float) -> Tensor {
    .operation(
      Tensor.elementwise(BinaryLeakyReLUGradient, gradient, self, slope), of: [gradient], saving: [detached()],
      derivative: .each({ $0.saved[0].leakyReLUGradient($0.gradient, slope) }))
  }

  /// x where it is positive, else eˣ − 1 (Clevert 2015).
  public func elu() -> Tensor { relu() + (-(-self).relu()).exp() - 1 }

  /// x · σ(x), also called swish.
  public func silu() -> Tensor { self * sigmoid() }

  /// x · Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel 2016).
  public func gelu() -> Tensor { self * 0.5 * ((self * Float(0.5.squareRoot())).errorFunction() + 1) }
}
