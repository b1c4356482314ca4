import Foundation

/// A sentence of a page's prose that quotes records as `{{name}}`.
package struct QuotingSentence: Equatable, Sendable {
  /// The sentence as it is written.
  package let text: String
  /// The line of the source in which its paragraph begins.
  package let line: Int

  /// The names of the records that it quotes.
  package var names: [String] { text.matches(of: #/{{([^{}]*)}}/#).map { String($0.1) } }

  /// The sentence in plain words; `nil` if a record is missing.
  ///
  /// - Parameter shown: The text that a record's name stands for.
  package func said(_ shown: (String) -> String?) -> String? {
    var text = text
    while let quote = text.firstRange(of: #/{{[^{}]*}}/#) {
      guard let value = shown(String(text[quote].dropFirst(2).dropLast(2))) else { return nil }
      text.replaceSubrange(quote, with: value)
    }
    let linked = text.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { $0.1 }
    let formulas = linked.replacing(#/\$`([^`]*)`\$/#) { String($0.1).formulaInWords }
    return formulas.replacing(#/{[a-z]+: ?|[{}]/#, with: "").plain.withoutHalfParentheses
  }
}

/// The sentences of a page that quote records, so that a run can say its numbers in words.
package struct QuotingSentences {
  /// Those that have not been said yet, in the order of the page.
  private var waiting: [QuotingSentence]

  /// The sentences in the prose of the given sources; none of a file that cannot be read.
  init(sources: [URL]) {
    waiting = sources.flatMap { source in Self.all(in: (try? String(contentsOf: source, encoding: .utf8)) ?? "") }
  }

  /// The sentences that can be said now that there are these records, without marks; each is given out once.
  ///
  /// - Parameter shown: The text that a record's name stands for; `nil` if there is no such record yet.
  mutating func complete(_ shown: (String) -> String?) -> [String] {
    var said: [String] = []
    waiting.removeAll { sentence in
      guard let text = sentence.said(shown) else { return false }
      said.append(text)
      return true
    }
    return said
  }

  /// All such sentences in the prose of a source.
  package static func all(in source: String) -> [QuotingSentence] {
    paragraphs(of: source).flatMap { paragraph in
      sentences(of: paragraph.text).map { QuotingSentence(text: $0, line: paragraph.line) }
    }.filter { $0.text.contains("{{") }
  }

  /// The prose of a source in paragraphs and list items; headings, tables and directives are none.
  private static func paragraphs(of source: String) -> [(text: String, line: Int)] {
    var paragraphs: [(text: String, line: Int)] = []
    var isOpen = false
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      let text = line.dropFirst(3).trimmingCharacters(in: .whitespaces)
      guard line.hasPrefix("//:"), !text.isEmpty, !"|#@".contains(text.first!) else {
        isOpen = false
        continue
      }
      let item = text.prefixMatch(of: #/[-*] |[0-9]+\. /#)
      if isOpen, item == nil {
        paragraphs[paragraphs.count - 1].text += " " + text
      } else {
        paragraphs.append((String(text.dropFirst(item?.0.count ?? 0)), index + 1))
      }
      isOpen = true
    }
    return paragraphs
  }

  /// A paragraph's sentences: one ends with its mark, a space, and the capital letter of the next.
  private static func sentences(of paragraph: String) -> [String] {
    var sentences: [String] = []
    var rest = paragraph[...]
    while let end = rest.firstRange(of: #/[.?!][*)}]* (?=[*(]?(?:[A-Z{]))/#) {
      sentences.append(String(rest[..<end.upperBound]).trimmingCharacters(in: .whitespaces))
      rest = rest[end.upperBound...]
    }
    return sentences + [String(rest)]
  }
}

extension String {
  /// A formula of few signs as a terminal can show it: `W_1` as W₁, `-\log D` as −log D.
  fileprivate var formulaInWords: String {
    let subscripts = replacing(#/_([0-9])/#) { "\(UnicodeScalar(0x2080 + UInt32($0.1)!)!)" }
    return subscripts.replacing("\\", with: "").replacing("-", with: "−")
  }

  /// The sentence without a parenthesis that another sentence opens or closes.
  fileprivate var withoutHalfParentheses: String {
    switch (count { $0 == "(" }, count { $0 == ")" }) {
    case (let opened, let closed) where opened > closed && hasPrefix("("): String(dropFirst())
    case (let opened, let closed) where closed > opened && hasSuffix(")"): String(dropLast())
    default: self
    }
  }
}
