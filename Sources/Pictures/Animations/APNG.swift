import CZlib
import Foundation

extension Animation: Figure {
  /// That of an animated PNG.
  public var fileExtension: String { "png" }

  /// The bytes of an animated PNG.
  public func encoded() throws -> Data { try apng() }

  /// The last frame.
  public var raster: Image? { frames.last }
}

extension Animation {
  /// The bytes of an animated PNG: every pixel as it is, transparency too. Programs that know only PNG show the first frame,
  /// or the last one of a film that leads up to it.
  ///
  /// Each frame is compressed as the PNG file that it would be by itself, and its chunks are put into one file.
  ///
  /// - Throws: ``PNGError`` with libpng's own message.
  ///
  /// Parmenter, Vukicevic and Smith, *APNG Specification* (2004); W3C, *PNG*, third edition (2025).
  public func apng() throws -> Data {
    let files = try frames.map { try PNGChunk.chunks(of: $0.png()) }
    let head = files[0].prefix { $0.name != "IDAT" }
    var file = PNGChunk.signature
    for chunk in head {
      file += chunk.encoded
      if chunk.name == "IHDR" { file += animationControl.encoded }
    }
    // An image before the first frame's control is not part of the film.
    if secondsAtEnd != nil {
      for chunk in files[files.count - 1] where chunk.name == "IDAT" { file += chunk.encoded }
    }
    // Everything about frames is numbered through, so that a program that has shuffled the chunks is found out.
    var number: UInt32 = 0
    for (index, chunks) in files.enumerated() {
      file += frameControl(number: number, seconds: seconds(ofFrame: index)).encoded
      number += 1
      for chunk in chunks where chunk.name == "IDAT" {
        if index == 0 && secondsAtEnd == nil {
          file += chunk.encoded
        } else {
          file += PNGChunk(name: "fdAT", contents: number.bigEndianBytes + chunk.contents).encoded
          number += 1
        }
      }
    }
    return file + PNGChunk(name: "IEND", contents: Data()).encoded
  }

  private var animationControl: PNGChunk {
    PNGChunk(name: "acTL", contents: UInt32(frames.count).bigEndianBytes + UInt32(plays ?? 0).bigEndianBytes)
  }

  /// Size, place, duration as a fraction of a second, and that the frame stays and replaces what was there.
  private func frameControl(number: UInt32, seconds: Double) -> PNGChunk {
    let place = [number, UInt32(width), UInt32(height), 0, 0].reduce(Data()) { $0 + $1.bigEndianBytes }
    let duration = [UInt16((seconds * 1000).rounded()), 1000].reduce(Data()) { $0 + $1.bigEndianBytes }
    return PNGChunk(name: "fcTL", contents: place + duration + Data([0, 0]))
  }
}

/// A part of a PNG file: four letters, and what they announce.
private struct PNGChunk {
  static let signature = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

  let name: String
  let contents: Data

  /// The chunk with its length before it and its checksum behind.
  var encoded: Data {
    let named = Data(name.utf8) + contents
    let sum = named.withUnsafeBytes { bytes in
      crc32_z(0, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
    }
    return UInt32(contents.count).bigEndianBytes + named + UInt32(sum).bigEndianBytes
  }

  /// The chunks of a file that we have just made.
  static func chunks(of file: Data) -> [PNGChunk] {
    var rest = file.dropFirst(signature.count)
    var chunks: [PNGChunk] = []
    while !rest.isEmpty {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      chunks.append(PNGChunk(name: name, contents: Data(rest.dropFirst(8).prefix(length))))
      rest = rest.dropFirst(length + 12)
    }
    return chunks
  }
}

extension FixedWidthInteger {
  /// The number as files of the web write it: the highest byte first.
  fileprivate var bigEndianBytes: Data { withUnsafeBytes(of: bigEndian) { Data($0) } }
}
