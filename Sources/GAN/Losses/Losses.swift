import Engine

/// The zero-sum game: the generator minimises what the discriminator maximises (Goodfellow 2014).
public final class Minimax: UnpairedLoss {
  /// The name that tables show.
  public let name = "minimax (saturating)"

  /// The loss, which has no settings.
  public init() {}

  /// Binary cross-entropy on logits: mean of −log D(x) plus mean of −log(1 − D(G(z))).
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { (-real).softplus().mean() + fake.softplus().mean() }

  /// Mean of log(1 − D(G(z))), which is flat where the discriminator is sure that a sample is generated.
  public func generator(fake: Tensor) -> Tensor { -fake.softplus().mean() }
}

/// Binary cross-entropy for both players, the generator's with the labels exchanged (Goodfellow 2014).
public final class NonSaturating: UnpairedLoss {
  /// One-sided label smoothing (Salimans 2016): real images are given the label `1 − smoothing`.
  public let smoothing: Float

  /// The loss, with real images labelled `1 − smoothing`.
  public init(smoothing: Float = 0) { self.smoothing = smoothing }

  /// The name that tables show.
  public var name: String { smoothing == 0 ? "non-saturating" : "non-saturating, labels smoothed" }

  /// Binary cross-entropy on logits, with the label `1 − smoothing` for real samples and 0 for generated ones.
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    let right = (-real).softplus().mean() * (1 - smoothing)
    let wrong = smoothing == 0 ? Tensor(0) : real.softplus().mean() * smoothing
    return right + wrong + fake.softplus().mean()
  }

  /// Mean of −log D(G(z)), which is steep where the discriminator is sure that a sample is generated.
  public func generator(fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}

/// The squared distance of logits from 1 for real and 0 for generated samples (Mao 2016).
public final class LeastSquares: UnpairedLoss {
  /// The name that tables show.
  public let name = "least squares"

  /// The loss, which has no settings.
  public init() {}

  /// Half the mean of (D(x) − 1)² plus half the mean of D(G(z))², where D is the logit.
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    ((real - 1).squared().mean() + fake.squared().mean()) * 0.5
  }

  /// Half the mean of (D(G(z)) − 1)².
  public func generator(fake: Tensor) -> Tensor { (fake - 1).squared().mean() * 0.5 }
}

/// The hinge loss: logits beyond ±1 on the right side cost nothing (Lim & Ye 2017).
public final class Hinge: UnpairedLoss {
  /// The name that tables show.
  public let name = "hinge"

  /// The loss, which has no settings.
  public init() {}

  /// Mean of max(0, 1 − D(x)) plus mean of max(0, 1 + D(G(z))).
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    (1 - real).relu().mean() + (1 + fake).relu().mean()
  }

  /// Mean of −D(G(z)).
  public func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

/// The difference of mean scores (Arjovsky 2017): an estimate of the Wasserstein-1 distance if the critic is
/// 1-Lipschitz. The loss does not make it so; ``Clipping`` or a ``GradientPenalty`` does.
public final class Wasserstein: UnpairedLoss {
  /// The name that tables show.
  public let name = "Wasserstein"

  /// The loss, which has no settings.
  public init() {}

  /// Mean of D(G(z)) minus mean of D(x).
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.mean() - real.mean() }

  /// Mean of −D(G(z)).
  public func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

/// Non-saturating relativistic pairs (Jolicoeur-Martineau 2018; the loss of R3GAN, Huang 2024): what counts is how much
/// more real a real sample looks than the generated one beside it.
///
/// The discriminator cannot lower its loss by calling everything real or everything generated. A generator that puts
/// all its samples on one mode loses each pair in which the discriminator ranks a real sample of another mode higher;
/// so pairing removes bad basins in which modes are missing (Sun 2020). The loss alone does not converge; it is meant to
/// be used with ``R1`` and ``R2`` (Huang 2024).
public final class RelativisticPairs: AdversarialLoss {
  /// The name that tables show.
  public let name = "relativistic pairs"

  /// The loss, which has no settings.
  public init() {}

  /// Mean of −log σ(D(x) − D(G(z))), where D is the logit: binary cross-entropy on the question which of the two is real.
  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { (fake - real).softplus().mean() }

  /// The same with the two exchanged: mean of −log σ(D(G(z)) − D(x)).
  public func generator(real: @autoclosure () -> Tensor, fake: Tensor) -> Tensor { (real() - fake).softplus().mean() }
}
