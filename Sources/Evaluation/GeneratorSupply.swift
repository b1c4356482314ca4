import Engine
import GAN
import Metrics

/// Images that a generator makes from random latent vectors.
public struct GeneratorSupply: ImageSupply {
  /// What the generator is, for the table of scores.
  public let name: String
  private let generator: any Generator

  /// Images of a generator.
  public init(name: String, generator: any Generator) { (self.name, self.generator) = (name, generator) }

  /// `nil`: a generator makes as many images as are asked for.
  public var available: Int? { nil }

  /// Makes images from standard normal latent vectors, at most ``imagesPerBatch`` at a time.
  public func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: imagesPerBatch) {
      let latents = random.normal([min(imagesPerBatch, count - start), generator.latentSize])
      try body(withoutHistory { generator(latents, .inference) })
    }
  }
}
