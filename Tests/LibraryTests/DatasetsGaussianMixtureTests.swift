import Datasets
import Engine
import Foundation
import Testing

@Suite("Gaussian mixtures") struct DatasetsGaussianMixtureTests {
  @Test("Ring and grid have their centres where they belong") func centres() {
    let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.02).centres.scalars
    #expect(ring.count == 16)
    #expect(abs(ring[0] - 2) < 1e-6 && abs(ring[1]) < 1e-6)
    #expect(abs(ring[4]) < 1e-6 && abs(ring[5] - 2) < 1e-6)
    let grid = GaussianMixture.grid(side: 5, spacing: 2, deviation: 0.05)
    #expect(grid.modes == 25 && grid.dimension == 2)
    #expect(grid.centres.scalars[..<4] == [-4, -4, -2, -4])
    #expect(grid.centres.scalars[24...25] == [0, 0])
  }

  @Test("Samples spread around their own centres") func samples() {
    let ring = GaussianMixture.ring()
    let count = 20_000
    let (points, labels) = ring.labelledSample(count: count, random: Random(seed: 1))
    #expect(points.shape == [count, 2])
    let (values, centres) = (points.scalars, ring.centres.scalars)
    var perMode = [Int](repeating: 0, count: 8)
    var within = 0, sum = SIMD2<Float>.zero, squares: Float = 0
    for (i, label) in labels.enumerated() {
      let offset =
        SIMD2(values[2 * i] - centres[2 * label], values[2 * i + 1] - centres[2 * label + 1]) / ring.deviation
      let squared = (offset * offset).sum()
      perMode[label] += 1
      sum += offset
      squares += squared
      if squared < 9 { within += 1 }
    }
    // 2,500 each, give or take five standard deviations of 47.
    for count in perMode { #expect((2265..<2735).contains(count)) }
    #expect(abs(sum.x) / Float(count) < 0.035 && abs(sum.y) / Float(count) < 0.035)
    #expect(abs(squares / Float(count) - 2) < 0.07)
    // 1 - exp(-9/2) of a round Gaussian lies within three deviations.
    #expect(abs(Double(within) / Double(count) - 0.98889) < 0.004)
  }

  @Test("The same stream gives the same sample") func seeds() {
    let grid = GaussianMixture.grid()
    let sample = grid.sample(count: 10, random: Random(seed: 4)).scalars
    #expect(sample == grid.sample(count: 10, random: Random(seed: 4)).scalars)
    #expect(sample != grid.sample(count: 10, random: Random(seed: 5)).scalars)
  }

  @Test("The density integrates to one and peaks at the centres") func density() {
    let line = GaussianMixture.line(centres: [-1, 1.5], deviation: 0.4)
    let step: Float = 0.01
    let grid = (0..<1000).map { -5 + step * (Float($0) + 0.5) }
    let densities = line.density(at: Tensor(shape: [1000, 1], scalars: grid))
    #expect(densities.shape == [1000])
    #expect(abs(densities.scalars.reduce(0, +) * step - 1) < 1e-4)
    let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.02)
    let peak = ring.density(at: Tensor(shape: [1, 2], scalars: [2, 0])).scalars[0]
    #expect(abs(peak * 8 * 2 * .pi * 0.02 * 0.02 - 1) < 1e-4)
  }
}
