import Notebook

/// Where the declarations of a Swift file stand, by their names: `Trainer`, `Trainer.step`, `trainingChapter.losses`.
struct Declarations {
  enum Kind { case type, `extension`, function, initializer, property }

  /// From where a declaration can be used, by what its own line says.
  enum Reach { case file, module, everywhere }

  /// A declaration that was found.
  struct Declaration {
    /// Its name after those of what it lies in, with dots between.
    var path: String
    var kind: Kind
    var isProtocol: Bool
    var reach: Reach
    /// The declaration that it lies in, as an index.
    var parent: Int?
    /// How many braces were open before it, and how far it is indented.
    fileprivate var depth: Int
    fileprivate var indentation: Int
    /// The line that names it.
    var line: Int
    /// From the first line of its documentation to its last line.
    var lines: ClosedRange<Int>

    /// Its own name.
    var name: String { path.split(separator: ".").last.map(String.init) ?? path }
  }

  /// All that were found, each after what it lies in. Lines are counted from 1.
  private(set) var found: [Declaration] = []

  /// Reads a file's text.
  init(_ text: String) { self.init(lines: text.split(separator: "\n", omittingEmptySubsequences: false)) }

  /// Reads a file's lines.
  init(lines: [Substring]) {
    var scanner = SwiftScanner()
    // Indices of the declarations that the place read to lies in, from the outside in.
    var open: [Int] = []
    for (index, line) in lines.enumerated() {
      let content = line.drop(while: \.isWhitespace)
      if !scanner.isInsideText {
        if content.isEmpty { continue }
        let indentation = line.prefix(while: \.isWhitespace).count
        let isComment = content.hasPrefix("//")
        // With no brace open, a line goes on with a declaration if it is indented further or cannot begin anything.
        let goesOn = ["where ", "{", "."].contains(where: content.hasPrefix)
        while let last = open.last, scanner.depth <= found[last].depth,
          isComment || indentation <= found[last].indentation && !goesOn
        {
          open.removeLast()
        }
        if isComment { continue }
        if let declared = DeclaredName(in: content) {
          let first = lines[..<index].lastIndex { !$0.isDocumentationOrAttribute }.map { $0 + 1 } ?? 0
          let path = (open.last.map { found[$0].path + "." } ?? "") + declared.name
          let declaration = Declaration(
            path: path, kind: declared.kind, isProtocol: declared.isProtocol, reach: declared.reach, parent: open.last,
            depth: scanner.depth, indentation: indentation, line: index + 1, lines: first + 1...index + 1)
          open.append(found.count)
          found.append(declaration)
        }
      }
      _ = scanner.read(line)
      for place in open { found[place].lines = found[place].lines.lowerBound...index + 1 }
    }
  }

  /// The lines of the declaration of that name; a type's own declaration rather than its extensions.
  ///
  /// - Throws: ``PageError`` unless there is exactly one.
  func lines(of path: String) throws -> ClosedRange<Int> {
    let all = found.filter { $0.path == path }
    let own = all.filter { $0.kind != .extension }
    let candidates = own.isEmpty ? all : own
    guard let only = candidates.first else {
      throw PageError("declares no \(path), expected it once; name what it declares, such as Type.member")
    }
    guard candidates.count == 1 else {
      let lines = candidates.map { String($0.lines.lowerBound) }.joined(separator: ", ")
      throw PageError("declares \(path) \(candidates.count) times (lines \(lines)), expected it once; name another")
    }
    return only.lines
  }

  /// The type or the extension that the declaration of these lines is a member of; `nil` if it is none.
  func home(of lines: ClosedRange<Int>) -> Declaration? {
    guard let parent = found.first(where: { $0.lines == lines })?.parent else { return nil }
    return [.type, .extension].contains(found[parent].kind) ? found[parent] : nil
  }

  /// Whether a declaration stands in a file itself, in a type or in an extension, not inside a function.
  func isMember(_ declaration: Declaration) -> Bool {
    guard let parent = declaration.parent.map({ found[$0] }) else { return true }
    return (parent.kind == .type || parent.kind == .extension) && isMember(parent)
  }
}

/// What a line declares, as far as the line itself says it.
private struct DeclaredName {
  let name: String
  let kind: Declarations.Kind
  let isProtocol: Bool
  let reach: Declarations.Reach

  private static let modifiers: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private", "open", "final", "static", "class", "mutating",
    "override", "convenience", "required", "indirect", "lazy", "weak", "nonisolated", "prefix", "infix", "postfix",
  ]

  private static let kinds: [Substring: Declarations.Kind] = [
    "func": .function, "struct": .type, "class": .type, "enum": .type, "protocol": .type, "actor": .type,
    "typealias": .type, "extension": .extension, "var": .property, "let": .property, "subscript": .property,
    "init": .initializer,
  ]

  /// - Returns: `nil` for a line that declares nothing.
  init?(in line: Substring) {
    var rest = line
    var word = rest.takeWord()
    var reach = Declarations.Reach.module
    // What a class declares for itself begins with `class` too.
    while word.first == "@" || Self.modifiers.contains(word) && (word != "class" || rest.beginsMember) {
      if word == "public" || word == "open" { reach = .everywhere }
      // A value that only its file may set can still be read elsewhere.
      let isOfSetter = rest.takeParentheses() == "(set)"
      if word == "private" || word == "fileprivate", !isOfSetter { reach = .file }
      rest = rest.drop(while: \.isWhitespace)
      word = rest.takeWord()
    }
    guard let kind = Self.kinds[word] else { return nil }
    self.kind = kind
    self.reach = reach
    isProtocol = word == "protocol"
    if kind == .initializer {
      guard let next = rest.first, "?!(<".contains(next) else { return nil }
      name = "init"
    } else if word == "subscript" {
      name = "subscript"
    } else {
      guard rest.first?.isWhitespace == true else { return nil }
      rest = rest.drop { $0.isWhitespace || $0 == "`" }
      let plain = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      let name = plain.isEmpty ? rest.prefix { !$0.isWhitespace && !"`(<".contains($0) } : plain
      guard !name.isEmpty else { return nil }
      self.name = String(name)
    }
  }
}

extension Substring {
  /// Takes a word off the front, with the sign of an attribute if it has one.
  fileprivate mutating func takeWord() -> Substring {
    let sign = first == "@" ? 1 : 0
    let word = prefix(sign + dropFirst(sign).prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count)
    self = self[word.endIndex...]
    return word
  }

  /// Takes what stands in parentheses off the front; nothing if there are none.
  fileprivate mutating func takeParentheses() -> Substring {
    guard first == "(", let end = firstIndex(of: ")") else { return "" }
    let text = self[...end]
    self = self[index(after: end)...]
    return text
  }

  /// Whether a function or a variable is declared next.
  fileprivate var beginsMember: Bool {
    let next = drop(while: \.isWhitespace)
    return next.hasPrefix("func ") || next.hasPrefix("var ")
  }

  fileprivate var isDocumentationOrAttribute: Bool {
    let content = drop(while: \.isWhitespace)
    return content.hasPrefix("///") || content.hasPrefix("@")
  }
}
