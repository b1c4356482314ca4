import Engine

/// The header of a safetensors file: what each tensor is called, and where it lies.
///
/// A file is the header's length (8 bytes, little endian), the header (JSON, filled up with spaces to a multiple of 8)
/// and the tensors' bytes, one after another without a gap.
struct TensorHeader {
  /// One tensor's place in the file.
  struct Field {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Where the tensor's bytes lie, counted from the end of the header.
    let bytes: Range<Int>
  }

  /// The longest header that the format allows, in bytes.
  static let longest = 100_000_000
  /// The size of the header's length, which stands before it.
  static let prefixLength = 8
  /// The member of the header that is not a tensor.
  static let metadataName = "__metadata__"

  let metadata: [String: String]
  /// In the order in which the file holds them.
  let fields: [Field]

  /// The size of all tensors together, in bytes.
  var dataLength: Int { fields.last?.bytes.upperBound ?? 0 }
}

// MARK: - Writing

extension TensorHeader {
  /// Lays out tensors one after another: by type as `ElementType` orders them, then by name, as the format's reference
  /// implementation does.
  init(metadata: [String: String], entries: [String: TensorEntry]) {
    let rank = Dictionary(uniqueKeysWithValues: ElementType.allCases.enumerated().map { ($1, $0) })
    let ordered = entries.sorted { a, b in
      a.value.type == b.value.type
        ? a.key.utf8.lexicographicallyPrecedes(b.key.utf8) : rank[a.value.type]! < rank[b.value.type]!
    }
    var fields: [Field] = []
    var end = 0
    for (name, entry) in ordered {
      let start = end
      end += entry.byteCount
      fields.append(Field(name: name, type: entry.type, shape: entry.shape, bytes: start..<end))
    }
    self.init(metadata: metadata, fields: fields)
  }

  /// The header as it stands in the file, its length before it.
  var encoded: [UInt8] {
    var members = fields.map { field in
      let shape = field.shape.map(String.init).joined(separator: ",")
      let offsets = "\(field.bytes.lowerBound),\(field.bytes.upperBound)"
      return quoted(field.name)
        + ":{\"dtype\":\"\(field.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}"
    }
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let texts = pairs.map { quoted($0.key) + ":" + quoted($0.value) }
      members.insert("\"\(Self.metadataName)\":{\(texts.joined(separator: ","))}", at: 0)
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += Array(repeating: UInt8(ascii: " "), count: -json.count & 7)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }

  private func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\u{8}": json += "\\b"
      case "\u{c}": json += "\\f"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case ..<" ": json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}

// MARK: - Reading

extension TensorHeader {
  /// Reads the header's JSON and checks that its tensors fill the file without gap or overlap.
  init(json: [UInt8]) throws {
    guard json.first == UInt8(ascii: "{") else {
      throw MalformedHeader(reason: "its header does not begin with a brace")
    }
    var metadata: [String: String] = [:]
    var fields: [Field] = []
    var scanner = HeaderScanner(json)
    try scanner.object(of: "its header") { scanner, name in
      if name == Self.metadataName {
        try scanner.object(of: "its metadata") { scanner, key in metadata[key] = try scanner.string() }
      } else {
        fields.append(try Self.field(name, from: &scanner))
      }
    }
    try scanner.end()
    fields.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
    var end = 0
    for field in fields {
      guard field.bytes.lowerBound == end else {
        throw MalformedHeader(
          reason:
            "tensor \"\(field.name)\" begins at byte \(field.bytes.lowerBound), where the one before it ends at \(end)")
      }
      end = field.bytes.upperBound
    }
    self.init(metadata: metadata, fields: fields)
  }

  private static func field(_ name: String, from scanner: inout HeaderScanner) throws -> Field {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object(of: "tensor \"\(name)\"") { scanner, key in
      switch key {
      case "dtype": type = try scanner.string()
      case "shape": shape = try scanner.naturals()
      case "data_offsets": offsets = try scanner.naturals()
      default: throw MalformedHeader(reason: "tensor \"\(name)\" has an unknown \"\(key)\"")
      }
    }
    guard let type, let shape, let offsets else {
      throw MalformedHeader(reason: "tensor \"\(name)\" lacks its dtype, shape or data_offsets")
    }
    guard let elementType = ElementType(rawValue: type) else {
      let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw MalformedHeader(reason: "tensor \"\(name)\" holds \(type); this program reads \(known)")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw MalformedHeader(
        reason: "tensor \"\(name)\" has data_offsets \(offsets), which are not a beginning and an end")
    }
    guard let needed = HeldLimits.byteCount(of: shape, elementSize: elementType.byteCount) else {
      throw MalformedHeader(
        reason: "tensor \"\(name)\" has a shape too large for any file: \("\(shape)".shortened(to: 80))")
    }
    guard needed == offsets[1] - offsets[0] else {
      throw MalformedHeader(
        reason: "tensor \"\(name)\" has \(offsets[1] - offsets[0]) bytes, where \(type) \(shape) needs \(needed)")
    }
    return Field(name: name, type: elementType, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}
