/// Entries of one kind, in order: the chapters, or the answers.
public struct Contents: Sendable {
  /// The entries in order.
  public let entries: [Entry]
  /// What one of them is called, such as "chapter"; also the name of the command that runs it.
  public let kind: String
  /// What stands above them in the README.
  public let title: String

  /// Entries of one kind.
  public init(_ entries: [Entry], kind: String, title: String = "Pages") {
    self.entries = entries
    self.kind = kind
    self.title = title
  }

  /// The entries of pages of one kind.
  public init(of pages: [any BookPage.Type], kind: String, title: String = "Pages") {
    self.init(pages.map { $0.entry }, kind: kind, title: title)
  }

  /// The entries before and after one, as far as there are any.
  package func neighbours(of entry: Entry) -> (previous: Entry?, next: Entry?) {
    guard let index = entries.firstIndex(where: { $0.page == entry.page }) else { return (nil, nil) }
    return (
      index > entries.startIndex ? entries[index - 1] : nil,
      index + 1 < entries.endIndex ? entries[index + 1] : nil
    )
  }

  /// The table of contents: number, title, what the reader will see, and how long it takes.
  ///
  /// - Parameter terminal: Where it is to be printed; it decides on width and colour.
  public func table(for terminal: Terminal = .standard()) -> String {
    let titles = entries.map(\.title.count).max() ?? 0
    let indentation = String(repeating: " ", count: titles + 7)
    var lines = [TextStyle.bold("Minimax: generative adversarial networks, \(kind) by \(kind)"), ""]
    for entry in entries {
      let number = entry.number.map(String.init) ?? "·"
      let title = entry.title + String(repeating: " ", count: titles - entry.title.count)
      let summary = entry.summary.wrapped(to: max(30, min(terminal.columns, 110) - indentation.count))
      lines.append("  \(TextStyle.cyan(number))  \(TextStyle.bold(title))  \(summary.first ?? "")")
      lines += summary.dropFirst().map { indentation + $0 }
      lines.append(indentation + TextStyle.dim(entry.duration))
    }
    if let example = entries.first {
      let words = "runs one; a name works too; --help after it lists its options"
      lines +=
        ["", "swift run \(kind) \(example.argument)"] + words.wrapped(to: terminal.columns - 2).map { "  " + $0 }
    }
    let text = lines.joined(separator: "\n")
    return terminal.usesColour ? text : TextStyle.stripped(text)
  }
}
