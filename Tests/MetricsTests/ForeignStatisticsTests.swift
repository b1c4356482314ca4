import Engine
import Foundation
import Store
import TestSupport
import Testing

@testable import Metrics

/// Statistics that are no mean and covariance are refused; everything else about them ends.
@Suite("Foreign statistics") struct ForeignStatisticsTests {
  private func complaint(_ sigma: Matrix, mean: [Double]? = nil) throws -> String {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.npz")
      let mu = mean ?? [Double](repeating: 0, count: sigma.rows)
      try NumPyArchive.write(
        [
          NumPyContents("mu", shape: [mu.count], mu),
          NumPyContents("sigma", shape: [sigma.rows, sigma.columns], sigma.scalars),
        ], to: file)
      return #expect(throws: NotStatistics.self) { try StatisticsFile(contentsOf: file) }?.description ?? ""
    }
  }

  @Test("not finite, too large, not symmetric, indefinite, of other shapes") func faults() throws {
    let fine = Matrix.diagonal([1, 2, 3])
    #expect(try complaint(fine, mean: [0, .nan, 0]).contains("not finite"))
    #expect(try complaint(fine * 1e307).contains("more than any single-precision feature"))
    var skew = fine
    skew[2, 0] = 0.1
    #expect(try complaint(skew).contains("not symmetric, in row 2 and column 0"))
    #expect(try complaint(.diagonal([1, -2, 3])).contains("from -2.0 to 3.0"))
    #expect(try complaint(Matrix(rows: 1, columns: 9, scalars: fine.scalars)).contains("expected [features]"))
  }

  @Test("a covariance without full rank, rounded to 32 bits, is one") func rounding() throws {
    let features = Matrix(Random(seed: 1).normal([20, 64]))
    var statistics = FeatureStatistics(features).covariance
    statistics.scalars = statistics.scalars.map { Double(Float($0)) }
    #expect(CovarianceFault(mean: [Double](repeating: 0, count: 64), covariance: statistics) == nil)
  }

  @Test("eigenvalues and singular values of the largest and smallest matrices", arguments: [1e300, 1e154, 1, 1e-300])
  func extremes(_ scale: Double) throws {
    let matrix = FeatureStatistics(Matrix(Random(seed: 2).normal([40, 12]))).covariance
    let (plain, scaled) = (SymmetricEigen.values(of: matrix), SymmetricEigen.values(of: matrix * scale))
    for (a, b) in zip(plain, scaled) { #expect(agree(a, b / scale, within: 1e-9)) }
    for (a, b) in zip(matrix.singularValues, (matrix * scale).singularValues) {
      #expect(agree(a, b / scale, within: 1e-9))
    }
  }

  @Test("what NumPy's format keeps gives the same distance") func npz() throws {
    try withTemporaryFolder { folder in
      let statistics = FeatureStatistics(Matrix(Random(seed: 3).normal([100, 8])))
      let own = StatisticsFile(statistics, features: "any", images: "noise")
      let file = folder.appendingPathComponent("a.npz")
      try own.write(to: file)
      let read = try StatisticsFile(contentsOf: file)
      #expect(read.mean == own.mean && read.covariance == own.covariance && read.count == nil && read.features == nil)
    }
  }
}
