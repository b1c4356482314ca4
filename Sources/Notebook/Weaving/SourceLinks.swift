import Foundation

/// Links from prose to the very lines of the book's code.
///
/// `[the step](source:Training.swift#Trainer.step)` becomes a link to the lines of that declaration, so it stays true
/// while the file is edited, and cannot be woven once the declaration is gone. A file of the book goes by its name, any
/// other by its path from the root, such as `source:Sources/Engine/Tensor.swift#Tensor`; without a declaration the link
/// is to the whole file.
struct SourceLinks {
  /// The folder that holds the folders of chapters and answers.
  let root: URL
  /// The folder of the page that holds the links.
  let folder: URL

  /// A line of prose with its links to code resolved.
  ///
  /// - Throws: ``PageError`` when a file or a declaration is not there.
  func resolved(in line: String) throws -> String {
    var text = ""
    var rest = line[...]
    while let match = rest.firstMatch(of: #/\]\(source:([^)#\s]+)(?:#([^)\s]+))?\)/#) {
      text += rest[..<match.range.lowerBound]
      text += "](\(try target(file: String(match.1), declaration: match.2.map(String.init))))"
      rest = rest[match.range.upperBound...]
    }
    if rest.contains("](source:") {
      throw PageError("found a link to source that does not end, expected (source:File.swift#Type.member) on one line")
    }
    return text + rest
  }

  private func target(file name: String, declaration: String?) throws -> String {
    let file = try file(name)
    let path = file.relativePath(from: folder)
    guard let declaration else { return path }
    do {
      let lines = try Declarations(String(contentsOf: file, encoding: .utf8)).lines(of: declaration)
      return "\(path)#L\(lines.lowerBound)" + (lines.count == 1 ? "" : "-L\(lines.upperBound)")
    } catch let error as PageError {
      throw PageError("\(name) \(error)")
    }
  }

  private func file(_ name: String) throws -> URL {
    let places: [URL]
    if name.contains("/") {
      places = [root]
    } else {
      let chapters = root.appendingPathComponent("chapters")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: chapters.path)) ?? []
      places = names.map(chapters.appendingPathComponent) + [root.appendingPathComponent("answers")]
    }
    let files = places.map { $0.appendingPathComponent(name) }
    if let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) { return file }
    throw PageError("found a link to \(name), expected the name of a file of the book, or a path from its root")
  }
}

extension URL {
  /// The path that leads here from a folder.
  func relativePath(from folder: URL) -> String {
    let (here, there) = (folder.standardizedFileURL.pathComponents, standardizedFileURL.pathComponents)
    let shared = zip(here, there).prefix { $0 == $1 }.count
    return (repeatElement("..", count: here.count - shared) + there.dropFirst(shared)).joined(separator: "/")
  }
}
