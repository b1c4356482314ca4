import Engine
import Foundation

/// Named tensors and a few words about them: the contents of a safetensors file.
///
/// The format is a JSON header and the tensors' bytes behind it; Python's `safetensors` package reads and writes the
/// same files. In a file whose name ends in `.safetensors.zst` the whole stands in a Zstandard frame with a checksum,
/// which `zstd -d` opens. The same contents always give the same bytes.
///
/// Hugging Face, the safetensors format (2022); Collet and Kucherawy, RFC 8878 (Zstandard, 2021).
public struct TensorFile: Sendable {
  /// Free text, by name.
  public var metadata: [String: String]
  private var entries: [String: TensorEntry]
  /// Where the tensors came from, for messages.
  private let path: String

  /// A file's contents, to be written: the tensors in single precision.
  public init(_ tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.metadata = metadata
    path = "the unsaved tensor file"
    entries = [:]
    for (name, tensor) in tensors { set(name, tensor) }
  }

  /// The names of the tensors, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// How the elements of a tensor are represented.
  ///
  /// - Throws: `StoreError.missingTensor`.
  public func elementType(of name: String) throws -> ElementType { try entry(name).type }

  /// The shape of a tensor.
  ///
  /// - Throws: `StoreError.missingTensor`.
  public func shape(of name: String) throws -> [Int] { try entry(name).shape }

  private func entry(_ name: String) throws -> TensorEntry {
    guard let entry = entries[name] else { throw StoreError.missingTensor(name: name, path: path, holds: names) }
    return entry
  }
}

// MARK: - Tensors

extension TensorFile {
  /// A tensor, its elements converted to single precision: exactly from `float16`, `bfloat16` and `uint8`, rounded to
  /// the nearest from the others.
  ///
  /// - Throws: `StoreError.missingTensor`.
  public func tensor(_ name: String) throws -> Tensor { try entry(name).tensor }

  /// A tensor that must have the given shape.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.wrongShape`.
  public func tensor(_ name: String, shape: [Int]) throws -> Tensor {
    let entry = try entry(name)
    guard entry.shape == shape else {
      throw StoreError.wrongShape(name: name, path: path, found: entry.shape, expected: shape)
    }
    return entry.tensor
  }

  /// All tensors, converted to single precision.
  public var tensors: [String: Tensor] {
    get throws { entries.mapValues(\.tensor) }
  }

  /// Adds or replaces a tensor.
  ///
  /// - Parameters:
  ///   - name: Any text but `__metadata__`.
  ///   - tensor: The values.
  ///   - type: How the file holds them. To `float16` and `bfloat16` they are rounded to the nearest, ties to even, and
  ///     to infinity beyond the type's range; for an integer type they must be whole numbers in its range.
  public mutating func set(_ name: String, _ tensor: Tensor, as type: ElementType = .float32) {
    set(name, TensorEntry(tensor, as: type))
  }

  private mutating func set(_ name: String, _ entry: TensorEntry) {
    require(name != TensorHeader.metadataName, "TensorFile.set: no tensor may be called \(name)")
    entries[name] = entry
  }
}

// MARK: - Exact elements

extension TensorFile {
  /// A tensor's elements just as the file holds them, row by row.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.wrongType`.
  public func elements<Element: StoredElement>(of name: String, as type: Element.Type) throws -> [Element] {
    let entry = try entry(name)
    guard entry.type == Element.elementType else {
      throw StoreError.wrongType(name: name, path: path, found: entry.type, expected: [Element.elementType])
    }
    return entry.elements(as: type)
  }

  /// A tensor's integers, of whichever integer type, row by row.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.wrongType`.
  public func integers(of name: String) throws -> [Int] {
    let entry = try entry(name)
    switch entry.type {
    case .int64: return entry.elements(as: Int64.self).map(Int.init)
    case .int32: return entry.elements(as: Int32.self).map(Int.init)
    case .uint8: return entry.elements(as: UInt8.self).map(Int.init)
    case .float64, .float32, .bfloat16, .float16:
      throw StoreError.wrongType(name: name, path: path, found: entry.type, expected: [.int64, .int32, .uint8])
    }
  }

  /// A tensor's elements of whichever type as little-endian bytes, row by row.
  ///
  /// - Throws: `StoreError.missingTensor`.
  public func bytes(of name: String) throws -> [UInt8] {
    try entry(name).withUnsafeBytes { Array($0) }
  }

