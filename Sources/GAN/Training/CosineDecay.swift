import Foundation

/// A factor for a learning rate over a run: 1 at first, then down to 0 along half a cosine (Loshchilov & Hutter 2016).
public struct CosineDecay: Codable, Equatable, Sendable {
  /// The share of the run before the decay.
  public var start: Float

  /// A decay that begins after the share `start` of the run.
  public init(start: Float = 0) { self.start = start }

  /// The factor, from 1 down to 0, when the share `progress` of the run is over.
  public func callAsFunction(_ progress: Float) -> Float {
    progress <= start ? 1 : (1 + cos(.pi * (progress - start) / (1 - start))) / 2
  }
}
