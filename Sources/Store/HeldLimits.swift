/// What is held of a file in memory at most, so that a small file cannot take all of it.
enum HeldLimits {
  /// The most axes of a tensor: what PyTorch and NumPy allow.
  static let axes = 64
  /// The longest pickle of a state dictionary, in bytes: a hundred thousand tensors take half of it.
  static let pickle = 1 << 25
  /// The most steps of a pickle, each of which makes one value at most.
  static let pickleSteps = 1 << 22
  /// How often the tensors of a state dictionary may hold all elements of their storages together: weights that are tied
  /// are equal views and are held once.
  static let viewsOfStorage = 16

  /// What a file's compressed bytes may hold, in bytes: 32 times the file, and 256 MB of any. Trained weights hardly
  /// shrink at all, and a fresh optimiser's zeros are beside weights.
  static func inflated(from size: Int) -> Int {
    let (product, overflow) = size.multipliedReportingOverflow(by: 32)
    return overflow ? .max : max(product, 1 << 28)
  }

  /// What a compressed file's header may hold, in bytes.
  static func header(from size: Int) -> Int {
    let (product, overflow) = size.multipliedReportingOverflow(by: 32)
    return min(TensorHeader.longest, overflow ? .max : max(product, 1 << 20))
  }

  /// The size of a tensor in bytes; `nil` if it has too many axes, or if a product of its sizes exceeds what an `Int`
  /// holds, be it that another size is 0.
  static func byteCount(of shape: [Int], elementSize: Int) -> Int? {
    guard shape.count <= axes, shape.allSatisfy({ $0 >= 0 }) else { return nil }
    var product = elementSize
    for size in shape where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}
