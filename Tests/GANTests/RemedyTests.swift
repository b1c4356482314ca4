import Engine
import Foundation
import Testing

@testable import GAN

/// The remedies against their definitions, on networks small enough that every value has a closed form.
@Suite("Remedies") struct RemedyTests {
  /// D(x) = a · |x|², whose gradient at x is 2ax.
  private final class Bowl: Module, Discriminator {
    let a = Parameter(Tensor(3))

    func callAsFunction(_ samples: Tensor, _ phase: Phase) -> Tensor {
      samples.squared().sum(axes: [1], keepingAxes: true) * a.value
    }
  }

  /// D(x) = ψ · x on the line.
  private final class Slope: Module, Discriminator {
    let psi: Parameter

    init(_ psi: Float) { self.psi = Parameter(Tensor(psi)) }

    func callAsFunction(_ samples: Tensor, _ phase: Phase) -> Tensor { samples * psi.value }
  }

  /// Draws the point θ, whatever the latent.
  private final class Point: Module, Generator {
    let latentSize = 1
    let theta: Parameter

    init(_ theta: Float) { self.theta = Parameter(Tensor(theta)) }

    func callAsFunction(_ latents: Tensor, _ phase: Phase) -> Tensor { latents * 0 + theta.value }
  }

  private let real = Tensor(shape: [2, 2], scalars: [1, 2, -1, 0.5])  // mean squared length 3.125
  private let fake = Tensor(shape: [2, 2], scalars: [2, 0, 0, -1])  // mean squared length 2.5

  private func penalty(
    _ regularizer: some Regularizer, _ network: some Discriminator
  ) -> (value: Float, slopes: [Float]) {
    let value = regularizer.penalty(
      { network($0, .inference) }, real: real, fake: fake, random: Random(seed: 1))
    return (value.scalar, gradients(of: value, wrt: network.parameters).flatMap(\.scalars))
  }

  @Test func aRemedyWithOtherLatentVectorsIsBothChanges() throws {
    let both = Remedy.gradientPenalty().with(latents: 2)
    let plan = PlanePlan(remedy: both)
    let trainer = plan.trainer(Random(seed: 1))
    #expect(trainer.generator.latentSize == 2)
    #expect(trainer.regularizers.count == 1 && trainer.loss is Wasserstein)
    // What is kept of runs with it is never taken for that of another change.
    let encoder = JSONEncoder()
    #expect(try encoder.encode(both) != encoder.encode(Remedy.gradientPenalty()))
    #expect(both.title == "WGAN-GP, λ 0.1, 2 latent values")
  }

  @Test func spectralNormWithTheHingeLossChangesOnlyTheLoss() {
    let remedies: [Remedy] = [.spectralNorm, .hingedSpectralNorm]
    let plans = remedies.map { PlanePlan(remedy: $0) }
    let (usual, hinged) = (plans[0].trainer(Random(seed: 1)), plans[1].trainer(Random(seed: 1)))
    #expect(usual.loss is NonSaturating && hinged.loss is Hinge)
    #expect(usual.discriminator.state.mapValues(\.scalars) == hinged.discriminator.state.mapValues(\.scalars))
    #expect(Remedy.all.allSatisfy { $0.flag != Remedy.hingedSpectralNorm.flag })
  }

  @Test func theZeroCentredPenaltiesAreThoseOfABowl() {
    // γ/2 · 4a² · E|x|² with γ = 0.5 and a = 3, and its derivative in a.
    let (r1, r1Slope) = penalty(R1(gamma: 0.5), Bowl())
    #expect(abs(r1 - 9 * 3.125) < 1e-4 && abs(r1Slope[0] - 6 * 3.125) < 1e-4)
    let (r2, r2Slope) = penalty(R2(gamma: 0.5), Bowl())
    #expect(abs(r2 - 9 * 2.5) < 1e-4 && abs(r2Slope[0] - 6 * 2.5) < 1e-4)
  }

  @Test func theGradientPenaltyHoldsASlopeToOne() {
    // The length of the gradient of w · x is |w| everywhere: λ(|w| − 1)², with the derivative 2λ(|w| − 1) · w/|w|.
    let critic = Linear(from: 2, to: 1, initializer: .normal(deviation: 0), random: Random(seed: 1))
    critic.weight.value = Tensor(shape: [1, 2], scalars: [3, -4])
    let (value, slopes) = penalty(GradientPenalty(lambda: 10), Sequential([critic]))
    #expect(abs(value - 160) < 1e-3)
    #expect(abs(slopes[0] - 80 * 0.6) < 1e-3 && abs(slopes[1] + 80 * 0.8) < 1e-3 && slopes[2] == 0)
  }

