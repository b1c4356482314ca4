import Foundation
import Notebook

/// How much of the Swift in the folders of chapters and answers no page shows.
///
/// Lines of code are counted, without imports, comments and blank lines. A line is shown if a cell shows it or a
/// directive cites it.
struct HiddenShare {
  /// The lines that no page shows, by the names of their files.
  private(set) var hidden: [String: Int] = [:]
  /// All lines.
  private(set) var total = 0

  /// The share of the lines that no page shows.
  var share: Double { total == 0 ? 0 : Double(hidden.values.reduce(0, +)) / Double(total) }

  /// The files with the most lines that no page shows, for a message.
  var description: String {
    let files = hidden.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20)
    return files.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// Counts the lines of a book.
  ///
  /// - Throws: ``PageError`` when a file cannot be taken apart or a directive cannot be looked up.
  init(_ shelf: [Contents]) throws {
    let entries = shelf.flatMap(\.entries)
    guard let root = entries.first?.root else { return }
    let files = SourceFiles(root: root)
    let woven = Set(entries.flatMap(\.sources).map(\.path))
    var shown: [String: Set<Int>] = [:]
    var sources: [(place: URL, source: PageSource)] = []
    for place in files.all() where ["chapters", "answers"].contains(place.pathComponents(below: root).first) {
      let source = try PageSource(contentsOf: place)
      sources.append((place, source))
      guard woven.contains(place.path) else { continue }
      for block in source.blocks {
        switch block {
        case .prose: continue
        case .cell(let cell):
          if !cell.isHidden, let lines = source.lines(of: cell) { shown[place.path, default: []].formUnion(lines) }
        case .citation(let line, _):
          let citation = try Citation(line.text, in: files)
          shown[citation.place.path, default: []].formUnion(citation.shown)
        }
      }
    }
    for (place, source) in sources {
      let lines = zip(source.numbers, source.code).filter { !$0.1.hasPrefix("import ") }.map(\.0)
      total += lines.count
      hidden[source.name] = lines.count { !shown[place.path, default: []].contains($0) }
    }
  }
}

extension URL {
  fileprivate func pathComponents(below folder: URL) -> ArraySlice<String> {
    pathComponents.dropFirst(folder.pathComponents.count)
  }
}
