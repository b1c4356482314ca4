import Engine
import Foundation

/// What lies in a folder of images, found without opening a file: the images to read, and whatever is left out.
public struct FolderListing {
  /// The images, in the order of their paths.
  public private(set) var images: [URL] = []
  /// What is left out, in sentences: images of formats that are not read, folders below, devices and pipes.
  public var leftOut: [String] {
    var sentences: [String] = []
    let others = otherFormats.values.reduce(0, +)
    if others > 0 {
      let endings = otherFormats.sorted { $0.key < $1.key }.map { ".\($0.key) \($0.value.text)" }
      sentences.append(
        "\(others.text) \(others == 1 ? "image" : "images") of a format that is not read (\(endings.joined(separator: ", ")))"
      )
    }
    if below > 0 {
      let images = "\(isBelowCut ? "at least " : "")\(below.text) \(below == 1 ? "image" : "images")"
      sentences.append(
        "\(images) in \(folders.text) \(folders == 1 ? "folder" : "folders") below; --recursive takes them")
    }
    if let first = special.first {
      sentences.append(
        "\(special.count.text) \(special.count == 1 ? "entry that is no file" : "entries that are no files"), the first: \(first)"
      )
    }
    if let first = closed.first {
      sentences.append(
        "\(closed.count.text) \(closed.count == 1 ? "folder" : "folders") that cannot be read, the first: \(first)")
    }
    return sentences
  }
  /// How many files and folders there are in the folder itself.
  public private(set) var entryCount = 0

  private var otherFormats: [String: Int] = [:]
  private var folders = 0
  private var below = 0
  private var isBelowCut = false
  private var special: [String] = []
  private var closed: [String] = []
  /// Folders that were entered, so that no circle of links is walked for ever.
  private var entered: Set<FileIdentity> = []

  /// Images that are often met and that nobody wants to miss without a word.
  private static let pictures: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "gif", "tif", "tiff", "avif", "heic", "heif", "jxl", "ppm",
    "pgm",
    "pnm", "tga",
  ]
  /// How many entries of folders below are looked at only to count them.
  private static let mostCounted = 100_000

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - endings: The endings of the names of files that are read, in small letters.
  ///   - isRecursive: Whether folders below are entered; else their images are counted.
  /// - Throws: What reading the folder throws; a folder below that cannot be read is left out.
  public init(_ folder: URL, endings: Set<String>, isRecursive: Bool) throws {
    var open: [(folder: URL, isTaken: Bool)] = [(folder, true)]
    var counted = 0
    while let (folder, isTaken) = open.popLast() {
      guard let identity = FileIdentity(folder), entered.insert(identity).inserted else { continue }
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      } catch  where entered.count > 1 {
        closed.append(folder.path)
        continue
      }
      if entered.count == 1 { entryCount = names.count }
      for name in names {
        let url = folder.appendingPathComponent(name), ending = url.pathExtension.lowercased()
        counted += isTaken ? 0 : 1
        if counted > Self.mostCounted { (isBelowCut, open) = (true, []) }
        switch FileKind(url) {
        case .folder?:
          open.append((url, isTaken && isRecursive))
          if !isRecursive { folders += 1 }
        case .special(let kind)?: if isTaken { special.append("\(url.path) (\(kind))") }
        // What is not there, such as the end of a broken link, is told when it is opened.
        case .file?, nil:
          switch (isTaken, endings.contains(ending)) {
          case (true, true): images.append(url)
          case (true, false): if Self.pictures.contains(ending) { otherFormats[ending, default: 0] += 1 }
          case (false, let isRead): if isRead || Self.pictures.contains(ending) { below += 1 }
          }
        }
        if isBelowCut { break }
      }
    }
    images.sort { $0.path < $1.path }
  }
}

/// What a path leads to, links followed.
public enum FileKind: Equatable {
  /// A regular file.
  case file
  /// A folder.
  case folder
  /// Anything else, in words: opening it could wait for ever, or never end.
  case special(String)

  /// Looks at a path without opening it; `nil` if nothing is there.
  public init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    self =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFIFO: .special("a pipe")
      case S_IFSOCK: .special("a socket")
      default: .special("a device")
      }
  }
}

/// The file itself, by whichever of its paths.
public struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The file that a path leads to, links followed; `nil` if nothing is there.
  public init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    (device, number) = (UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino))
  }
}
