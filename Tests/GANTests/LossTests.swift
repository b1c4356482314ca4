import Engine
import Foundation
import Store
import Testing

@testable import GAN

/// The adversarial losses and their gradients against PyTorch's.
@Suite("Adversarial losses") struct LossTests {
  static let losses: [String: any AdversarialLoss] = [
    "minimax": Minimax(), "nonSaturating": NonSaturating(), "nonSaturatingSmoothed09": NonSaturating(smoothing: 0.1),
    "leastSquares": LeastSquares(), "hinge": Hinge(), "wasserstein": Wasserstein(),
  ]

  @Test("reference", arguments: losses.keys.sorted())
  func reference(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "adversarial", withExtension: "safetensors", subdirectory: "Resources"))
    let file = try TensorFile(contentsOf: url)
    let loss = try #require(Self.losses[name])
    let real = try file.tensor("adversarial.realLogits").tracked()
    let fake = try file.tensor("adversarial.fakeLogits").tracked()
    let group = "adversarial.\(name)"
    let discriminator = loss.discriminator(real: real, fake: fake)
    let generator = loss.generator(real: real, fake: fake)
    #expect(near(discriminator.reshaped([1]), try file.tensor("\(group).discriminator")))
    #expect(near(generator.reshaped([1]), try file.tensor("\(group).generator")))
    let found = gradients(of: discriminator, wrt: [real, fake])
    #expect(near(found[0], try file.tensor("\(group).grad.discriminatorReal")))
    #expect(near(found[1], try file.tensor("\(group).grad.discriminatorFake")))
    #expect(near(gradients(of: generator, wrt: [fake])[0], try file.tensor("\(group).grad.generatorFake")))
  }

  private func near(_ found: Tensor, _ expected: Tensor) -> Bool {
    let largest = expected.scalars.map(abs).max() ?? 0
    return found.shape == expected.shape
      && zip(found.scalars, expected.scalars).allSatisfy { abs($0 - $1) <= 1e-5 * max(largest, 1e-3) }
  }
}

/// Relativistic pairs, which no file of PyTorch's results has: against their closed form.
@Suite("Relativistic pairs") struct RelativisticPairsTests {
  private let real = Tensor(shape: [4, 1], scalars: [2, -1, 0.5, 30])
  private let fake = Tensor(shape: [4, 1], scalars: [-3, 1, 0.5, -30]).tracked()

  @Test func eachPairIsABinaryCrossEntropy() {
    let loss = RelativisticPairs()
    let expected = zip(real.scalars, fake.scalars).map { log1p(exp(Double($1 - $0))) }.reduce(0, +) / 4
    #expect(abs(Double(loss.discriminator(real: real, fake: fake).scalar) - expected) < 1e-6)
    // The generator plays the same game with the two exchanged.
    #expect(
      loss.generator(real: real, fake: fake).scalar == loss.discriminator(real: fake.detached(), fake: real).scalar)
  }

  @Test func onlyTheDifferenceCounts() {
    let loss = RelativisticPairs()
    let shifted = loss.discriminator(real: real + 5, fake: fake.detached() + 5).scalar
    #expect(abs(shifted - loss.discriminator(real: real, fake: fake).scalar) < 1e-5)
  }

  @Test func theGeneratorsSlopeIsTheDoubtAboutThePair() {
    let slopes = gradients(of: RelativisticPairs().generator(real: real, fake: fake), wrt: [fake])[0].scalars
    for (slope, (real, fake)) in zip(slopes, zip(real.scalars, fake.scalars)) {
      #expect(abs(slope + 1 / (1 + exp(fake - real)) / 4) < 1e-6)
    }
  }

  @Test func anUnpairedLossNeverAsksForRealSamples() {
    func generator(_ loss: any AdversarialLoss) -> Int {
      var asked = 0
      func logits() -> Tensor {
        asked += 1
        return real
      }
      _ = loss.generator(real: logits(), fake: fake)
      return asked
    }
    #expect(LossTests.losses.values.map(generator) == LossTests.losses.values.map { _ in 0 })
    #expect(generator(RelativisticPairs()) == 1)
  }
}
