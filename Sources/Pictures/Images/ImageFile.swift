import Foundation

/// The file of an image, read as a whole.
enum ImageFile {
  /// The bytes of a regular file of at most ``ImageLimits/bytes``. A pipe, a device or a socket is refused before it is
  /// opened, and one that takes a file's place in between cannot block.
  static func bytes(of url: URL) throws(ImageError) -> [UInt8] {
    let path = url.path
    var status = stat()
    guard stat(path, &status) == 0 else { throw .unreadable(file: path, reason: message()) }
    _ = try size(status, path)
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      let reason = message()
      if descriptor >= 0 { close(descriptor) }
      throw .unreadable(file: path, reason: reason)
    }
    defer { close(descriptor) }
    let size = try size(status, path)
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = read(descriptor, buffer.baseAddress! + filled, size - filled)
        if count < 0, errno == EINTR { continue }
        if count < 0 { failure = message() }
        if count <= 0 { break }
        filled += count
      }
    }
    if let failure { throw .unreadable(file: path, reason: failure) }
    return bytes
  }

  /// The size of what `status` tells of, if it is a regular file that is not too large.
  private static func size(_ status: stat, _ path: String) throws(ImageError) -> Int {
    let size = Int(status.st_size)
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notAFile(file: path, found: "a folder")
    case S_IFIFO: throw .notAFile(file: path, found: "a pipe")
    case S_IFSOCK: throw .notAFile(file: path, found: "a socket")
    default: throw .notAFile(file: path, found: "a device")
    }
    guard size <= ImageLimits.bytes else {
      throw .tooLarge(file: path, found: "a file of \(size) bytes", limit: "\(ImageLimits.bytes) bytes")
    }
    return size
  }

  private static func message() -> String { String(cString: strerror(errno)) }
}
