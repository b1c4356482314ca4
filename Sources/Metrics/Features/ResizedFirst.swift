import Engine

/// A network that sees images brought to one size first, bicubic with antialiasing: so sets of different sizes can be
/// compared, as papers compare images of 64 × 64 with reduced photographs.
public struct ResizedFirst: FeatureNetwork {
  /// The largest side that images are brought to.
  public static let largestSide = 4096

  private let network: any FeatureNetwork
  private let side: Int

  /// A network whose images are brought to `side` × `side` pixels first, from 1 to ``largestSide``.
  public init(_ network: any FeatureNetwork, side: Int) {
    require((1...Self.largestSide).contains(side), "ResizedFirst: a side of \(side), expected 1 to \(Self.largestSide)")
    (self.network, self.side) = (network, side)
  }

  /// The network's name with the size, so that statistics of other sizes are not taken for these.
  public var name: String { "\(network.name), of images of \(side) × \(side)" }
  /// Both steps.
  public var resize: String { "bicubic with antialiasing to \(side) × \(side), then \(network.resize)" }
  /// The network's own.
  public var distanceName: String { network.distanceName }
  /// The network's own.
  public var featureCount: Int { network.featureCount }

  /// The features and logits of the resized images.
  public func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
    guard images.shape[1] != side || images.shape[2] != side else { return network(images) }
    let atOnce = imagesAtOnce(of: 3 * side * side)
    guard images.shape[0] > atOnce else { return resized(images) }
    let parts = stride(from: 0, to: images.shape[0], by: atOnce).map {
      resized(images.slice($0..<min($0 + atOnce, images.shape[0])))
    }
    return (.concatenate(parts.map(\.features)), .concatenate(parts.map(\.logits)))
  }

  private func resized(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
    // The filter overshoots at edges.
    network(images.resized(height: side, width: side, by: .pillowBicubic).clamped(to: -1...1))
  }
}
