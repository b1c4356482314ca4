import Foundation
import Notebook
import Pictures

/// What a cell put out, as it stands on the page: neighbouring lines of text share a block, neighbouring claims a list.
enum OutputBlock: Equatable {
  case text(String)
  case claims([Claim])
  case table(Table)
  case figure(FigureFile)

  /// The outputs of one cell, in blocks.
  static func blocks(of outputs: [Output.Content]) -> [OutputBlock] {
    outputs.reduce(into: []) { blocks, output in
      switch (blocks.last, output) {
      case (.text(let before), .text(let text)): blocks[blocks.count - 1] = .text(before + "\n" + text)
      case (.claims(let before), .claim(let claim)): blocks[blocks.count - 1] = .claims(before + [claim])
      case (_, .text(let text)): blocks.append(.text(text))
      case (_, .claim(let claim)): blocks.append(.claims([claim]))
      case (_, .table(let table)): blocks.append(.table(table))
      case (_, .figure(let figure)): blocks.append(.figure(figure))
      }
    }
  }

  /// The block in GitHub's Markdown.
  var markdown: String {
    switch self {
    case .text(let text): return fenced(text, as: "text")
    case .claims(let claims):
      let list = Self.list(claims)
      return Self.isFolded(claims) ? Folded(list, claims: claims.count).markdown : list
    case .table(let table):
      return Fold.opened(table.markdown + (table.caption.map { "\n\n*\($0)*" } ?? ""), by: table.behind)
    case .figure(let figure):
      let alternative = figure.alternative.replacing("[", with: "\\[").replacing("]", with: "\\]")
      return Fold.opened("![\(alternative)](figures/\(figure.name))\n\n*\(figure.caption)*", by: figure.behind)
    }
  }

  /// Whether a list of claims is folded. The prose beside it says what they come to, so a list is there to be looked up,
  /// unless one of them did not hold or was not checked.
  fileprivate static func isFolded(_ claims: [Claim]) -> Bool {
    claims.count > 1 && claims.allSatisfy { $0.held == true }
  }

  /// Code that only checks claims, behind the same line as the claims.
  fileprivate static func folded(_ code: String, with outputs: [Output.Content]) -> Folded? {
    let blocks = blocks(of: outputs)
    guard blocks.count == 1, case .claims(let claims) = blocks[0], claims.allSatisfy({ $0.held == true }) else {
      return nil
    }
    return Folded(list(claims) + "\n\n" + code, claims: claims.count, hasTheirCode: true)
  }

  /// The claims of a block that is folded.
  fileprivate var folded: Folded? {
    guard case .claims(let claims) = self, Self.isFolded(claims) else { return nil }
    return Folded(Self.list(claims), claims: claims.count)
  }

  private static func list(_ claims: [Claim]) -> String { claims.map { "- \($0.line)" }.joined(separator: "\n") }

  /// The block as a terminal shows it; figures have none.
  var plain: String? {
    switch self {
    case .text(let text): text
    case .claims(let claims): claims.map(\.line).joined(separator: "\n")
    case .table(let table): (table.lines + [table.caption?.plain].compactMap(\.self)).joined(separator: "\n")
    case .figure: nil
    }
  }
}

extension Claim {
  /// The claim with a mark that says whether it held.
  fileprivate var line: String {
    switch held {
    case true?: "✓ \(text)"
    case false?: "✗ \(text)"
    case nil: "○ \(text) (checked in the \(profile) profile, not in this run)"
    }
  }
}

/// What a section of a page has behind one line at its end: code by what it makes, and claims that held.
private struct Folded {
  /// What it holds, each under a name if it is code that makes something.
  private var parts: [(name: String?, text: String)] = []
  private var claims = 0
  private var hasTheirCode = false

  /// Code, by what it makes.
  init(_ text: String, name: String) { parts = [(name, text)] }

  /// Claims that held.
  init(_ text: String, claims: Int, hasTheirCode: Bool = false) {
    (parts, self.claims, self.hasTheirCode) = ([(nil, text)], claims, hasTheirCode)
  }

