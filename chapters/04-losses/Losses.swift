import Engine

//: # 4 · Losses
//:
//: A discriminator answers with a *logit* `s`; the probability it stands for is `σ(s)`. An adversarial loss turns the
//: logits of real and of generated images into two numbers, one for each player to make small.

/// What the two players of a generative adversarial network minimise, as functions of the discriminator's logits.
protocol AdversarialLoss: Sendable {
  /// The name to put in tables.
  var name: String { get }
  /// The discriminator's loss on a batch of real and a batch of generated samples.
  func discriminator(real: Tensor, fake: Tensor) -> Tensor
  /// The generator's loss on a batch that it generated.
  func generator(fake: Tensor) -> Tensor
}

//: ## The game as it was first written
//:
//: The value of the game is $`V(D, G) = \mathbb{E}\,\log D(x) + \mathbb{E}\,\log(1 - D(G(z)))`$ (Goodfellow 2014).
//: The discriminator ascends it; the generator descends it. On logits, $`-\log \sigma(s)`$ is `softplus(−s)` and
//: $`-\log(1 - \sigma(s))`$ is `softplus(s)`, which no logit can overflow.

/// The zero-sum game: the generator minimises what the discriminator maximises (Goodfellow 2014).
struct Minimax: AdversarialLoss {
  let name = "minimax (saturating)"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { (-real).softplus().mean() + fake.softplus().mean() }

  func generator(fake: Tensor) -> Tensor { -fake.softplus().mean() }
}

//: ## The form that is used
//:
//: Where the discriminator is sure that an image is generated, the slope of the generator's minimax loss is nearly
//: zero: it learns least when it has most to learn. The *non-saturating* form keeps the discriminator's binary
//: cross-entropy and lets the generator maximise `log D(G(z))` instead. The fixed point is the same; the game is not,
//: and it is no longer zero-sum.

/// Binary cross-entropy for both players, the generator's with the labels exchanged (Goodfellow 2014).
struct NonSaturating: AdversarialLoss {
  /// One-sided label smoothing (Salimans 2016): real images are given the label `1 − smoothing`.
  var smoothing: Float = 0

  var name: String { smoothing == 0 ? "non-saturating" : "non-saturating, labels smoothed" }

  func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    let right = (-real).softplus().mean() * (1 - smoothing)
    let wrong = smoothing == 0 ? Tensor(0) : real.softplus().mean() * smoothing
    return right + wrong + fake.softplus().mean()
  }

  func generator(fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}

//: ## Other ways to keep score

/// The squared distance of logits from 1 for real and 0 for generated samples (Mao 2016).
struct LeastSquares: AdversarialLoss {
  let name = "least squares"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    ((real - 1).squared().mean() + fake.squared().mean()) * 0.5
  }

  func generator(fake: Tensor) -> Tensor { (fake - 1).squared().mean() * 0.5 }
}

/// A margin: logits beyond ±1 on the right side cost nothing (Lim & Ye 2017).
struct Hinge: AdversarialLoss {
  let name = "hinge"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { (1 - real).relu().mean() + (1 + fake).relu().mean() }

  func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

/// The difference of mean scores, an estimate of the Wasserstein-1 distance if the critic's slope is held to 1
/// (Arjovsky 2017). By itself it holds nothing.
struct Wasserstein: AdversarialLoss {
  let name = "Wasserstein"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.mean() - real.mean() }

  func generator(fake: Tensor) -> Tensor { -fake.mean() }
}