  @Test func theGradientPenaltyIsTakenBetweenRealAndFake() {
    // Between equal batches there is only the batch itself: λ · E(2a|x| − 1)².
    let value = GradientPenalty(lambda: 1).penalty(
      { Bowl()($0, .inference) }, real: real, fake: real, random: Random(seed: 1))
    let excess = [5, 1.25].map { 6 * Float($0).squareRoot() - 1 }
    #expect(abs(value.scalar - (excess[0] * excess[0] + excess[1] * excess[1]) / 2) < 1e-3)
  }

  @Test func unrollingDifferentiatesThroughTheDiscriminatorsAnswer() throws {
    // Wasserstein on the line with real samples at 0: the discriminator's own step takes ψ to ψ − ηθ, and so does every
    // step that is foreseen. Foreseeing one, the generator's loss is −(ψ − ηθ)θ, with the derivative −ψ + 2ηθ. Without
    // the answer's derivative it would be −ψ + ηθ.
    let (psi, theta, eta): (Float, Float, Float) = (0.7, 1.5, 0.1)
    for steps in 0...2 {
      let trainer = Trainer(
        generator: { Point(theta) }, discriminator: Slope(psi), random: Random(seed: 1))
      trainer.loss = Wasserstein()
      trainer.unrolling = Unrolling(steps: steps)
      trainer.discriminatorRule = SGD(learningRate: eta)
      trainer.generatorRule = SGD(learningRate: 1)
      _ = trainer.step(on: .zeros([4, 1]))
      let now = psi - eta * theta
      #expect(trainer.discriminator.psi.value.scalar == now, "what was foreseen leaves no trace")
      let moved = theta - trainer.generator.theta.value.scalar
      #expect(abs(moved - (-now + 2 * Float(steps) * eta * theta)) < 1e-5, "\(steps) steps")
    }
  }

