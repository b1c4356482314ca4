import Engine
import Foundation
import TestSupport
import Testing

@testable import Metrics

/// The metrics against the field's own tools: pytorch-fid, torch-fidelity and prdc.
@Suite("Metrics") struct MetricsTests {
  private let reference: MetricsReference
  private static let real = Matrix(rows: 1000, columns: 64, scalars: HashNumbers.real("A.real", 1000, 64))
  private static let fake = Matrix(rows: 800, columns: 64, scalars: HashNumbers.fake("A.fake", 800, 64))
  private static let collapsed = Matrix(rows: 5, columns: 64, scalars: HashNumbers.fake("D.fake", 5, 64))
    .rows((0..<500).map { $0 / 100 })
  private var real: Matrix { Self.real }
  private var fake: Matrix { Self.fake }

  init() throws { reference = try MetricsReference() }

  @Test func theDataIsTheReferences() {
    #expect(real.scalars.reduce(0, +) == reference.number("_spotchecks", "sum A.real"))
    #expect(fake.scalars.reduce(0, +) == reference.number("_spotchecks", "sum A.fake"))
  }

  // MARK: FID

  private func fid(_ x: Matrix, _ y: Matrix) -> Double { FeatureGaussian(x).squaredDistance(to: FeatureGaussian(y)) }

  @Test func frechetDistance() {
    let expected = reference.number("fid", "A real", "nuclear_norm_svd")
    #expect(agree(fid(real, fake), expected, within: 1e-12))
    #expect(agree(fid(fake, real), expected, within: 1e-12))
    let population = [real, fake].map { FeatureGaussian(FeatureStatistics($0).ofPopulation) }
    let byCount = reference.number("fid", "A real", "population_cov_ddof0")
    #expect(agree(population[0].squaredDistance(to: population[1]), byCount, within: 1e-12))
    let halves = reference.number("fid", "A split halves", "nuclear_norm_svd")
    #expect(agree(fid(real.rows(0..<500), real.rows(500..<1000)), halves, within: 1e-11))
    let mean = zip(FeatureStatistics(real).mean, FeatureStatistics(fake).mean).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    #expect(agree(mean, reference.number("fid", "A real", "mean_term"), within: 1e-12))
  }

  @Test("of a set with itself it is 0 to the last digits of its traces") func frechetDistanceToItself() {
    #expect(abs(fid(real, real)) < 1e-14 * reference.number("fid", "A self", "trace_term"))
  }

  @Test("with fewer images than features it is exact, where square roots of rounding errors are not")
  func lowRank() {
    let real = Matrix(rows: 100, columns: 256, scalars: HashNumbers.real("B.real", 100, 256))
    let fake = Matrix(rows: 120, columns: 256, scalars: HashNumbers.fake("B.fake", 120, 256))
    let expected = reference.number("fid", "B rank-deficient", "nuclear_norm_svd")
    #expect(agree(fid(real, fake), expected, within: 1e-13))
    #expect(abs(fid(real, real)) < 1e-14 * 1840)
    // From the covariances alone, as from saved statistics.
    let saved = FeatureGaussian(FeatureStatistics(real)).squaredDistance(to: FeatureGaussian(FeatureStatistics(fake)))
    #expect(agree(saved, expected, within: 1e-9))
  }

  @Test func collapsedGenerator() {
    let expected = reference.number("fid", "D collapsed", "nuclear_norm_svd")
    #expect(agree(fid(real, Self.collapsed), expected, within: 1e-12))
  }

  @Test func closedForms() {
    func gaussian(_ mean: [Double], _ covariance: [Double]) -> FeatureGaussian {
      FeatureGaussian(
        FeatureStatistics(count: 2, mean: mean, covariance: Matrix(rows: 2, columns: 2, scalars: covariance)))
    }
    let apart = gaussian([0, 0], [1, 0, 0, 4]).squaredDistance(to: gaussian([1, 2], [9, 0, 0, 1]))
    #expect(agree(apart, 10, within: 1e-14))
    let turned = gaussian([0, 0], [2, 1, 1, 2]).squaredDistance(to: gaussian([0, 0], [1, 0, 0, 1]))
    #expect(agree(turned, 6 - 2 * (sqrt(3) + 1), within: 1e-13))
  }

