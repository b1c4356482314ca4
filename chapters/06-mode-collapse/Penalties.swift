import Engine

//: ### Hold the discriminator's slope down
//:
//: The generator is driven by the discriminator's slope. A slope without bounds drives it past its goal and on to the
//: next. So make slope cost something: add its square to the discriminator's loss. That is a loss made of a gradient,
//: and to minimise it one needs the gradient of a gradient, which this engine's derivatives have (`createGraph`).

/// The mean squared length of the discriminator's gradient at each of the samples: how steep it is there. Differentiable
/// in the discriminator's weights.
func steepness(of judge: (Tensor) -> Tensor, at samples: Tensor) -> Tensor {
  slopes(of: judge, at: samples).squared().sum() / Float(samples.shape[0])
}

/// The discriminator's gradient with respect to each of the samples, with a history of its own.
private func slopes(of judge: (Tensor) -> Tensor, at samples: Tensor) -> Tensor {
  let samples = samples.detached().tracked()
  return gradients(of: judge(samples).sum(), wrt: [samples], createGraph: true)[0]
}

//: *R1* (Mescheder 2018) penalises the slope at real samples: where the data are, the discriminator must be flat, so it
//: cannot drive a generator away that has arrived there. {define: *R2* charges the discriminator for the square of its slope
//: at generated samples (Mescheder 2018).}

/// γ/2 · E|∇D(x)|² over real samples (Mescheder 2018).
struct R1: Regularizer {
  var gamma: Float
  var interval = 1

  func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    steepness(of: judge, at: real) * (gamma / 2)
  }
}

/// γ/2 · E|∇D(x)|² over generated samples (Mescheder 2018).
struct R2: Regularizer {
  var gamma: Float
  var interval = 1

  func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    steepness(of: judge, at: fake) * (gamma / 2)
  }
}

//: Wasserstein's distance (chapter 4) asks for a critic whose slope is nowhere greater than 1. {define: *WGAN-GP* (Gulrajani
//: 2017) charges a Wasserstein critic for every slope that is not 1, at random places between real and generated samples.}

/// λ · E(|∇D(x)| − 1)² at random points between a real and a generated sample each (Gulrajani 2017): holds a Wasserstein
/// critic's slope near 1.
struct GradientPenalty: Regularizer {
  var lambda: Float
  /// Whether only slopes above 1 are charged for, as the same paper tries too.
  var isOneSided = false
  var interval = 1

  func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    let batch = real.shape[0]
    let share = random.uniform([batch] + real.shape.dropFirst().map { _ in 1 })
    let between = real * share + fake.detached() * (1 - share)
    // A root has an infinite slope at 0, where the gradient of a flat stretch is.
    let lengths = (slopes(of: judge, at: between).flattened().squared().sum(axes: [1]) + 1e-12).squareRoot()
    let excess = lengths - 1
    return (isOneSided ? excess.relu() : excess).squared().mean() * lambda
  }
}