  /// Adds or replaces a tensor of elements that are kept just as they are.
  public mutating func set<Element: StoredElement>(_ name: String, shape: [Int], elements: [Element]) {
    elements.withUnsafeBytes { set(name, shape: shape, bytes: $0, as: Element.elementType) }
  }

  /// Adds or replaces a tensor whose elements are given as little-endian bytes.
  public mutating func set(_ name: String, shape: [Int], bytes: [UInt8], as type: ElementType) {
    bytes.withUnsafeBytes { set(name, shape: shape, bytes: $0, as: type) }
  }

  private mutating func set(_ name: String, shape: [Int], bytes: UnsafeRawBufferPointer, as type: ElementType) {
    let needed = shape.reduce(type.byteCount, *)
    require(
      bytes.count == needed,
      "TensorFile.set: \(bytes.count) bytes do not fill \(name), for \(type.rawValue) \(shape) needs \(needed)")
    set(name, TensorEntry(type: type, shape: shape) { $0.copyMemory(from: bytes) })
  }
}

// MARK: - Files

extension TensorFile {
  /// Reads a safetensors file, plain or in a Zstandard frame, or a state dictionary that PyTorch saved (`.pth`, `.pt`);
  /// which it is is seen from its first bytes.
  ///
  /// Of what PyTorch can save only state dictionaries are read, and nothing in them is run: a file that asks for more
  /// than tensors is refused.
  ///
  /// - Throws: `StoreError.fileNotFound`, `StoreError.cannotRead`, `StoreError.damaged`.
  public init(contentsOf url: URL) throws {
    let file = try FileReader(path: url.path)
    path = url.path
    if StateDictionary.begins(file) {
      metadata = [:]
      entries = try StateDictionary(file).entries
      return
    }
    let source: ByteSource = file.peek(ZstdReader.magic.count) == ZstdReader.magic ? ZstdReader(file) : file
    let header = try Self.header(from: source, ofAtMost: HeldLimits.header(from: file.size))
    metadata = header.metadata
    entries = [:]
    for field in header.fields {
      entries[field.name] = try TensorEntry(type: field.type, shape: field.shape) { try source.fill($0) }
    }
    try source.expectEnd()
  }

  /// Writes the tensors to a file, in a Zstandard frame if its name ends in `.zst`.
  ///
  /// The file appears whole or not at all: it is written beside its place, flushed to the disk and renamed.
  ///
  /// - Parameters:
  ///   - url: Where to write; the folder must exist.
  ///   - compression: How hard to compress, if the name asks for it.
  /// - Throws: `StoreError.cannotWrite`; what stood there before still does.
  public func write(to url: URL, compression: Compression = .small) throws {
    try write(to: url, compression: compression, keeping: nil)
  }

  /// Writes the tensors, and keeps the file that stood there before at `previous`.
  func write(to url: URL, compression: Compression, keeping previous: URL?) throws {
    let header = TensorHeader(metadata: metadata, entries: entries)
    let preamble = header.encoded
    let headerLength = preamble.count - TensorHeader.prefixLength
    guard headerLength <= TensorHeader.longest else {
      throw StoreError.cannotWrite(
        path: url.path,
        reason: "its header takes \(headerLength) bytes, more than the \(TensorHeader.longest) that the format allows")
    }
    func write(to sink: ByteSink) throws {
      try preamble.withUnsafeBytes(sink.write)
      for field in header.fields { try entries[field.name]!.withUnsafeBytes(sink.write) }
    }
    try replaceFile(at: url.path, keeping: previous?.path) { file in
      guard url.pathExtension == "zst" else { return try write(to: file) }
      let frame = try ZstdWriter(to: file, compression: compression, length: preamble.count + header.dataLength)
      try write(to: frame)
      try frame.finish()
    }
  }

  /// Reads the header, and checks before anything is allocated that the tensors it declares can follow it.
  private static func header(from source: ByteSource, ofAtMost longest: Int) throws -> TensorHeader {
    do {
      var length: UInt64 = 0
      try withUnsafeMutableBytes(of: &length) { try source.fill($0) }
      guard let headerLength = Int(exactly: UInt64(littleEndian: length)), headerLength <= longest,
        headerLength <= source.limit
      else { throw MalformedHeader(reason: "it does not begin with the length of a header") }
      let header = try TensorHeader(json: source.bytes(headerLength))
      guard header.dataLength <= source.limit else {
        throw MalformedHeader(
          reason: "its header declares \(header.dataLength) bytes of tensors, and there can be at most \(source.limit)")
      }
      return header
    } catch let error as MalformedHeader {
      throw StoreError.damaged(path: source.path, reason: error.reason)
    }
  }
}
