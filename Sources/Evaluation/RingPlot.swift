import Datasets
import Engine
import Metrics
import Plots

extension ScatterPlot {
  /// Generated points over clusters of the data, in one window for all plots that are compared; a cluster that the
  /// generator leaves out has a circle around it.
  ///
  /// - Parameters:
  ///   - points: Generated points, `[count, 2]`; the first 500 are drawn.
  ///   - mixture: The clusters of the data. One is left out if fewer than 0.8% of the points lie within three deviations
  ///     of its centre, the bound of the book's tables.
  ///   - reach: How far the window goes from the origin.
  ///   - paths: The ways of some of the points.
  public init(
    _ title: String, generated points: Tensor, over mixture: GaussianMixture, reach: Double = 2.6, paths: [Series] = []
  ) {
    let counts = ModeCount(points, over: mixture).counts
    let needed = Double(points.shape[0]) * 0.008
    let missed = counts.indices.filter { Double(counts[$0]) < needed }
    let centres = mixture.centres.scalars
    let real = mixture.sample(count: 300, random: Random(seed: 0))
    self.init(
      title, x: .coordinate(1, range: -reach...reach), y: .coordinate(2, range: -reach...reach),
      [
        Series("real", points: real, as: .real),
        Series("generated", points: points.slice(0..<min(points.shape[0], 500)), as: .generated),
        Series("not covered", x: missed.map { centres[2 * $0] }, y: missed.map { centres[2 * $0 + 1] }, as: .missed),
      ], paths: paths)
  }
}
