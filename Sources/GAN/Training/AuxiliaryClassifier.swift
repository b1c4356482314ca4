import Engine

/// A discriminator that may also say which class a sample is of (Odena 2017).
public protocol ClassifyingDiscriminator: Discriminator {
  /// One logit, `[batch, 1]`, for each of the samples as one of its class, and the logits `[batch, class]` of the auxiliary
  /// classifier, from the same features; `nil` if the network was made without one.
  func assess(_ samples: Tensor, classes: Tensor?, _ mode: Mode) -> (logits: Tensor, classLogits: Tensor?)
}

extension Trainer {
  /// The logits of samples, and the auxiliary classifier's cross-entropy on them, times ``classWeight``; `nil` without a
  /// classifier, or if it counts nothing.
  func assess(_ samples: Tensor, _ classes: Tensor?) -> (logits: Tensor, confusion: Tensor?) {
    guard classWeight > 0, let classes, let player = discriminator as? any ClassifyingDiscriminator else {
      return (judge(samples, classes), nil)
    }
    let (logits, classLogits) = player.assess(augment(samples, random), classes: classes, .training(random))
    return (logits, classLogits.map { crossEntropy($0, labels: classes.argmax()) * classWeight })
  }
}
