/// The names that a piece of Swift uses, as far as one can tell without a compiler: types, and functions that are called.
struct ShownWords {
  /// A name, and the line of the piece, from 0 on, that uses it.
  struct Use: Equatable {
    var name: String
    var line: Int
  }

  /// Names that begin with a capital and follow no dot.
  private(set) var types: [Use] = []
  /// Names before an opening parenthesis or brace.
  private(set) var calls: [Use] = []
  /// Names that the piece gives to values, functions, parameters and labels of its own.
  private(set) var own: Set<String> = []

  /// Reads the lines of a piece.
  init(_ lines: some Sequence<Substring>) {
    var scanner = SwiftScanner()
    var tokens: [(text: Substring, line: Int)] = []
    for (number, line) in lines.enumerated() {
      var code: [UInt8] = []
      _ = scanner.read(line, code: &code)
      var rest = String(decoding: code, as: UTF8.self)[...]
      while let character = rest.first {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if word.isEmpty {
          if !character.isWhitespace { tokens.append((rest.prefix(1), number)) }
          rest = rest.dropFirst()
        } else {
          tokens.append((word, number))
          rest = rest[word.endIndex...]
        }
      }
    }
    for (index, token) in tokens.enumerated() where token.text.first!.isLetter {
      let before = index > 0 ? tokens[index - 1].text : ""
      let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
      let use = Use(name: String(token.text), line: token.line)
      if ["let", "var", "func", "for", "case", "in"].contains(token.text) {
        own.formUnion(Self.bound(by: token.text, tokens[..<index].map(\.text), tokens[(index + 1)...].map(\.text)))
      } else if after == ":" {
        own.insert(use.name)
      } else if token.text.first!.isUppercase {
        if before != "." { types.append(use) }
      } else if after == "(" || after == "{" {
        calls.append(use)
      }
    }
  }

  /// The names that a keyword binds: one, or several in parentheses after it; those before the `in` of a closure.
  private static func bound(by keyword: Substring, _ before: [Substring], _ after: [Substring]) -> [String] {
    guard keyword == "in" else {
      if after.first == "(" { return after.prefix { $0 != ")" }.map(String.init) }
      return after.prefix(1).map(String.init)
    }
    return before.reversed().prefix { $0 == "," || $0 == ")" || $0.first!.isLetter }.map(String.init)
  }
}
