import Notebook

/// Code that is folded on the page, because it only draws a figure or lays out a table: readers see what it makes and can
/// open it.
///
/// `//: {fold: the figure of the two moons}` stands right before the cell or the `{show: …}` that it folds. The page then
/// has "The code of the figure of the two moons" in its place. A long listing from elsewhere is folded without being asked for:
/// readers of the page follow its argument, and those of the library open it.
enum Fold {
  /// Whether a line of prose is such a directive.
  static func isDirective(_ line: String) -> Bool { line.hasPrefix("{fold:") }

  /// What the code makes, as a directive says it.
  ///
  /// - Throws: ``PageError`` when it says nothing, or in Markdown, which nobody reads there.
  static func name(in directive: String) throws -> String {
    guard let name = directive.wholeMatch(of: #/\{fold:\s*([^{}<>`*]*[^{}<>`*\s])\s*\}/#)?.output.1 else {
      throw PageError("found \(directive), expected {fold: what the code makes}, in plain words")
    }
    return String(name)
  }

  /// The most lines of a listing from elsewhere that stand open.
  private static let mostLines = 24

  /// What a listing from elsewhere is called if it is so long that it is folded.
  static func name(of citation: Citation) -> String? {
    citation.code.count { $0.isNewline } < mostLines ? nil : citation.subject
  }

  /// Markdown behind a line that says what its code makes; as it is if it is not folded.
  static func markdown(_ text: String, as name: String?) -> String {
    guard let name else { return text }
    return details(text, behindQuiet: summary(of: [name])!)
  }

  /// The line before code that makes these things; `nil` if there are none.
  static func summary(of names: [String]) -> String? {
    guard let first = names.first else { return nil }
    return names.count == 1 ? "The code of \(first.replacing("&", with: "&amp;"))" : "The code of this section"
  }

  /// Markdown that a reader is asked to open by a line of plain text; as it is if there is no such line.
  static func opened(_ text: String, by line: String?) -> String {
    line.map { details(text, behind: $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;")) } ?? text
  }

  /// Markdown that opens at a click on a line, which is bold because the page asks the reader to open it.
  static func details(_ text: String, behind line: String) -> String { html(text, "<b>\(line)</b>") }

  /// Markdown that opens at a click on a line, which is small because few readers need it.
  static func details(_ text: String, behindQuiet line: String) -> String { html(text, "<sub>\(line)</sub>") }

  private static func html(_ text: String, _ summary: String) -> String {
    "<details>\n<summary>\(summary)</summary>\n\n\(text)\n\n</details>"
  }
}
