import Datasets
import Engine
import Foundation
import TestSupport
import Testing

@testable import Metrics

/// Counting modes, against reference values and closed forms.
@Suite("Mode counts") struct ModeCountTests {
  private let reference: MetricsReference
  init() throws { reference = try MetricsReference() }

  private func points(around centre: (Int) -> [Double], noise: [Double], scale: (Int) -> Double) -> Tensor {
    var scalars: [Float] = []
    for i in 0..<2500 {
      for axis in 0..<2 { scalars.append(Float(centre(i)[axis] + scale(i) * noise[2 * i + axis])) }
    }
    return Tensor(shape: [2500, 2], scalars: scalars)
  }

  private func expect(_ count: ModeCount, _ name: String) {
    #expect(count.counts == reference.integers("modes2d", name, "counts"))
    #expect(Double(count.modes()) == reference.number("modes2d", name, "modes"))
    #expect(agree(count.highQualityShare, reference.number("modes2d", name, "high_quality_fraction")))
    #expect(agree(count.divergence, reference.number("modes2d", name, "kl(p||uniform) nats")))
    #expect(agree(count.jensenShannon, reference.number("modes2d", name, "jsd nats")))
  }

  @Test func ring() {
    let ring = points(
      around: { i in
        let angle = 2 * Double.pi * Double(i * i % 7) / 8
        return [2 * cos(angle), 2 * sin(angle)]
      }, noise: HashNumbers.normal("ring.pts", 2500, 2), scale: { $0 % 5 == 0 ? 0.04 : 0.02 })
    expect(ModeCount(ring, over: .ring(modes: 8, radius: 2, deviation: 0.02)), "ring")
  }

  @Test func grid() {
    let ticks: [Double] = [-4, -2, 0, 2, 4]
    let centres: [[Double]] = ticks.flatMap { x in ticks.map { y in [x, y] } }
    let grid = points(
      around: { centres[$0 * 3 % 23] }, noise: HashNumbers.normal("grid.pts", 2500, 2), scale: { _ in 0.05 })
    let scalars = centres.joined().map { Float($0) }
    expect(
      ModeCount(grid, over: GaussianMixture(centres: Tensor(shape: [25, 2], scalars: scalars), deviation: 0.05)), "grid"
    )
  }

  @Test func labels() {
    let labels = HashNumbers.words("stacked.labels", count: 26_000).map { z in
      let v = Int(z >> 40)
      return (v >> 12) % 1000 < 700 ? v % 1000 : v % 100
    }
    let count = ModeCount(labels: labels, modes: 1000)
    #expect(Double(count.modes()) == reference.number("stacked_mnist", "modes"))
    #expect(agree(count.divergence, reference.number("stacked_mnist", "kl(p||uniform1000) nats")))
    #expect(Array(count.counts.prefix(10)) == reference.integers("stacked_mnist", "first10counts"))
  }

  @Test("perfect samples score what the closed form says, in any dimension", arguments: 1...5)
  func perfect(dimension: Int) {
    let centres = Tensor(shape: [2, dimension], scalars: (0..<2 * dimension).map { $0 < dimension ? -50 : 50 })
    let mixture = GaussianMixture(centres: centres, deviation: 0.5)
    let count = ModeCount(mixture.sample(count: 40_000, random: Random(seed: 1)), over: mixture, within: 2)
    let perfect = ModeCount.perfect(dimension: dimension, within: 2)
    #expect(abs(count.highQualityShare - perfect.highQualityShare) < 0.01)
    #expect(abs(count.spread! - perfect.spread) < 0.01)
  }

  @Test func closedForms() {
    let perfect = ModeCount.perfect()
    #expect(agree(perfect.highQualityShare, 1 - exp(-4.5), within: 1e-14))
    #expect(agree(perfect.spread, sqrt(1 - 4.5 * exp(-4.5) / (1 - exp(-4.5))), within: 1e-14))
    let one = ModeCount(labels: [2, 2, 2], modes: 4)
    #expect(agree(one.divergence, log(4), within: 1e-14))
    #expect(one.modes(atLeast: 4) == 0)
    // All samples in one point, away from its centre: the mode is reached, and has no spread at all.
    let point = ModeCount(Tensor(shape: [50, 2], scalars: (0..<50).flatMap { _ in [2.03, 0.01] }), over: .ring())
    #expect(point.counts[0] == 50 && point.spread! < 1e-6)
  }

