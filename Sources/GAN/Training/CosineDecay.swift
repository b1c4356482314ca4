import Foundation

/// How a learning rate, or whatever else is to fade, goes over a run: constant at first, then along half a cosine to 0.
public struct CosineDecay: Codable, Equatable, Sendable {
  /// The share of the run before the decay.
  public var start: Float = 0

  /// What is left of the rate when `progress`, from 0 to 1, of the run is over.
  public func callAsFunction(_ progress: Float) -> Float {
    progress <= start ? 1 : (1 + cos(.pi * (progress - start) / (1 - start))) / 2
  }
}
