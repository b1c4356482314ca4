/// Rows of cells under a header.
public struct Table: Codable, Equatable, Sendable {
  /// One name per column.
  public let header: [String]
  /// The cells, row by row.
  public let rows: [[String]]
  /// What the table shows, in Markdown.
  public let caption: String?

  /// A table; every row has a cell for each name of the header.
  public init(header: [String], rows: [[String]], caption: String? = nil) {
    for row in rows {
      precondition(
        row.count == header.count, "Table: a row of \(row.count) cells under a header of \(header.count): \(row)")
    }
    self.header = header
    self.rows = rows
    self.caption = caption
  }

  /// Whether a column holds nothing but numbers, which line up at their right end.
  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "–" }
    let notFinite: Set<Substring> = ["inf", "nan", "∞"]
    return !cells.isEmpty
      && cells.allSatisfy { cell in
        let digits = cell.drop { "+-−±~≈<>≥≤".contains($0) }
        return digits.first?.isNumber == true || notFinite.contains(digits)
      }
  }

  /// The table in GitHub's Markdown.
  public var markdown: String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    func escaped(_ cell: String) -> String {
      cell.replacing("|", with: "\\|").replacing("\n", with: "<br>")
    }
    let rule = header.indices.map { isNumeric($0) ? "---:" : "---" }
    return ([row(header.map(escaped)), row(rule)] + rows.map { row($0.map(escaped)) }).joined(separator: "\n")
  }

  /// The table in GitHub's Markdown with its columns lined up, so that it also reads well in a terminal.
  public var paddedMarkdown: String {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func row(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return isNumeric(column) ? padding + cells[column] : cells[column] + padding
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = header.indices.map { String(repeating: "-", count: widths[$0] + 1) + (isNumeric($0) ? ":" : "-") }
    return ([row(header), "|" + rule.joined(separator: "|") + "|"] + rows.map(row)).joined(separator: "\n")
  }

  /// The table in columns of equal width: the header first, then a rule, then the rows.
  public var lines: [String] {
    let numeric = header.indices.map(isNumeric)
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return numeric[column] ? padding + cells[column] : cells[column] + padding
      }
      return String(padded.joined(separator: "  ").trimmingEnd)
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return [line(header), rule] + rows.map(line)
  }
}

extension StringProtocol {
  /// The text without the white space at its end.
  public var trimmingEnd: SubSequence {
    let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
    return self[..<end]
  }
}
