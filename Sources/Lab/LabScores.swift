import Datasets
import Engine
import Metrics

/// How near a generator's points are to the data.
public struct LabScores: Equatable, Sendable {
  /// The divergence KL(data ‖ generated), in nats, of how the points fall into the cells of a grid.
  public var kullbackLeibler: Float
  /// The Jensen–Shannon divergence of the same, in nats; at most ln 2.
  public var jensenShannon: Float
  /// Modes with at least 20 of 2,500 points of high quality; `nil` if the data has no modes.
  public var covered: Int?
  /// Modes that are the nearest to at least 20 points, of high quality or not; `nil` if the data has no modes.
  public var reached: Int?
  /// The share of points within three deviations of a mode's centre; `nil` if the data has no modes.
  public var quality: Float?
}

/// Measures points against one distribution.
struct LabJudge {
  /// The number of points that ``LabScores`` are measured on.
  static let points = 2500
  private static let cells = 24

  private let mixture: GaussianMixture
  private let hasModes: Bool
  private let reach: Float
  private let data: [Double]

  init(_ mixture: GaussianMixture, hasModes: Bool, reach: Float) {
    (self.mixture, self.hasModes, self.reach) = (mixture, hasModes, reach)
    // Always the same points, whatever the seed of the run.
    data = Self.shares(of: mixture.sample(count: 20_000, random: Random(seed: 1).split("judge")), reach)
  }

  /// The scores of points, `[count, 2]`.
  func scores(of points: Tensor) -> LabScores {
    let generated = Self.shares(of: points, reach)
    // A cell that no point fell into may still have a small share: half a point in every cell keeps KL finite.
    let count = Double(points.shape[0])
    let total = count + Double(generated.count) / 2
    let smoothed = generated.map { ($0 * count + 0.5) / total }
    let good = hasModes ? ModeCount(points, over: mixture) : nil
    let near = hasModes ? ModeCount(points, over: mixture, within: .infinity) : nil
    return LabScores(
      kullbackLeibler: Float(klDivergence(data, smoothed)), jensenShannon: Float(jsDivergence(data, generated)),
      covered: good?.modes(atLeast: 20), reached: near?.modes(atLeast: 20),
      quality: good.map { Float($0.highQualityShare) })
  }

  /// The share of points in each cell of the plane; one beyond the edge counts for the cell at the edge.
  private static func shares(of points: Tensor, _ reach: Float) -> [Double] {
    var counts = [Double](repeating: 0, count: cells * cells)
    let last = Float(cells - 1)
    func cell(_ value: Float) -> Int { Int(min(max((value + reach) / (2 * reach) * Float(cells), 0), last)) }
    points.withUnsafeScalars { values in
      // A run that has gone to pieces has points that are not numbers, which are in no cell.
      for start in stride(from: 0, to: values.count, by: 2) where values[start].isFinite && values[start + 1].isFinite {
        counts[cell(values[start + 1]) * cells + cell(values[start])] += 1
      }
    }
    let total = Double(points.shape[0])
    return counts.map { $0 / total }
  }
}
