import CZstd
import Store

/// Files of tensors: a header of JSON and the tensors' bytes.
enum TensorFormats {
  /// Plain files, as two pieces: the header, whose length is put right, and the bytes behind it.
  static func plain() -> FileGrammar {
    FileGrammar(seeds: [small, mixed]) { pieces in
      let header = pieces.first { $0.name == headerName }?.bytes ?? []
      return Bytes.little(UInt64(header.count)) + header + pieces.lazy.filter { $0.name != headerName }.flatMap(\.bytes)
    }
  }

  /// The same in a Zstandard frame that is right.
  static func compressed() -> FileGrammar {
    let plain = plain()
    return FileGrammar(seeds: plain.seeds) { compressed(plain.assemble($0)) }
  }

  /// Files whose header is made anew for the tensors that there are: a piece for every text of the metadata, and one for
  /// every tensor, so that what is changed are contents and not the container.
  static func described(_ files: [TensorFile]) throws -> FileGrammar {
    FileGrammar(seeds: try files.map(pieces), assemble: described)
  }

  private static let headerName = "header"
  private static let metadataMark = "metadata "

  private static let small = [
    Piece(
      headerName,
      text: #"{"__metadata__":{"kind":"test"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#),
    Piece("data", .floats(4), Bytes.floats([0, 1, -2, 0.5, 3, 4])),
  ]
  private static let mixed = [
    Piece(
      headerName,
      text: """
        {"bytes":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"empty":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},\
        "half":{"dtype":"F16","shape":[2,1],"data_offsets":[4,8]},"long":{"dtype":"I64","shape":[],"data_offsets":[8,16]},\
        "b\\u00e9\\n":{"dtype":"BF16","shape":[1,2],"data_offsets":[16,20]},\
        "double":{"dtype":"F64","shape":[2],"data_offsets":[20,36]}}
        """),
    Piece("data", .binary, (0..<36).map { UInt8($0 * 7) }),
  ]
}

// MARK: - Contents

extension TensorFormats {
  private static func pieces(of file: TensorFile) throws -> [Piece] {
    let metadata = file.metadata.sorted { $0.key < $1.key }.map { Piece(metadataMark + $0.key, text: $0.value) }
    let tensors = try file.names.map { name in
      let type = try file.elementType(of: name), shape = try file.shape(of: name)
      let kind: Piece.Kind = [.float32, .float64].contains(type) ? .floats(type.byteCount) : .binary
      return Piece(
        "\(name)|\(type.rawValue)|\(shape.map(String.init).joined(separator: ","))", kind, try file.bytes(of: name))
    }
    return metadata + tensors
  }

  private static func described(_ pieces: [Piece]) -> [UInt8] {
    var members: [String] = [], metadata: [String] = [], data: [UInt8] = []
    for piece in pieces {
      if piece.name.hasPrefix(metadataMark) {
        metadata.append(quoted(String(piece.name.dropFirst(metadataMark.count))) + ":" + quoted(piece.bytes))
        continue
      }
      let parts = piece.name.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let type = ElementType(rawValue: parts[1]) else { continue }
      let shape = shape(parts[2].split(separator: ",").compactMap { Int($0) }, holding: piece.bytes.count, of: type)
      let start = data.count
      data += piece.bytes.prefix(shape.reduce(type.byteCount, *))
      members.append(
        """
        \(quoted(parts[0])):{"dtype":"\(type.rawValue)","shape":\(shape),"data_offsets":[\(start),\(data.count)]}
        """)
    }
    if !metadata.isEmpty { members.append("\"__metadata__\":{\(metadata.joined(separator: ","))}") }
    let header = Array("{\(members.joined(separator: ","))}".utf8)
    return Bytes.little(UInt64(header.count)) + header + data
  }

  /// The shape with as many rows as there are bytes for.
  private static func shape(_ shape: [Int], holding bytes: Int, of type: ElementType) -> [Int] {
    guard let first = shape.first else { return bytes < type.byteCount ? [0] : [] }
    let row = shape.dropFirst().reduce(type.byteCount, *)
    guard row > 0, bytes != first * row else { return shape }
    return bytes % row == 0 ? [bytes / row] + shape.dropFirst() : [bytes / type.byteCount]
  }

  private static func quoted(_ text: String) -> String { quoted(Array(text.utf8)) }

  /// A string of JSON; bytes that are not UTF-8 stay out of it, for the header would not be read at all.
  private static func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case ..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// A Zstandard frame with a checksum.
  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    let room = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      filled = ZSTD_compress2(context, buffer.baseAddress, room, bytes, bytes.count)
    }
  }
}
