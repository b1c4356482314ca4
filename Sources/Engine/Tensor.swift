/// A dense array of 32-bit floats with a shape: an immutable value, stored row by row.
///
/// Images are `[batch, height, width, channels]`. A tensor is cheap to copy: copies share their storage, which is
/// written once, before anybody else sees it, and never after; so a tensor can be passed between threads freely.
public struct Tensor: Sendable {
  /// The size along each axis; empty for a scalar.
  public let shape: [Int]
  let storage: Storage

  /// A tensor whose values `body` writes, in row-major order. Every element must be written: the memory is not cleared.
  public init(shape: [Int], initializing body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let storage = Storage(count: shape.reduce(1, *))
    try body(storage.values)
    self.shape = shape
    self.storage = storage
  }

  /// A tensor of the given values in row-major order.
  public init(shape: [Int], scalars: [Float]) {
    precondition(
      scalars.count == shape.reduce(1, *), "Tensor: \(scalars.count) values do not fill the shape \(shape)")
    self.init(shape: shape) { _ = $0.initialize(from: scalars) }
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The values, copied out in row-major order.
  public var scalars: [Float] { withUnsafeScalars { Array($0) } }

  /// Calls `body` with the values in row-major order, without copying them.
  public func withUnsafeScalars<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.values)) }
  }
}

final class Storage: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<Float>
  var count: Int { values.count }
  init(count: Int) { values = .allocate(capacity: count) }
  deinit { values.deallocate() }
}
