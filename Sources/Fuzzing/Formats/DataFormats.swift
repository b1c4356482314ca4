import Datasets

/// Files of data sets: idx, and CIFAR-10's records.
enum DataFormats {
  /// idx files of images and of labels, plain and compressed by gzip.
  static func idx() -> FileGrammar {
    let images = [
      Piece("header", .binary, [0, 0, 8, 3] + [3, 4, 4].flatMap { Bytes.big(UInt32($0)) }),
      Piece("values", .binary, (0..<48).map { UInt8($0 * 5) }),
    ]
    let packed = [Piece(gzipName, .binary, images[0].bytes), images[1]]
    return FileGrammar(seeds: [images, packed]) { pieces in
      let bytes = pieces.flatMap(\.bytes)
      guard pieces.contains(where: { $0.name == gzipName }) else { return bytes }
      return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + ZipFormats.deflated(bytes)
        + Bytes.little(ZipFormats.checksum(bytes))
        + Bytes.little(UInt32(bytes.count))
    }
  }

  private static let gzipName = "gzip"

  /// A file of CIFAR-10: its size, and the bytes that are not zero, each as its place and its value.
  static func cifar10() -> FileGrammar {
    let size = Piece(sizeName, .binary, Bytes.little(Int64(CIFAR10.fileBytes)))
    let values = Piece(
      "values", .binary, (0..<10).flatMap { Bytes.little(UInt32($0 * CIFAR10.recordBytes)) + [UInt8($0)] })
    return FileGrammar(seeds: [[size, values]]) { pieces in
      let size = pieces.first { $0.name == sizeName }?.bytes ?? []
      let wanted = size.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      // One byte too many is as wrong as many.
      var bytes = [UInt8](repeating: 0, count: Int(min(wanted, UInt64(CIFAR10.fileBytes + 1))))
      for piece in pieces where piece.name != sizeName {
        for start in stride(from: 0, to: piece.bytes.count - 4, by: 5) {
          let place = piece.bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
          if place < bytes.count { bytes[place] = piece.bytes[start + 4] }
        }
      }
      return bytes
    }
  }

  private static let sizeName = "size"
}
