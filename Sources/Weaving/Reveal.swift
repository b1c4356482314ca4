import Notebook

/// What came out of an exercise, which readers open when they have tried it.
///
/// `{reveal: Both curves fall.}` at the end of an exercise becomes a fold of its own below it.
enum Reveal {
  /// The prose with its reveals as Markdown that opens at a click, indented as the item of a list that it belongs to.
  ///
  /// - Throws: ``PageError`` when a mark does not end, or says nothing.
  static func folded(_ prose: String) throws -> String {
    var text = ""
    var rest = prose[...]
    while let opening = rest.firstRange(of: #/\s*\{reveal:/#) {
      let inside = rest[opening.upperBound...]
      guard let end = inside.firstIndexOfClosingBrace else {
        throw PageError("found a {reveal: that does not end, expected a } in the same paragraphs")
      }
      let words = inside[..<end].split(separator: #/\s+/#).joined(separator: " ")
      guard !words.isEmpty else { throw PageError("found {reveal:} without words, expected what came out") }
      text += rest[..<opening.lowerBound]
      let item = text.matches(of: #/(?m)^(?:\d+\.|[-*]) +/#).last
      let indentation = String(repeating: " ", count: item.map { $0.output.count } ?? 0)
      let lines = Fold.details(words, behind: "What came out").split(separator: "\n", omittingEmptySubsequences: false)
      text += "\n\n" + lines.map { $0.isEmpty ? "" : indentation + $0 }.joined(separator: "\n")
      rest = inside[inside.index(after: end)...]
    }
    return text + rest
  }
}
