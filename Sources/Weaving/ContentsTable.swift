import Foundation
import Notebook
import Pictures

/// The tables of contents in the book's README, which stand between two marks and are woven from the entries.
struct ContentsTable {
  let shelf: [Contents]
  let appendices: [Appendix]
  let root: URL

  private static let opening = "<!-- contents: woven from the entries; edit them, not these lines -->"
  private static let closing = "<!-- end of contents -->"

  /// The README with its tables made anew.
  ///
  /// - Throws: ``PageError`` when the marks are missing.
  func woven(into text: String) throws -> String {
    guard let opening = text.firstRange(of: Self.opening),
      let closing = text[opening.upperBound...].firstRange(of: Self.closing)
    else {
      throw PageError(
        "README.md lacks the marks of the table of contents, expected \(Self.opening) and \(Self.closing)")
    }
    let tables = ([shelf.map(table), [appendixList]].joined().compactMap(\.self)).joined(separator: "\n\n")
    return text[..<opening.upperBound] + "\n\n" + tables + "\n\n" + text[closing.lowerBound...]
  }

  private func table(_ contents: Contents) -> String? {
    guard !contents.entries.isEmpty else { return nil }
    let isNumbered = contents.entries.contains { $0.number != nil }
    let rows = contents.entries.map { entry in
      (isNumbered ? [entry.number.map(String.init) ?? ""] : [])
        + ["[\(entry.title)](\(entry.page.relativePath(from: root)))", entry.summary, entry.duration]
    }
    let header = (isNumbered ? [""] : []) + [contents.kind, "what you will see", "runs in"]
    return ["## \(contents.title)", Table(header: header, rows: rows, caption: nil).markdown].joined(separator: "\n\n")
  }

  private var appendixList: String? {
    // The book's own audit is for those who work on it, and linked where they read.
    let listed = appendices.filter { if case .claims = $0.making { false } else { true } }
    guard !listed.isEmpty else { return nil }
    let lines = listed.map { "- [\($0.title)](\($0.page(in: root).relativePath(from: root))): \($0.summary)" }
    return "## Lists\n\n" + lines.joined(separator: "\n")
  }
}
