/// PNG files: a piece for every chunk, its checksum put right; the pieces of pixels are compressed when they are put
/// together.
enum PNGFormat {
  /// Every colour type, with and without interlacing.
  static func grammar() -> FileGrammar {
    FileGrammar(
      seeds: [
        file(5, 4, depth: 8, type: 2), file(9, 3, depth: 1, type: 0, [Piece("tRNS", .binary, [0, 1])]),
        file(
          6, 5, depth: 4, type: 3,
          [Piece("PLTE", .binary, (0..<48).map { UInt8($0 * 5) }), Piece("tRNS", .binary, [0, 128, 255])]),
        file(3, 3, depth: 16, type: 6),
        file(4, 6, depth: 8, type: 4, [Piece("gAMA", .binary, Bytes.big(UInt32(45_455)))]),
        file(9, 9, depth: 8, type: 2, isInterlaced: true, [Piece("tEXt", text: "Title\0test")]),
      ], assemble: assembled)
  }

  private static func assembled(_ pieces: [Piece]) -> [UInt8] {
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    for piece in pieces {
      let body = piece.name == "IDAT" ? ZipFormats.zlib(piece.bytes) : piece.bytes
      let contents = Array(piece.name.utf8) + body
      bytes += Bytes.big(UInt32(body.count)) + contents + Bytes.big(ZipFormats.checksum(contents))
    }
    return bytes
  }

  private static func file(
    _ width: Int, _ height: Int, depth: Int, type: Int, isInterlaced: Bool = false, _ chunks: [Piece] = []
  ) -> [Piece] {
    let header =
      Bytes.big(UInt32(width)) + Bytes.big(UInt32(height)) + [UInt8(depth), UInt8(type), 0, 0, isInterlaced ? 1 : 0]
    let bits = depth * [1, 0, 3, 1, 2, 0, 4][type]
    // Where each pass of an interlaced image begins, and its steps (Adam7).
    let passes =
      isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    var rows: [UInt8] = []
    for (left, top, across, down) in passes {
      let (columns, lines) = ((width - left + across - 1) / across, (height - top + down - 1) / down)
      guard columns > 0 else { continue }
      for line in 0..<lines {
        // Every row says first how it is filtered.
        rows.append(UInt8(line % 5))
        rows += (0..<(columns * bits + 7) / 8).map { UInt8(truncatingIfNeeded: $0 * 31 + line * 17) }
      }
    }
    return [Piece("IHDR", .binary, header)] + chunks + [Piece("IDAT", .binary, rows), Piece("IEND", .binary, [])]
  }
}
