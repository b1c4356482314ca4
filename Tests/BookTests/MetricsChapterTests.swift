import Engine
import Metrics
import TestSupport
import Testing

@testable import Chapters

/// FID as chapter 7 writes it down from its definition, against the library's.
@Suite("The metrics chapter") struct MetricsChapterTests {
  private func features(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let random = Random(seed: seed)
    let mixing = random.normal([columns, columns])
    return Matrix(matrixProduct(random.normal([rows, columns]), mixing) + random.normal([columns]))
  }

  private func distances(rows: Int, columns: Int) -> (byRoots: Double, exact: Double) {
    let (x, y) = (features(rows, columns, seed: 1), features(rows, columns, seed: 2))
    return (frechetDistanceByRoots(FeatureStatistics(x), FeatureStatistics(y)), squaredFrechetDistance(x, y))
  }

  @Test func theDefinitionIsWhatTheLibraryComputes() {
    let (byRoots, exact) = distances(rows: 400, columns: 16)
    #expect(agree(byRoots, exact, within: 1e-11))
  }

  @Test("with fewer images than features its roots of rounding errors cost digits") func lowRank() {
    let (byRoots, exact) = distances(rows: 40, columns: 96)
    #expect(agree(byRoots, exact, within: 1e-6) && !agree(byRoots, exact, within: 1e-12))
  }
}
