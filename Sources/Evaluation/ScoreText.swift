import Metrics
import Notebook

extension ScoreTable {
  /// The scores for a terminal: the table if it fits, or else a paragraph for each score; sentences are broken between
  /// words. Where nobody watches, it is the table, to be pasted.
  public func text(for terminal: Terminal) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard terminal.isInteractive, lines.contains(where: { $0.count > terminal.columns }) else { return text }
    let isWide = lines.contains { $0.hasPrefix("|") && $0.count > terminal.columns }
    func wrapped(_ line: String) -> [String] {
      let parts = line.wrapped(to: terminal.columns - 3)
      return parts.prefix(1) + parts.dropFirst().map { "  " + $0 }
    }
    var result: [String] = []
    var isTold = false
    for line in lines {
      if !line.hasPrefix("|") || !isWide {
        result += line.isEmpty ? [""] : line.hasPrefix("|") ? [line] : wrapped(line)
      } else if !isTold {
        isTold = true
        result += scores.flatMap { wrapped($0.sentence) }
      }
    }
    return result.joined(separator: "\n")
  }
}