  @Test func nothingOfQuality() {
    let count = ModeCount(Tensor.zeros([10, 2]), over: .ring())
    #expect(count.modes() == 0 && count.highQualityShare == 0 && count.spread == nil)
    #expect(count.divergence.isNaN && count.jensenShannon.isNaN)
  }

  @Test func confidence() {
    let logits = Tensor(shape: [3, 2], scalars: [3, 0, 0, 0.1, 0, 5])
    #expect(ModeCount(logits: logits).counts == [1, 2])
    let sure = ModeCount(logits: logits, confidence: 0.9)
    #expect(sure.counts == [1, 1] && sure.samples == 3)
  }
}

/// The birthday-paradox test, on images whose number is known.
@Suite("Birthday test") struct BirthdayTests {
  private func images(of kinds: Int, count: Int) -> Tensor {
    let random = Random(seed: 3)
    let kept = random.uniform([kinds, 5, 5, 1], in: -1..<1)
    return kept.withUnsafeScalars { kept in
      Tensor(
        shape: [count, 5, 5, 1],
        scalars: (0..<count).flatMap { _ in
          let kind = random.integer(below: kinds)
          return Array(kept[kind * 25..<(kind + 1) * 25])
        })
    }
  }

  @Test func estimatesTheVariety() {
    let test = BirthdayTest(images(of: 400, count: 400 * 24), batchSize: 24, threshold: 0.999)
    #expect(test.closest.count == 400)
    #expect(abs(test.collisionRate - (1 - exp(-276.0 / 400))) < 0.08)
    #expect((300...530).contains(test.variety))
    #expect(test.verdict.hasPrefix("about "))
  }

  @Test func findsThePair() {
    // In another light and contrast, and with a little noise.
    var values = Random(seed: 4).uniform([40, 27], in: -1..<1).scalars
    for i in 0..<27 { values[31 * 27 + i] = 0.5 * values[12 * 27 + i] + 0.2 + (i % 2 == 0 ? 0.01 : -0.01) }
    let pair = BirthdayTest(Tensor(shape: [40, 27], scalars: values), batchSize: 40, threshold: 0.9).closest[0]
    #expect(pair.first == 12 && pair.second == 31)
    #expect((0.99..<1).contains(pair.correlation))
  }

  @Test func correlationIsPearsons() {
    // (1, 2, 3) and (1, 3, 2) about their means: (−1, 0, 1) · (−1, 1, 0) / 2.
    let test = BirthdayTest(Tensor(shape: [2, 3], scalars: [1, 2, 3, 1, 3, 2]), batchSize: 2, threshold: 0.4)
    #expect(abs(test.closest[0].correlation - 0.5) < 1e-6 && test.collisionRate == 1)
  }

  @Test func withNoCollisionOrOnlyCollisionsThereIsABound() {
    // No collision in 8 batches of 28 pairs: with probability 0.05 if there are 8 · 28 / ln 20 images.
    let none = BirthdayTest(Random(seed: 5).uniform([64, 30], in: -1..<1), batchSize: 8, threshold: 0.99)
    #expect(none.collisionRate == 0 && none.variety == .infinity)
    #expect(agree(none.bound, 8 * 28 / log(20), within: 1e-9) && none.verdict == "more than 75")
    let all = BirthdayTest(images(of: 2, count: 64), batchSize: 8, threshold: 0.99)
    #expect(all.collisionRate == 1 && all.variety == 0)
    #expect(agree(pow(1 - exp(-28 / all.bound), 8), 0.05, within: 1e-9) && all.verdict.hasPrefix("fewer than "))
  }
}
