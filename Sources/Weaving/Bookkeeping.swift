/// The lines of a cell that only record numbers, check claims, and show tables and figures: what the page does with a result,
/// and not how it comes about.
///
/// A cell of mostly such lines is folded by itself, and so are those at the end of a cell (see ``Fold``). Readers of a page
/// see what these lines put out.
struct Bookkeeping {
  /// For each line of the cell, whether it is such a line.
  let marks: [Bool]
  private let lines: [Substring]

  /// Looks at the lines of a cell.
  init(_ lines: [Substring]) {
    self.lines = lines
    var marks: [Bool] = []
    // How far the statement is indented that the last line belongs to.
    var statement: Int?
    for line in lines {
      let indentation = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indentation)
      if Self.calls.contains(where: text.hasPrefix) {
        statement = indentation
      } else if let start = statement, let first = text.first,
        indentation < start || indentation == start && !")]}".contains(first)
      {
        statement = nil
      }
      marks.append(statement != nil)
    }
    self.marks = marks
  }

  private static let calls = ["page.record(", "page.expect(", "page.table(", "try page.show(", "try page.expect("]
  /// The fewest such lines that are folded away from the end of a cell.
  private static let fewestAtEnd = 3

  /// Whether these are more than half of the cell's lines that are not blank.
  var isMost: Bool {
    let counted = zip(lines, marks).filter { !$0.0.allSatisfy(\.isWhitespace) }
    return 2 * counted.count(where: \.1) > counted.count
  }

  /// The line from which on there is nothing else, where enough of them follow that stand at the left edge of the cell.
  var end: Int? {
    let edge = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    let first = (marks.lastIndex(of: false) ?? -1) + 1
    guard lines.count - first >= Self.fewestAtEnd, lines[first].prefix(while: { $0 == " " }).count == edge else {
      return nil
    }
    return first
  }

  /// What lines of a cell make, for the line that stands in their place.
  static func name(of lines: some Sequence<Substring>) -> String {
    let calls = lines.map { $0.drop { $0 == " " } }
    func has(_ call: String) -> Bool {
      calls.contains { $0.hasPrefix("page.\(call)(") || $0.hasPrefix("try page.\(call)(") }
    }
    let made = [
      has("record") ? "the numbers" : nil, has("expect") ? "the claims" : nil, has("table") ? "the table" : nil,
      has("show") ? "the figure" : nil,
    ]
    .compactMap(\.self)
    return made.count < 2 ? made.joined() : made.dropLast().joined(separator: ", ") + " and " + made.last!
  }
}
