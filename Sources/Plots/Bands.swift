import Pictures

/// A heat map's values as bands of colour. A band is the region where the values are at least its own, painted over those of the
/// lower bands. Its edges are found by ``MarchingSquares``, as a ``Contour`` is, so that colours change gradually between the
/// centres of cells.
struct Bands: Mark {
  let grid: PlaneGrid
  let values: [Double]
  let colours: ColourMap
  let domain: ClosedRange<Double>

  /// How far a point may lie beside the line that it is left out of, in pixels.
  private static let tolerance = 0.1

  var reach: (x: [Double], y: [Double]) { grid.reach }
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
    let heights = values.map { value -> Double in
      let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
      return share.isNaN ? .nan : min(max(share, 0), 1) * Double(ColourMap.steps)
    }
    let squares = MarchingSquares(over: grid, values: heights, from: plane(grid.lowest)!, to: plane(grid.highest)!)
    var regions: [(band: Int, rings: [[Point]])] = []
    for band in 0..<ColourMap.steps {
      let rings = squares.rings(from: Double(band)).map(Self.simplified).filter { $0.count > 2 }
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
    let squaredLength = (way * way).sum()
    let share = squaredLength > 0 ? min(max((way * offset).sum() / squaredLength, 0), 1) : 0
    return (offset - way * share).length
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
