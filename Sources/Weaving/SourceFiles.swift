import Foundation
import Notebook

/// The Swift files that pages link to, cite and use, each read and searched for declarations once.
final class SourceFiles {
  struct File {
    let lines: [Substring]
    let declarations: Declarations
  }

  /// The folder that holds the folders of chapters, answers and sources.
  let root: URL
  private var files: [String: File] = [:]

  init(root: URL) { self.root = root }

  /// The file at a place.
  ///
  /// - Throws: What reading throws.
  func file(at place: URL) throws -> File {
    if let file = files[place.path] { return file }
    let lines = try String(contentsOf: place, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let file = File(lines: lines, declarations: Declarations(lines: lines))
    files[place.path] = file
    return file
  }

  /// Where the file lies that prose calls by a name: a file of the book by its name alone, any other by its path below
  /// the root or below `Sources`.
  ///
  /// - Throws: ``PageError`` when there is none.
  func place(of name: String) throws -> URL {
    let folders: [URL]
    if name.contains("/") {
      folders = [root.appendingPathComponent("Sources"), root]
    } else {
      let chapters = root.appendingPathComponent("chapters")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: chapters.path)) ?? []
      folders = names.map(chapters.appendingPathComponent) + [root.appendingPathComponent("answers")]
    }
    let places = folders.map { $0.appendingPathComponent(name) }
    if let place = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) { return place }
    throw PageError(
      "found a link to \(name), expected the name of a file of the book, or a path below its root or below Sources")
  }

  /// All Swift files below the folders that hold libraries and the book.
  func all() -> [URL] {
    ["Sources", "chapters", "answers"].flatMap { folder -> [URL] in
      let place = root.appendingPathComponent(folder)
      let paths = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String } ?? []
      return paths.filter { $0.hasSuffix(".swift") }.sorted().map { place.appendingPathComponent($0) }
    }
  }
}
