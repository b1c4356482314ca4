import Engine
import GAN
import Metrics

/// Images that a generator makes from random latent vectors.
public struct GeneratorSupply: ImageSupply {
  public let name: String
  private let generator: any Generator

  /// Images of a generator.
  public init(name: String, generator: any Generator) { (self.name, self.generator) = (name, generator) }

  public var available: Int? { nil }

  public func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: imagesPerBatch) {
      let latents = random.normal([min(imagesPerBatch, count - start), generator.latentSize])
      try body(withoutHistory { generator(latents, .inference) })
    }
  }
}
