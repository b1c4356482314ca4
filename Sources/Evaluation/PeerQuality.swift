/// What `scripts/pytorch-quality` found at one moment of a recipe's training in PyTorch.
public struct PeerQuality: Decodable, Sendable {
  /// The peer and its version.
  public let peer: String
  /// The recipe's name.
  public let recipe: String
  /// Minutes of training, without drawing and scoring, and the steps that were done in them.
  public let minutes: Double, steps: Int
  /// The number of samples.
  public let samples: Int
  /// The Fréchet distance to test images in the features of the book's own network: of samples by the last weights, and by
  /// their average.
  public let toTest: Double, averageToTest: Double
}
