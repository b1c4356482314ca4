import Kernels

// Operations that move values without changing them. Each is linear, and its derivative is its adjoint: cutting a
// slice out and padding zeros around one, joining and cutting apart, a permutation and its inverse.

extension Tensor {
  /// The same values in another shape with as many elements; one size may be −1, for what is left.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let known = shape.filter { $0 != -1 }.product
    let shape = shape.map { $0 == -1 ? count / max(known, 1) : $0 }
    require(shape.product == count, "reshaped: \(self.shape) does not fill \(shape)")
    if shape == self.shape { return self }
    return .operation(
      reshapedStorage(shape), of: [self], derivative: .each({ $0.gradient.reshaped($0[0].shape) }))
  }

  func reshapedStorage(_ shape: [Int]) -> Tensor { Tensor(shape: shape, storage: storage, history: nil) }

  /// All axes after the first joined into one: `[batch, values]`.
  public func flattened() -> Tensor { reshaped([shape[0], -1]) }

  /// The axes in another order: axis `i` of the result is axis `order[i]` of this tensor.
  public func transposed(_ order: [Int]) -> Tensor {
    require(order.sorted() == Array(shape.indices), "transposed: \(order) does not order the axes of \(shape)")
    var inverse = order
    for (new, old) in order.enumerated() { inverse[old] = new }
    let back = inverse
    return .operation(permuted(order), of: [self], derivative: .each({ $0.gradient.transposed(back) }))
  }

  /// The transpose of a matrix.
  public func transposed() -> Tensor { transposed([1, 0]) }

  /// The part of the tensor whose index along `axis` lies in `range`.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = normalised(axis)
    let size = shape[axis]
    require(
      range.lowerBound >= 0 && range.upperBound <= size, "slice: \(range) is outside axis \(axis) of \(shape)")
    if range == 0..<size { return self }
    let (outer, inner) = around(axis)
    var part = shape
    part[axis] = range.count
    let value = withPointers(to: self) { source in
      Tensor(shape: part) { values in
        for o in 0..<outer {
          (values.baseAddress! + o * range.count * inner)
            .initialize(from: source + (o * size + range.lowerBound) * inner, count: range.count * inner)
        }
      }
    }
    return .operation(
      value, of: [self],
      derivative: .each({ $0.gradient.padded(before: range.lowerBound, after: size - range.upperBound, axis: axis) }))
  }

  /// The tensor cut into equal parts along one axis, whose size they divide.
  public func split(into parts: Int, axis: Int = 0) -> [Tensor] {
    let size = shape[normalised(axis)]
    require(
      parts > 0 && size % parts == 0, "split: axis \(axis) of \(shape) does not divide into \(parts) equal parts")
    return (0..<parts).map { slice($0 * size / parts..<($0 + 1) * size / parts, axis: axis) }
  }

  /// Zeros added before and after along one axis.
  public func padded(before: Int, after: Int, axis: Int) -> Tensor {
    let axis = normalised(axis)
    if before == 0 && after == 0 { return self }
    let (outer, inner) = around(axis)
    let size = shape[axis]
    var whole = shape
    whole[axis] += before + after
    let value = withPointers(to: self) { source in
      Tensor(shape: whole) { values in
        for o in 0..<outer {
          let row = values.baseAddress! + o * (before + size + after) * inner
          row.initialize(repeating: 0, count: before * inner)
          (row + before * inner).initialize(from: source + o * size * inner, count: size * inner)
          (row + (before + size) * inner).initialize(repeating: 0, count: after * inner)
        }
      }
    }
    return .operation(
      value, of: [self], derivative: .each({ $0.gradient.slice(before..<before + size, axis: axis) }))
  }

  /// Tensors joined along one axis; all other sizes agree.
  public static func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "concatenate: no tensors")
    let axis = tensors[0].normalised(axis)
    let (outer, inner) = tensors[0].around(axis)
    for tensor in tensors {
      var shape = tensor.shape
      if shape.indices.contains(axis) { shape[axis] = tensors[0].shape[axis] }
      require(
        shape == tensors[0].shape, "concatenate: \(tensor.shape) does not join \(tensors[0].shape) on axis \(axis)")
    }
    let sizes = tensors.map { $0.shape[axis] }
    var whole = tensors[0].shape
    whole[axis] = sizes.reduce(0, +)
    let lengths = sizes.map { $0 * inner }
    let rowLength = whole[axis] * inner
    let value = withPointers(to: tensors) { sources in
      Tensor(shape: whole) { values in
        nonisolated(unsafe) let (target, sources) = (values.baseAddress!, sources)
        Parallel.ranges(outer, of: max(1 << 16 / max(rowLength, 1), 1)) { rows in
          var start = target + rows.lowerBound * rowLength
          for o in rows {
            for part in lengths.indices {
              start.initialize(from: sources[part] + o * lengths[part], count: lengths[part])
              start += lengths[part]
            }
          }
        }
      }
    }
    var start = 0
    let rules = sizes.map { size in
      let range = start..<start + size
      start += size
      return { @Sendable (at: Pullback) in at.gradient.slice(range, axis: axis) }
    }
    return .operation(value, of: tensors, derivative: .all(rules))
  }

  private func around(_ axis: Int) -> (outer: Int, inner: Int) {
    (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
  }

  private func permuted(_ order: [Int]) -> Tensor {
    let sizes = order.map { shape[$0] }
    let last = order.count - 1
    if last > 0, order == [last] + (1..<last) + [0] {
      return withPointers(to: self) { x in
        Tensor(shape: sizes) {
          transpose_outer_axes(shape[0], shape[1..<last].reduce(1, *), shape[last], x, $0.baseAddress!)
        }
      }
    }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let steps = order.map { strides[$0] }
    guard let width = sizes.last else { return detached() }
    return withPointers(to: self) { origin in
      Tensor(shape: sizes) { values in
        var index = [Int](repeating: 0, count: sizes.count)
        var (source, written) = (0, 0)
        let step = steps.last!
        while written < values.count {
          for i in 0..<width { values[written + i] = origin[source + i * step] }
          written += width
          // Count up over all axes but the last, like an odometer.
          var axis = sizes.count - 2
          while axis >= 0 {
            index[axis] += 1
            source += steps[axis]
            if index[axis] < sizes[axis] { break }
            source -= steps[axis] * sizes[axis]
            index[axis] = 0
            axis -= 1
          }
        }
      }
    }
  }
}
