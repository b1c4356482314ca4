/// Where the declarations of a Swift file stand, by their names: `Trainer`, `Trainer.step`, `trainingChapter.losses`.
struct Declarations {
  /// A declaration that was found, from the first line of its documentation to its last.
  private struct Declaration {
    var name: String
    var isExtension: Bool
    /// How many braces were open before it, and how far it is indented.
    var depth: Int
    var indentation: Int
    var lines: ClosedRange<Int>
  }

  private var found: [Declaration] = []

  /// Reads a file's text. Lines are counted from 1.
  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var scanner = SwiftScanner()
    // Indices of the declarations that the place read to lies in, from the outside in.
    var open: [Int] = []
    for (index, line) in lines.enumerated() {
      let content = line.drop(while: \.isWhitespace)
      if !scanner.isInsideText {
        if content.isEmpty { continue }
        let indentation = line.count - content.count
        let isComment = content.hasPrefix("//")
        // With no brace open, a line goes on with a declaration if it is indented further or cannot begin anything.
        let goesOn = ["where ", "{", "."].contains(where: content.hasPrefix)
        while let last = open.last, scanner.depth <= found[last].depth,
          isComment || indentation <= found[last].indentation && !goesOn
        {
          open.removeLast()
        }
        if isComment { continue }
        if let (name, isExtension) = Self.declared(in: content) {
          let first = lines[..<index].lastIndex { !$0.isDocumentationOrAttribute }.map { $0 + 1 } ?? 0
          let path = (open.last.map { found[$0].name + "." } ?? "") + name
          open.append(found.count)
          found.append(
            Declaration(
              name: path, isExtension: isExtension, depth: scanner.depth, indentation: indentation,
              lines: first + 1...index + 1))
        }
      }
      _ = scanner.read(line)
      for place in open { found[place].lines = found[place].lines.lowerBound...index + 1 }
    }
  }

  /// The name that a line declares, if it declares one.
  private static func declared(in line: Substring) -> (name: String, isExtension: Bool)? {
    let modifier =
      #/
      (?: @\w+ (?:\([^)]*\))?
        | (?: public | package | internal | fileprivate | private ) (?:\(set\))?
        | open | final | static | class (?=\s+(?:func|var)\b) | mutating | override | convenience | required
        | indirect | lazy | weak | nonisolated )
      \s+
      /#
    let keyword =
      #/(func|struct|class|enum|protocol|actor|extension|var|let|subscript|typealias)\s+`?([\w.]+)/#
    var rest = line
    while let match = rest.prefixMatch(of: modifier) { rest = rest[match.range.upperBound...] }
    if let match = rest.prefixMatch(of: keyword) { return (String(match.2), match.1 == "extension") }
    return rest.prefixMatch(of: #/init[?!]?[(<]/#) == nil ? nil : ("init", false)
  }

  /// The lines of the declaration of that name; a type's own declaration rather than its extensions.
  ///
  /// - Throws: ``PageError`` unless there is exactly one.
  func lines(of name: String) throws -> ClosedRange<Int> {
    let all = found.filter { $0.name == name }
    let own = all.filter { !$0.isExtension }
    let candidates = own.isEmpty ? all : own
    guard let only = candidates.first else {
      throw PageError("declares no \(name), expected it once; name what it declares, such as Type.member")
    }
    guard candidates.count == 1 else {
      let lines = candidates.map { String($0.lines.lowerBound) }.joined(separator: ", ")
      throw PageError("declares \(name) \(candidates.count) times (lines \(lines)), expected it once; name another")
    }
    return only.lines
  }
}

extension Substring {
  fileprivate var isDocumentationOrAttribute: Bool {
    let content = drop(while: \.isWhitespace)
    return content.hasPrefix("///") || content.hasPrefix("@")
  }
}
