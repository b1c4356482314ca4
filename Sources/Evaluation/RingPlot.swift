import Datasets
import Engine
import Metrics
import Plots

extension ScatterPlot {
  /// Generated points over modes of the data, in one window for all plots that are compared. A mode that the
  /// generator does not reach, the nearest one to fewer than 0.8% of the points, has a circle around it; one that it
  /// reaches and does not cover has a broken circle.
  ///
  /// - Parameters:
  ///   - points: Generated points, `[count, 2]`; the first 500 are drawn.
  ///   - mixture: The modes of the data. One is not covered if fewer than 0.8% of the points lie within three
  ///     deviations of its centre, the bound of the book's tables.
  ///   - reach: How far the window goes from the origin.
  ///   - ticks: The values that have a tick on both axes; nil chooses round ones.
  ///   - paths: The ways of some of the points.
  public init(
    _ title: String, generated points: Tensor, over mixture: GaussianMixture, reach: Double = 2.6,
    ticks: [Double]? = nil, paths: [Series] = []
  ) {
    let needed = Double(points.shape[0]) * 0.008
    func lacking(within deviations: Double) -> [Int] {
      let counts = ModeCount(points, over: mixture, within: deviations).counts
      return counts.indices.filter { Double(counts[$0]) < needed }
    }
    let centres = mixture.centres.scalars
    func circles(_ name: String, _ modes: [Int], _ look: Encoding) -> Series {
      Series(name, x: modes.map { centres[2 * $0] }, y: modes.map { centres[2 * $0 + 1] }, as: look)
    }
    let (missed, unreached) = (lacking(within: 3), lacking(within: .infinity))
    let real = mixture.sample(count: 300, random: Random(seed: 0))
    self.init(
      title, x: .coordinate(1, range: -reach...reach, ticks: ticks),
      y: .coordinate(2, range: -reach...reach, ticks: ticks),
      [
        Series("real", points: real, as: .real),
        Series("generated", points: points.slice(0..<min(points.shape[0], 500)), as: .generated),
      ]
        + [
          circles("reached, not covered", missed.filter { !unreached.contains($0) }, .approached),
          circles("not reached (no circle: covered)", unreached, .missed),
        ],
      paths: paths)
  }
}
