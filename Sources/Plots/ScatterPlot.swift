import Engine

/// Sets of points in a plane, such as real and generated ones. Of a set of more than 2,000 points, every so many-th is
/// drawn.
public struct ScatterPlot: Plot {
  /// What is to be drawn.
  public let chart: Chart

  /// A plot of the given sets.
  ///
  /// - Parameters:
  ///   - paths: Series drawn as lines over the points.
  ///   - references: Values to compare with.
  ///   - equalAspect: Whether a unit is as long across as upward, as befits points of one space.
  ///   - opacity: That of a single point; where points lie on one another it is denser.
  ///   - size: That of the points, in usual sizes.
  ///   - note: Words that stand at the end of the key and name no points.
  ///   - foot: The value from which a stem leads up or down to every point; nil draws no stems.
  public init(
    _ title: String, x: Axis = .coordinate(1), y: Axis = .coordinate(2), _ sets: [Series], paths: [Series] = [],
    references: [Reference] = [], equalAspect: Bool = true, opacity: Double = 0.55, size: Double = 1,
    note: String? = nil, stemsFrom foot: Double? = nil
  ) {
    require(!sets.isEmpty, "ScatterPlot \"\(title)\": at least one set of points expected")
    require(size > 0, "ScatterPlot \"\(title)\": points of size \(size); expected above 0")
    require(
      foot.map { $0.isFinite && (y.spacing == .linear || $0 > 0) } ?? true,
      "ScatterPlot \"\(title)\": the y axis has no place for stems from \(foot ?? .nan)")
    var marks: [any Mark] = []
    if let foot { marks = sets.map { Stems(series: $0, foot: foot) } }
    marks += Dots.all(sets, opacity: opacity, size: size) as [any Mark]
    marks += Curve.all(paths, from: sets.count) as [any Mark]
    if let note { marks.append(KeyNote(words: note)) }
    chart = Chart(
      title: title, x: x, y: y, marks: marks, references: references, hasEqualAspect: equalAspect,
      margins: (0.05, 0.05), grid: (true, true))
  }
}

/// Words in the key that name nothing in the plane.
private struct KeyNote: Mark {
  let words: String

  var reach: (x: [Double], y: [Double]) { ([], []) }
  var key: Key? { Key(name: words, colour: .quiet, swatch: .none) }

  func draw(in plane: Plane, on svg: inout SVG) {}
}

/// Lines from a value to the points of a series.
private struct Stems: Mark {
  let series: Series
  let foot: Double

  var reach: (x: [Double], y: [Double]) { (series.x, series.y + [foot]) }
  /// The points name the series.
  var key: Key? { nil }

  func draw(in plane: Plane, on svg: inout SVG) {
    var path = Path()
    for point in series.points {
      guard let start = plane(Point(point.x, foot)), let end = plane(point) else { continue }
      path.polyline([start, end])
    }
    svg.stroke(path, .quiet, width: 1.4)
  }
}
