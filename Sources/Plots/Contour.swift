import Pictures

/// The line along which a function of the plane has one value, found by ``MarchingSquares``.
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

  /// Pieces of the line, which ends at the edge of the grid.
  var segments: [(Point, Point)] {
    MarchingSquares(over: grid, values: values, from: grid.lowest, to: grid.highest).segments(at: level)
  }
}
