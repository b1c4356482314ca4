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
      return Self.isFolded(claims) ? Fold.details(list, behind: "✓ \(claims.count) claims held") : list
    case .table(let table): return table.markdown + (table.caption.map { "\n\n*\($0)*" } ?? "")
    case .figure(let figure):
      let alternative = figure.alternative.replacing("[", with: "\\[").replacing("]", with: "\\]")
      return "![\(alternative)](figures/\(figure.name))\n\n*\(figure.caption)*"
    }
  }

  /// Whether a list of claims is folded. The prose beside it says what they come to, so a list is there to be looked up,
  /// unless one of them did not hold or was not checked.
  private static func isFolded(_ claims: [Claim]) -> Bool { claims.count > 1 && claims.allSatisfy { $0.held == true } }

  /// Code that only checks claims, behind the same line as the claims.
  static func folded(_ code: String, with outputs: [Output.Content]) -> String? {
    let blocks = blocks(of: outputs)
    guard blocks.count == 1, case .claims(let claims) = blocks[0], claims.allSatisfy({ $0.held == true }) else {
      return nil
    }
    let number = claims.count == 1 ? "1 claim held, and its code" : "\(claims.count) claims held, and their code"
    return Fold.details(list(claims) + "\n\n" + code, behind: "✓ \(number)")
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

extension [WovenPage.Piece] {
  /// The page in GitHub's Markdown: prose, code and outputs, one below the other.
  var markdown: String {
    flatMap { piece -> [String] in
      switch piece {
      case .prose(let text, _): return [text]
      case .cell(let cell, let note, let outputs):
        if cell.fold != nil, let both = OutputBlock.folded(code(of: cell, note), with: outputs) { return [both] }
        return [Fold.markdown(code(of: cell, note), as: cell.fold)].filter { !$0.isEmpty }
          + OutputBlock.blocks(of: outputs).map(\.markdown)
      case .citation(let code, let fold, let below):
        return [Fold.markdown(fenced(code, as: "swift") + "\n\n" + below, as: fold)]
      }
    }.joined(separator: "\n\n")
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
