import CPNG
import Foundation

extension Image {
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
  /// - Throws: ``ImageError/unwritable(width:height:reason:)`` with libpng's own message.
  public func png() throws(ImageError) -> Data {
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
    guard written != 0 else {
      let reason = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw .unwritable(width: width, height: height, reason: reason)
    }
    return bytes.prefix(size)
  }
}
