import Engine

/// A stretch of elements that PyTorch's tensors look into.
struct TorchStorage: Hashable {
  let type: ElementType
  let key: String
  let count: Int
}

/// A tensor as PyTorch describes it: a storage, and how its elements lie there.
struct TorchTensor: Hashable {
  let storage: TorchStorage
  /// Where the first element lies, in elements.
  let offset: Int
  let shape: [Int]
  /// How far apart neighbours along each axis lie, in elements.
  let strides: [Int]

  /// Checks that every element lies in the storage, and that the tensor has no more of them than the storage, as one
  /// that repeats elements could.
  ///
  /// - Throws: ``MalformedPickle``.
  init(storage: TorchStorage, offset: Int, shape: [Int], strides: [Int]) throws {
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    guard shape.count == strides.count, ([offset] + shape + strides).allSatisfy({ $0 >= 0 }), isInside else {
      throw MalformedPickle(
        reason:
          "a tensor of shape \("\(shape)".shortened(to: 80)) with strides \("\(strides)".shortened(to: 80)) from element \(offset) on does not lie within the "
          + "\(storage.count) elements of storage \"\(storage.key)\"")
    }
  }

  private var isInside: Bool {
    guard HeldLimits.byteCount(of: shape, elementSize: storage.type.byteCount) != nil else { return false }
    if shape.contains(0) { return offset <= storage.count }
    var count = 1, last = offset
    for (size, stride) in zip(shape, strides) {
      let (newCount, tooMany) = count.multipliedReportingOverflow(by: size)
      let (reach, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
      let (newLast, tooLarge) = last.addingReportingOverflow(reach)
      guard !tooMany, !tooFar, !tooLarge else { return false }
      (count, last) = (newCount, newLast)
    }
    return count <= storage.count && last < storage.count
  }

  /// The tensor, its elements gathered from the bytes of its storage.
  func entry(from bytes: [UInt8]) -> TensorEntry {
    TensorEntry(type: storage.type, shape: shape) { target in
      bytes.withUnsafeBytes { gather($0, into: target) }
    }
  }

  private func gather(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
    let size = storage.type.byteCount
    var contiguous = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { contiguous[axis] = contiguous[axis + 1] * shape[axis + 1] }
    let isContiguous = shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == contiguous[$0] }
    if isContiguous || target.isEmpty {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[(offset * size)...].prefix(target.count)))
      return
    }
    for element in 0..<target.count / size {
      var rest = element, place = offset
      for axis in shape.indices {
        place += rest / contiguous[axis] * strides[axis]
        rest %= contiguous[axis]
      }
      (target.baseAddress! + element * size).copyMemory(from: source.baseAddress! + place * size, byteCount: size)
    }
  }
}
