import Engine

/// The zero-sum game: the generator minimises what the discriminator maximises (Goodfellow 2014).
public struct Minimax: AdversarialLoss {
  public let name = "minimax (saturating)"

  /// The loss, which has no settings.
  public init() {}

  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { (-real).softplus().mean() + fake.softplus().mean() }

  public func generator(fake: Tensor) -> Tensor { -fake.softplus().mean() }
}

/// Binary cross-entropy for both players, the generator's with the labels exchanged (Goodfellow 2014).
public struct NonSaturating: AdversarialLoss {
  /// One-sided label smoothing (Salimans 2016): real images are given the label `1 − smoothing`.
  public var smoothing: Float

  /// The loss, with real images labelled `1 − smoothing`.
  public init(smoothing: Float = 0) { self.smoothing = smoothing }

  public var name: String { smoothing == 0 ? "non-saturating" : "non-saturating, labels smoothed" }

  public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    let right = (-real).softplus().mean() * (1 - smoothing)
    let wrong = smoothing == 0 ? Tensor(0) : real.softplus().mean() * smoothing
    return right + wrong + fake.softplus().mean()
  }

  public func generator(fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}

/// The squared distance of logits from 1 for real and 0 for generated samples (Mao 2016).
public struct LeastSquares: AdversarialLoss {
  public let name = "least squares"

  /// The loss, which has no settings.
  public init() {}

  public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    ((real - 1).squared().mean() + fake.squared().mean()) * 0.5
  }

  public func generator(fake: Tensor) -> Tensor { (fake - 1).squared().mean() * 0.5 }
}

/// A margin: logits beyond ±1 on the right side cost nothing (Lim & Ye 2017).
public struct Hinge: AdversarialLoss {
  public let name = "hinge"

  /// The loss, which has no settings.
  public init() {}

  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { (1 - real).relu().mean() + (1 + fake).relu().mean() }

  public func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

/// The difference of mean scores, an estimate of the Wasserstein-1 distance if the critic's slope is held to 1
/// (Arjovsky 2017). By itself it holds nothing.
public struct Wasserstein: AdversarialLoss {
  public let name = "Wasserstein"

  /// The loss, which has no settings.
  public init() {}

  public func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.mean() - real.mean() }

  public func generator(fake: Tensor) -> Tensor { -fake.mean() }
}
