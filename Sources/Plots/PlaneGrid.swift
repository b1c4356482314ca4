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

  private func centre(column: Int, row: Int) -> Point {
    Point(Self.middle(of: column, among: columns, in: x), Self.middle(of: row, among: rows, in: y))
  }

  private static func middle(of index: Int, among count: Int, in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
  }

  /// The lower left corner.
  var lowest: Point { Point(x.lowerBound, y.lowerBound) }
  /// The upper right corner.
  var highest: Point { Point(x.upperBound, y.upperBound) }
  /// The values that axes must show so that all cells are seen.
  var reach: (x: [Double], y: [Double]) { ([x.lowerBound, x.upperBound], [y.lowerBound, y.upperBound]) }
}
