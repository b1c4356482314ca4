import CZlib

/// Zip archives: what PyTorch and NumPy write.
enum ZipFormats {
  /// An archive with an entry for every piece; its directory and its checksums are right.
  ///
  /// - Parameter isDeflated: Whether an entry of that name is compressed.
  static func archive(_ pieces: [Piece], isDeflated: (String) -> Bool = { _ in false }) -> [UInt8] {
    var body: [UInt8] = [], directory: [UInt8] = []
    for piece in pieces {
      let deflates = isDeflated(piece.name)
      let bytes = deflates ? deflated(piece.bytes) : piece.bytes
      let name = Array(piece.name.utf8)
      var record: [UInt8] = [20, 0, 0, 0, deflates ? 8 : 0, 0, 0, 0, 0x21, 0]
      record += Bytes.little(checksum(piece.bytes)) + Bytes.little(UInt32(bytes.count))
      record += Bytes.little(UInt32(piece.bytes.count)) + Bytes.little(UInt16(name.count)) + [0, 0]
      directory += [0x50, 0x4B, 1, 2, 20, 0]
      directory += record
      directory += [UInt8](repeating: 0, count: 10) + Bytes.little(UInt32(body.count))
      directory += name
      body += [0x50, 0x4B, 3, 4]
      body += record
      body += name
      body += bytes
    }
    let count = Bytes.little(UInt16(pieces.count))
    var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    end += count + count
    end += Bytes.little(UInt32(directory.count)) + Bytes.little(UInt32(body.count)) + [0, 0]
    return body + directory + end
  }

  /// The checksum of zip archives, PNG and gzip: CRC-32.
  static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32_z(0, bytes, bytes.count)) }

  /// Bytes in zlib's format (RFC 1950), as PNG holds them.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, filled in
      _ = compress2(buffer.baseAddress, &size, bytes, UInt(bytes.count), 1)
      filled = Int(size)
    }
  }

  /// Bytes in a bare deflate stream (RFC 1951): zlib's format without its two bytes in front and its sum behind.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] { Array(zlib(bytes).dropFirst(2).dropLast(4)) }
}

// MARK: - NumPy

extension ZipFormats {
  /// `.npz` files of floats, and of images; a piece is a header or the values behind it.
  static func arrays() -> FileGrammar {
    FileGrammar(
      seeds: [
        array("mu", "<f8", "(3,)", .floats(8), Bytes.doubles([1, 2, 3]))
          + array("sigma", "<f8", "(3, 3)", .floats(8), Bytes.doubles([2, 0, 0, 0, 2, 0, 0, 0, 2])),
        array("wide", ">f4", "(2, 2)", order: "True", .floats(4), Bytes.floats([1, 2, 3, 4])),
        array("arr_0", "|u1", "(2, 4, 3, 3)", .binary, [UInt8](repeating: 9, count: 72)),
      ], assemble: arrays)
  }

  /// `.npz` files as pytorch-fid writes them: the mean and the covariance of features.
  static func statistics() -> FileGrammar {
    let covariance: [Double] = [4, 1, 0, 0, 1, 3, 0.5, 0, 0, 0.5, 2, 0, 0, 0, 0, 1]
    return FileGrammar(
      seeds: [
        array("mu", "<f8", "(4,)", .floats(8), Bytes.doubles([1, -2, 3, 0]))
          + array("sigma", "<f8", "(4, 4)", .floats(8), Bytes.doubles(covariance)),
        array("mu", "<f4", "(2,)", .floats(4), Bytes.floats([0, 1]))
          + array("sigma", "<f4", "(2, 2)", order: "True", .floats(4), Bytes.floats([1, 0.5, 0.5, 1])),
        array("mu", "<f8", "(1,)", .floats(8), Bytes.doubles([0]))
          + array("sigma", "<f8", "(1, 1)", .floats(8), Bytes.doubles([0])),
      ], assemble: arrays)
  }

  private static func array(
    _ name: String, _ type: String, _ shape: String, order: String = "False", _ kind: Piece.Kind, _ values: [UInt8]
  ) -> [Piece] {
    [
      Piece("\(name).npy", text: "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"),
      Piece(valuesName, kind, values),
    ]
  }

  private static let valuesName = "values"

  /// Each header, with its length before it, begins an entry; values that follow go on with it. Every other entry is
  /// deflated.
  private static func arrays(_ pieces: [Piece]) -> [UInt8] {
    var entries: [Piece] = []
    for piece in pieces {
      if piece.name == valuesName, !entries.isEmpty {
        entries[entries.count - 1].bytes += piece.bytes
      } else {
        let length = Bytes.little(UInt16(truncatingIfNeeded: piece.bytes.count))
        entries.append(Piece(piece.name, .binary, [0x93] + Array("NUMPY".utf8) + [1, 0] + length + piece.bytes))
      }
    }
    return archive(entries) { $0.utf8.count.isMultiple(of: 2) }
  }
}

// MARK: - PyTorch

extension ZipFormats {
  /// State dictionaries: an archive with a pickle, and the older format without one.
  static func stateDictionaries() -> FileGrammar {
    let values = Bytes.floats([1, 2, 3, 4, 5, 6])
    let zipped = [
      Piece("a/data.pkl", .pickle, dictionary(["weight": ([2, 3], 0), "bias": ([3], 3), "scale": ([], 5)])),
      Piece("a/byteorder", text: "little"), Piece("a/data/0", .floats(4), values),
      Piece("a/version", text: "3\n"),
    ]
    let old = [
      Piece(oldName, .binary, [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]),
      Piece("version", .pickle, [0x80, 2, UInt8(ascii: "M")] + Bytes.little(UInt16(1001)) + [0x2E]),
      Piece("system", .pickle, [0x80, 2] + "}".utf8 + text("little_endian") + [0x88] + "s.".utf8),
      Piece("dictionary", .pickle, dictionary(["weight": ([3, 2], 0)])),
      Piece("keys", .pickle, [0x80, 2] + "](".utf8 + text("0") + "e.".utf8),
      Piece("count", .binary, Bytes.little(Int64(6))), Piece("storage", .floats(4), values),
    ]
    return FileGrammar(seeds: [zipped, old]) { pieces in
      pieces.contains { $0.name == oldName } ? pieces.flatMap(\.bytes) : archive(pieces)
    }
  }

  private static let oldName = "magic"

  private static func text(_ text: String) -> [UInt8] {
    "X".utf8 + Bytes.little(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  private static func tuple(_ values: [Int]) -> [UInt8] { "(".utf8 + values.flatMap { [0x4B, UInt8($0)] } + "t".utf8 }

  /// A pickle of tensors that look into one storage of six floats, each from a place on.
  private static func dictionary(_ tensors: KeyValuePairs<String, (shape: [Int], offset: Int)>) -> [UInt8] {
    var bytes: [UInt8] = [0x80, 2] + "ccollections\nOrderedDict\n)Rq\u{0}(".utf8
    for (name, (shape, offset)) in tensors {
      let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
      bytes += text(name) + "ctorch._utils\n_rebuild_tensor_v2\n((".utf8 + text("storage")
      bytes += "ctorch\nFloatStorage\n".utf8
      bytes += text("0") + text("cpu") + [0x4B, 6] + "tQ".utf8
      bytes += [0x4B, UInt8(offset)] + tuple(shape) + tuple(strides) + [0x89]
      bytes += "ccollections\nOrderedDict\n)RtR".utf8
    }
    return bytes + "u.".utf8
  }
}
