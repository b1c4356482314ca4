import Engine

/// A discriminator of points whose layers are spectrally normalised (Miyato 2018).
public final class SpectralPointDiscriminator: Module, Discriminator {
  /// Three dense layers, each divided by its largest singular value.
  public let layers: [SpectralNorm<Linear>]

  /// A discriminator of points with so many coordinates; `width` is the size of both hidden layers.
  public init(dimensions: Int = 2, width: Int = 128, random: Random) {
    layers = denseLayers([dimensions, width, width, 1], initializer: .he, random: random).map {
      SpectralNorm($0, random: random)
    }
  }

  /// One logit, `[batch, 1]`, for each of the points `[batch, dimensions]`.
  public func callAsFunction(_ points: Tensor, _ phase: Phase) -> Tensor { layers.reduce(points) { $1($0, phase) } }
}
