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

  /// A hash of the generator's weights, in hexadecimal.
  var fingerprint: String {
    var hash = FNV1a()
    hash.combine(generator)
    return hash.hexadecimal
  }

  /// Makes images from standard normal latent vectors, at most ``imagesPerBatch`` at a time.
  public func forEachBatch(
    _ count: Int, random: Random, of share: ImageShare, _ body: (Int, Tensor) throws -> Void
  ) throws {
    try forEachBlock(count, of: .all) { block, places in
      // The stream goes on, whoever draws the images.
      let latents = random.normal([places.count, generator.latentSize])
      guard share.contains(block) else { return }
      try body(block, withoutHistory { generator(latents, .inference) })
    }
  }
}
