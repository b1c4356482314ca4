import Metrics
import Notebook

extension ScoreTable {
  /// The scores for a terminal: in Markdown, to be pasted, if that fits or nobody watches; or else as narrow as the terminal,
  /// with sentences broken between words.
  public func text(for terminal: Terminal) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard terminal.isInteractive, lines.contains(where: { $0.count > terminal.columns }) else { return text }
    let isWide = lines.contains { $0.hasPrefix("|") && $0.count > terminal.columns }
    func wrapped(_ line: String) -> [String] {
      let parts = line.wrapped(to: terminal.columns - 3)
      return parts.prefix(1) + parts.dropFirst().map { "  " + $0 }
    }
    let before = lines.prefix { !$0.hasPrefix("|") }
    let markdown = lines.dropFirst(before.count).prefix { $0.hasPrefix("|") }
    func sentences(_ lines: some Sequence<String>) -> [String] { lines.flatMap { $0.isEmpty ? [""] : wrapped($0) } }
    let scores = isWide ? table.lines(fitting: terminal.columns - 1).map(\.text) : Array(markdown)
    return (sentences(before) + scores + sentences(lines.dropFirst(before.count + markdown.count))).joined(
      separator: "\n")
  }
}
