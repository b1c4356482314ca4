import Foundation

/// The shape of a point: shapes differ so that colours need not be told apart.
enum Glyph: Sendable {
  case disc, square, triangle, diamond, cross, plus
  /// A circle around whatever lies at its centre.
  case ring
  /// The same circle with gaps, and as a row of dots.
  case brokenRing, dottedRing
  /// Three discs of one size, filled, half filled and open, for grades of one thing.
  case solidDisc, halfDisc, hollowDisc

  /// Whether the shape consists of lines that cross.
  var isCross: Bool {
    switch self {
    case .cross, .plus: true
    default: false
    }
  }

  /// Whether the shape goes round something else.
  var isRing: Bool {
    switch self {
    case .ring, .brokenRing, .dottedRing: true
    default: false
    }
  }

  /// Draws the shape, `size` wide, at every place; or only a rim around it, so wide. A shape that a pen draws becomes wider
  /// by the rim.
  func draw(
    at places: some Sequence<Point>, size: Double, _ colour: Ink, opacity: Double = 1, rim: Double = 0,
    on svg: inout SVG
  ) {
    var path = Path()
    let outline = outline(size: size)
    for place in places { path.stamp(outline, at: place) }
    let pen = pen(size: size)
    if pen != nil || rim > 0 {
      svg.stroke(path, colour, width: (pen ?? 0) + 2 * rim, opacity: opacity)
    } else {
      svg.fill(path, colour, opacity: opacity)
    }
  }

  /// The width of the pen that draws the shape; nil for a shape that is filled.
  private func pen(size: Double) -> Double? {
    switch self {
    case .disc: size
    case .cross, .plus: max(size / 4, 1)
    case .ring: 2
    case .brokenRing: 1.4
    case .dottedRing: 1.1
    case .square, .triangle, .diamond, .solidDisc, .halfDisc, .hollowDisc: nil
    }
  }

  /// The outline relative to the centre.
  private func outline(size: Double) -> String {
    func pair(_ x: Double, _ y: Double) -> String {
      "\((x * size).hundredths)\(y < 0 ? "" : " ")\((y * size).hundredths)"
    }
    return switch self {
    // A round pen leaves a disc where it only touches the paper: the shortest of outlines, for thousands of points.
    case .disc: "h0"
    case .square: "m\(pair(-0.44, -0.44))l\(pair(0.88, 0)) \(pair(0, 0.88)) \(pair(-0.88, 0))z"
    case .triangle: "m\(pair(0, -0.6))l\(pair(0.56, 1)) \(pair(-1.12, 0))z"
    case .diamond: "m\(pair(0, -0.6))l\(pair(0.6, 0.6)) \(pair(-0.6, 0.6)) \(pair(-0.6, -0.6))z"
    case .cross: "m\(pair(-0.4, -0.4))l\(pair(0.8, 0.8))m\(pair(-0.8, 0))l\(pair(0.8, -0.8))"
    case .ring:
      "m\(pair(-1.5, 0))a\(pair(1.5, 1.5)) 0 1 0 \(pair(3, 0))a\(pair(1.5, 1.5)) 0 1 0 \(pair(-3, 0))z"
    case .brokenRing: Self.arcs(6, share: 0.55, radius: 1.5, pair)
    case .dottedRing: Self.arcs(12, share: 0.15, radius: 1.5, pair)
    case .plus: "m\(pair(-0.5, 0))l\(pair(1, 0))m\(pair(-0.5, -0.5))l\(pair(0, 1))"
    case .solidDisc: Self.gradedDisc(pair)
    case .halfDisc: Self.gradedDisc(pair) + Self.rightHalf(pair)
    case .hollowDisc: Self.gradedDisc(pair) + Self.inside(pair)
    }
  }

  // MARK: Grades

  /// The radius of a disc that shows a grade, and of what is left out of it, in sizes.
  private static let gradeRadius = 0.75
  private static let holeRadius = 0.5

  /// A filled disc, which ends at its left, where it began.
  private static func gradedDisc(_ pair: (Double, Double) -> String) -> String {
    let arc = "a\(pair(gradeRadius, gradeRadius)) 0 1 1"
    let (there, back) = (pair(2 * gradeRadius, 0), pair(-2 * gradeRadius, 0))
    return "m\(pair(-gradeRadius, 0))\(arc) \(there)\(arc) \(back)z"
  }

  /// The right half within the rim of such a disc, which goes round the other way and so is left out of it.
  private static func rightHalf(_ pair: (Double, Double) -> String) -> String {
    let arc = "a\(pair(holeRadius, holeRadius)) 0 1 0"
    return "m\(pair(gradeRadius, holeRadius))\(arc) \(pair(0, -2 * holeRadius))z"
  }

  /// All within the rim of such a disc, to be left out of it.
  private static func inside(_ pair: (Double, Double) -> String) -> String {
    let arc = "a\(pair(holeRadius, holeRadius)) 0 1 0"
    let (there, back) = (pair(2 * holeRadius, 0), pair(-2 * holeRadius, 0))
    return "m\(pair(gradeRadius - holeRadius, 0))\(arc) \(there)\(arc) \(back)z"
  }

  /// Equal arcs of a circle, which together are this share of it; `pair` writes a step in sizes.
  private static func arcs(_ count: Int, share: Double, radius: Double, _ pair: (Double, Double) -> String) -> String {
    var pen = (x: 0.0, y: 0.0)
    func step(to angle: Double) -> String {
      let place = (x: radius * cos(angle), y: radius * sin(angle))
      defer { pen = place }
      return pair(place.x - pen.x, place.y - pen.y)
    }
    return (0..<count).map { arc in
      let start = 2 * Double.pi * Double(arc) / Double(count)
      let move = step(to: start)
      let end = step(to: start + 2 * .pi * share / Double(count))
      return "m\(move)a\(pair(radius, radius)) 0 0 1 \(end)"
    }.joined()
  }
}
