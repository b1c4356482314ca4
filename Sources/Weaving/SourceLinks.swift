import Foundation
import Notebook

/// Links from prose to the very lines of the book's code.
///
/// `[the step](source:Training.swift#Trainer.step)` becomes a link to the lines of that declaration, so it stays true
/// while the file is edited, and cannot be woven once the declaration is gone. A file of the book goes by its name, any
/// other by its path, such as `source:Engine/Tensor.swift#Tensor`; without a declaration the link is to the whole file.
struct SourceLinks {
  let files: SourceFiles
  /// The folder of the page that holds the links.
  let folder: URL

  /// A line of prose with its links to code resolved.
  ///
  /// - Throws: ``PageError`` when a file or a declaration is not there.
  func resolved(in line: String) throws -> String {
    guard line.contains("](source:") else { return line }
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
    let place = try files.place(of: name)
    guard let declaration else { return place.relativePath(from: folder) }
    do {
      return target(place, try files.file(at: place).declarations.lines(of: declaration))
    } catch let error as PageError {
      throw PageError("\(name) \(error)")
    }
  }

  /// Where a link to lines of a file leads.
  func target(_ place: URL, _ lines: ClosedRange<Int>) -> String {
    let path = place.relativePath(from: folder)
    return "\(path)#L\(lines.lowerBound)" + (lines.count == 1 ? "" : "-L\(lines.upperBound)")
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
