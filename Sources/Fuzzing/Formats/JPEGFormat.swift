/// JPEG files of few colours: a piece for every segment, its length put right, and one for the bits of every scan.
enum JPEGFormat {
  /// Baseline and progressive files of one, three and four components, with restarts, EXIF and Adobe's mark.
  static func grammar() -> FileGrammar {
    FileGrammar(
      seeds: [
        file(10, 9, factors: [0x11]), file(17, 9, factors: [0x22, 0x11, 0x11], [orientation]),
        file(9, 9, factors: [0x21, 0x11, 0x11], isProgressive: true),
        file(8, 16, factors: [0x11, 0x11, 0x11, 0x11], [adobe]), file(16, 16, factors: [0x11], restarts: true),
      ]
    ) { pieces in
      var bytes: [UInt8] = [0xFF, 0xD8]
      for piece in pieces {
        guard let marker = UInt8(piece.name, radix: 16) else {
          bytes += piece.bytes
          continue
        }
        bytes += [0xFF, marker] + Bytes.big(UInt16(truncatingIfNeeded: piece.bytes.count + 2)) + piece.bytes
      }
      return bytes + [0xFF, 0xD9]
    }
  }

  /// EXIF data with one entry: the camera was held upside down.
  private static let orientation = Piece(
    "E1", .binary,
    Array("Exif\0\0MM\0*".utf8) + Bytes.big(UInt32(8)) + Bytes.big(UInt16(1)) + Bytes.big(UInt16(274))
      + Bytes.big(UInt16(3)) + Bytes.big(UInt32(1)) + Bytes.big(UInt16(6)) + [0, 0, 0, 0, 0, 0])

  /// Adobe's mark, which says that four components are inks.
  private static let adobe = Piece("EE", .binary, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 2])

  /// Two codes of Huffman's, 0 and 10, in the table of a class.
  private static func table(_ kind: UInt8, _ symbols: [UInt8]) -> [UInt8] {
    [kind << 4, 1, 1] + [UInt8](repeating: 0, count: 14) + symbols
  }

  private static func file(
    _ width: Int, _ height: Int, factors: [UInt8], isProgressive: Bool = false, restarts: Bool = false,
    _ segments: [Piece] = []
  ) -> [Piece] {
    let (widest, highest) = (Int(factors[0] >> 4), Int(factors[0] & 15))
    let units = ((width + 8 * widest - 1) / (8 * widest), (height + 8 * highest - 1) / (8 * highest))
    let components: [UInt8] = factors.enumerated().flatMap { [UInt8($0 + 1), $1, 0] }
    let frame: [UInt8] =
      [8] + Bytes.big(UInt16(height)) + Bytes.big(UInt16(width)) + [UInt8(factors.count)] + components
    var pieces = segments
    pieces.append(Piece("DB", .binary, [0] + [UInt8](repeating: 3, count: 64)))
    pieces.append(Piece(isProgressive ? "C2" : "C0", .binary, frame))
    // A difference of no bits or of five; the end of a block or a coefficient of one bit.
    pieces.append(Piece("C4", .binary, table(0, [0, 5]) + table(1, [0, 1])))
    if restarts { pieces.append(Piece("DD", .binary, Bytes.big(UInt16(1)))) }
    let blocks = factors.reduce(0) { $0 + Int($1 >> 4) * Int($1 & 15) }
    let all: [UInt8] = factors.indices.flatMap { [UInt8($0 + 1), 0] }
    if isProgressive {
      pieces.append(Piece("DA", .binary, [UInt8(factors.count)] + all + [0, 0, 0]))
      pieces.append(scan(units: units.0 * units.1, blocks: blocks, block: ["10", "10110", "0"], ends: false))
      for (index, factor) in factors.enumerated() {
        // A scan of one component has no units, but the blocks that its own size takes.
        let across = (width * Int(factor >> 4) + 8 * widest - 1) / (8 * widest)
        let down = (height * Int(factor & 15) + 8 * highest - 1) / (8 * highest)
        pieces.append(Piece("DA", .binary, [1, UInt8(index + 1), 0, 1, 63, 0]))
        pieces.append(Piece("scan", .binary, bits(String(repeating: "0", count: across * down))))
      }
    } else {
      pieces.append(Piece("DA", .binary, [UInt8(factors.count)] + all + [0, 63, 0]))
      pieces.append(
        scan(units: units.0 * units.1, blocks: blocks, block: ["10", "10110", "0"], ends: true, restarts: restarts))
    }
    return pieces
  }

  /// The bits of a scan: the first block of all has a colour, the others go on with it.
  private static func scan(
    units: Int, blocks: Int, block: [String], ends: Bool, restarts: Bool = false
  ) -> Piece {
    var bytes: [UInt8] = [], text = ""
    for unit in 0..<units {
      for index in 0..<blocks {
        text += unit == 0 && index == 0 ? block[0] + block[1] : block[2]
        if ends { text += "0" }
      }
      if restarts, unit + 1 < units {
        bytes += bits(text) + [0xFF, 0xD0 + UInt8(unit % 8)]
        text = ""
      }
    }
    return Piece("scan", .binary, bytes + bits(text))
  }

  /// Bytes of bits, filled up with ones; a zero follows every byte that a marker could begin with.
  private static func bits(_ text: String) -> [UInt8] {
    var rest = text[...], bytes: [UInt8] = []
    while !rest.isEmpty {
      let digits = String(rest.prefix(8))
      bytes.append(UInt8(digits + String(repeating: "1", count: 8 - digits.count), radix: 2)!)
      if bytes.last == 0xFF { bytes.append(0) }
      rest = rest.dropFirst(8)
    }
    return bytes
  }
}
