/// An image that could not be read or written.
public enum ImageError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file could not be opened.
  case unreadable(file: String, reason: String)
  /// The path leads to something without an end or without contents: a folder, a pipe, a device, a socket.
  case notAFile(file: String, found: String)
  /// The file or its image is larger than ``ImageLimits`` allows; `found` and `limit` say what was counted.
  case tooLarge(file: String, found: String, limit: String)
  /// The file is neither PNG nor JPEG.
  case unknownFormat(file: String, found: String)
  /// The bytes are not a whole and sound image of the format that they begin as.
  case damaged(file: String, bytes: Int, format: ImageFormat, reason: String)
  /// A sound file of a kind that is not read here.
  case unsupported(file: String, found: String, expected: String)
  /// TurboJPEG, by which JPEG is read, is not installed.
  case noTurboJPEG(file: String)
  /// The image could not be compressed.
  case unwritable(width: Int, height: Int, reason: String)

  /// What was found, where, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): cannot open this file for reading (\(reason)); check the path and its permissions"
    case .notAFile(let file, let found):
      "\(file): this is \(found), expected a file with an image"
    case .tooLarge(let file, let found, let limit):
      "\(file): \(found), expected at most \(limit); make the image smaller"
    case .unknownFormat(let file, let found):
      "\(file): a PNG or JPEG image expected, but this is \(found); convert it to PNG"
    case .damaged(let file, let bytes, let format, let reason):
      "\(file): a \(format.title) image expected, but its \(bytes) bytes are damaged: \(reason); fetch or make the file "
        + "again"
    case .unsupported(let file, let found, let expected):
      "\(file): this is \(found), expected \(expected); convert it to PNG"
    case .noTurboJPEG(let file):
      "\(file): JPEG is read by the library TurboJPEG, which is not installed; install it (Debian: apt-get install "
        + "libturbojpeg0, Ubuntu: apt-get install libturbojpeg, macOS: brew install jpeg-turbo) and try again"
    case .unwritable(let width, let height, let reason):
      "cannot write a PNG image of \(width)×\(height) pixels: \(reason)"
    }
  }
}

/// The largest files and images that are read.
public enum ImageLimits {
  /// The most bytes of a file: 256 MiB.
  public static let bytes = 1 << 28
  /// The most pixels of an image, as the file holds it: 2²⁷, about 134 million.
  public static let pixels = 1 << 27
}
