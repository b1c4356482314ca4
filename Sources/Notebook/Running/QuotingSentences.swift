import Foundation

/// The sentences of a page's prose that quote records, so that a run can say its numbers in words.
struct QuotingSentences {
  /// Sentences with `{{name}}` in them, in the order of the page, that have not been said yet.
  private var waiting: [String]

  /// The sentences in the prose of the given sources; none of a file that cannot be read.
  init(sources: [URL]) {
    waiting = sources.flatMap { source in
      Self.paragraphs(of: (try? String(contentsOf: source, encoding: .utf8)) ?? "").flatMap(Self.sentences)
    }.filter { $0.contains("{{") }
  }

  /// The sentences that can be said now that there are these records, without marks; each is given out once.
  ///
  /// - Parameter shown: The text that a record's name stands for; `nil` if there is no such record yet.
  mutating func complete(_ shown: (String) -> String?) -> [String] {
    var said: [String] = []
    waiting.removeAll { sentence in
      var text = sentence
      while let quote = text.firstRange(of: #/{{[^{}]*}}/#) {
        guard let value = shown(String(text[quote].dropFirst(2).dropLast(2))) else { return false }
        text.replaceSubrange(quote, with: value)
      }
      let linked = text.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { $0.1 }
      said.append(linked.replacing(#/{[a-z]+: ?|[{}]/#, with: "").plain)
      return true
    }
    return said
  }

  /// The prose of a source in paragraphs and list items; headings and tables are none.
  private static func paragraphs(of source: String) -> [String] {
    var paragraphs: [String] = []
    var isOpen = false
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.trimmingCharacters(in: .whitespaces)
      let text = line.dropFirst(3).trimmingCharacters(in: .whitespaces)
      guard line.hasPrefix("//:"), !text.isEmpty, !text.hasPrefix("|"), !text.hasPrefix("#") else {
        isOpen = false
        continue
      }
      let item = text.prefixMatch(of: #/[-*] |[0-9]+\. /#)
      if isOpen, item == nil {
        paragraphs[paragraphs.count - 1] += " " + text
      } else {
        paragraphs.append(String(text.dropFirst(item?.0.count ?? 0)))
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
