import Foundation
import Lab
import Store

/// The files of a run's folder that a page may see, by names that are known beforehand.
enum RunFiles {
  /// The most bytes of a picture.
  static let largestPicture = 64 << 20
  /// The most bytes of a description.
  static let largestText = 1 << 20

  /// A picture's name; `nil` for the name of anything else.
  static func step(ofPicture name: some StringProtocol) -> Int? {
    guard let match = String(name).wholeMatch(of: #/step-([0-9]{6,12})\.png/#) else { return nil }
    return Int(match.output.1)
  }

  /// The steps that there are pictures of, in order.
  static func pictures(in folder: URL) -> [Int] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("images").path)) ?? []
    return names.compactMap(step(ofPicture:)).sorted()
  }

  /// A picture of a run as bytes.
  ///
  /// - Throws: ``RunFileError`` if it is none.
  static func picture(_ name: String, in folder: URL) throws(RunFileError) -> [UInt8] {
    guard step(ofPicture: name) != nil else { throw RunFileError("'\(name)' is no name of a picture") }
    let bytes = try read(folder.appendingPathComponent("images").appendingPathComponent(name), atMost: largestPicture)
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw RunFileError("images/\(name) is damaged: it does not begin as a PNG file does")
    }
    return bytes
  }

  /// `run.json` or `recipe.json` as text.
  ///
  /// - Throws: ``RunFileError`` if it cannot be read.
  static func text(_ name: String, in folder: URL) throws(RunFileError) -> String {
    let bytes = try read(folder.appendingPathComponent(name), atMost: largestText)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RunFileError("\(name) is damaged: it is no text")
    }
    return text
  }

  /// The bytes of a file itself: no link is followed from a run's folder to elsewhere.
  static func read(_ file: URL, atMost limit: Int) throws(RunFileError) -> [UInt8] {
    let name = file.lastPathComponent
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw RunFileError(
        "\(name) cannot be read (\(errno == ELOOP ? "it is a link" : String(cString: strerror(errno))))")
    }
    defer { close(descriptor) }
    var found = stat()
    guard fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
      throw RunFileError("\(name) is no file")
    }
    guard found.st_size <= limit else {
      throw RunFileError("\(name) has \(found.st_size >> 20) MB, expected at most \(limit >> 20)")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }
}

/// A file of a run that cannot be shown, in words.
struct RunFileError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
