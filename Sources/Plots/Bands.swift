import Pictures

/// A heat map's values as bands of colour. A band is the region where the values are at least its own, painted over those of the
/// lower bands. Its edges are found by marching over squares, as a ``Contour`` is, so that colours change gradually between the
/// centres of cells.
struct Bands: Mark {
  let grid: PlaneGrid
  let values: [Double]
  let colours: ColourMap
  let domain: ClosedRange<Double>

  /// How far a point may lie beside the line that it is left out of, in pixels.
  private static let tolerance = 0.1

  var reach: (x: [Double], y: [Double]) {
    ([grid.x.lowerBound, grid.x.upperBound], [grid.y.lowerBound, grid.y.upperBound])
  }
  var key: Key? { nil }

  /// Lengths are counted in tenths of pixels, and all but the first of an edge are steps, which keeps the file small.
  func draw(in plane: Plane, on svg: inout SVG) {
    svg.element("g", ["transform": "scale(0.1)"]) { svg in
      for region in regions(in: plane) {
        let ink = Ink.map(colours, at: (Double(region.band) + 0.5) / Double(ColourMap.steps))
        svg.element(
          "path", ["d": region.rings.map(Self.outline(of:)).joined(), "fill": svg.palette.colour(ink).hex])
      }
    }
  }

  /// The closed edges of each band's region from the lowest band on, in pixels. A band that the next one covers is left out.
  func regions(in plane: Plane) -> [(band: Int, rings: [[Point]])] {
    let field = Field(grid: grid, values: values, domain: domain, plane: plane)
    var regions: [(band: Int, rings: [[Point]])] = []
    for band in 0..<ColourMap.steps {
      let rings = field.rings(from: Double(band)).map(Self.simplified).filter { $0.count > 2 }
      if rings.isEmpty { break }
      if let last = regions.last, last.rings == rings { regions.removeLast() }
      regions.append((band, rings))
    }
    return regions
  }

  /// A ring without the points that lie on the line between the ones that are kept.
  private static func simplified(_ ring: [Point]) -> [Point] {
    guard var last = ring.first else { return [] }
    var kept = [last]
    var pending: [Point] = []
    for point in ring.dropFirst() {
      let covers = pending.allSatisfy { distance(from: $0, to: last, point) <= tolerance }
      if !covers, let corner = pending.last {
        kept.append(corner)
        last = corner
        pending = []
      }
      pending.append(point)
    }
    if let end = pending.last, end != kept[0] { kept.append(end) }
    return kept
  }

  /// How far a point is from the line between two others.
  private static func distance(from point: Point, to start: Point, _ end: Point) -> Double {
    let (way, offset) = (end - start, point - start)
    let length = (way * way).sum()
    let share = length > 0 ? min(max((way * offset).sum() / length, 0), 1) : 0
    let rest = offset - way * share
    return (rest * rest).sum().squareRoot()
  }

  /// A ring as SVG writes it, in tenths of pixels.
  private static func outline(of ring: [Point]) -> String {
    let places = ring.map { (x: Int(($0.x * 10).rounded()), y: Int(($0.y * 10).rounded())) }
    var outline = "M\(places[0].x) \(places[0].y)l"
    for (index, (place, next)) in zip(places, places.dropFirst()).enumerated() {
      let (across, down) = (next.x - place.x, next.y - place.y)
      outline += "\(index == 0 || across < 0 ? "" : " ")\(across)\(down < 0 ? "" : " ")\(down)"
    }
    return outline + "z"
  }
}

/// The values of a map in bands, at nodes: at the centres of the cells, and around them on the frame, where the values are those
/// of the outermost cells. A rim of nodes around these lies on the frame too, and belongs to no band, so that every edge is
/// closed.
private struct Field {
  private let columns, rows: Int
  /// In bands from the lowest; NaN at a node that belongs to none.
  private let heights: [Double]
  private let places: [Point]

  init(grid: PlaneGrid, values: [Double], domain: ClosedRange<Double>, plane: Plane) {
    (columns, rows) = (grid.columns + 4, grid.rows + 4)
    let corner = plane(Point(grid.x.lowerBound, grid.y.lowerBound))!
    let opposite = plane(Point(grid.x.upperBound, grid.y.upperBound))!
    let cell = (opposite - corner) / Point(Double(grid.columns), Double(grid.rows))
    var (heights, places): ([Double], [Point]) = ([], [])
    for row in -2..<grid.rows + 2 {
      for column in -2..<grid.columns + 2 {
        let across = min(max(Double(column) + 0.5, 0), Double(grid.columns))
        let upward = min(max(Double(row) + 0.5, 0), Double(grid.rows))
        places.append(corner + cell * Point(across, upward))
        let isRim = row == -2 || row > grid.rows || column == -2 || column > grid.columns
        let nearest = min(max(row, 0), grid.rows - 1) * grid.columns + min(max(column, 0), grid.columns - 1)
        let share = (values[nearest] - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        heights.append(isRim || share.isNaN ? .nan : min(max(share, 0), 1) * Double(ColourMap.steps))
      }
    }
    (self.heights, self.places) = (heights, places)
  }

  /// The edges of the region where the heights are at least `level`, each closed by a line from its last point to its first.
  func rings(from level: Double) -> [[Point]] {
    var next = nextSides(around: level)
    var rings: [[Point]] = []
    for start in next.indices where next[start] >= 0 {
      var ring: [Point] = []
      var side = start
      while next[side] >= 0 {
        ring.append(crossing(of: side, at: level))
        let following = next[side]
        next[side] = -1
        side = following
      }
      rings.append(ring)
    }
    return rings
  }

  /// For each side of a square on which an edge enters it, the side on which it leaves; −1 for the other sides. An edge has the
  /// region at its left. The side from a node to the right has twice the node's number, and the one upward has one more.
  private func nextSides(around level: Double) -> [Int] {
    var next = [Int](repeating: -1, count: 2 * heights.count)
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let node = row * columns + column
        let (first, second) = (heights[node] >= level, heights[node + 1] >= level)
        let (third, fourth) = (heights[node + columns + 1] >= level, heights[node + columns] >= level)
        if first == second, second == third, third == fourth { continue }
        // Round the square from its lower left corner, anticlockwise.
        let isInside = [first, second, third, fourth]
        let sides = [2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1]
        let entries = (0..<4).filter { isInside[$0] && !isInside[($0 + 1) % 4] }
        let exits = (0..<4).filter { !isInside[$0] && isInside[($0 + 1) % 4] }
        if entries.count == 1 {
          next[sides[entries[0]]] = sides[exits[0]]
          continue
        }
        // A saddle: the mean tells which corners belong together.
        let mean = (heights[node] + heights[node + 1] + heights[node + columns] + heights[node + columns + 1]) / 4
        for entry in entries { next[sides[entry]] = sides[(entry + (mean >= level ? 1 : 3)) % 4] }
      }
    }
    return next
  }

  /// Where a side has the level; half-way to a node that belongs to no band.
  private func crossing(of side: Int, at level: Double) -> Point {
    let node = side / 2
    let other = node + (side.isMultiple(of: 2) ? 1 : columns)
    let share = (level - heights[node]) / (heights[other] - heights[node])
    return places[node] + (places[other] - places[node]) * (share.isNaN ? 0.5 : share)
  }
}
