// Changing an image's resolution without weights. Enlarging by repetition and summing over blocks are each other's
// adjoint, and so each other's derivative; picking values and putting them back are too.

extension Tensor {
  /// Every pixel repeated `factor` times in both directions: nearest-neighbour enlargement.
  public func upsampled(by factor: Int) -> Tensor {
    require(shape.count == 4 && factor > 0, "upsampled: \(shape) by \(factor) is not an image enlarged")
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let value = withPointers(to: self) { source in
      Tensor(shape: [n, h * factor, w * factor, c]) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.perform(n * h) { row in
          let first = target + row * factor * w * factor * c
          for x in 0..<w {
            for copy in 0..<factor {
              (first + (x * factor + copy) * c).initialize(from: source + (row * w + x) * c, count: c)
            }
          }
          for copy in 1..<max(factor, 1) {
            (first + copy * w * factor * c).initialize(from: first, count: w * factor * c)
          }
        }
      }
    }
    return .operation(value, of: [self], derivative: .each({ $0.gradient.summedBlocks(of: factor) }))
  }

  /// The sum of every `size` × `size` block of pixels, blocks side by side.
  func summedBlocks(of size: Int) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1] / size, shape[2] / size, shape[3])
    let rowLength = shape[2] * c
    let height = shape[1]
    let value = withPointers(to: self) { source in
      Tensor(shape: [n, h, w, c]) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.perform(n * h) { row in
          let block = source + (row / h * height + row % h * size) * rowLength
          for x in 0..<w {
            let sum = target + (row * w + x) * c
            sum.initialize(repeating: 0, count: c)
            for dy in 0..<size {
              for dx in 0..<size {
                let pixel = block + dy * rowLength + (x * size + dx) * c
                for channel in 0..<c { sum[channel] += pixel[channel] }
              }
            }
          }
        }
      }
    }
    return .operation(value, of: [self], derivative: .each({ $0.gradient.upsampled(by: size) }))
  }

  /// The mean of every `size` × `size` block of pixels. Height and width are multiples of `size`.
  public func averagePooled(_ size: Int) -> Tensor {
    requireBlocks(of: size, "averagePooled")
    return summedBlocks(of: size) / Float(size * size)
  }

  /// The largest value of every `size` × `size` block, by channel; of equal ones, the first. Height and width are
  /// multiples of `size`.
  public func maxPooled(_ size: Int) -> Tensor {
    requireBlocks(of: size, "maxPooled")
    // Only a gradient needs to know where the largest values were, and noting it takes several times as long as finding them.
    if history == nil, size <= 8 { return maxPooled(ConvolutionWindow(kernel: size, stride: size)) }
    let (n, h, w, c) = (shape[0], shape[1] / size, shape[2] / size, shape[3])
    let (height, rowLength, whole) = (shape[1], shape[2] * c, shape)
    require(count <= Int(Int32.max), "maxPooled: \(shape) has more values than positions have numbers")
    var positions: [Int32] = []
    let value = withPointers(to: self) { source in
      Tensor(shape: [n, h, w, c]) { values in
        positions = [Int32](unsafeUninitializedCapacity: n * h * w * c) { positions, count in
          // Every job writes a row of its own; the innermost loops run along channels, which lie side by side.
          nonisolated(unsafe) let (best, target, source) = (positions.baseAddress!, values.baseAddress!, source)
          Parallel.perform(n * h) { row in
            for x in 0..<w {
              let block = (row / h * height + row % h * size) * rowLength + x * size * c
              let (best, target) = (best + (row * w + x) * c, target + (row * w + x) * c)
              for channel in 0..<c {
                best[channel] = Int32(truncatingIfNeeded: block &+ channel)
                target[channel] = source[block &+ channel]
              }
              for offset in 1..<max(size * size, 1) {
                let candidate = block + offset / size * rowLength + offset % size * c
                for channel in 0..<c {
                  let (other, least) = (source[candidate &+ channel], target[channel])
                  best[channel] = other > least ? Int32(truncatingIfNeeded: candidate &+ channel) : best[channel]
                  target[channel] = other > least ? other : least
                }
              }
            }
          }
          count = positions.count
        }
      }
    }
    return .operation(
      value, of: [self], derivative: .each({ [positions] in $0.gradient.placed(positions, shape: whole) }))
  }

  /// The mean over height and width: `[batch, channels]`.
  public func globalAveragePooled() -> Tensor { mean(axes: [1, 2]) }

  /// The values at given positions in row-major order, no two the same.
  func picked(_ positions: [Int32], shape: [Int]) -> Tensor {
    let whole = self.shape
    let value = withPointers(to: self) { source in
      Tensor(shape: shape) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.ranges(positions.count, of: 1 << 16) { range in
          for index in range { target[index] = source[Int(positions[index])] }
        }
      }
    }
    return .operation(value, of: [self], derivative: .each({ $0.gradient.placed(positions, shape: whole) }))
  }

  /// Zeros but at the given positions, no two the same, to each of which the next value goes.
  func placed(_ positions: [Int32], shape: [Int]) -> Tensor {
    let part = self.shape
    let value = withPointers(to: self) { source in
      Tensor(shape: shape) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.ranges(values.count, of: 1 << 16) {
          (target + $0.lowerBound).initialize(repeating: 0, count: $0.count)
        }
        Parallel.ranges(positions.count, of: 1 << 16) { range in
          for index in range { target[Int(positions[index])] = source[index] }
        }
      }
    }
    return .operation(value, of: [self], derivative: .each({ $0.gradient.picked(positions, shape: part) }))
  }

  private func requireBlocks(of size: Int, _ name: String) {
    require(
      shape.count == 4 && size > 0 && shape[1] % size == 0 && shape[2] % size == 0,
      "\(name): images \(shape) do not divide into blocks of \(size) × \(size)")
  }
}
