/// A dense array of 32-bit floats with a shape: an immutable value, stored row by row.
///
/// Images are `[batch, height, width, channels]`. A tensor is cheap to copy: copies share their storage, which is
/// never written after anybody else has seen it; so a tensor can pass between threads freely.
///
/// A tensor computed from a ``Parameter``, or from a tensor made ``tracked()``, remembers how:
/// ``gradients(of:wrt:createGraph:)`` follows that history back.
public struct Tensor: Sendable {
  /// The size along each axis; empty for a scalar.
  public let shape: [Int]
  private(set) var storage: Storage
  /// How this value came to be; `nil` for a constant.
  let history: Node?

  init(shape: [Int], storage: Storage, history: Node?) {
    self.shape = shape
    self.storage = storage
    self.history = history
  }

  /// A tensor whose values `body` writes, in row-major order. Every element must be written: the memory is not cleared.
  public init(shape: [Int], initializing body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let storage = Storage(count: shape.product)
    try body(storage.values)
    self.init(shape: shape, storage: storage, history: nil)
  }

  /// A tensor of the given values in row-major order.
  public init(shape: [Int], scalars: [Float]) {
    require(scalars.count == shape.product, "Tensor: \(scalars.count) values do not fill the shape \(shape)")
    self.init(shape: shape) { _ = $0.initialize(from: scalars) }
  }

  /// A tensor with the same value everywhere.
  public init(shape: [Int], repeating value: Float) {
    self.init(shape: shape) { $0.initialize(repeating: value) }
  }

  /// A scalar.
  public init(_ value: Float) { self.init(shape: [], repeating: value) }

  /// A vector.
  public init(_ values: [Float]) { self.init(shape: [values.count], scalars: values) }

  /// A matrix, from its rows: `Tensor([[1, 2], [3, 4]])`.
  public init(_ rows: [[Float]]) {
    self.init(shape: [rows.count] + Tensor.commonShape(rows.map { [$0.count] }), scalars: rows.flatMap { $0 })
  }

  /// A tensor with three axes, from matrices.
  public init(_ matrices: [[[Float]]]) {
    let parts = matrices.map { Tensor($0) }
    self.init(shape: [parts.count] + Tensor.commonShape(parts.map { $0.shape }), scalars: parts.flatMap { $0.scalars })
  }

  /// A tensor with four axes, from images `[height, width, channels]`.
  public init(_ images: [[[[Float]]]]) {
    let parts = images.map { Tensor($0) }
    self.init(shape: [parts.count] + Tensor.commonShape(parts.map { $0.shape }), scalars: parts.flatMap { $0.scalars })
  }

  /// The shape that the parts of an array all have.
  private static func commonShape(_ shapes: [[Int]]) -> [Int] {
    guard let first = shapes.first else { return [0] }
    for (index, shape) in shapes.enumerated() {
      require(shape == first, "Tensor: part 0 has shape \(first), and part \(index) \(shape)")
    }
    return first
  }

  /// Zeros.
  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(shape: shape, repeating: 0) }

  /// Ones.
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(shape: shape, repeating: 1) }

  /// The number of elements.
  public var count: Int { storage.values.count }

  /// The values, copied out in row-major order.
  public var scalars: [Float] { withUnsafeScalars { Array($0) } }

  /// The value of a tensor of one element.
  public var scalar: Float {
    require(count == 1, "scalar: a tensor of shape \(shape) has \(count) values")
    return storage.values[0]
  }

  /// Calls `body` with the values in row-major order, without copying them.
  public func withUnsafeScalars<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.values)) }
  }

  /// The same values without their history: nothing before this point gets a gradient through it.
  public func detached() -> Tensor { Tensor(shape: shape, storage: storage, history: nil) }

  /// The same values as the start of a history: a tensor that gradients can be asked for.
  public func tracked() -> Tensor { Tensor(shape: shape, storage: storage, history: Node()) }

  /// The values, to be written over in place; if anybody else holds them, those of a copy that becomes this tensor's.
  mutating func uniquePointer() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&storage) { self = Tensor(shape: shape) { _ = $0.initialize(from: storage.values) } }
    return storage.values.baseAddress!
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first values.
  public var description: String {
    let shown = storage.values.prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "Tensor \(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}

extension [Int] {
  var product: Int { reduce(1, *) }
}
