import Engine

/// γ/2 · E|∇D(x)|² over real samples (Mescheder 2018).
public final class R1: Regularizer {
  /// γ.
  public let gamma: Float
  /// The penalty is evaluated once in so many of the discriminator's steps.
  public let interval: Int

  /// A penalty of strength γ.
  ///
  /// - Parameter interval: The penalty is evaluated once in so many of the discriminator's steps.
  public init(gamma: Float, interval: Int = 1) { (self.gamma, self.interval) = (gamma, interval) }

  /// γ/2 times the mean squared length of the discriminator's gradient at the real samples.
  public func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    steepness(of: judge, at: real) * (gamma / 2)
  }
}

/// γ/2 · E|∇D(x)|² over generated samples (Mescheder 2018).
public final class R2: Regularizer {
  /// γ.
  public let gamma: Float
  /// The penalty is evaluated once in so many of the discriminator's steps.
  public let interval: Int

  /// A penalty of strength γ.
  ///
  /// - Parameter interval: The penalty is evaluated once in so many of the discriminator's steps.
  public init(gamma: Float, interval: Int = 1) { (self.gamma, self.interval) = (gamma, interval) }

  /// γ/2 times the mean squared length of the discriminator's gradient at the generated samples.
  public func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    steepness(of: judge, at: fake) * (gamma / 2)
  }
}

/// λ · E(|∇D(x)| − 1)² at random points, each between a real and a generated sample (Gulrajani 2017). It keeps the slope
/// of a Wasserstein critic near 1.
public final class GradientPenalty: Regularizer {
  /// λ.
  public let lambda: Float
  /// Whether only slopes above 1 are penalised, a variant that the same paper tries.
  public let isOneSided: Bool
  /// The penalty is evaluated once in so many of the discriminator's steps.
  public let interval: Int

  /// A penalty of strength λ.
  ///
  /// - Parameter interval: The penalty is evaluated once in so many of the discriminator's steps.
  public init(lambda: Float, isOneSided: Bool = false, interval: Int = 1) {
    (self.lambda, self.isOneSided, self.interval) = (lambda, isOneSided, interval)
  }

  /// λ times the mean of (|∇D(x)| − 1)² at random points between `real` and `fake`, which must have one shape.
  public func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor {
    let batch = real.shape[0]
    let share = random.uniform([batch] + real.shape.dropFirst().map { _ in 1 })
    let between = real * share + fake.detached() * (1 - share)
    // A root has an infinite slope at 0, where the gradient of a flat stretch is.
    let lengths = (slopes(of: judge, at: between).flattened().squared().sum(axes: [1]) + 1e-12).squareRoot()
    let excess = lengths - 1
    return (isOneSided ? excess.relu() : excess).squared().mean() * lambda
  }
}
