import Pictures

/// A series as points.
struct Dots: Mark {
  let series: Series
  let colour: Colour
  let glyph: Glyph
  let opacity: Double
  /// The colour of a rim that sets the points off from a coloured ground.
  var rim: Colour?

  init(_ series: Series, index: Int, opacity: Double) {
    self.series = series
    colour = series.isMuted ? Style.quietInk : Style.series(index)
    glyph = series.isMuted ? .disc : Style.marker(index)
    self.opacity = opacity
  }

  private init(_ series: Series, colour: Colour, glyph: Glyph, rim: Colour) {
    (self.series, self.colour, self.glyph, self.rim) = (series, colour, glyph, rim)
    opacity = 1
  }

  /// Points of several series, the muted ones, which are discs, behind the others, which then begin with crosses.
  static func all(_ series: [Series], opacity: Double) -> [Dots] {
    let muted = series.filter(\.isMuted)
    let first = muted.isEmpty ? 0 : 1
    return muted.map { Dots($0, index: 0, opacity: opacity) }
      + series.filter { !$0.isMuted }.enumerated().map { Dots($1, index: first + $0, opacity: opacity) }
  }

  /// Points of several series over a ground of any colour: light discs for the muted ones, dark crosses and so on for
  /// the others, each with a rim of the opposite lightness.
  static func overlaid(_ series: [Series]) -> [Dots] {
    series.filter(\.isMuted).map { Dots($0, colour: Style.paper, glyph: .disc, rim: Style.ink) }
      + series.filter { !$0.isMuted }.enumerated().map {
        Dots(
          $1, colour: Style.overlay[$0 % Style.overlay.count], glyph: Style.marker($0 + 1), rim: Style.paper)
      }
  }

  private static let size = 5.0
  /// At most one point of a set is drawn for so many square pixels of the plane.
  private static let areaOfPoint = 60.0
  /// Points are spread over this many paths: within a path they do not darken or hide one another, between paths they do.
  private static let layers = 12

  var reach: (x: [Double], y: [Double]) { (series.x, series.y) }
  var key: Key? {
    series.name.isEmpty ? nil : Key(name: series.name, colour: colour, swatch: .point(glyph, rim: rim))
  }

  func draw(in plane: Plane, on svg: inout SVG) {
    let points = series.points
    let most = max(Int(plane.frame.width * plane.frame.height / Self.areaOfPoint), 1)
    let every = max((points.count - 1) / most + 1, 1)
    let places = stride(from: 0, to: points.count, by: every).compactMap { plane(points[$0]) }
      .filter(plane.frame.contains)
    let layers = min(Self.layers, places.count)
    for layer in 0..<layers {
      let layered = stride(from: layer, to: places.count, by: layers).map { places[$0] }
      if let rim { glyph.draw(at: layered, size: Self.size, rim, rim: 0.8, on: &svg) }
      glyph.draw(at: layered, size: Self.size, colour, opacity: opacity, on: &svg)
    }
  }
}
