/// A series as a line, with its interval as a band or as whiskers behind it.
struct Curve: Mark {
  let series: Series
  private let encoding: Encoding
  /// Whether another curve repeats this one more clearly, so that it is faint and has no name.
  private var isFaint = false

  var faint: Curve {
    var curve = self
    curve.isFaint = true
    return curve
  }

  init(_ series: Series, index: Int) {
    self.series = series
    encoding = series.encoding ?? .automatic(index)
  }

  /// Curves of several series, what is known behind what was found out.
  static func all(_ series: [Series], from first: Int = 0) -> [Curve] {
    let found = series.filter { !$0.isKnown }.enumerated().map { Curve($1, index: first + $0) }
    return series.filter(\.isKnown).map { Curve($0, index: 0) } + found
  }

  /// The look of a series that is thin, here and in the key.
  static let thin = (width: 0.9, opacity: 0.6)

  /// A curve of this many points or fewer shows them unasked.
  private static let mostMarkedPoints = 24
  /// A curve of more points may be so ragged that dashes would tear it up: it is drawn fine and whole.
  private static let mostDashedPoints = 1000

  private var isFunction: Bool { zip(series.x, series.x.dropFirst()).allSatisfy { !($0 > $1) } }
  private var marker: Glyph? {
    if series.isMarked { return encoding.glyph ?? .disc }
    return isFunction && series.x.count <= Self.mostMarkedPoints ? encoding.glyph : nil
  }
  private var dash: String { isDense || !isFunction ? "" : encoding.dash }
  private var isDense: Bool { series.x.count > Self.mostDashedPoints }

  var reach: (x: [Double], y: [Double]) {
    (series.x, series.y + (series.interval.map { $0.lower + $0.upper } ?? []))
  }

  var key: Key? {
    guard !series.name.isEmpty, !isFaint else { return nil }
    let last = series.points.last { $0.x.isFinite && $0.y.isFinite }
    // A single value has no line that leads to it.
    let isPoint = series.x.count == 1
    return Key(
      name: series.name, colour: encoding.ink,
      swatch: isPoint ? .point(marker ?? .disc, rim: nil) : .line(dash: dash, marker),
      end: isFunction ? last : nil, isThin: series.isThin)
  }

  func draw(in plane: Plane, on svg: inout SVG) {
    if let interval = series.interval {
      if series.hasWhiskers {
        drawWhiskers(interval, in: plane, on: &svg)
      } else {
        drawBand(interval, in: plane, on: &svg)
      }
    }
    var path = Path()
    let runs = plane.runs(of: series.points)
    for run in runs {
      path.polyline(isFunction ? Decimation.function(run) : Decimation.track(run))
      // A lone point between gaps would not show as a line without length.
      if run.count == 1 { path.line(to: run[0]) }
    }
    let width = isFaint || series.isThin ? Self.thin.width : isDense ? 1.3 : series.isKnown ? 1.5 : 1.9
    svg.stroke(
      path, encoding.ink, width: width, dash: dash, opacity: isFaint ? 0.3 : series.isThin ? Self.thin.opacity : 1)
    if let marker {
      marker.draw(at: runs.joined(), size: 6.5, encoding.ink, on: &svg)
    }
    if !isFunction, let start = runs.first?.first {
      Glyph.disc.draw(at: [start], size: 7, encoding.ink, on: &svg)
    }
  }

  /// Half of the length of the stroke that ends a whisker.
  private static let whiskerEnd = Point(3, 0)

  private func drawWhiskers(_ interval: (lower: [Double], upper: [Double]), in plane: Plane, on svg: inout SVG) {
    var path = Path()
    for (x, ends) in zip(series.x, zip(interval.lower, interval.upper)) {
      guard let low = plane(Point(x, ends.0)), let high = plane(Point(x, ends.1)) else { continue }
      path.polyline([low, high])
      for end in [low, high] { path.polyline([end - Self.whiskerEnd, end + Self.whiskerEnd]) }
    }
    svg.stroke(path, encoding.ink, width: 1.1, opacity: 0.6)
  }

  private func drawBand(_ interval: (lower: [Double], upper: [Double]), in plane: Plane, on svg: inout SVG) {
    let ends = zip(zip(series.x, interval.lower), zip(series.x, interval.upper)).map { lower, upper in
      (lower: plane(Point(lower.0, lower.1)), upper: plane(Point(upper.0, upper.1)))
    }
    var band = Path()
    for run in ends.split(whereSeparator: { $0.lower == nil || $0.upper == nil }) {
      let below = Decimation.function(run.map { $0.lower! })
      let above = Decimation.function(run.map { $0.upper! })
      band.polyline(below + above.reversed())
      band.close()
    }
    svg.fill(band, encoding.ink, opacity: 0.18)
  }
}

/// Fewer points that look the same, so that a plot of a long run stays a small file.
enum Decimation {
  /// Points of a line that runs to the right: of those within one and a half pixels the first, the lowest, the
  /// highest and the last, so that no spike is lost.
  static func function(_ points: [Point], width: Double = 1.5) -> [Point] {
    guard points.count > 2 else { return points }
    var kept: [Point] = []
    var start = 0
    while start < points.count {
      let column = (points[start].x / width).rounded(.down)
      let end = points[start...].firstIndex { ($0.x / width).rounded(.down) != column } ?? points.count
      let lowest = (start..<end).min { points[$0].y < points[$1].y }!
      let highest = (start..<end).max { points[$0].y < points[$1].y }!
      var last = -1
      for index in [start, lowest, highest, end - 1].sorted() where index != last {
        kept.append(points[index])
        last = index
      }
      start = end
    }
    return kept
  }

  /// Points of a line that turns at will: those nearer than `distance` pixels to the last one kept are dropped, and the
  /// distance is doubled until at most `limit` are left.
  static func track(_ points: [Point], distance: Double = 0.5, limit: Int = 4000) -> [Point] {
    guard var last = points.first else { return [] }
    var kept = [last]
    for point in points.dropFirst() {
      let step = point - last
      guard (step * step).sum() >= distance * distance else { continue }
      kept.append(point)
      last = point
    }
    if let end = points.last, end != last { kept.append(end) }
    return kept.count <= limit ? kept : track(points, distance: distance * 2, limit: limit)
  }
}
