import Datasets
import Engine
@testable import Evaluation
import Plots
import Testing

/// The rings around modes say what a generator covers.
@Suite struct RingPlotTests {
  /// 1,000 points: at the first mode `covering` of them, at distance 0.5 from the second one `reaching`, and the rest far away.
  private func rings(covering: Int, reaching: Int) -> [String: Int] {
    let ring = GaussianMixture.ring()
    func centre(_ mode: Int) -> [Float] { ring.centres.slice(mode..<mode + 1).scalars }
    let places: [[Float]] =
      Array(repeating: centre(0), count: covering)
      + Array(repeating: centre(1).map { 1.25 * $0 }, count: reaching)
      + Array(repeating: centre(2).map { 3 * $0 }, count: 1000 - covering - reaching)
    let points = Tensor(places)
    let found = ScatterPlot.rings(of: points, over: ring)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.x.count) })
  }

  @Test func aRingIsThatOfWhatAModeHas() {
    // 8 of 1,000 points are enough, and 7 are not.
    #expect(rings(covering: 8, reaching: 8) == ["covered": 1, "reached, not covered": 2, "not reached": 5])
    #expect(rings(covering: 7, reaching: 8) == ["covered": 0, "reached, not covered": 2, "not reached": 6])
    #expect(rings(covering: 8, reaching: 7) == ["covered": 1, "reached, not covered": 1, "not reached": 6])
  }
}
