import Foundation

/// Where the files that come with the book lie: its pages, caches and trained networks.
public enum BookFiles {
  /// The environment variable that tells a binary, moved away from the place where it was built, where the book lies.
  public static let variable = "MINIMAX_BOOK"

  /// The book's folder as `MINIMAX_BOOK` names it, if it does.
  public static var moved: URL? {
    guard let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty else { return nil }
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  /// The book's folder: the one that `MINIMAX_BOOK` names, or the one that this binary was built in.
  public static var root: URL {
    if let moved { return moved }
    let here = URL(fileURLWithPath: #filePath)
    return here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// A file of the book, by its path from the book's folder.
  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }
}
