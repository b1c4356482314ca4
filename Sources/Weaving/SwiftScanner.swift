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
    var code: [UInt8] = []
    return read(line, code: &code)
  }

  /// Reads one line and returns whether the compiler sees anything in it.
  ///
  /// - Parameter code: Gets what is neither comment nor text, in UTF-8.
  mutating func read(_ line: some StringProtocol, code: inout [UInt8]) -> Bool {
    // Every mark is of ASCII, so bytes tell them apart, in a tenth of the time that characters take.
    var rest = Array(line.utf8)[...]
    var hasCode = isInsideText && !isInsideComment
    while let next = rest.first {
      switch surroundings.last {
      case .comment: skipComment(&rest)
      case .string(let hashes, let isMultiline): readString(&rest, hashes: hashes, isMultiline: isMultiline)
      case .expression(let hashes): readExpression(&rest, hashes: hashes)
      case nil, .interpolation:
        if next == UInt8(ascii: "/"), rest.begins(with: "//") { rest = [] }
        if next == UInt8(ascii: "/"), rest.begins(with: "/*") {
          surroundings.append(.comment)
          rest.removeFirst(2)
        } else if !rest.isEmpty {
          hasCode = hasCode || !next.isWhitespace
          readCode(&rest, &code)
        }
      }
    }
    // A string on one line ends with its line, whatever it holds.
    if case .string(_, isMultiline: false) = surroundings.last { surroundings.removeLast() }
    return hasCode
  }

  private mutating func skipComment(_ rest: inout ArraySlice<UInt8>) {
    if rest.begins(with: "*/") {
      surroundings.removeLast()
      rest.removeFirst(2)
    } else if rest.begins(with: "/*") {
      surroundings.append(.comment)
      rest.removeFirst(2)
    } else {
      rest.removeFirst()
    }
  }

  private mutating func readString(_ rest: inout ArraySlice<UInt8>, hashes: Int, isMultiline: Bool) {
    let quotes = isMultiline ? 3 : 1
    if rest.begins(with: isMultiline ? "\"\"\"" : "\""), rest.dropFirst(quotes).hashes >= hashes {
      surroundings.removeLast()
      rest.removeFirst(quotes + hashes)
    } else if rest.begins(with: "\\"), rest.dropFirst().hashes >= hashes {
      rest.removeFirst(1 + hashes)
      if rest.begins(with: "(") {
        surroundings.append(.interpolation(depth: depth))
        depth += 1
      }
      rest = rest.dropFirst()
    } else {
      rest.removeFirst()
    }
  }

  private mutating func readExpression(_ rest: inout ArraySlice<UInt8>, hashes: Int) {
    if rest.begins(with: "/"), rest.dropFirst().hashes >= hashes {
      surroundings.removeLast()
      rest.removeFirst(1 + hashes)
    } else {
      rest = rest.dropFirst(rest.begins(with: "\\") ? 2 : 1)
    }
  }

  private mutating func readCode(_ rest: inout ArraySlice<UInt8>, _ code: inout [UInt8]) {
    let hashes = rest.hashes
    let opening = rest.dropFirst(hashes)
    if opening.begins(with: "\"") {
      // Three quotes open a string over several lines only at the end of a line: #"""# is a quote in a raw string.
      let isMultiline = opening.begins(with: "\"\"\"") && opening.dropFirst(3).allSatisfy(\.isWhitespace)
      surroundings.append(.string(hashes: hashes, isMultiline: isMultiline))
      code.append(UInt8(ascii: "\""))
      rest = opening.dropFirst(isMultiline ? 3 : 1)
      return
    }
    if hashes > 0, opening.begins(with: "/") {
      surroundings.append(.expression(hashes: hashes))
      rest = opening.dropFirst()
      return
    }
    let byte = rest.removeFirst()
    code.append(byte)
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
      depth -= 1
      if surroundings.last == .interpolation(depth: depth) { surroundings.removeLast() }
    default: break
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func begins(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { self[startIndex + $0] == text.utf8Start[$0] }
  }

  /// The number of hash marks that it begins with.
  fileprivate var hashes: Int { prefix { $0 == UInt8(ascii: "#") }.count }
}

extension UInt8 {
  fileprivate var isWhitespace: Bool { self == UInt8(ascii: " ") || (9...13).contains(self) }
}
