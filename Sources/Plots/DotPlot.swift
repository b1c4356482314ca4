import Engine

/// Single measurements of named things as points in rows, such as one for every seed.
public struct DotPlot: Plot {
  /// What is to be drawn.
  public let chart: Chart

  /// A plot of one row for each category.
  ///
  /// - Parameters:
  ///   - value: The axis of the values.
  ///   - categories: The names of the rows, from top to bottom.
  ///   - sets: Points of a kind; their x are values, and their y say in which row they lie, 0 for the first. Points that
  ///     would lie on one another can be set apart by a little.
  ///   - paths: Series drawn as lines under the points, such as one from row to row or along a row.
  ///   - headings: Names of groups of rows. Each stands in a line of its own above the row of this number; the numbers of
  ///     the rows stay as they are.
  ///   - rowHeight: The height of a row in pixels.
  ///   - references: Values to compare with; only ``Reference/vertical(_:_:)`` and ``Reference/span(_:_:)`` have a meaning.
  public init(
    _ title: String, value: Axis, categories: [String], _ sets: [Series], paths: [Series] = [],
    headings: [Int: String] = [:], rowHeight: Double = 24, references: [Reference] = []
  ) {
    require(!sets.isEmpty && !categories.isEmpty, "DotPlot \"\(title)\": at least one point expected")
    require(
      headings.keys.allSatisfy { categories.indices.contains($0) },
      "DotPlot \"\(title)\": a heading stands above none of the \(categories.count) rows")
    let rows = -0.5...Double(categories.count) - 0.5
    for series in sets {
      require(
        series.y.allSatisfy(rows.contains),
        "DotPlot \"\(title)\": a point of \"\(series.name)\" lies in none of the \(categories.count) rows")
    }
    // A heading moves the row that it stands above, and all below, down by one.
    func line(of y: Double) -> Double {
      guard rows.contains(y) else { return y }
      let row = Int((y + 0.5).rounded(.down))
      return y + Double(headings.keys.filter { $0 <= row }.count)
    }
    let lines: [String] = categories.indices.flatMap { row in [headings[row], categories[row]].compactMap { $0 } }
    let (moved, movedPaths) = (sets.map { $0.moved(line(of:)) }, paths.map { $0.moved(line(of:)) })
    chart = Chart(
      title: title, x: value, marks: Curve.all(movedPaths) + Dots.all(moved, opacity: 1),
      references: references, rows: lines, headings: Set(headings.keys.map { Int(line(of: Double($0))) - 1 }),
      rowHeight: rowHeight, margins: (0.05, 0), grid: (true, false))
  }

  /// The points of a row of whole numbers, one for each, that stand side by side where numbers are equal: in two lines, as
  /// wide as a share of the distance from one number to the next.
  ///
  /// - Returns: For each value its place across and its row.
  public static func sideBySide(_ values: [Int], row: Int) -> [(x: Double, y: Double)] {
    let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    var taken: [Int: Int] = [:]
    return values.map { value in
      let place = taken[value, default: 0]
      taken[value] = place + 1
      // A lone point stands in the middle of its row.
      let middle = Double((counts[value]! + 1) / 2 - 1) / 2
      let shift = counts[value] == 1 ? 0 : place.isMultiple(of: 2) ? -0.17 : 0.17
      return (Double(value) + (Double(place / 2) - middle) * 0.16, Double(row) + shift)
    }
  }
}
