import Engine

/// One tensor as a file holds it: its elements' type, its shape and its elements.
struct TensorEntry: Sendable {
  /// Single precision stays a `Tensor`, so that neither reading nor writing copies it.
  private enum Content {
    case scalars(Tensor)
    case bytes([UInt8])
  }

  let type: ElementType
  let shape: [Int]
  private let content: Content

  /// The size of the elements in a file.
  var byteCount: Int { shape.reduce(type.byteCount, *) }

  private init(type: ElementType, shape: [Int], content: Content) {
    self.type = type
    self.shape = shape
    self.content = content
  }

  /// An entry whose elements `fill` writes, as their little-endian bytes.
  init(type: ElementType, shape: [Int], fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    guard type != .float32 else {
      let tensor = try Tensor(shape: shape) { try fill(UnsafeMutableRawBufferPointer($0)) }
      self.init(type: type, shape: shape, content: .scalars(tensor))
      return
    }
    let byteCount = shape.reduce(type.byteCount, *)
    let bytes = try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, written in
      try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<byteCount]))
      written = byteCount
    }
    self.init(type: type, shape: shape, content: .bytes(bytes))
  }

  /// Calls `body` with the elements as their little-endian bytes.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch content {
    case .scalars(let tensor): try tensor.withUnsafeScalars { try body(UnsafeRawBufferPointer($0)) }
    case .bytes(let bytes): try bytes.withUnsafeBytes(body)
    }
  }
}

// MARK: - Conversion

extension TensorEntry {
  /// The tensor's elements rounded to `type`.
  init(_ tensor: Tensor, as type: ElementType) {
    guard type != .float32 else {
      self.init(type: type, shape: tensor.shape, content: .scalars(tensor))
      return
    }
    self.init(type: type, shape: tensor.shape) { bytes in
      tensor.withUnsafeScalars { scalars in
        switch type {
        case .int64: store(scalars, in: bytes) { whole($0, as: Int64.self) }
        case .float64: store(scalars, in: bytes) { Double($0) }
        case .float32: store(scalars, in: bytes) { $0 }
        case .int32: store(scalars, in: bytes) { whole($0, as: Int32.self) }
        case .bfloat16: store(scalars, in: bytes) { $0.bfloat16Bits }
        case .float16: store(scalars, in: bytes) { $0.float16Bits }
        case .uint8: store(scalars, in: bytes) { whole($0, as: UInt8.self) }
        }
      }
    }
  }

  /// The elements, each rounded to the nearest single-precision float.
  var tensor: Tensor {
    if case .scalars(let tensor) = content { return tensor }
    return Tensor(shape: shape) { scalars in
      withUnsafeBytes { bytes in
        switch type {
        case .int64: load(bytes, into: scalars) { (element: Int64) in Float(element) }
        case .float64: load(bytes, into: scalars) { (element: Double) in Float(element) }
        case .float32: load(bytes, into: scalars) { (element: Float) in element }
        case .int32: load(bytes, into: scalars) { (element: Int32) in Float(element) }
        case .bfloat16: load(bytes, into: scalars) { (bits: UInt16) in Float(bfloat16Bits: bits) }
        case .float16: load(bytes, into: scalars) { (bits: UInt16) in Float(float16Bits: bits) }
        case .uint8: load(bytes, into: scalars) { (element: UInt8) in Float(element) }
        }
      }
    }
  }

  /// The elements as the file holds them; `Element` must be their type.
  func elements<Element: StoredElement>(as _: Element.Type) -> [Element] {
    withUnsafeBytes { bytes in
      let count = bytes.count / MemoryLayout<Element>.size
      return [Element](unsafeUninitializedCapacity: count) { buffer, written in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
        written = count
      }
    }
  }
}

private func store<Element: BitwiseCopyable>(
  _ scalars: UnsafeBufferPointer<Float>, in bytes: UnsafeMutableRawBufferPointer, _ convert: (Float) -> Element
) {
  for (i, scalar) in scalars.enumerated() {
    bytes.storeBytes(of: convert(scalar), toByteOffset: i * MemoryLayout<Element>.size, as: Element.self)
  }
}

private func load<Element: BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, into scalars: UnsafeMutableBufferPointer<Float>, _ convert: (Element) -> Float
) {
  for i in scalars.indices {
    let element = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Element>.size, as: Element.self)
    scalars.initializeElement(at: i, to: convert(element))
  }
}

private func whole<Integer: FixedWidthInteger>(_ scalar: Float, as _: Integer.Type) -> Integer {
  guard let integer = Integer(exactly: scalar) else {
    fatalError("TensorFile.set: \(scalar) is not a whole number that \(Integer.self) can hold")
  }
  return integer
}
