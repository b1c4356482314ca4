import Kernels

// Stretching a tensor along axes, and its adjoint, summing over them: each is the other's derivative.

extension Tensor {
  /// The tensor repeated along the axes where its size is 1 and along new leading axes, as far as `shape` asks.
  public func broadcast(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    require(
      Tensor.broadcastShape(self.shape, shape) == shape, "broadcast: \(self.shape) does not stretch to \(shape)")
    return .operation(
      repeated(to: shape), of: [self], derivative: .each({ $0.gradient.summed(to: $0[0].shape) }))
  }

  /// The sum over every axis along which a tensor of the given shape would have to be stretched to this one's.
  public func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let added = self.shape.count - shape.count
    let axes = self.shape.indices.filter { $0 < added || (shape[$0 - added] == 1 && self.shape[$0] != 1) }
    return sum(axes: axes, keepingAxes: true).reshaped(shape)
  }

  /// The sum of all values, a scalar.
  public func sum() -> Tensor {
    .operation(totalled(), of: [self], derivative: .each({ $0.gradient.broadcast(to: $0[0].shape) }))
  }

  /// The mean of all values, a scalar.
  public func mean() -> Tensor {
    .operation(
      totalled(times: 1 / Float(count)), of: [self],
      derivative: .each({ ($0.gradient / Float($0[0].count)).broadcast(to: $0[0].shape) }))
  }

  /// The mean over some axes.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    sum(axes: axes, keepingAxes: keepingAxes) / Float(axes.map { shape[normalised($0)] }.product)
  }

  /// The sum over some axes; negative ones count from the last. `keepingAxes` leaves them in the shape with size 1.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let axes = Set(axes.map(normalised))
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let total = Tensor.operation(
      reduced(axes).reshapedStorage(kept), of: [self], derivative: .each({ $0.gradient.broadcast(to: $0[0].shape) }))
    return keepingAxes ? total : total.reshaped(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }

  /// The population variance over some axes: the mean squared distance from the mean.
  public func variance(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    (self - mean(axes: axes, keepingAxes: true)).squared().mean(axes: axes, keepingAxes: keepingAxes)
  }

  func normalised(_ axis: Int) -> Int {
    let positive = axis < 0 ? axis + shape.count : axis
    require(shape.indices.contains(positive), "axis \(axis) is not one of a tensor of shape \(shape)")
    return positive
  }

  static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = max(a.count, b.count)
    let a = Array(repeating: 1, count: rank - a.count) + a
    let b = Array(repeating: 1, count: rank - b.count) + b
    return zip(a, b).map { x, y in
      require(x == y || x == 1 || y == 1, "shapes \(a) and \(b) do not fit together")
      return x == 1 ? y : x
    }
  }

  // MARK: - Values

  private func repeated(to shape: [Int]) -> Tensor {
    if let pattern = BroadcastPattern(of: self.shape, in: shape) {
      return withPointers(to: self) { source in
        Tensor(shape: shape) { values in
          for o in 0..<pattern.outer {
            let block = values.baseAddress! + o * pattern.kept * pattern.inner
            if pattern.inner == 1 {
              block.initialize(from: source, count: pattern.kept)
            } else {
              for k in 0..<pattern.kept {
                (block + k * pattern.inner).initialize(repeating: source[k], count: pattern.inner)
              }
            }
          }
        }
      }
    }
    // The values lie along axes that are not neighbours: stretch one run of axes at a time, the last first.
    let padded = Array(repeating: 1, count: shape.count - self.shape.count) + self.shape
    let axis = padded.indices.last { padded[$0] != shape[$0] }!
    var partly = padded
    partly[axis] = shape[axis]
    let outer = padded[..<axis].reduce(1, *)
    let inner = padded[(axis + 1)...].reduce(1, *)
    let stretched = withPointers(to: self) { source in
      Tensor(shape: partly) { values in
        for o in 0..<outer {
          for r in 0..<shape[axis] {
            (values.baseAddress! + (o * shape[axis] + r) * inner).initialize(from: source + o * inner, count: inner)
          }
        }
      }
    }
    return stretched.broadcast(to: shape)
  }

  /// The sum of all values, times a factor.
  private func totalled(times factor: Float = 1) -> Tensor {
    withPointers(to: self) { x in
      Tensor(shape: []) {
        sum_broadcast(BroadcastPattern(outer: 1, kept: 1, inner: count), x, $0.baseAddress!)
        $0[0] *= factor
      }
    }
  }

  private func reduced(_ axes: Set<Int>) -> Tensor {
    if axes.isEmpty { return detached() }
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    if let pattern = BroadcastPattern(of: kept, in: shape) {
      return withPointers(to: self) { x in Tensor(shape: kept) { sum_broadcast(pattern, x, $0.baseAddress!) } }
    }
    // What is kept are axes that are not neighbours: sum away the last run of axes between them, then the rest.
    let last = shape.indices.last { axes.contains($0) && shape[$0] != 1 }!
    let first = shape.indices.last { $0 < last && !(axes.contains($0) || shape[$0] == 1) }.map { $0 + 1 } ?? 0
    let outer = shape[..<first].reduce(1, *)
    let middle = shape[first...last].reduce(1, *)
    let inner = shape[(last + 1)...].reduce(1, *)
    var partly = shape
    for axis in first...last { partly[axis] = 1 }
    let part = withPointers(to: self) { source in
      Tensor(shape: partly) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.perform(outer) { o in
          sum_broadcast(
            BroadcastPattern(outer: middle, kept: inner, inner: 1), source + o * middle * inner, target + o * inner)
        }
      }
    }
    return part.reduced(axes.subtracting(first...last))
  }
}

extension BroadcastPattern {
  /// How a tensor of shape `small` lies in one of shape `large`, if its own axes are neighbours there.
  init?(of small: [Int], in large: [Int]) {
    if small.product == 1 {
      self.init(outer: 1, kept: 1, inner: large.product)
      return
    }
    let padded = Array(repeating: 1, count: large.count - small.count) + small
    let (first, last) = (padded.firstIndex { $0 != 1 }!, padded.lastIndex { $0 != 1 }!)
    for axis in first...last where padded[axis] != large[axis] { return nil }
    self.init(
      outer: large[..<first].reduce(1, *), kept: large[first...last].reduce(1, *),
      inner: large[(last + 1)...].reduce(1, *))
  }
}
