/// Rows of cells under a header, as Markdown or as columns of text.
public struct Table: Codable, Equatable, Sendable {
  /// One name per column.
  public let header: [String]
  /// The cells, row by row.
  public let rows: [[String]]
  /// What the table shows, in Markdown.
  public let caption: String?
  /// The line of plain text that readers of a page open to see the table; `nil` if it stands open.
  public let behind: String?

  /// A table; every row has a cell for each column.
  public init(header: [String], rows: [[String]], caption: String? = nil, behind: String? = nil) {
    for row in rows {
      precondition(
        row.count == header.count, "Table: a row of \(row.count) cells under a header of \(header.count): \(row)")
    }
    self.header = header
    self.rows = rows
    self.caption = caption
    self.behind = behind
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

  /// The header and the rows as Markdown can hold them in a table.
  private var escaped: [[String]] {
    ([header] + rows).map { row in row.map { $0.replacing("|", with: "\\|").replacing("\n", with: "<br>") } }
  }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// The width of each column of text.
  private static func widths(_ cells: [[String]]) -> [Int] {
    cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
  }

  private static func padding(_ cell: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - cell.count, 0))
  }

  /// The table in GitHub's Markdown; columns of numbers are lined up at their right end.
  public var markdown: String {
    let rule = header.indices.map { isNumeric($0) ? "---:" : "---" }
    let cells = escaped
    return ([cells[0], rule] + cells.dropFirst()).map(Self.row).joined(separator: "\n")
  }

  /// The table in GitHub's Markdown with columns of equal width, which reads well in a terminal too.
  public var paddedMarkdown: String {
    let cells = escaped
    let widths = Self.widths(cells)
    let lines = cells.map { row in Self.row(row.indices.map { row[$0] + Self.padding(row[$0], widths[$0]) }) }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }

  /// The table in columns of equal width: the header first, then a rule, then the rows.
  public var lines: [String] { lines(fitting: .max).map(\.text) }

  /// A line of a table in a terminal.
  public struct Line: Equatable, Sendable {
    /// What a line is for: it names something, separates the names from the rest, or holds cells.
    public enum Kind: Sendable { case name, rule, cells }
    /// The line.
    public let text: String
    /// What it is for.
    public let kind: Kind
  }

  /// The same in lines of at most `limit` characters.
  ///
  /// The widest columns are made narrower, and what they hold is broken between words; numbers stay whole. A table that does
  /// not fit so is *stacked*: each row becomes a paragraph with its first cell above the others, and each of these beside the
  /// name of its column.
  public func lines(fitting limit: Int) -> [Line] {
    guard let widths = widths(fitting: limit) else { return stacked(in: limit) }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let numeric = header.indices.map(isNumeric)
    return Self.lines(header, widths, numeric).map { Line(text: $0, kind: .name) } + [Line(text: rule, kind: .rule)]
      + rows.flatMap { Self.lines($0, widths, numeric) }.map { Line(text: $0, kind: .cells) }
  }

  /// A row in columns of the given widths; a cell that is wider than its column is broken between words.
  private static func lines(_ row: [String], _ widths: [Int], _ toRight: [Bool]) -> [String] {
    let cells = row.indices.map { row[$0].count <= widths[$0] ? [row[$0]] : row[$0].wrapped(to: widths[$0]) }
    return (0..<(cells.map(\.count).max() ?? 0)).map { index in
      let padded = cells.indices.map { column in
        let cell = index < cells[column].count ? cells[column][index] : ""
        let padding = padding(cell, widths[column])
        return toRight[column] ? padding + cell : cell + padding
      }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0.isWhitespace }.reversed())
    }
  }

  /// The width of each column of text in a table of at most `limit` characters; `nil` if that cannot be had.
  private func widths(fitting limit: Int) -> [Int]? {
    var widths = Self.widths([header] + rows)
    let least = header.indices.map { column in
      let isNumeric = isNumeric(column)
      let cells = rows.map { isNumeric ? $0[column].count : $0[column].longestWord }
      return max(header[column].longestWord, cells.max() ?? 0)
    }
    while widths.reduce(2 * (widths.count - 1), +) > limit {
      guard let widest = widths.indices.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] }) else {
        return nil
      }
      widths[widest] -= 1
    }
    return widths
  }

  /// Each row as a paragraph. The names take up to half of a line.
  private func stacked(in limit: Int) -> [Line] {
    let names = header.dropFirst()
    let width = max(min(names.map(\.count).max() ?? 0, limit / 2 - 2), names.map(\.longestWord).max() ?? 0)
    return rows.flatMap { row in
      let title = row[0].wrapped(to: limit).map { Line(text: $0, kind: .name) }
      let rest = zip(names, row.dropFirst()).filter { !$1.isEmpty }
      return title
        + rest.flatMap { Self.lines([$0, $1], [width, max(limit - width - 4, 1)], [false, false]) }
        .map { Line(text: "  " + $0, kind: .cells) }
    }
  }
}

extension StringProtocol {
  /// The length of the longest word.
  fileprivate var longestWord: Int { split(separator: " ").map(\.count).max() ?? 0 }

  /// The text in lines of at most `columns` characters, broken between words.
  package func wrapped(to columns: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
