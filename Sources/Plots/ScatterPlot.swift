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
  public init(
    _ title: String, x: Axis = .coordinate(1), y: Axis = .coordinate(2), _ sets: [Series], paths: [Series] = [],
    references: [Reference] = [], equalAspect: Bool = true, opacity: Double = 0.55
  ) {
    require(!sets.isEmpty, "ScatterPlot \"\(title)\": at least one set of points expected")
    chart = Chart(
      title: title, x: x, y: y,
      marks: Dots.all(sets, opacity: opacity) + Curve.all(paths, from: sets.count), references: references,
      hasEqualAspect: equalAspect, margins: (0.05, 0.05), grid: (true, true))
  }
}
