import Pictures

/// Something drawn in the plane of a plot.
protocol Mark: Sendable {
  /// The values that the axes must show.
  var reach: (x: [Double], y: [Double]) { get }
  /// How the key names it; nil for what needs no name.
  var key: Key? { get }
  func draw(in plane: Plane, on svg: inout SVG)
}

/// The two scales of a plot and the room they span.
struct Plane: Sendable {
  let x, y: Scale
  let frame: Rectangle

  /// The place of a point; nil if an axis has none for it.
  func callAsFunction(_ point: Point) -> Point? {
    guard let x = x(point.x), let y = y(point.y) else { return nil }
    return Point(x, y)
  }

  /// The places of points, cut into runs where some have none.
  func runs(of points: some Sequence<Point>) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for point in points {
      if let place = self(point) {
        runs[runs.count - 1].append(place)
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}

/// An entry of a plot's key.
struct Key: Sendable {
  enum Swatch: Sendable {
    case line(dash: String, Glyph?)
    case point(Glyph, rim: Ink?)
    case area
    /// An area of which only the rim is coloured.
    case outline
    case none
  }
  let name: String
  let colour: Ink
  let swatch: Swatch
  /// The point that the name can stand beside, for a curve that ends at the right.
  var end: Point?
  /// Whether the line that it names is thin and pale, as its sample then is.
  var isThin = false
}
