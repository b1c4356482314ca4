import Engine
import Foundation
import Pictures

extension Remedy {
  /// Every remedy, the bare pair first.
  public static let all: [Remedy] = [
    bare, dropout(), noise(), fadingNoise(), smoothing(), minibatchDeviation, packs(), unrolling(), clipping(),
    criticSteps(), gradientPenalty(), r1(), fadingR1(), fadingR1R2(), spectralNorm, slowGenerator(), smallWeights,
    latents(2),
  ]

  /// The bare pair: nothing is changed.
  public static let bare = Remedy("bare", title: "bare pair")

  // MARK: - What the discriminator is made of

  /// Dropout after every hidden layer.
  public static func dropout(rate: Float = 0.3) -> Remedy {
    Remedy("dropout", title: "dropout, rate \(number(rate))", ["rate": rate]) {
      $0.layers = { parts in parts.hidden.flatMap { [$0, Dropout(rate: rate)] } + [parts.last] }
    }
  }

  /// Minibatch standard deviation before the last layer (Karras 2018).
  public static let minibatchDeviation = Remedy("minibatch-deviation", title: "minibatch standard deviation") {
    $0.layers = { $0.hidden + [MinibatchDeviation(), $0.dense($0.width + 1, 1, .identity)] }
  }

  /// PacGAN (Lin 2018): the discriminator judges packs of points.
  public static func packs(of size: Int = 4) -> Remedy {
    Remedy("pacgan", title: "PacGAN, packs of \(size)", ["of": Float(size)]) {
      $0.judgesPacks = true
      $0.layers = { [Pack(size), $0.dense(2 * size, $0.width, .relu)] + $0.hidden.dropFirst() + [$0.last] }
    }
  }

  /// Spectral normalisation of every layer (Miyato 2018).
  public static let spectralNorm = Remedy("spectral-norm", title: "spectral norm") {
    $0.layers = normalised
  }

  /// The same with a logit so many times as large. It is none of ``all``: chapter 6 asks with it what a bounded slope costs.
  public static func spectralNorm(times factor: Float) -> Remedy {
    Remedy("spectral-norm-times", title: "spectral norm, logit × \(number(factor))", ["times": factor]) {
      $0.layers = { normalised($0) + [Apply { $0 * factor }] }
    }
  }

  /// Spectral normalisation with the hinge loss, as SAGAN and BigGAN use it (Zhang 2018; Brock 2018). It is none of ``all``:
  /// chapter 6 asks with it whether the loss is at fault.
  public static let hingedSpectralNorm = Remedy("spectral-norm-hinge", title: "spectral norm, hinge loss") {
    $0.layers = normalised
    $0.prepare = { $0.loss = Hinge() }
  }

  /// The plain layers, each with its spectral norm.
  @Sendable private static func normalised(_ parts: Parts) -> [any Layer] {
    parts.plain.map { SpectralNorm($0, random: parts.random) }
  }

  // MARK: - How the two are trained

  /// Noise on every point before the discriminator sees it (Sønderby 2016).
  public static func noise(deviation: Float = 0.1) -> Remedy {
    Remedy("noise", title: "input noise, deviation \(number(deviation))", ["deviation": deviation]) {
      $0.prepare = { $0.augment = { $0 + $1.normal($0.shape, deviation: deviation) } }
    }
  }

  /// Noise on every point, whose deviation falls in a straight line from the given one to 0.
  public static func fadingNoise(deviation: Float = 1) -> Remedy {
    Remedy("fading-noise", title: "input noise, fading from \(number(deviation)) to 0", ["deviation": deviation]) {
      $0.adjust = { trainer, progress in
        trainer.augment = { $0 + $1.normal($0.shape, deviation: deviation * (1 - progress)) }
      }
    }
  }

  /// One-sided label smoothing (Salimans 2016).
  public static func smoothing(_ smoothing: Float = 0.1) -> Remedy {
    Remedy("smoothing", title: "one-sided label smoothing, \(number(smoothing))", ["smoothing": smoothing]) {
      $0.prepare = { $0.loss = NonSaturating(smoothing: smoothing) }
    }
  }

  /// The generator is trained against the discriminator as it will be after some more steps (Metz 2016).
  public static func unrolling(steps: Int = 5) -> Remedy {
    Remedy("unrolling", title: "unrolling, \(steps) steps", ["steps": Float(steps)]) {
      $0.prepare = { $0.unrolling = Unrolling(steps: steps) }
    }
  }

  /// A Wasserstein critic whose weights are clipped; both players use RMSprop, as in the paper (Arjovsky 2017).
  public static func clipping(bound: Float = 0.1) -> Remedy {
    Remedy("wgan", title: "WGAN, clipped to ±\(number(bound))", ["bound": bound]) {
      $0.prepare = { clip($0, to: bound) }
    }
  }

