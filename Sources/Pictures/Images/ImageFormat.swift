/// The formats that are read, told apart by the bytes that files begin with and never by their names.
public enum ImageFormat: Sendable, CaseIterable {
  /// Portable Network Graphics (ISO/IEC 15948).
  case png
  /// JPEG, baseline or progressive (ITU-T T.81).
  case jpeg

  /// The format's name.
  public var title: String { self == .png ? "PNG" : "JPEG" }

  /// Whether images of the format can be read here: PNG always, JPEG where TurboJPEG is installed.
  public var isReadable: Bool { self == .png || TurboJPEG.installed != nil }

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The format of the file that these are the bytes of; an error that says what they are instead.
  init(of bytes: [UInt8], named file: String) throws(ImageError) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else {
      throw .unknownFormat(file: file, found: Self.kind(of: bytes))
    }
  }

  /// What other kind of file begins with these bytes.
  private static func kind(of bytes: [UInt8]) -> String {
    func holds(_ text: String, at offset: Int) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    if bytes.isEmpty { return "an empty file" }
    if holds("GIF8", at: 0) { return "a GIF image" }
    if holds("RIFF", at: 0), holds("WEBP", at: 8) { return "a WebP image" }
    if holds("II*\0", at: 0) || holds("MM\0*", at: 0) { return "a TIFF image" }
    if holds("ftyp", at: 4) { return "a HEIC, AVIF or video file" }
    if holds("BM", at: 0) { return "a BMP image" }
    if holds("<svg", at: 0) || holds("<?xml", at: 0) { return "an SVG or XML file" }
    if Self.pngSignature.starts(with: bytes) { return "the first \(bytes.count) bytes of a PNG image" }
    let first = bytes.prefix(8).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "\(bytes.count) bytes that begin with \(first.joined(separator: " "))"
  }
}