  /// Both behind one line.
  func followed(by next: Folded) -> Folded {
    var both = self
    both.parts += next.parts
    both.claims += next.claims
    both.hasTheirCode = hasTheirCode || next.hasTheirCode
    return both
  }

  var markdown: String {
    let names = parts.compactMap(\.name)
    let held = claims == 1 ? "✓ 1 claim held" : "✓ \(claims) claims held"
    let code = hasTheirCode && names.isEmpty ? (claims == 1 ? ", and its code" : ", and their code") : ""
    let line = [Fold.summary(of: names), claims > 0 ? held + code : nil].compactMap(\.self).joined(separator: "; ")
    let texts = parts.map { name, text in
      name.flatMap { names.count > 1 ? "*The code of \($0):*\n\n\(text)" : nil } ?? text
    }
    return Fold.details(texts.joined(separator: "\n\n"), behindQuiet: line)
  }
}

extension [WovenPage.Piece] {
  /// What stands on the page, open or behind a line.
  private enum Part {
    case open(String)
    case folded(Folded)
  }

  /// The page in GitHub's Markdown: prose, open code and outputs, one below the other. What a section folds is behind one
  /// line at its end, so that nothing stands between a result and the words about it.
  var markdown: String {
    var blocks: [String] = []
    var waiting: Folded?
    for part in flatMap(parts) {
      switch part {
      case .folded(let folded): waiting = waiting?.followed(by: folded) ?? folded
      case .open(let text):
        guard let folded = waiting, let (before, section) = text.cutAtHeading else {
          blocks.append(text)
          continue
        }
        blocks += (before.isEmpty ? [] : [before]) + [folded.markdown, section]
        waiting = nil
      }
    }
    if let waiting { blocks.append(waiting.markdown) }
    return blocks.joined(separator: "\n\n")
  }

  private func parts(of piece: WovenPage.Piece) -> [Part] {
    func part(_ text: String, _ name: String?) -> Part { name.map { .folded(Folded(text, name: $0)) } ?? .open(text) }
    switch piece {
    case .prose(let text, _): return [.open(text)]
    case .cell(let cell, let note, let outputs):
      let code = code(of: cell, note)
      if cell.fold != nil, let both = OutputBlock.folded(code, with: outputs) { return [.folded(both)] }
      return (code.isEmpty ? [] : [part(code, cell.fold)])
        + OutputBlock.blocks(of: outputs).map { block in block.folded.map(Part.folded) ?? .open(block.markdown) }
    case .citation(let code, let fold, let below):
      return [part(fenced(code, as: "swift") + "\n\n" + below, fold)]
    }
  }

  /// The code of a cell, unless it is kept off the page, and a note on what it uses.
  private func code(of cell: PageSource.Cell, _ note: String?) -> String {
    [cell.isHidden ? nil : fenced(cell.text, as: "swift"), note].compactMap(\.self).joined(separator: "\n\n")
  }
}

/// A block of code, fenced by more backticks than it holds itself.
func fenced(_ text: String, as language: String) -> String {
  var longest = 0
  var current = 0
  for character in text {
    current = character == "`" ? current + 1 : 0
    longest = max(longest, current)
  }
  let fence = String(repeating: "`", count: max(3, longest + 1))
  return "\(fence)\(language)\n\(text)\n\(fence)"
}

extension String {
  /// Markdown cut before its first heading; `nil` if it has none.
  fileprivate var cutAtHeading: (before: String, section: String)? {
    var fence: Substring?
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    let heading = lines.firstIndex { line in
      let marks = line.prefix { $0 == "`" }
      if let open = fence {
        if marks.count >= open.count { fence = nil }
      } else if marks.count >= 3 {
        fence = marks
      }
      return fence == nil && line.hasPrefix("#") && line.drop { $0 == "#" }.hasPrefix(" ")
    }
    guard let heading else { return nil }
    let before = lines[..<heading].joined(separator: "\n").trimmingCharacters(in: .newlines)
    return (before, lines[heading...].joined(separator: "\n"))
  }
}
