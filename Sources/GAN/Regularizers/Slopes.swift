import Engine

/// The discriminator's gradient with respect to each of the samples, with a history of its own.
///
/// - Parameters:
///   - judge: From samples `[batch, …]` to logits.
///   - samples: Where the gradient is taken; its own history is left out.
/// - Returns: A tensor of the samples' shape, differentiable in the discriminator's weights.
func slopes(of judge: (Tensor) -> Tensor, at samples: Tensor) -> Tensor {
  let samples = samples.detached().tracked()
  return gradients(of: judge(samples).sum(), wrt: [samples], createGraph: true)[0]
}

/// The mean over the samples of the squared length of the discriminator's gradient, a scalar. Differentiable in the
/// discriminator's weights.
public func steepness(of judge: (Tensor) -> Tensor, at samples: Tensor) -> Tensor {
  slopes(of: judge, at: samples).squared().sum() / Float(samples.shape[0])
}

/// The largest length of a discriminator's gradient at the points `[count, dimensions]`: a lower bound of its Lipschitz
/// constant.
public func largestSlope(of discriminator: some Discriminator, at points: Tensor) -> Float {
  let points = points.tracked()
  let slopes = gradients(of: discriminator(points, .inference).sum(), wrt: [points])[0]
  return slopes.squared().sum(axes: [1]).squareRoot().scalars.max()!
}
