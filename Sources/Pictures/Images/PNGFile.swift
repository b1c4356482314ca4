import CPNG

/// A PNG file, taken apart into chunks before anything is decoded.
///
/// Only the chunks that hold pixels reach libpng: header, palette, transparency, data, end. So a text that claims two
/// gigabytes costs nothing, and gamma and colour profiles are ignored as a matter of course.
struct PNGFile {
  let width: Int
  let height: Int
  private let depth: Int
  private let colourType: UInt8
  private let hasTransparency: Bool
  private let hasProfile: Bool
  /// The signature and the chunks that are decoded.
  private let essence: [UInt8]
  private let file: String
  private let size: Int

  /// Samples in a pixel of the decoded image.
  private var channels: Int {
    switch colourType {
    case 0: hasTransparency ? 4 : 1
    case 2, 3: hasTransparency ? 4 : 3
    default: 4
    }
  }

  /// Walks through the chunks: every length is held against the bytes that are there, and the size of the image against
  /// what its compressed bytes can hold.
  init(_ bytes: [UInt8], named file: String) throws(ImageError) {
    (self.file, size) = (file, bytes.count)
    func damaged(_ reason: String) -> ImageError {
      .damaged(file: file, bytes: bytes.count, format: .png, reason: reason)
    }
    var essence = Array(bytes.prefix(8))
    var header: [UInt8] = []
    var (entries, transparency, compressed) = (0, false, 0)
    var (hasProfile, hasEnded) = (false, false)
    var place = 8
    while !hasEnded {
      guard bytes.count - place >= 12 else { throw damaged("it ends before its IEND chunk") }
      let length = bytes.bigEndian(at: place)
      let name = Array(bytes[place + 4..<place + 8])
      guard name.allSatisfy(Self.isLetter) else { throw damaged("byte \(place + 4) should begin a chunk's name") }
      let kind = String(decoding: name, as: UTF8.self)
      guard length <= bytes.count - place - 12 else {
        throw damaged("chunk \(kind) claims \(length) bytes where \(bytes.count - place - 12) are left")
      }
      let body = place + 8..<place + 8 + length
      let end = body.upperBound + 4
      guard header.isEmpty == (kind == "IHDR") else {
        throw damaged(header.isEmpty ? "it begins with chunk \(kind) in place of IHDR" : "it has two headers")
      }
      var isKept = false
      switch kind {
      case "IHDR":
        guard length == 13 else { throw damaged("its header has \(length) bytes in place of 13") }
        header = Array(bytes[body])
        isKept = true
      case "PLTE":
        isKept = header[9] == 3
        if isKept { entries = min(length / 3, 1 << min(Int(header[8]), 8)) }
      case "tRNS" where compressed == 0 && !transparency && header[9] < 4:
        guard header[9] == 3 ? (1...max(entries, 1)).contains(length) : length == (header[9] == 0 ? 2 : 6) else {
          throw damaged("its tRNS chunk has \(length) bytes")
        }
        (isKept, transparency) = (true, true)
      case "IDAT":
        compressed += length
        isKept = true
      case "IEND": (isKept, hasEnded) = (true, true)
      case "gAMA", "cHRM", "iCCP": hasProfile = true
      default:
        // A capital letter in front marks a chunk without which the image cannot be understood.
        guard name[0] & 0x20 != 0 else {
          throw .unsupported(
            file: file, found: "a PNG image with the critical chunk \(kind)", expected: "one of the standard's")
        }
      }
      if isKept { essence += bytes[place..<end] }
      place = end
    }
    (width, height) = (header.bigEndian(at: 0), header.bigEndian(at: 4))
    (depth, colourType) = (Int(header[8]), header[9])
    (hasTransparency, self.hasProfile, self.essence) = (transparency, hasProfile, essence)
    let samples = [1, 0, 3, 1, 2, 0, 4]
    guard width > 0, height > 0, Int(colourType) < samples.count, samples[Int(colourType)] > 0, depth <= 16 else {
      throw damaged("its header says \(width)×\(height) pixels of \(depth) bits and colour type \(colourType)")
    }
    // Both numbers are below 2³², so that each can be compared with the limit before they are multiplied.
    guard max(width, height) <= ImageLimits.pixels, width * height <= ImageLimits.pixels else {
      throw .tooLarge(file: file, found: "\(width)×\(height) pixels", limit: "\(ImageLimits.pixels) pixels")
    }
    // deflate packs at most 1,032 bytes into one.
    let bits = width * height * depth * samples[Int(colourType)]
    guard bits / 8 <= 1032 * compressed else {
      throw damaged("its header promises \(width)×\(height) pixels, more than \(compressed) compressed bytes can hold")
    }
  }

  /// The image, and what happened to its samples.
  func decoded() throws(ImageError) -> (Image, DecodedImage.Traits) {
    var source = png_source()
    let rowBytes = width * channels
    // Memory that is not written takes no place: a file whose data end early takes no more than its rows so far.
    var isDecoded = false
    let pixels = [UInt8](unsafeUninitializedCapacity: height * rowBytes) { pixels, filled in
      isDecoded = essence.withUnsafeBufferPointer { bytes in
        source.next = bytes.baseAddress
        source.left = bytes.count
        return png_decode(&source, rowBytes, png_uint_32(height), pixels.baseAddress) != 0
      }
      filled = isDecoded ? height * rowBytes : 0
    }
    guard isDecoded else {
      let reason = withUnsafeBytes(of: source.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw .damaged(file: file, bytes: size, format: .png, reason: reason)
    }
    var traits: DecodedImage.Traits = []
    if depth == 16 { traits.insert(.sixteenBits) }
    if colourType == 3 { traits.insert(.palette) }
    if channels == 4 { traits.insert(.alpha) }
    if hasProfile { traits.insert(.profile) }
    return (Image(width: width, height: height, channels: channels, pixels: pixels), traits)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) && byte < 128 }
}

extension Array where Element == UInt8 {
  /// The 32-bit number at an offset, high byte first.
  fileprivate func bigEndian(at offset: Int) -> Int {
    self[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
