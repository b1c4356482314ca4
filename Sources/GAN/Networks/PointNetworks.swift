import Engine

/// A generator of points, made of dense layers.
public final class PointGenerator: Module, Generator {
  /// The number of values in a latent vector.
  public let latentSize: Int
  /// Dense layers, with ReLU after all but the last.
  public let layers: [Linear]

  /// A generator of points with so many coordinates; `width` is the size of each of `depth` hidden layers.
  public init(
    latentSize: Int, dimensions: Int = 2, depth: Int = 2, width: Int = 128, initializer: Initializer = .he,
    random: Random
  ) {
    self.latentSize = latentSize
    let hidden = Array(repeating: width, count: depth)
    layers = denseLayers([latentSize] + hidden + [dimensions], initializer: initializer, random: random)
  }

  /// Points `[batch, dimensions]` from latent vectors `[batch, latentSize]`.
  public func callAsFunction(_ latents: Tensor, _ phase: Phase) -> Tensor { layers.reduce(latents) { $1($0) } }
}

/// A discriminator of points, made of dense layers.
public final class PointDiscriminator: Module, Discriminator {
  /// Three dense layers, with an activation after the first two.
  public let layers: [Linear]

  /// A discriminator of points with so many coordinates; `width` is the size of both hidden layers, and `activation` comes
  /// after each of them.
  public init(
    dimensions: Int = 2, width: Int = 128, activation: Activation = .relu, initializer: Initializer = .he,
    random: Random
  ) {
    layers = denseLayers(
      [dimensions, width, width, 1], activation: activation, initializer: initializer, random: random)
  }

  /// One logit, `[batch, 1]`, for each of the points `[batch, dimensions]`.
  public func callAsFunction(_ points: Tensor, _ phase: Phase) -> Tensor { layers.reduce(points) { $1($0) } }
}

/// Dense layers of the given sizes, with an activation after all but the last.
public func denseLayers(
  _ sizes: [Int], activation: Activation = .relu, initializer: Initializer, random: Random
) -> [Linear] {
  zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
    let isLast = index == sizes.count - 2
    return Linear(
      from: size.0, to: size.1, activation: isLast ? .identity : activation, initializer: initializer, random: random)
  }
}
