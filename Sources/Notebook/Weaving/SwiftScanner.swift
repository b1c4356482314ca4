/// Follows Swift source line by line, as far as it takes to know where braces stand and what is code.
///
/// It tells braces from those in strings (raw, over several lines, with interpolations that hold strings again), in
/// comments (which nest) and in `#/…/#` regular expressions. A regular expression between bare slashes looks like
/// code to it.
struct SwiftScanner {
  /// How many braces, brackets and parentheses are open.
  private(set) var depth = 0
  /// What surrounds the place that has been read to, from the outside in; empty in plain code.
  private var surroundings: [Surrounding] = []

  private enum Surrounding: Equatable {
    case comment
    case string(hashes: Int, isMultiline: Bool)
    case expression(hashes: Int)
    /// Code in a string, which ends where the depth is back at `depth`.
    case interpolation(depth: Int)
  }

  /// Whether the place is in a string or a comment that goes on: nothing there is prose, and no blank line is blank.
  var isInsideText: Bool { !surroundings.isEmpty }

  /// Whether the place is in a comment that goes on.
  var isInsideComment: Bool { surroundings.last == .comment }

  /// Reads one line and returns whether the compiler sees anything in it.
  mutating func read(_ line: some StringProtocol) -> Bool {
    var rest = Array(line)[...]
    var hasCode = isInsideText && !isInsideComment
    while let next = rest.first {
      switch surroundings.last {
      case .comment: skipComment(&rest)
      case .string(let hashes, let isMultiline): readString(&rest, hashes: hashes, isMultiline: isMultiline)
      case .expression(let hashes): readExpression(&rest, hashes: hashes)
      case nil, .interpolation:
        if rest.starts(with: "//") { rest = [] }
        if rest.starts(with: "/*") {
          surroundings.append(.comment)
          rest.removeFirst(2)
        } else if !rest.isEmpty {
          hasCode = hasCode || !next.isWhitespace
          readCode(&rest)
        }
      }
    }
    // A string on one line ends with its line, whatever it holds.
    if case .string(_, isMultiline: false) = surroundings.last { surroundings.removeLast() }
    return hasCode
  }

  private mutating func skipComment(_ rest: inout ArraySlice<Character>) {
    if rest.starts(with: "*/") {
      surroundings.removeLast()
      rest.removeFirst(2)
    } else if rest.starts(with: "/*") {
      surroundings.append(.comment)
      rest.removeFirst(2)
    } else {
      rest.removeFirst()
    }
  }

  private mutating func readString(_ rest: inout ArraySlice<Character>, hashes: Int, isMultiline: Bool) {
    let marks = Array(repeating: Character("#"), count: hashes)
    let end = Array(repeating: Character("\""), count: isMultiline ? 3 : 1) + marks
    let escape = ["\\"] + marks
    if rest.starts(with: end) {
      surroundings.removeLast()
      rest.removeFirst(end.count)
    } else if rest.starts(with: escape) {
      rest.removeFirst(escape.count)
      if rest.first == "(" {
        surroundings.append(.interpolation(depth: depth))
        depth += 1
      }
      rest = rest.dropFirst()
    } else {
      rest.removeFirst()
    }
  }

  private mutating func readExpression(_ rest: inout ArraySlice<Character>, hashes: Int) {
    let end = ["/"] + repeatElement(Character("#"), count: hashes)
    if rest.starts(with: end) {
      surroundings.removeLast()
      rest.removeFirst(end.count)
    } else {
      rest = rest.dropFirst(rest.first == "\\" ? 2 : 1)
    }
  }

  private mutating func readCode(_ rest: inout ArraySlice<Character>) {
    let hashes = rest.prefix { $0 == "#" }.count
    let opening = rest.dropFirst(hashes)
    if opening.first == "\"" {
      // Three quotes open a string over several lines only at the end of a line: #"""# is a quote in a raw string.
      let isMultiline = opening.starts(with: "\"\"\"") && opening.dropFirst(3).allSatisfy(\.isWhitespace)
      surroundings.append(.string(hashes: hashes, isMultiline: isMultiline))
      rest = opening.dropFirst(isMultiline ? 3 : 1)
      return
    }
    if hashes > 0, opening.first == "/" {
      surroundings.append(.expression(hashes: hashes))
      rest = opening.dropFirst()
      return
    }
    switch rest.removeFirst() {
    case "{", "(", "[": depth += 1
    case "}", ")", "]":
      depth -= 1
      if surroundings.last == .interpolation(depth: depth) { surroundings.removeLast() }
    default: break
    }
  }
}
