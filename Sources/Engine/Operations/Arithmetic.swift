import Kernels

// Sums, differences, products and quotients, with broadcasting: axes are matched from the last one, and a size of 1
// stretches. The gradient of a stretched input is summed back over the axes it was stretched along.

extension Tensor {
  /// The sum of two tensors, element by element.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    .operation(
      elementwise(BinaryAdd, a, b), of: [a, b],
      derivative: .each({ $0.gradient.summed(to: $0[0].shape) }, { $0.gradient.summed(to: $0[1].shape) }))
  }

  /// The difference of two tensors, element by element.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    .operation(
      elementwise(BinarySubtract, a, b), of: [a, b],
      derivative: .each({ $0.gradient.summed(to: $0[0].shape) }, { (-$0.gradient).summed(to: $0[1].shape) }))
  }

  /// The product of two tensors, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    .operation(
      elementwise(BinaryMultiply, a, b), of: [a, b],
      derivative: .each(
        { ($0.gradient * $0[1]).summed(to: $0[0].shape) }, { ($0.gradient * $0[0]).summed(to: $0[1].shape) }
      ))
  }

  /// The quotient of two tensors, element by element.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    .operation(
      elementwise(BinaryDivide, a, b), of: [a, b],
      derivative: .each(
        { ($0.gradient / $0[1]).summed(to: $0[0].shape) },
        { (-$0.gradient * $0.output / $0[1]).summed(to: $0[1].shape) }
      ))
  }

  /// The larger of two values, element by element; where they are equal the gradient goes to the second.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    .operation(
      elementwise(BinaryMaximum, a, b), of: [a, b],
      derivative: .each(
        { ($0.gradient * greater($0[0], $0[1])).summed(to: $0[0].shape) },
        { ($0.gradient * (1 - greater($0[0], $0[1]))).summed(to: $0[1].shape) }
      ))
  }

  /// 1 where `a` is greater than `b`, else 0. A constant: its slope is zero wherever it has one.
  public static func greater(_ a: Tensor, _ b: Tensor) -> Tensor { elementwise(BinaryGreater, a, b) }

  // MARK: - With numbers

  /// `scale · x + offset`.
  func affine(scale: Float, offset: Float) -> Tensor {
    .operation(
      elementwise(UnaryAffine, scale, offset), of: [self],
      derivative: .each({ $0.gradient.affine(scale: scale, offset: 0) }))
  }

  /// Minus each value.
  public static prefix func - (a: Tensor) -> Tensor { a.affine(scale: -1, offset: 0) }
  /// A number added to each value.
  public static func + (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1, offset: b) }
  /// A number added to each value.
  public static func + (a: Float, b: Tensor) -> Tensor { b.affine(scale: 1, offset: a) }
  /// A number subtracted from each value.
  public static func - (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1, offset: -b) }
  /// Each value subtracted from a number.
  public static func - (a: Float, b: Tensor) -> Tensor { b.affine(scale: -1, offset: a) }
  /// Each value times a number.
  public static func * (a: Tensor, b: Float) -> Tensor { a.affine(scale: b, offset: 0) }
  /// Each value times a number.
  public static func * (a: Float, b: Tensor) -> Tensor { b.affine(scale: a, offset: 0) }
  /// Each value divided by a number.
  public static func / (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1 / b, offset: 0) }
  /// A number divided by each value.
  public static func / (a: Float, b: Tensor) -> Tensor { b.reciprocal() * a }

  // MARK: - Kernels

  func elementwise(_ function: UnaryFunction, _ p: Float = 0, _ q: Float = 0) -> Tensor {
    withPointers(to: self) { x in Tensor(shape: shape) { unary(function, count, x, p, q, $0.baseAddress!) } }
  }

  static func elementwise(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor, _ p: Float = 0) -> Tensor {
    if a.shape == b.shape {
      return withPointers(to: a, b) { x, y in
        Tensor(shape: a.shape) { binary(function, a.count, x, y, p, $0.baseAddress!) }
      }
    }
    let shape = broadcastShape(a.shape, b.shape)
    if a.shape == shape, let pattern = BroadcastPattern(of: b.shape, in: shape) {
      return withPointers(to: a, b) { large, small in
        Tensor(shape: shape) { binary_broadcast(function, pattern, large, small, false, p, $0.baseAddress!) }
      }
    }
    if b.shape == shape, let pattern = BroadcastPattern(of: a.shape, in: shape) {
      return withPointers(to: b, a) { large, small in
        Tensor(shape: shape) { binary_broadcast(function, pattern, large, small, true, p, $0.baseAddress!) }
      }
    }
    return elementwise(function, a.detached().broadcast(to: shape), b.detached().broadcast(to: shape), p)
  }
}
