import Foundation

/// Where the files that come with the book lie: its pages, caches and trained networks.
public enum BookFiles {
  /// The environment variable that tells a binary, moved away from the place where it was built, where the book lies.
  public static let variable = "MINIMAX_BOOK"
  /// The folder beside a binary, or in `share` beside its `bin`, that may hold the book's files.
  static let folderName = "minimax-book"

  /// The book's folder as `MINIMAX_BOOK` names it, or as it lies beside the binary where that was moved; `nil` where the
  /// binary was built.
  public static var moved: URL? {
    if let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    return isBook(built) ? nil : beside(Bundle.main.executableURL).first(where: isBook)
  }

  /// The folder that this binary was built in.
  private static var built: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// Where a binary's own copy of the book's files may lie.
  static func beside(_ binary: URL?) -> [URL] {
    guard let folder = binary?.resolvingSymlinksInPath().deletingLastPathComponent() else { return [] }
    return [
      folder.appendingPathComponent(folderName),
      folder.deletingLastPathComponent().appendingPathComponent("share/\(folderName)"),
    ]
  }

  private static func isBook(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("chapters").path)
  }

  /// The book's folder: the one that `MINIMAX_BOOK` names, the one that this binary was built in, or one beside it.
  public static var root: URL { moved ?? built }

  /// A file of the book, by its path from the book's folder.
  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// A file of the book that must be there.
  ///
  /// - Throws: ``NoBookFiles`` if the book's files are not where they are looked for.
  public static func existing(_ path: String) throws(NoBookFiles) -> URL {
    let url = url(path)
    guard isBook(root) || FileManager.default.fileExists(atPath: url.path) else {
      throw NoBookFiles(path: path, places: [root] + beside(Bundle.main.executableURL))
    }
    return url
  }
}

/// A binary was moved away from the book's files.
public struct NoBookFiles: Error, CustomStringConvertible, Sendable {
  /// The file that is needed, from the book's folder.
  public let path: String
  /// Where the book's folder was looked for.
  public let places: [URL]

  /// What was looked for and where, and what to do.
  public var description: String {
    "\(path), one of the book's files, is needed, and there is no book in \(places.map(\.path).joined(separator: ", ")); "
      + "set \(BookFiles.variable) to the folder of the book, the one that holds chapters"
  }
}
