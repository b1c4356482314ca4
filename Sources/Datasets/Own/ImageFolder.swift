import Engine
import Foundation
import Store

/// The image files of a folder, in the order of their names; subfolders are classes where the folder itself holds no
/// images.
///
/// What is an image is decided by a file's first bytes, not by its name.
public struct ImageFolder: Sendable {
  /// An image file.
  public struct File: Sendable {
    /// Where it lies.
    public let url: URL
    /// The class, an index into ``ImageFolder/classNames``.
    public let label: UInt8
    let size: Int
    let modified: Double
  }

  /// The folder.
  public let root: URL
  /// The image files.
  public let files: [File]
  /// The names of the classes; one, the folder's own name, where it has no subfolders with images.
  public let classNames: [String]
  /// What else lies there and is no image: the path of each below the folder, and why it is left out.
  public let leftOut: [LeftOut]

  /// Why files are left out that do not begin as images do.
  public static let noImage = "neither PNG nor JPEG"

  /// Something in a folder of images that is not used.
  public struct LeftOut: Codable, Equatable, Sendable {
    /// Its path below the folder.
    public let path: String
    /// Why it is left out.
    public let reason: String
  }

  /// Looks through a folder, and one level of folders in it.
  ///
  /// - Throws: ``OwnImagesError`` if it cannot be read, holds no image, or more classes than a label can count.
  public init(_ root: URL) throws(OwnImagesError) {
    self.root = root
    var leftOut: [LeftOut] = []
    let here = try Self.contents(of: root, "", label: 0, &leftOut)
    if !here.files.isEmpty {
      files = here.files
      classNames = [root.lastPathComponent]
      leftOut += here.folders.map { LeftOut(path: $0 + "/", reason: "a folder beside images") }
    } else {
      var (files, names): ([File], [String]) = ([], [])
      for name in here.folders {
        guard names.count < 256 else { throw .tooManyClasses(root) }
        let found = try Self.contents(
          of: root.appendingPathComponent(name), name + "/", label: UInt8(names.count), &leftOut)
        leftOut += found.folders.map { LeftOut(path: "\(name)/\($0)/", reason: "a folder below a class") }
        if !found.files.isEmpty {
          files += found.files
          names.append(name)
        }
      }
      (self.files, classNames) = (files, names)
    }
    self.leftOut = leftOut
    guard !files.isEmpty else { throw .noImages(root, others: leftOut.count) }
  }

  /// A hash of the names, sizes and times of all files: it changes when the folder does.
  var fingerprint: String {
    var hash = FNV1a()
    for file in files {
      for byte in file.url.path.utf8 { hash.combine(byte) }
      hash.combine(UInt32(truncatingIfNeeded: file.size))
      let time = file.modified.bitPattern
      hash.combine(UInt32(truncatingIfNeeded: time))
      hash.combine(UInt32(truncatingIfNeeded: time >> 32))
    }
    return hash.hexadecimal
  }

  private static func contents(
    of folder: URL, _ prefix: String, label: UInt8, _ leftOut: inout [LeftOut]
  ) throws(OwnImagesError) -> (files: [File], folders: [String]) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw .unreadable(folder, reason: error.systemReason)
    }
    var (files, folders): ([File], [String]) = ([], [])
    for name in names where !name.hasPrefix(".") {
      let url = folder.appendingPathComponent(name)
      var status = stat()
      guard stat(url.path, &status) == 0 else {
        leftOut.append(LeftOut(path: prefix + name, reason: String(cString: strerror(errno))))
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: folders.append(name)
      case S_IFREG where startsAsImage(url):
        #if canImport(Darwin)
          let time = status.st_mtimespec
        #else
          let time = status.st_mtim
        #endif
        files.append(
          File(
            url: url, label: label, size: Int(status.st_size),
            modified: Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9))
      case S_IFREG: leftOut.append(LeftOut(path: prefix + name, reason: Self.noImage))
      default: leftOut.append(LeftOut(path: prefix + name, reason: "no regular file"))
      }
    }
    return (files, folders)
  }

  private static func startsAsImage(_ url: URL) -> Bool {
    guard let file = try? FileHandle(forReadingFrom: url), let start = try? file.read(upToCount: 8) else {
      return false
    }
    return start.starts(with: [0x89, 0x50, 0x4E, 0x47]) || start.starts(with: [0xFF, 0xD8, 0xFF])
  }
}
