import Datasets
import Engine
import Metrics
import Plots

extension ScatterPlot {
  /// The rings around modes: what each says, and its look.
  public static let modeRings: [(name: String, look: Encoding)] = [
    ("covered", .covered), ("reached, not covered", .approached), ("not reached", .missed),
  ]

  /// What the key says of the rings, which are wide enough to be told apart: the circle that counts is less than half as
  /// wide.
  public static let ringNote = "rings: not to scale"

  /// Generated points over modes of the data, in one window for all plots that are compared. Every mode has one of the
  /// ``modeRings``.
  ///
  /// - Parameters:
  ///   - points: Generated points, `[count, 2]`; the first 500 are drawn.
  ///   - mixture: The modes of the data. One is covered if at least 0.8% of the points lie within three deviations of
  ///     its centre, the bound of the book's tables, and reached if it is the nearest one to as many.
  ///   - reach: How far the window goes from the origin.
  ///   - ticks: The values that have a tick on both axes; nil chooses round ones.
  ///   - paths: The ways of some of the points.
  public init(
    _ title: String, generated points: Tensor, over mixture: GaussianMixture, reach: Double = 2.6,
    ticks: [Double]? = nil, paths: [Series] = []
  ) {
    let rings = Self.rings(of: points, over: mixture)
    let real = mixture.sample(count: 300, random: Random(seed: 0))
    self.init(
      title, x: .coordinate(1, range: -reach...reach, ticks: ticks),
      y: .coordinate(2, range: -reach...reach, ticks: ticks),
      [
        Series("real", points: real, as: .real),
        Series("generated", points: points.slice(0..<min(points.shape[0], 500)), as: .generated),
      ] + rings, paths: paths, note: Self.ringNote)
  }

  /// The centres of the modes that each of the ``modeRings`` goes around.
  static func rings(of points: Tensor, over mixture: GaussianMixture) -> [Series] {
    let needed = Double(points.shape[0]) * 0.008
    func hasEnough(within deviations: Double) -> [Bool] {
      ModeCount(points, over: mixture, within: deviations).counts.map { Double($0) >= needed }
    }
    // For each mode, its place in `modeRings`.
    let kinds = zip(hasEnough(within: 3), hasEnough(within: .infinity)).map { $0 ? 0 : $1 ? 1 : 2 }
    let centres = mixture.centres.scalars
    return Self.modeRings.enumerated().map { kind, ring in
      let modes = kinds.indices.filter { kinds[$0] == kind }
      return Series(ring.name, x: modes.map { centres[2 * $0] }, y: modes.map { centres[2 * $0 + 1] }, as: ring.look)
    }
  }
}
