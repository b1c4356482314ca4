import Foundation
import Notebook

/// The works that the book's bibliography lists, and links to them from prose.
///
/// The bibliography is a table written by hand. Each row has its anchor and the name that pages give the work:
/// `| <a id="goodfellow-2014"></a>Goodfellow 2014 | …`. Prose only names the work, and the weaver makes the link.
struct Bibliography: Sendable {
  /// Where the table lies.
  let place: URL
  /// The anchors of the works, by their names.
  private(set) var anchors: [String: String] = [:]
  /// The names of the works of three or more authors, which pages call by the first and "et al.".
  private var ofMany: Set<String> = []

  /// The bibliography of a book, which is in the folder of answers; `nil` if it has none.
  ///
  /// - Throws: ``PageError`` for a row without its anchor, or for a work that is listed twice.
  init?(of root: URL) throws {
    place = root.appendingPathComponent("answers/bibliography.md")
    guard let text = try? String(contentsOf: place, encoding: .utf8) else { return nil }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let row = line.prefixMatch(of: #/\| (?:<a id="([^"]*)"></a>)?([^|<>]*?\d{4}) \|/#) else { continue }
      let name = String(row.output.2)
      // Authors stand before the title, which is in italics.
      let authors = line.dropFirst(row.output.0.count).prefix { $0 != "*" }
      if authors.contains("others") || authors.count(where: { $0 == "," }) > 1 { ofMany.insert(name) }
      guard row.output.1.map(String.init) == name.slug else {
        throw PageError(
          "\(place.readablePath):\(index + 1): expected | <a id=\"\(name.slug)\"></a>\(name) |, so that links find it")
      }
      guard anchors.updateValue(name.slug, forKey: name) == nil else {
        throw PageError("\(place.readablePath):\(index + 1): \(name) is listed already; remove one of the two")
      }
    }
  }

  /// Markdown in which the first mention of a work in each section links to its row, and every mention of a work of three or
  /// more authors has "et al.".
  ///
  /// Code, formulas, headings, links and HTML stay as they are.
  ///
  /// - Parameters:
  ///   - folder: The folder of the page that the text stands on.
  ///   - named: The works that the section has linked to so far; a heading empties it.
  /// - Throws: ``PageError`` when the text names a work that is not listed.
  func linked(_ markdown: String, from folder: URL, named: inout Set<String>) throws -> String {
    var blocks: [String] = []
    var prose: [Substring] = []
    var fence: Int?
    func endProse() throws {
      guard !prose.isEmpty else { return }
      blocks.append(try linked(prose: prose.joined(separator: "\n"), from: folder, named: &named))
      prose = []
    }
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let content = line.drop { $0 == " " }
      let marks = content.prefix { $0 == "`" }.count
      if let open = fence {
        if marks >= open, marks == content.count { fence = nil }
        blocks.append(String(line))
      } else if marks >= 3 || line.hasPrefix("#") {
        try endProse()
        if marks >= 3 { fence = marks } else { named = [] }
        blocks.append(String(line))
      } else {
        prose.append(line)
      }
    }
    try endProse()
    return blocks.joined(separator: "\n")
  }

  /// A whole page with its links.
  func linked(page: String, from folder: URL) throws -> String {
    var named: Set<String> = []
    return try linked(page, from: folder, named: &named)
  }

  /// What names no work, and then a name: authors, and a year that may stand in parentheses.
  private static var mention: Regex<(Substring, Substring?, Substring?, Substring?)> {
    #/``[^`]*``|`[^`]*`|!?\[[^\[\]]*\]\([^()\s]*\)|<[^<>]*>|(\p{Lu}[\p{L}'’\-]+(?:\s+&\s+\p{Lu}[\p{L}'’\-]+)?)(?:\s+et\s+al\.)?,?\s+(?:\(((?:19|20)[0-9]{2})\)|((?:19|20)[0-9]{2})\b)/#
  }

  /// A mention with "et al." after the first author, where it has none yet.
  private static func withOthers(_ mention: String, after author: Substring) -> String {
    mention.contains(#/et\s+al\./#)
      ? mention : author + " et al." + mention.dropFirst(author.count)
  }

  private func linked(prose: String, from folder: URL, named: inout Set<String>) throws -> String {
    let page = place.relativePath(from: folder)
    return try prose.replacing(Self.mention) { match in
      let text = match.output.0
      guard let authors = match.output.1, let year = match.output.2 ?? match.output.3 else {
        // A second weaving finds the links of the first.
        if let row = text.firstMatch(of: #/\([^()\s]*bibliography\.md#([^()\s]+)\)/#)?.output.1 {
          anchors.filter { $0.value == row }.forEach { named.insert($0.key) }
        }
        return String(text)
      }
      let name = authors.split(whereSeparator: \.isWhitespace).joined(separator: " ") + " \(year)"
      guard let anchor = anchors[name] else {
        throw PageError(
          "names \(name), which \(place.lastPathComponent) does not list; list it there, or say it otherwise")
      }
      let shown = ofMany.contains(name) ? Self.withOthers(String(text), after: authors) : String(text)
      return named.insert(name).inserted ? "[\(shown)](\(page)#\(anchor))" : shown
    }
  }
}
