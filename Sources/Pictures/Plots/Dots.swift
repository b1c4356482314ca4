/// A series as points.
struct Dots: Mark {
  let series: Series
  let colour: Colour
  let glyph: Glyph
  var size: Double
  var opacity: Double

  init(_ series: Series, index: Int, size: Double = 4.5, opacity: Double) {
    self.series = series
    colour = series.isMuted ? Style.quietInk : Style.series(index)
    glyph = series.isMuted ? .disc : Style.marker(index)
    self.size = size
    self.opacity = opacity
  }

  /// Points of several series, the muted ones, which are discs, behind the others, which then begin with crosses.
  static func all(_ series: [Series], size: Double = 4.5, opacity: Double) -> [Dots] {
    let muted = series.filter(\.isMuted)
    let first = muted.isEmpty ? 0 : 1
    return muted.map { Dots($0, index: 0, size: size, opacity: opacity) }
      + series.filter { !$0.isMuted }.enumerated().map {
        Dots($1, index: first + $0, size: size, opacity: opacity)
      }
  }

  /// No more points of a set are drawn; of a larger one every so many-th.
  static let limit = 2000
  /// Points are spread over this many paths: within a path they do not darken one another, between paths they do.
  private static let layers = 12

  var reach: (x: [Double], y: [Double]) { (series.x, series.y) }
  var key: Key? {
    series.name.isEmpty ? nil : Key(name: series.name, colour: colour, swatch: .point(glyph))
  }

  func draw(in plane: Plane, on svg: inout SVG) {
    let every = (series.points.count - 1) / Self.limit + 1
    let places = stride(from: 0, to: series.points.count, by: every).compactMap { plane(series.points[$0]) }
    let layers = min(Self.layers, places.count)
    for layer in 0..<layers {
      let layered = stride(from: layer, to: places.count, by: layers).map { places[$0] }
      glyph.draw(at: layered, size: size, colour, opacity: opacity, on: &svg)
    }
  }
}
