import Engine

/// Curves over a common horizontal axis, or tracks through a plane.
///
/// Curves are named at their right ends if all of them end there, otherwise in a key above the plane. A curve of few
/// points shows them, and so does one that is ``Series/marked()``; one of very many is drawn by the extremes of every
/// pixel column, so that no spike is lost. A series whose x does not only grow is a track, which begins at a dot.
public struct LinePlot: Plot {
  /// What is to be drawn.
  public let chart: Chart

  /// A plot of the given curves.
  ///
  /// - Parameters:
  ///   - references: Values to compare with.
  ///   - arrows: A field of directions under the curves, such as the gradients that a track follows.
  ///   - names: Words or numbers over the curves, each with the middle of its place.
  ///   - callouts: Names near points, each with a line that leads to its point.
  ///   - smoothing: How many values a running mean is taken over; the curves themselves then stand faint behind it.
  ///   - equalAspect: Whether a unit is as long across as upward.
  public init(
    _ title: String, x: Axis, y: Axis, _ series: [Series], references: [Reference] = [], arrows: VectorField? = nil,
    names: [(name: String, x: Double, y: Double)] = [], callouts: [Callout] = [], smoothing: Int? = nil,
    equalAspect: Bool = false
  ) {
    require(!series.isEmpty, "LinePlot \"\(title)\": at least one series expected")
    let curves = smoothing.map { window in
      Curve.all(series).map(\.faint) + Curve.all(series.map { $0.smoothed(over: window) })
    }
    let field: [any Mark] = arrows.map { [$0] } ?? []
    let lines: [any Mark] = curves ?? Curve.all(series)
    chart = Chart(
      title: title, x: x, y: y, marks: field + lines + PlaceNames.all(names) + Callouts.all(callouts),
      references: references, hasEqualAspect: equalAspect, margins: equalAspect ? (0.05, 0.05) : (0, 0.05),
      grid: (equalAspect, true))
  }
}
