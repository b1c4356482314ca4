import Engine

/// A network that has learnt to see: what it makes of images is compared in place of their pixels.
public protocol FeatureNetwork {
  /// What stands beside every score computed with it, so that nobody takes one network's scores for another's.
  var name: String { get }
  /// How images of another size than its own are brought to it: a part of the score, for resizing moves it.
  var resize: String { get }
  /// The number of features of an image.
  var featureCount: Int { get }
  /// The features `[batch, featureCount]` and the class logits `[batch, classes]` of images `[batch, height, width, 3]`
  /// in [-1, 1] of any size, brought to the network's own size as it declares.
  func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor)
}

extension FeatureNetwork {
  public var resize: String { "the network's own" }
}
