import Engine

/// Cells that cover a rectangle of the plane: where a function of two variables is evaluated to draw it.
public struct PlaneGrid: Sendable {
  /// From left to right.
  public let x: ClosedRange<Double>
  /// From bottom to top.
  public let y: ClosedRange<Double>
  /// Cells across.
  public let columns: Int
  /// Cells upward.
  public let rows: Int

  /// Equal cells over the given ranges.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int = 64, rows: Int = 64) {
    require(
      x.lowerBound < x.upperBound && y.lowerBound < y.upperBound, "PlaneGrid: the range \(x) × \(y) is empty")
    require(columns > 0 && rows > 0, "PlaneGrid: \(columns)×\(rows) cells; at least one expected")
    (self.x, self.y, self.columns, self.rows) = (x, y, columns, rows)
  }

  /// The centres of the cells, `[rows · columns, 2]`: row by row from the bottom, each from the left.
  public var points: Tensor {
    Tensor(shape: [rows * columns, 2]) { values in
      for row in 0..<rows {
        for column in 0..<columns {
          let centre = centre(column: column, row: row)
          values[2 * (row * columns + column)] = Float(centre.x)
          values[2 * (row * columns + column) + 1] = Float(centre.y)
        }
      }
    }
  }

  func centre(column: Int, row: Int) -> Point {
    Point(edge(x, column, of: columns, 0.5), edge(y, row, of: rows, 0.5))
  }

  /// The left edge of a column of cells; the right edge of the last is that of the column after it.
  func left(of column: Int) -> Double { edge(x, column, of: columns, 0) }

  /// The lower edge of a row of cells.
  func bottom(of row: Int) -> Double { edge(y, row, of: rows, 0) }

  private func edge(_ range: ClosedRange<Double>, _ index: Int, of count: Int, _ offset: Double) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + offset) / Double(count)
  }
}
