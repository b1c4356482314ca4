import CPNG
import Foundation

/// A PNG file that could not be read or written.
public enum PNGError: Error, CustomStringConvertible, Sendable {
  /// The file could not be opened.
  case unreadable(file: String, reason: String)
  /// The bytes are not a whole and sound PNG image.
  case invalid(file: String, bytes: Int, reason: String)
  /// The image could not be compressed.
  case unwritable(width: Int, height: Int, reason: String)

  /// What was found, where, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): cannot open this file for reading (\(reason)); check the path and its permissions"
    case .invalid(let file, let bytes, let reason):
      "\(file): a PNG image expected, but libpng finds in its \(bytes) bytes: \(reason); fetch or make the file again"
    case .unwritable(let width, let height, let reason):
      "cannot write a PNG image of \(width)×\(height) pixels: \(reason)"
    }
  }
}

extension Image {
  /// The picture in a PNG file. See ``init(png:)`` for what is read and how.
  ///
  /// - Throws: ``PNGError`` that names the file.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw PNGError.unreadable(file: url.path, reason: (error as NSError).localizedDescription)
    }
    try self.init(png: data, named: url.path)
  }

  /// The picture in the bytes of a PNG file.
  ///
  /// Every kind of PNG is read as 8-bit grey, RGB or RGBA: palettes become colours, 16-bit samples lose their low
  /// byte, grey with alpha becomes RGBA. Samples of a file whose gamma is far from sRGB's are converted to sRGB.
  ///
  /// - Throws: ``PNGError`` with libpng's own message.
  public init(png data: Data) throws {
    try self.init(png: data, named: "PNG data")
  }

  private init(png data: Data, named file: String) throws {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let (channels, pixels) = try data.withUnsafeBytes { bytes -> (Int, [UInt8]) in
      func invalid(_ reason: String) -> PNGError { .invalid(file: file, bytes: bytes.count, reason: reason) }
      guard let start = bytes.baseAddress else { throw invalid("no bytes at all") }
      guard png_image_begin_read_from_memory(&image, start, bytes.count) != 0 else { throw invalid(image.reason) }

      // deflate packs at most 1,032 bytes into one, and a byte holds at most 8 pixels: a header that promises more
      // is damaged or hostile, and must not make us allocate gigabytes.
      let (width, height) = (Int(image.width), Int(image.height))
      guard width * height <= 8 * 1032 * bytes.count else {
        throw invalid("a header that promises \(width)×\(height) pixels, more than they can hold")
      }
      image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      let channels =
        image.format & PNG_FORMAT_FLAG_ALPHA != 0 ? 4 : image.format & PNG_FORMAT_FLAG_COLOR != 0 ? 3 : 1
      image.format = Self.format(channels: channels)
      var pixels = [UInt8](repeating: 0, count: width * height * channels)
      guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else { throw invalid(image.reason) }
      return (channels, pixels)
    }
    self.init(width: Int(image.width), height: Int(image.height), channels: channels, pixels: pixels)
  }

  /// libpng's name for 8-bit samples of so many channels.
  private static func format(channels: Int) -> png_uint_32 {
    switch channels {
    case 1: png_uint_32(PNG_FORMAT_GRAY)
    case 3: PNG_FORMAT_FLAG_COLOR
    default: PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA
    }
  }

  /// The picture as the bytes of a PNG file, grey, RGB or RGBA as it stands, tagged sRGB.
  ///
  /// - Throws: ``PNGError`` with libpng's own message.
  public func png() throws -> Data {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = Self.format(channels: channels)
    defer { png_image_free(&image) }
    var size = png_image_largest_file(&image)
    var bytes = Data(count: size)
    let written = bytes.withUnsafeMutableBytes { buffer in
      png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, pixels, 0, nil)
    }
    guard written != 0 else { throw PNGError.unwritable(width: width, height: height, reason: image.reason) }
    return bytes.prefix(size)
  }
}

extension png_image {
  /// libpng's message about the last call: a zero-terminated string in a fixed array of characters.
  fileprivate var reason: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
