/// A JPEG file: its markers are checked here, its blocks are decoded by TurboJPEG.
struct JPEGFile {
  private let bytes: [UInt8]
  private let file: String
  private let markers: JPEGMarkers

  init(_ bytes: [UInt8], named file: String) throws(ImageError) {
    (self.bytes, self.file) = (bytes, file)
    markers = try JPEGMarkers(bytes, named: file)
  }

  /// The image, and what happened to its samples. A warning of the library is an error: what it warns of is that
  /// samples are missing or made up.
  func decoded(atLeast side: Int?, upright: Bool) throws(ImageError) -> (Image, DecodedImage.Traits) {
    guard let library = TurboJPEG.installed else { throw .noTurboJPEG(file: file) }
    guard let decoder = library.makeDecoder() else { throw damaged("no memory for the decoder") }
    defer { _ = library.destroy(decoder) }
    func reason() -> String { library.message(decoder).map { String(cString: $0) } ?? "TurboJPEG does not say why" }

    var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    // What the call returns does not matter: it also fails for subsampling that has no name, which can be decoded.
    _ = library.readHeader(decoder, bytes, CUnsignedLong(bytes.count), &width, &height, &subsampling, &space)
    guard (Int(width), Int(height)) == (markers.width, markers.height) else { throw damaged(reason()) }
    let channels = markers.components
    let format: Int32 = channels == 1 ? 6 : channels == 3 ? 0 : 11  // TJPF_GRAY, TJPF_RGB, TJPF_CMYK

    let eighths = Self.eighths(of: min(markers.width, markers.height), atLeast: side)
    let (columns, rows) = ((markers.width * eighths + 7) / 8, (markers.height * eighths + 7) / 8)
    var isDecoded = false
    let samples = [UInt8](unsafeUninitializedCapacity: rows * columns * channels) { target, filled in
      let accurate: Int32 = 4096  // TJFLAG_ACCURATEDCT: the discrete cosine transform that Pillow uses
      isDecoded =
        library.decode(
          decoder, bytes, CUnsignedLong(bytes.count), target.baseAddress!, Int32(columns), Int32(columns * channels),
          Int32(rows), format, accurate) == 0
      filled = isDecoded ? rows * columns * channels : 0
    }
    guard isDecoded else { throw damaged(reason()) }

    var traits: DecodedImage.Traits = []
    if channels == 4 { traits.insert(.cmyk) }
    if markers.hasProfile { traits.insert(.profile) }
    if eighths < 8 { traits.insert(.reduced) }
    let image = Image(
      width: columns, height: rows, channels: min(channels, 3),
      pixels: channels == 4 ? Self.colours(ofInks: samples) : samples)
    guard upright, markers.orientation > 1 else { return (image, traits) }
    return (image.turned(orientation: markers.orientation), traits.union(.turned))
  }

  /// The fewest eighths of a length that leave `side` of it; all eight if nothing is wanted.
  static func eighths(of length: Int, atLeast side: Int?) -> Int {
    guard let side else { return 8 }
    return (1...8).first { (length * $0 + 7) / 8 >= side } ?? 8
  }

  /// RGB of samples that say, as Adobe's programs store them, how much of each ink is missing: what light a colour's ink
  /// lets through, times what the black one does. Without the printer's profile there is no better answer; Pillow's is
  /// the same.
  private static func colours(ofInks samples: [UInt8]) -> [UInt8] {
    let count = samples.count / 4
    return [UInt8](unsafeUninitializedCapacity: count * 3) { colours, filled in
      for pixel in 0..<count {
        let black = Int(samples[pixel * 4 + 3])
        for ink in 0..<3 {
          colours[pixel * 3 + ink] = UInt8((Int(samples[pixel * 4 + ink]) * black + 127) / 255)
        }
      }
      filled = count * 3
    }
  }

  private func damaged(_ reason: String) -> ImageError {
    .damaged(file: file, bytes: bytes.count, format: .jpeg, reason: reason)
  }
}
