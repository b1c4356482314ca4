import Foundation
import Pictures
import Testing

/// The images in the tests' resources.
enum PictureFixture {
  /// PNG files of every kind, 11×9 pixels of a pattern that ``pattern(_:most:)`` gives again.
  static let kinds = [
    "grey-1", "grey-2", "grey-4", "grey-2-transparent", "rgb-16-low", "rgb-16-transparent", "rgba-16", "grey-alpha-16",
    "palette-1", "palette-2", "palette-4", "palette-8", "rgb-gamma", "rgb-interlaced", "grey-1-interlaced",
    "grey-16-interlaced",
  ]
  /// JPEG files of one scene, 45×35 pixels, each with what Pillow reads from it.
  static let photographs = ["444", "420", "422", "progressive", "restarts", "luma", "cmyk", "ycck"]

  static var folder: URL { Bundle.module.url(forResource: "Resources/Pictures", withExtension: nil)! }
  static func url(_ file: String) -> URL { folder.appendingPathComponent(file) }
  static func bytes(_ file: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: url(file))) }

  /// The samples that the files of ``kinds`` were made of, row by row.
  static func pattern(_ channels: Int, most: Int = 255) -> [Int] {
    (0..<9).flatMap { y in
      (0..<11).flatMap { x in (0..<channels).map { (23 * x + 31 * y + 71 * $0) % (most + 1) } }
    }
  }
}

/// Chunks of PNG files.
enum PNGBytes {
  static func bigEndian(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).bigEndian) { Array($0) } }

  /// The cyclic redundancy check of a chunk's name and body.
  static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let sum = bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return bigEndian(Int(~sum))
  }

  static func chunk(_ name: String, _ body: [UInt8] = [], claiming length: Int? = nil) -> [UInt8] {
    bigEndian(length ?? body.count) + name.utf8 + body + checksum(Array(name.utf8) + body)
  }

  /// A file of these chunks behind a header.
  static func file(width: Int, height: Int, depth: UInt8 = 8, colourType: UInt8, _ chunks: [UInt8]...) -> Data {
    let header = bigEndian(width) + bigEndian(height) + [depth, colourType, 0, 0, 0]
    return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunks.joined())
  }

  /// The file with the checksums that its chunks should have, as far as there are chunks.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - place - 12 else { break }
      let end = place + 8 + length
      bytes.replaceSubrange(end..<end + 4, with: checksum(bytes[place + 4..<end]))
      place = end + 4
    }
    return bytes
  }
}

/// The greatest difference of two pictures' samples; nil if they are of different shape.
func greatestDifference(_ a: Image, _ b: Image) -> Int? {
  guard (a.width, a.height, a.channels) == (b.width, b.height, b.channels) else { return nil }
  return zip(a.pixels, b.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

extension Trait where Self == ConditionTrait {
  /// For tests that decode JPEG: they are listed as skipped where TurboJPEG is not installed.
  static var needsTurboJPEG: Self {
    .enabled(if: ImageFormat.jpeg.isReadable, "TurboJPEG is not installed: scripts/libraries installs it")
  }
}
