import Kernels

extension Tensor {
  /// ln of the softmax over the last axis, computed from differences to the largest value, so that nothing overflows.
  public func logSoftmax() -> Tensor {
    let shifted = self - maximumOverLastAxis()
    return shifted - shifted.exp().sum(axes: [-1], keepingAxes: true).log()
  }

  /// eˣ over its sum along the last axis.
  public func softmax() -> Tensor { logSoftmax().exp() }

  /// The largest value along the last axis, kept as an axis of size 1. A constant.
  public func maximumOverLastAxis() -> Tensor {
    let width = shape.last ?? 1
    return withPointers(to: self) { x in
      Tensor(shape: shape.dropLast() + [1]) {
        maximum_over(BroadcastPattern(outer: count / width, kept: width, inner: 1), x, $0.baseAddress!)
      }
    }
  }

  /// The position of the largest value along the last axis of a matrix, by row; of equal ones, the first.
  public func argmax() -> [Int] {
    require(shape.count == 2, "argmax: \(shape) is not [rows, columns]")
    return withUnsafeScalars { values in
      (0..<shape[0]).map { row in
        (0..<shape[1]).max { values[row * shape[1] + $0] < values[row * shape[1] + $1] } ?? 0
      }
    }
  }

  /// Rows of zeros with a one at each label: `[labels.count, classes]`.
  public static func oneHot(_ labels: [Int], classes: Int) -> Tensor {
    Tensor(shape: [labels.count, classes]) { values in
      values.initialize(repeating: 0)
      for (row, label) in labels.enumerated() {
        require((0..<classes).contains(label), "oneHot: label \(label) is not one of \(classes) classes")
        values[row * classes + label] = 1
      }
    }
  }
}

/// The mean of −ln p(label) over the batch; `logits` are `[batch, classes]`.
public func crossEntropy(_ logits: Tensor, labels: [Int]) -> Tensor {
  require(
    logits.shape.count == 2 && logits.shape[0] == labels.count,
    "crossEntropy: logits \(logits.shape) do not fit \(labels.count) labels")
  return -(logits.logSoftmax() * .oneHot(labels, classes: logits.shape[1])).sum() / Float(labels.count)
}
