import Pictures

/// The line along which a function of the plane has one value, found by marching over the squares between the centres of
/// a grid's cells (Lorensen and Cline 1987, in two dimensions).
struct Contour: Mark {
  let grid: PlaneGrid
  let values: [Double]
  let level: Double

  var reach: (x: [Double], y: [Double]) { ([], []) }
  var key: Key? { nil }

  func draw(in plane: Plane, on svg: inout SVG) {
    var path = Path()
    for segment in segments {
      guard let start = plane(segment.0), let end = plane(segment.1) else { continue }
      path.polyline([start, end])
    }
    svg.stroke(path, .paper, width: 3.2, opacity: 0.75)
    svg.stroke(path, .ink, width: 1.5)
  }

  /// Pieces of the line, one or two for each square that it passes through.
  var segments: [(Point, Point)] {
    var segments: [(Point, Point)] = []
    for row in 0..<max(grid.rows - 1, 0) {
      for column in 0..<max(grid.columns - 1, 0) {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (column + $0.0, row + $0.1) }
        let heights = corners.map { values[$0.1 * grid.columns + $0.0] - level }
        guard heights.allSatisfy(\.isFinite) else { continue }
        let places = corners.map { grid.centre(column: $0.0, row: $0.1) }
        let crossings = (0..<4).compactMap { side -> Point? in
          let next = (side + 1) % 4
          guard (heights[side] < 0) != (heights[next] < 0) else { return nil }
          return places[side] + (places[next] - places[side]) * (heights[side] / (heights[side] - heights[next]))
        }
        if crossings.count == 2 {
          segments.append((crossings[0], crossings[1]))
        } else if crossings.count == 4 {
          // A saddle: the mean tells which corners belong together.
          let joinsFirst = (heights.reduce(0, +) < 0) == (heights[0] < 0)
          let shift = joinsFirst ? 0 : 1
          segments.append((crossings[shift], crossings[shift + 1]))
          segments.append((crossings[shift + 2], crossings[(shift + 3) % 4]))
        }
      }
    }
    return segments
  }
}
