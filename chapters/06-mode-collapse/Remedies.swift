import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: ## Every remedy, one change each
//:
//: Each of them changes one thing about the plain plan and leaves the rest alone.

/// What is said to help against mode collapse, and what is said to cause it.
enum Remedy: Codable, Equatable, Sendable {
  case plain
  case dropout(rate: Float)
  case noise(deviation: Float)
  case fadingNoise(deviation: Float)
  case smoothing(Float)
  case minibatchDeviation
  case packs(of: Int)
  case unrolling(Unrolling)
  case clipping(bound: Float, turns: Int)
  case gradientPenalty(lambda: Float)
  case r1(gamma: Float)
  case fadingR1R2(gamma: Float, end: Float)
  case spectralNorm
  case slowGenerator(share: Float)
  case smallWeights
  case latents(Int)
}

//: Three of them change what the discriminator is made of.

extension Remedy {
  /// The discriminator's layers, given what makes a dense one.
  func layers(
    width: Int, random: Random, dense: (_ inputs: Int, _ outputs: Int, _ activation: Activation) -> Linear
  ) -> [any NetworkLayer] {
    let plain = [dense(2, width, .relu), dense(width, width, .relu), dense(width, 1, .identity)]
    return switch self {
    case .dropout(let rate): [plain[0], Dropout(rate: rate), plain[1], Dropout(rate: rate), plain[2]]
    case .packs(let size): [Pack(size), dense(2 * size, width, .relu), plain[1], plain[2]]
    case .minibatchDeviation: [plain[0], plain[1], MinibatchDeviation(), dense(width + 1, 1, .identity)]
    case .spectralNorm: plain.map { SpectralNorm($0, random: random) }
    default: plain
    }
  }

  //: Most change how the two are trained, in one of the trainer's open places.

  /// Changes a trainer before its first step.
  func arrange(_ trainer: Trainer<PointGenerator, LayeredDiscriminator>) {
    switch self {
    case .noise(let deviation): trainer.augment = { $0 + $1.normal($0.shape, deviation: deviation) }
    case .smoothing(let smoothing): trainer.loss = NonSaturating(smoothing: smoothing)
    case .unrolling(let unrolling): trainer.unrolling = unrolling
    case .r1(let gamma): trainer.regularizers = [R1(gamma: gamma)]
    case .gradientPenalty(let lambda):
      trainer.loss = Wasserstein()
      trainer.regularizers = [GradientPenalty(lambda: lambda)]
    case .clipping(let bound, let turns):
      trainer.loss = Wasserstein()
      trainer.discriminatorSteps = turns
      trainer.generatorRule = RMSprop(learningRate: 0)
      trainer.discriminatorRule = Clipping(RMSprop(learningRate: 0), to: bound)
    default: break
    }
  }

  //: And some change something as the run goes on.

  /// Changes a trainer before a step.
  func adjust(_ trainer: Trainer<PointGenerator, LayeredDiscriminator>, progress: Float) {
    switch self {
    case .slowGenerator(let share): trainer.generatorRule.learningRate *= share
    case .fadingNoise(let deviation):
      trainer.augment = { $0 + $1.normal($0.shape, deviation: deviation * (1 - progress)) }
    case .fadingR1R2(let gamma, let end):
      let gamma = gamma * pow(end, progress)
      trainer.regularizers = [R1(gamma: gamma), R2(gamma: gamma)]
    default: break
    }
  }
}
