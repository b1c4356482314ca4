import Foundation

/// An image as it was read from a file, with what the file held that the image does not show.
///
/// ```swift
/// let photo = try DecodedImage(contentsOf: url, atLeast: 64)
/// print(photo.image.width, photo.traits.words)
/// ```
public struct DecodedImage: Sendable {
  /// What happened to the samples on their way from the file.
  public struct Traits: OptionSet, Sendable, Hashable {
    /// One bit for each trait.
    public let rawValue: Int
    /// Traits by their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Samples of 16 bits lost their low byte.
    public static let sixteenBits = Traits(rawValue: 1)
    /// Numbers of a palette became its colours.
    public static let palette = Traits(rawValue: 2)
    /// The image has an alpha channel.
    public static let alpha = Traits(rawValue: 4)
    /// Four inks became RGB.
    public static let cmyk = Traits(rawValue: 8)
    /// The image was turned or mirrored as EXIF says that the camera was held.
    public static let turned = Traits(rawValue: 16)
    /// A colour profile or a gamma was ignored: samples are taken for sRGB.
    public static let profile = Traits(rawValue: 32)
    /// Fewer pixels were decoded than the file holds.
    public static let reduced = Traits(rawValue: 64)

    /// What each trait means, in a few words that can stand in a list.
    public var words: [String] {
      [
        (Traits.sixteenBits, "16-bit samples cut to their high byte"), (.palette, "palette turned into colours"),
        (.alpha, "with alpha"), (.cmyk, "CMYK turned into RGB without a profile"), (.turned, "turned upright by EXIF"),
        (.profile, "colour profile or gamma ignored"), (.reduced, "decoded at a reduced size"),
      ].compactMap { contains($0.0) ? $0.1 : nil }
    }
  }

  /// The picture: grey, RGB or RGBA.
  public let image: Image
  /// The format of the file.
  public let format: ImageFormat
  /// What happened on the way.
  public let traits: Traits

  /// The image in a PNG or JPEG file, whatever the file's name.
  ///
  /// Every kind of file becomes 8-bit grey, RGB or RGBA, by what the field's tools do, so that scores are theirs:
  /// palettes become colours, transparency becomes alpha, grey with alpha becomes RGBA, samples of 1, 2 or 4 bits are
  /// spread over 0…255, 16-bit samples lose their low byte, and gamma, chromaticities and colour profiles are ignored.
  /// Inks are inverted, as Adobe stores them: red is C·K/255 of the stored samples, likewise green of M and blue of Y.
  ///
  /// - Parameters:
  ///   - side: If given, a JPEG's size is reduced while it is decoded, in eighths, as long as its shorter side keeps
  ///     so many pixels: a photograph of 12 million pixels then costs little. PNG cannot be decoded in part.
  ///   - upright: Whether a photograph is turned as its EXIF data say. The tools that compute scores do not turn.
  /// - Throws: ``ImageError`` that names the file. Memory is taken only for what the file's size can account for.
  public init(contentsOf url: URL, atLeast side: Int? = nil, upright: Bool = true) throws(ImageError) {
    try self.init(bytes: ImageFile.bytes(of: url), named: url.path, atLeast: side, upright: upright)
  }

  /// The image in the bytes of a PNG or JPEG file; `name` is what an error calls them. See
  /// ``init(contentsOf:atLeast:upright:)``.
  public init(data: Data, named name: String, atLeast side: Int? = nil, upright: Bool = true) throws(ImageError) {
    guard data.count <= ImageLimits.bytes else {
      throw .tooLarge(file: name, found: "\(data.count) bytes", limit: "\(ImageLimits.bytes) bytes")
    }
    try self.init(bytes: [UInt8](data), named: name, atLeast: side, upright: upright)
  }

  private init(bytes: [UInt8], named name: String, atLeast side: Int?, upright: Bool) throws(ImageError) {
    format = try ImageFormat(of: bytes, named: name)
    switch format {
    case .png: (image, traits) = try PNGFile(bytes, named: name).decoded()
    case .jpeg: (image, traits) = try JPEGFile(bytes, named: name).decoded(atLeast: side, upright: upright)
    }
  }
}

extension Image {
  /// The picture in a PNG or JPEG file: ``DecodedImage/init(contentsOf:atLeast:upright:)`` without its traits.
  public init(contentsOf url: URL) throws(ImageError) { self = try DecodedImage(contentsOf: url).image }

  /// The picture in the bytes of a PNG or JPEG file: ``DecodedImage/init(data:named:atLeast:upright:)`` without its
  /// traits.
  public init(data: Data, named name: String, atLeast side: Int? = nil) throws(ImageError) {
    self = try DecodedImage(data: data, named: name, atLeast: side).image
  }
}