  @Test("unrolled steps are as long as the rule's own", arguments: ["Adam", "RMSprop", "SGD"])
  func rates(_ name: String) {
    let rules: [String: any Optimizer] = [
      "Adam": Adam(learningRate: 0.01, beta1: 0), "RMSprop": RMSprop(learningRate: 0.01),
      "SGD": SGD(learningRate: 0.01),
    ]
    let rule = rules[name]!
    let network = PointDiscriminator(width: 4, random: Random(seed: 1))
    for step in 0..<3 {
      let slopes = network.parameters.map { Random(seed: UInt64(step)).normal($0.value.shape) }
      let expected = zip(network.parameters, zip(slopes, rule.rates(for: network, with: slopes))).map {
        ($0.value.detached() - $1.0 * $1.1).scalars
      }
      rule.update(network, with: slopes)
      for (found, expected) in zip(network.parameters.map(\.value.scalars), expected) {
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "step \(step)")
      }
    }
  }

  private func trainer() -> Trainer<PointGenerator, PointDiscriminator> {
    let random = Random(seed: 5)
    return Trainer(
      generator: { PointGenerator(latentSize: 2, width: 8, random: random.split("generator")) },
      discriminator: PointDiscriminator(width: 8, random: random), random: random.split("training"))
  }

  private func fingerprint(_ change: (Trainer<PointGenerator, PointDiscriminator>) -> Void) throws -> String {
    let trainer = trainer()
    change(trainer)
    for _ in 0..<3 { _ = trainer.step(on: Random(seed: 9).normal([12, 2])) }
    return trainer.fingerprint
  }

  @Test func whatChangesNothingLeavesEveryBit() throws {
    let plain = try fingerprint { _ in }
    #expect(try fingerprint { $0.unrolling = Unrolling(steps: 0) } == plain)
    #expect(try fingerprint { $0.augment = { samples, _ in samples } } == plain)
    #expect(try fingerprint { $0.regularizers = [R1(gamma: 0)] } == plain)
    #expect(try fingerprint { $0.unrolling = Unrolling(steps: 1) } != plain)
    #expect(try fingerprint { $0.regularizers = [R1(gamma: 1)] } != plain)
  }

  /// Adds nothing, but notes when it is asked.
  private final class Witness: Regularizer, @unchecked Sendable {
    let interval: Int
    var asked = 0
    var scale: Float = 0

    init(interval: Int) { self.interval = interval }

    func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
      asked += 1
      return judge(real).mean() * scale
    }
  }

  @Test func lazyRegularisationAsksSeldomAndCountsAccordingly() throws {
    let witness = Witness(interval: 4)
    let trainer = trainer()
    trainer.regularizers = [witness]
    for _ in 0..<9 { _ = trainer.step(on: .ones([4, 2])) }
    #expect(witness.asked == 3)

    // With plain descent, −mean D(x) every second step and counted twice moves as far as the same term every step.
    let moves = [1, 2].map { interval in
      let trainer = Trainer(
        generator: { Point(0) }, discriminator: Slope(0), random: Random(seed: 1))
      let pull = Witness(interval: interval)
      pull.scale = -1
      trainer.loss = Silent()
      trainer.regularizers = [pull]
      trainer.discriminatorRule = SGD(learningRate: 0.5)
      for _ in 0..<2 { _ = trainer.step(on: .ones([4, 1])) }
      return trainer.discriminator.psi.value.scalar
    }
    #expect(moves == [1, 1])
  }

  /// Asks nothing of either player.
  private final class Silent: UnpairedLoss {
    let name = "silent"
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.sum() * 0 }
    func generator(fake: Tensor) -> Tensor { fake.sum() * 0 }
  }

  @Test func theDiscriminatorsTurnsShareTheBatch() throws {
    let trainer = trainer()
    trainer.discriminatorSteps = 3
    var seen: [Int] = []
    trainer.augment = { samples, _ in
      seen.append(samples.shape[0])
      return samples
    }
    _ = trainer.step(on: .ones([12, 2]))
    #expect(trainer.discriminatorRule.steps == 3 && trainer.generatorRule.steps == 1)
    #expect(seen == [Int](repeating: 4, count: 7), "three turns with real and fake, one of the generator's")
  }

  @Test func bothKindsOfSamplesAreAugmented() throws {
    let trainer = trainer()
    trainer.augment = { samples, _ in samples * 0 }
    let turn = trainer.step(on: .ones([4, 2]))
    #expect(turn.onReal == turn.onFake)
  }

  @Test func clippingBoundsEveryWeight() {
    let network = PointDiscriminator(width: 8, random: Random(seed: 1))
    let rule = Clipping(SGD(learningRate: 1), to: 0.25)
    rule.update(network, with: network.parameters.map { -$0.value })
    let values = network.parameters.flatMap(\.value.scalars)
    #expect(values.allSatisfy { abs($0) <= 0.25 })
    #expect(values.contains(0.25) && values.contains(-0.25) && values.contains { abs($0) < 0.25 })
  }

  @Test func packsAreJudgedTogether() {
    let layers = Sequential([Pack(4)] + denseLayers([8, 5, 1], initializer: .he, random: Random(seed: 1)))
    let points = Random(seed: 2).normal([12, 2])
    let logits = layers(points, .inference)
    #expect(logits.shape == [3, 1])
    let second = layers(points.slice(4..<8), .inference).scalar
    #expect(abs(second - logits.scalars[1]) < 1e-4, "neighbours make a pack")
    #expect(layers.namedParameters.map(\.name).first == "layers.1.weight")
  }

  @Test func minibatchDeviationTellsHowMuchABatchDiffers() {
    let batch = Tensor(shape: [2, 2], scalars: [0, 1, 2, 7])  // deviations 1 and 3
    let wider = MinibatchDeviation()(batch, .inference)
    #expect(wider.shape == [2, 3])
    #expect(abs(wider.scalars[2] - 2) < 1e-5 && wider.scalars[5] == wider.scalars[2])
    let equal = Tensor.ones([4, 2]).tracked()
    let slope = gradients(of: MinibatchDeviation()(equal, .inference).sum(), wrt: [equal])[0]
    #expect(slope.scalars.allSatisfy { $0.isFinite }, "a collapsed batch still has a gradient")
  }

  @Test func theRateStaysAndThenFalls() {
    let decay = CosineDecay(start: 0.5)
    #expect([0, 0.5].map { decay($0) } == [1, 1])
    #expect(abs(decay(0.75) - 0.5) < 1e-6 && abs(decay(1)) < 1e-6)
  }
}
