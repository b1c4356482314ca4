import Datasets
import Engine
import GAN
import Metrics

/// Scores a generator's images by their distance to training images and to test images, as many of each.
public struct QualityJudge {
  /// The network whose features are compared.
  public let network: BookFeatures
  private let training, test: FeatureGaussian
  private let samples: Int

  /// Computes the reference statistics once: of all test images, and of as many training images from the first on.
  public init(_ network: BookFeatures, training: ImageDataset, test: ImageDataset) {
    self.network = network
    samples = test.count
    func gaussian(_ images: ImageDataset) -> FeatureGaussian {
      var statistics = FeatureStatistics(featureCount: network.featureCount)
      for start in stride(from: 0, to: images.count, by: 250) {
        let batch = images.tensor(of: start..<min(start + 250, images.count))
        statistics.add(Matrix(network(batch).features))
      }
      return FeatureGaussian(statistics)
    }
    self.training = gaussian(training.slice(0..<min(test.count, training.count)))
    self.test = gaussian(test)
  }

  /// The quality of as many images of `generator` as there are test images, from latent vectors of the given seed.
  ///
  /// - Parameter classNames: The classes that the generator draws in turn; empty if it knows none. The accuracy is found
  ///   where they are the classifier's own.
  public func quality(of generator: some Generator, classNames: [String] = [], seed: UInt64) -> Quality {
    let random = Random(seed: seed).split("quality")
    var statistics = FeatureStatistics(featureCount: network.featureCount)
    var labels: [Int] = []
    for start in stride(from: 0, to: samples, by: 250) {
      let latents = random.normal([min(250, samples - start), generator.latentSize])
      let found = network(withoutHistory { generator(latents, .inference) })
      statistics.add(Matrix(found.features))
      labels += found.logits.argmax()
    }
    let gaussian = FeatureGaussian(statistics)
    let isKnown = !classNames.isEmpty && classNames == network.classNames
    // A batch of 250 begins with the first class again.
    let hits = isKnown ? labels.enumerated().count { $0.offset % 250 % classNames.count == $0.element } : 0
    return Quality(
      toTraining: gaussian.squaredDistance(to: training), toTest: gaussian.squaredDistance(to: test),
      shares: ModeCount(labels: labels, modes: network.classNames.count).shares, samples: samples,
      accuracy: isKnown ? Double(hits) / Double(samples) : nil)
  }
}
