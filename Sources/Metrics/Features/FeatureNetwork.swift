import Engine

/// A network whose features of images are compared in the place of their pixels.
public protocol FeatureNetwork {
  /// The name that tables show beside every score, so that scores of different networks are not confused.
  var name: String { get }
  /// How images of another size are resized, in words. Resizing changes scores, so tables show it.
  var resize: String { get }
  /// What the squared Fréchet distance in these features is called: "FID" in Inception's, "FD" in any others.
  var distanceName: String { get }
  /// The number of features of an image.
  var featureCount: Int { get }
  /// The features `[batch, featureCount]` and the class logits `[batch, classes]` of images `[batch, height, width, 3]`
  /// in [-1, 1] of any size, brought to the network's own size as it declares.
  func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor)
}

extension FeatureNetwork {
  /// "the network's own", for a network that does not say more.
  public var resize: String { "the network's own" }
  /// "FD": "FID" belongs to Inception's features alone.
  public var distanceName: String { "FD" }
}