  @Test func extrapolation() {
    let extrapolation = FIDExtrapolation(
      fake, orders: [Array(0..<800)], counts: reference.integers("fid_infinity", "prefix_sizes_of_fake"),
      against: FeatureGaussian(real))
    for (found, expected) in zip(extrapolation.scores, reference.numbers("fid_infinity", "fid_vs_all_real")) {
      #expect(agree(found, expected, within: 1e-12))
    }
    #expect(
      agree(extrapolation.limit, reference.number("fid_infinity", "linear_fit_in_1/N", "intercept"), within: 1e-11))
    #expect(agree(extrapolation.slope, reference.number("fid_infinity", "linear_fit_in_1/N", "slope"), within: 1e-10))
    // The mean over orders lies between what each gives.
    let (up, down) = (Array(0..<800), Array((0..<800).reversed()))
    let scores = [[up], [down], [up, down]].map {
      FIDExtrapolation(fake, orders: $0, counts: [200, 400], against: FeatureGaussian(real)).scores[0]
    }
    #expect(scores[0] != scores[1] && agree(scores[2], (scores[0] + scores[1]) / 2, within: 1e-14))
    #expect(FIDExtrapolation.counts(upTo: 1000) == Array(stride(from: 100, through: 1000, by: 100)))
  }

  @Test("statistics are the same in one batch, in many, and merged") func statistics() {
    let whole = FeatureStatistics(real)
    var batches = FeatureStatistics(featureCount: 64)
    for start in stride(from: 0, to: 1000, by: 37) { batches.add(real.rows(start..<min(start + 37, 1000))) }
    var merged = FeatureStatistics(real.rows(0..<1))
    merged.merge(FeatureStatistics(real.rows(1..<1000)))
    for other in [batches, merged] {
      #expect(other.count == 1000)
      #expect((other.covariance - whole.covariance).largest < 1e-13 * whole.covariance.largest)
      #expect(zip(other.mean, whole.mean).allSatisfy { abs($0 - $1) < 1e-14 })
    }
  }

  @Test("a large mean takes nothing from the covariance") func largeMean() {
    var far = FeatureStatistics(featureCount: 64)
    for start in stride(from: 0, to: 1000, by: 100) {
      let batch = real.rows(start..<start + 100)
      far.add(Matrix(rows: 100, columns: 64, scalars: batch.scalars.map { $0 + 1_048_576 }))
    }
    let difference = far.covariance - FeatureStatistics(real).covariance
    #expect(difference.largest < 1e-9 * FeatureStatistics(real).covariance.largest)
  }

  // MARK: KID

  @Test func kernelDistance() {
    let x = real.rows(0..<800)
    #expect(agree(KernelInceptionDistance.full(x, fake), reference.number("kid", "mmd2_unbiased_full")))
    #expect(agree(KernelInceptionDistance.biased(x, fake), reference.number("kid", "mmd2_biased_full")))
    #expect(agree(KernelInceptionDistance.full(real, fake), reference.number("kid", "mmd2_unbiased_unequal")))
    for (block, expected) in reference.numbers("kid", "contiguous_blocks_of_100", "values").enumerated() {
      let range = block * 100..<(block + 1) * 100
      #expect(agree(KernelInceptionDistance.full(x.rows(range), fake.rows(range)), expected))
    }
    // A difference of sums near 0.6: the last digits of those are all that is left.
    let self0 = KernelInceptionDistance.full(real.rows(0..<500), real.rows(500..<1000))
    #expect(abs(self0 - reference.number("kid", "self A.real halves")) < 1e-12)
  }

  @Test func kernelDistanceOfSubsets() {
    let name = "torch_fidelity 10 subsets"
    let subsets = reference.subsets("kid", name, "subset_indices")
    for (subset, expected) in zip(subsets, reference.numbers("kid", name, "per_subset")) {
      #expect(agree(KernelInceptionDistance.full(real.rows(subset[0]), fake.rows(subset[1])), expected))
    }
    let ours = KernelInceptionDistance.subsets(real, fake, count: 20, size: 500, random: Random(seed: 1))
    let theirs = "torch_fidelity 100 subsets"
    #expect(abs(ours.mean - reference.number("kid", theirs, "kernel_inception_distance_mean")) < 0.02)
    #expect(abs(ours.deviation - reference.number("kid", theirs, "kernel_inception_distance_std")) < 0.015)
    #expect(KernelInceptionDistance.subsets(real, fake, count: 2, size: 5000, random: Random(seed: 1)).size == 800)
  }

  @Test("a Gaussian kernel in place of the cube, and moments alone no longer hide a difference") func kernels() {
    let gaussian = KernelInceptionDistance.Kernel.gaussian(width: 10)
    let found = KernelInceptionDistance.full(real.rows(0..<800), fake, kernel: gaussian)
    #expect(agree(found, reference.number("kid", "rbf sigma=10 unbiased full (X,Y)")))
    // One half of ±1 and a Gaussian of deviation 1 agree in their first three moments.
    let coins = Matrix(rows: 1000, columns: 1, scalars: (0..<1000).map { $0 % 2 == 0 ? 1 : -1 })
    let bell = Matrix(Random(seed: 1).normal([1000, 1]))
    #expect(abs(KernelInceptionDistance.full(coins, bell)) < 0.1)
    #expect(KernelInceptionDistance.full(coins, bell, kernel: .gaussian(width: 0.3)) > 0.2)
  }

  // MARK: MIND

  @Test func slicedDistance() {
    let directions = Matrix(rows: 256, columns: 64, scalars: HashNumbers.normal("mind.dirs", 256, 64))
    let x = real.rows(0..<800)
    let found = MongeInceptionDistance.squaredSlicedDistance(x, fake, along: directions)
    #expect(agree(found, reference.number("mind", "sliced_w2_sq")))
    #expect(agree(3 * 64 * found, reference.number("mind", "mind = 3*d*sw")))
    #expect(MongeInceptionDistance.squaredSlicedDistance(x, x, along: directions) == 0)
    // Other directions give another value, and not a very different one.
    let ours = MongeInceptionDistance.value(x, fake, random: Random(seed: 1))
    #expect(agree(ours, 3 * 64 * found, within: 0.2))
  }

  @Test("unequal numbers of images are compared level by level") func slicedDistanceOfUnequalCounts() {
    let line = Matrix(rows: 1, columns: 1, scalars: [2])
    func distance(_ x: [Double], _ y: [Double]) -> Double {
      MongeInceptionDistance.squaredSlicedDistance(
        Matrix(rows: x.count, columns: 1, scalars: x), Matrix(rows: y.count, columns: 1, scalars: y), along: line)
    }
    // Sixths of 0 0 1 1 4 4 against sixths of 1 1 1 2 2 2.
    #expect(agree(distance([4, 0, 1], [2, 1]), 11.0 / 6, within: 1e-14))
    // Each image repeated is the same distribution.
    let repeated = fake.rows((0..<1600).map { $0 / 2 })
    let directions = Matrix(Random(seed: 1).normal([8, 64]))
    #expect(
      agree(
        MongeInceptionDistance.squaredSlicedDistance(real, repeated, along: directions),
        MongeInceptionDistance.squaredSlicedDistance(real, fake, along: directions), within: 1e-12))
  }

  // MARK: IS

  private static let logits = Matrix(
    rows: 503, columns: 20, scalars: HashNumbers.normal("isc.logits", 503, 20).map { 2 * $0 })

  @Test func inceptionScore() {
    for splits in [10, 1] {
      let score = InceptionScore(logits: Self.logits, order: 0..<503, splits: splits)
      #expect(agree(score.mean, reference.number("isc", "splits\(splits)", "mean")))
      #expect(abs(score.deviation - reference.number("isc", "splits\(splits)", "std_ddof0")) < 1e-12)
    }
    let order = reference.integers("isc", "shuffle_permutation_seed2020")
    let shuffled = InceptionScore(logits: Self.logits, order: order, splits: 10)
    #expect(agree(shuffled.mean, reference.number("isc", "torch_fidelity shuffle", "inception_score_mean")))
    #expect(agree(shuffled.deviation, reference.number("isc", "torch_fidelity shuffle", "inception_score_std")))
    let bias = reference.numbers("isc", "bias")
    for (count, expected) in zip([50, 100, 200, 400], bias) {
      #expect(agree(InceptionScore(logits: Self.logits, order: 0..<count, splits: 10).mean, expected))
    }
  }

  @Test func inceptionScoreAtItsBounds() {
    let sure = Matrix(rows: 100, columns: 10, scalars: (0..<1000).map { $0 / 10 % 10 == $0 % 10 ? 40 : -40 })
    #expect(agree(InceptionScore(logits: sure, order: 0..<100, splits: 1).mean, 10, within: 1e-12))
    let constant = Matrix.zeros(100, 10)
    #expect(agree(InceptionScore(logits: constant, order: 0..<100, splits: 1).mean, 1, within: 1e-12))
  }

  @Test("a class that never occurs leaves the score finite, where the field's tools answer nan") func absentClass() {
    let scalars = (0..<1000).map { $0 % 10 < 5 ? Self.logits[$0 / 10, $0 % 10] : -2000 }
    let score = InceptionScore(logits: Matrix(rows: 100, columns: 10, scalars: scalars), order: 0..<100, splits: 1)
    #expect(agree(score.mean, reference.number("isc", "class never predicted", "expected")))
  }

  // MARK: Precision, recall, density, coverage

  private func expect(_ found: Neighbours, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for (value, key) in [
      (found.precision, "precision"), (found.recall, "recall"), (found.density, "density"),
      (found.coverage, "coverage"),
    ] {
      #expect(
        agree(value, reference.number("prdc", name, key), within: 1e-14), "\(name) \(key)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func neighbours() {
    expect(Neighbours(real: real, fake: fake, k: 3), "A k=3")
    expect(Neighbours(real: real, fake: fake, k: 5), "A k=5")
    expect(Neighbours(real: real, fake: real, k: 5), "self A k=5")
    expect(Neighbours(real: real, fake: Self.collapsed, k: 3), "D duplicates")
    let centres = HashNumbers.normal("P.centers", 10, 8)
    func around(_ name: String, _ rows: Int, repeating times: Int) -> Matrix {
      let noise = HashNumbers.normal(name, rows, 8)
      return Matrix(
        rows: rows, columns: 8, scalars: noise.indices.map { 6 * centres[$0 / 8 / times * 8 + $0 % 8] + noise[$0] / 2 })
    }
    let (allModes, fiveModes) = (around("P.real", 500, repeating: 50), around("P.fake", 400, repeating: 80))
    expect(Neighbours(real: allModes, fake: fiveModes, k: 5), "mode-dropped")
    expect(Neighbours(real: fiveModes, fake: allModes, k: 5), "same, swapped")
  }

  @Test("equal sets of coinciding points are equal, where open balls would say nothing is reached") func ties() {
    let found = Neighbours(real: Self.collapsed, fake: Self.collapsed, k: 3)
    #expect(found.precision == 1 && found.recall == 1 && found.coverage == 1)
    #expect(reference.number("prdc", "D vs itself", "precision") == 0)
  }

  // MARK: Intervals

  @Test("a bootstrap interval of a mean is as wide as theory says") func bootstrap() {
    let values = (0..<400).map { sin(Double($0) * 12.9898) }
    let mean = values.reduce(0, +) / 400
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400
    let interval = bootstrapInterval(around: mean, count: 400, resamples: 400, random: Random(seed: 2)) { images in
      images.reduce(0) { $0 + values[$1] } / 400
    }
    let width = 2 * 1.96 * sqrt(variance / 400)
    #expect(interval.contains(mean))
    #expect(abs((interval.upperBound - interval.lowerBound) / width - 1) < 0.15)
  }
}
