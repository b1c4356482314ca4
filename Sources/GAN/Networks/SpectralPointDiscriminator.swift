import Engine

/// A discriminator of points whose layers are spectrally normalised.
public final class SpectralPointDiscriminator: Module, Discriminator {
  public let layers: [SpectralNorm<Linear>]

  public init(dimensions: Int = 2, width: Int = 128, random: Random) {
    layers = denseLayers([dimensions, width, width, 1], initializer: .he, random: random).map {
      SpectralNorm($0, random: random)
    }
  }

  public func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { layers.reduce(points) { $1($0, mode) } }
}
