import Foundation

/// A series as points; where some lie outside the plane, arrows at its edge point to them.
struct Dots: Mark {
  let series: Series
  private let ink: Ink
  private let glyph: Glyph
  private let opacity: Double
  private var size = Self.usualSize
  /// A rim that sets the points off from a coloured ground.
  private let rim: Ink?
  /// By how much the lines of a cross are thicker on either side, so that its rim leaves enough of its colour.
  private let thickening: Double

  private init(_ series: Series, as encoding: Encoding, opacity: Double) {
    self.series = series
    ink = encoding.ink
    glyph = encoding.glyph ?? .disc
    // Rings do not lie on one another, and have to be seen over points that do.
    self.opacity = glyph.isRing ? 1 : opacity
    (rim, thickening) = (nil, 0)
  }

  private init(over ground: Series, as encoding: Encoding) {
    series = ground
    glyph = encoding.glyph ?? .disc
    // Orange on orange ground is seen by its dark rim; discs that lie on one another are told apart by a light one.
    if encoding.isKnown {
      (ink, rim) = (.quietOverMap, .paper)
    } else {
      (ink, rim) = (encoding.ink, .coal)
    }
    (opacity, thickening) = (1, glyph.isCross ? 0.3 : 0)
  }

  /// Points of several series, what is known behind what was found out; `size` is in usual sizes.
  static func all(_ series: [Series], opacity: Double, size: Double = 1) -> [Dots] {
    sorted(series).map { series, encoding in
      var dots = Dots(series, as: encoding, opacity: opacity)
      dots.size *= size
      return dots
    }
  }

  /// Points of several series over a ground of any colour: dark with a light rim for what is known (on dark pages light with
  /// a dark one), coloured with a dark rim for the others.
  ///
  /// - Parameter size: That of what was found out, in usual sizes.
  static func overlaid(_ series: [Series], size: Double = 1) -> [Dots] {
    sorted(series).map { series, encoding in
      var dots = Dots(over: series, as: encoding)
      if !series.isKnown { dots.size *= size }
      return dots
    }
  }

  /// The series that are known first, each with its look.
  private static func sorted(_ series: [Series]) -> [(Series, Encoding)] {
    let found = series.filter { !$0.isKnown }.enumerated().map { ($1, $1.encoding ?? .automatic($0)) }
    return series.filter(\.isKnown).map { ($0, $0.encoding ?? .real) } + found
  }

  private static let usualSize = 5.0
  /// At most one point of a set is drawn for so many square pixels of the plane.
  private static let areaOfPoint = 60.0
  /// Points are spread over this many paths: within a path they do not darken or hide one another, between paths they do.
  private static let layers = 12
  /// How many directions have an arrow of their own if points lie outside.
  private static let directions = 24.0

  var reach: (x: [Double], y: [Double]) { (series.x, series.y) }
  var key: Key? {
    series.name.isEmpty ? nil : Key(name: series.name, colour: ink, swatch: .point(glyph, rim: rim))
  }

  func draw(in plane: Plane, on svg: inout SVG) {
    let points = series.points
    let most = max(Int(plane.frame.width * plane.frame.height / Self.areaOfPoint), 1)
    let every = max((points.count - 1) / most + 1, 1)
    let places = stride(from: 0, to: points.count, by: every).compactMap { plane(points[$0]) }
      .filter(plane.frame.contains)
    drawArrowsToWhatLiesOutside(of: plane, on: &svg)
    let layers = min(Self.layers, places.count)
    // The rims of small points would hide their shape.
    let scale = size / Self.usualSize
    for layer in 0..<layers {
      let layered = stride(from: layer, to: places.count, by: layers).map { places[$0] }
      if let rim { glyph.draw(at: layered, size: size, rim, rim: (0.7 + thickening) * scale, on: &svg) }
      glyph.draw(at: layered, size: size, ink, opacity: opacity, rim: thickening * scale, on: &svg)
    }
  }

  /// For the directions in which points lie beyond the plane's edge, an arrow there.
  private func drawArrowsToWhatLiesOutside(of plane: Plane, on svg: inout SVG) {
    let frame = plane.frame
    let middle = Point(frame.left + frame.width / 2, frame.top + frame.height / 2)
    let directions = Set(
      series.points.compactMap { point -> Int? in
        guard let place = plane(point), !frame.contains(place) else { return nil }
        return Int((atan2(place.y - middle.y, place.x - middle.x) / (2 * .pi) * Self.directions).rounded())
      }.map { ($0 + Int(Self.directions)) % Int(Self.directions) })
    var path = Path()
    for direction in directions.sorted() {
      let angle = Double(direction) / Self.directions * 2 * .pi
      let step = Point(cos(angle), sin(angle))
      // As far as the frame goes in this direction.
      let reach = min(frame.width / 2 / max(abs(step.x), 1e-9), frame.height / 2 / max(abs(step.y), 1e-9))
      let tip = middle + step * reach
      let base = tip - step * 10
      let halfWidth = Point(-step.y, step.x) * 5
      path.polyline([base + halfWidth, tip, base - halfWidth])
    }
    guard !directions.isEmpty else { return }
    if let rim { svg.stroke(path, rim, width: 4) }
    svg.stroke(path, ink, width: 2)
  }
}
