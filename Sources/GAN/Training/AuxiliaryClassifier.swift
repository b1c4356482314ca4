import Engine

/// A discriminator that may also say which class a sample is of (Odena 2017).
public protocol ClassifyingDiscriminator: Discriminator {
  /// One logit, `[batch, 1]`, for each of the samples as one of its class, and the logits `[batch, class]` of the auxiliary
  /// classifier, from the same features; `nil` if the network was made without one.
  func assess(_ samples: Tensor, classes: Tensor?, _ phase: Phase) -> (logits: Tensor, classLogits: Tensor?)
}

/// Where samples are from.
enum Origin { case real, generated }

extension Trainer {
  /// The logits of samples, and what the auxiliary classifier adds to the loss, times ``classWeight``; `nil` without a
  /// classifier, or if it counts nothing.
  ///
  /// It is the cross-entropy of the samples' classes. Generated samples of no class in particular have none: there it is
  /// −``mutualInformation(_:)``.
  func assess(_ samples: Tensor, _ classes: Tensor?, of origin: Origin) -> (logits: Tensor, confusion: Tensor?) {
    guard classWeight > 0, let classes, let player = discriminator as? any ClassifyingDiscriminator else {
      return (judge(samples, classes), nil)
    }
    let (logits, classLogits) = player.assess(augment(samples, random), classes: told(classes), .training(random))
    let confusion = classLogits.map {
      drawsByClass || origin == .real ? crossEntropy($0, labels: classes.argmax()) : -mutualInformation($0)
    }
    return (logits, confusion.map { $0 * classWeight })
  }
}

/// What a sample tells of its class on average, in nats, if a classifier with these logits `[batch, class]` is right:
/// H(mean p) − mean H(p), where p are the probabilities of one sample.
///
/// It is at most ln(classes), where the classifier is sure of every sample and gives each class equally many. A generator
/// that maximises it is that of a categorical GAN (Springenberg 2015); its exponential is the Inception Score (Salimans 2016)
/// in the eyes of this classifier.
public func mutualInformation(_ logits: Tensor) -> Tensor {
  require(logits.shape.count == 2, "mutualInformation: logits \(logits.shape), expected [batch, class]")
  let logarithms = logits.logSoftmax()
  let probabilities = logarithms.exp()
  let mean = probabilities.mean(axes: [0])
  // Where a probability is nought in Float32, its share of the entropy is nought too.
  return (probabilities * logarithms).sum() / Float(logits.shape[0]) - (mean * (mean + 1e-30).log()).sum()
}
