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
  case clipping(bound: Float)
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
    case .clipping(let bound):
      trainer.loss = Wasserstein()
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

/// A remedy as the command line and the tables know it.
struct RemedyChoice: Sendable {
  /// What to type after `--remedy`.
  let flag: String
  /// What stands in the tables.
  let title: String
  let remedy: Remedy
}

extension Remedy {
  static let choices = [
    RemedyChoice(flag: "plain", title: "plain", remedy: .plain),
    RemedyChoice(flag: "dropout", title: "dropout, rate 0.3", remedy: .dropout(rate: 0.3)),
    RemedyChoice(flag: "noise", title: "input noise, deviation 0.1", remedy: .noise(deviation: 0.1)),
    RemedyChoice(flag: "fading-noise", title: "input noise fading from 1 to 0", remedy: .fadingNoise(deviation: 1)),
    RemedyChoice(flag: "smoothing", title: "one-sided label smoothing, 0.1", remedy: .smoothing(0.1)),
    RemedyChoice(flag: "minibatch-deviation", title: "minibatch standard deviation", remedy: .minibatchDeviation),
    RemedyChoice(flag: "pacgan", title: "PacGAN, packs of 4", remedy: .packs(of: 4)),
    RemedyChoice(
      flag: "unrolling", title: "unrolling, 5 steps", remedy: .unrolling(Unrolling(steps: 5))),
    RemedyChoice(flag: "wgan", title: "WGAN by clipping to ±0.1", remedy: .clipping(bound: 0.1)),
    RemedyChoice(flag: "wgan-gp", title: "WGAN-GP, λ = 0.1", remedy: .gradientPenalty(lambda: 0.1)),
    RemedyChoice(flag: "r1", title: "R1, γ = 0.3", remedy: .r1(gamma: 0.3)),
    RemedyChoice(
      flag: "r1-r2", title: "R1 and R2, γ fading from 1 to 0.001", remedy: .fadingR1R2(gamma: 1, end: 0.001)),
    RemedyChoice(flag: "spectral-norm", title: "spectral norm", remedy: .spectralNorm),
    RemedyChoice(flag: "slow-generator", title: "generator's rate a quarter", remedy: .slowGenerator(share: 0.25)),
    RemedyChoice(flag: "small-weights", title: "smaller first weights", remedy: .smallWeights),
    RemedyChoice(flag: "few-latents", title: "2 latent values instead of 64", remedy: .latents(2)),
  ]
}