  /// The same with several steps of the critic for each of the generator's, as in the paper.
  public static func criticSteps(_ steps: Int = 5, bound: Float = 0.1) -> Remedy {
    Remedy(
      "wgan-steps", title: "WGAN, clipped to ±\(number(bound)), \(steps) critic steps",
      ["steps": Float(steps), "bound": bound]
    ) {
      $0.prepare = {
        clip($0, to: bound)
        $0.discriminatorSteps = steps
      }
    }
  }

  private static func clip(_ trainer: PlaneTrainer, to bound: Float) {
    trainer.loss = Wasserstein()
    trainer.generatorRule = RMSprop(learningRate: 0)
    trainer.discriminatorRule = Clipping(RMSprop(learningRate: 0), to: bound)
  }

  /// A Wasserstein critic whose slope a penalty keeps near 1 (Gulrajani 2017).
  public static func gradientPenalty(lambda: Float = 0.1) -> Remedy {
    Remedy("wgan-gp", title: "WGAN-GP, λ \(number(lambda))", ["lambda": lambda]) {
      $0.prepare = {
        $0.loss = Wasserstein()
        $0.regularizers = [GradientPenalty(lambda: lambda)]
      }
    }
  }

  /// A penalty on the discriminator's slope at real points (Mescheder 2018).
  public static func r1(gamma: Float = 0.3) -> Remedy {
    Remedy("r1", title: "R1, γ \(number(gamma))", ["gamma": gamma]) {
      $0.prepare = { $0.regularizers = [R1(gamma: gamma)] }
    }
  }

  /// The same penalty; γ falls to its `end`-th part over the run.
  public static func fadingR1(gamma: Float = 1, end: Float = 0.001) -> Remedy {
    Remedy("fading-r1", title: "R1, γ \(number(gamma)) → \(number(end * gamma))", ["gamma": gamma, "end": end]) {
      $0.adjust = { trainer, progress in trainer.regularizers = [R1(gamma: gamma * pow(end, progress))] }
    }
  }

  /// R1 that is switched on when a share of the run is over. It is none of ``all``: chapter 6 asks with it whether a pair
  /// that has collapsed finds its way out.
  public static func lateR1(gamma: Float = 0.3, after share: Float = 0.25) -> Remedy {
    Remedy("late-r1", title: "R1, γ \(number(gamma)), after collapse", ["gamma": gamma, "share": share]) {
      $0.adjust = { trainer, progress in trainer.regularizers = progress < share ? [] : [R1(gamma: gamma)] }
    }
  }

  /// A penalty on the discriminator's slope at real and at generated points; γ falls to its `end`-th part over the run.
  public static func fadingR1R2(gamma: Float = 1, end: Float = 0.001) -> Remedy {
    Remedy("r1-r2", title: "R1 and R2, γ \(number(gamma)) → \(number(end * gamma))", ["gamma": gamma, "end": end]) {
      $0.adjust = { trainer, progress in
        let gamma = gamma * pow(end, progress)
        trainer.regularizers = [R1(gamma: gamma), R2(gamma: gamma)]
      }
    }
  }

  /// The generator learns more slowly than the discriminator.
  public static func slowGenerator(share: Float = 0.25) -> Remedy {
    Remedy("slow-generator", title: "generator's rate × \(number(share))", ["share": share]) {
      $0.adjust = { trainer, _ in trainer.generatorRule.learningRate *= share }
    }
  }

  /// The discriminator learns more slowly than the generator, and the generator may look ahead too. It is none of ``all``:
  /// chapter 6 asks with it what unrolling does at the ratio of its authors' rates.
  public static func slowDiscriminator(share: Float = 0.1, unrolling steps: Int = 0) -> Remedy {
    let title = "discriminator's rate × \(number(share))"
    return Remedy(
      "slow-discriminator", title: steps == 0 ? title : "unrolling, \(steps) steps, \(title)",
      ["share": share, "steps": Float(steps)]
    ) {
      if steps > 0 { $0.prepare = { $0.unrolling = Unrolling(steps: steps) } }
      $0.adjust = { trainer, _ in trainer.discriminatorRule.learningRate *= share }
    }
  }

  // MARK: - Latent vectors, initial weights

  /// Initial weights uniform within ±1/√inputs, PyTorch's default.
  public static let smallWeights = Remedy("small-weights", title: "smaller initial weights") { $0.initializer = .fanIn }

  /// Latent vectors of another size.
  public static func latents(_ size: Int) -> Remedy {
    Remedy("few-latents", title: "\(size) latent values, not 64", ["size": Float(size)]) { $0.latentSize = size }
  }

  private static func number(_ value: Float) -> String { value.text(.significant(2)).trimmingZeros }
}

extension String {
  /// A decimal number without the zeros that say nothing.
  fileprivate var trimmingZeros: String {
    guard contains(".") else { return self }
    let digits = reversed().drop { $0 == "0" }
    return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}
