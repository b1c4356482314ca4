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
    let generator = loss.generator(fake: fake)
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
