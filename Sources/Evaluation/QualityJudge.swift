import Datasets
import Engine
import GAN
import Metrics

/// Scores a generator's images by their distance to training images and to test images, as many of each.
public struct QualityJudge {
  /// The network whose features are compared.
  public let network: BookFeatures
  /// What real images get where generators are scored: the distance of the training images to the test images, and the classes
  /// that the network sees in the test images. A perfect generator that copies nothing would get roughly this distance.
  public let ofReal: Quality
  private let training, test: FeatureGaussian
  private let samples: Int

  /// Computes the reference statistics once: of all test images, and of as many training images from the first on.
  public init(_ network: BookFeatures, training: ImageDataset, test: ImageDataset) {
    self.network = network
    samples = test.count
    func seen(_ images: ImageDataset) -> (gaussian: FeatureGaussian, labels: [Int]) {
      network.seen(images.count) { images.tensor(of: $0) }
    }
    let (real, unseen) = (seen(training.slice(0..<min(test.count, training.count))), seen(test))
    (self.training, self.test) = (real.gaussian, unseen.gaussian)
    let distance = unseen.gaussian.squaredDistance(to: real.gaussian)
    ofReal = Quality(
      toTraining: distance, toTest: distance,
      shares: ModeCount(labels: unseen.labels, modes: network.classNames.count).shares, samples: samples)
  }

  /// A judge by a data set's own network, with so many of its training images and as many test images.
  ///
  /// - Throws: What reading the network's file, or the images, throws.
  public init(for data: DataSet, count: Int) throws {
    self.init(
      try BookFeatures(for: data), training: try data.images(.train, 0..<count), test: try data.images(.test, 0..<count)
    )
  }

  /// The quality of as many images of `generator` as there are test images, from latent vectors of the given seed.
  ///
  /// - Parameter classNames: The classes that the generator draws in turn; empty if it knows none. The accuracy is found
  ///   where they are the classifier's own.
  public func quality(of generator: some Generator, classNames: [String] = [], seed: UInt64) -> Quality {
    let random = Random(seed: seed).split("quality")
    let (gaussian, labels) = network.seen(samples) { places in
      let latents = random.normal([places.count, generator.latentSize])
      return withoutHistory { generator(latents, .inference) }
    }
    let isKnown = !classNames.isEmpty && classNames == network.classNames
    // A batch of 250 begins with the first class again.
    let hits = isKnown ? labels.enumerated().count { $0.offset % 250 % classNames.count == $0.element } : 0
    return Quality(
      toTraining: gaussian.squaredDistance(to: training), toTest: gaussian.squaredDistance(to: test),
      shares: ModeCount(labels: labels, modes: network.classNames.count).shares, samples: samples,
      accuracy: isKnown ? Double(hits) / Double(samples) : nil)
  }
}

extension BookFeatures {
  /// The Gaussian of the features of so many images, and the class that the network sees in each.
  ///
  /// - Parameter images: Makes those at some places, at most 250 at a time.
  public func seen(_ count: Int, _ images: (Range<Int>) -> Tensor) -> (gaussian: FeatureGaussian, labels: [Int]) {
    var statistics = FeatureStatistics(featureCount: featureCount)
    var labels: [Int] = []
    for start in stride(from: 0, to: count, by: 250) {
      let found = self(images(start..<min(start + 250, count)))
      statistics.add(Matrix(found.features))
      labels += found.logits.argmax()
    }
    return (FeatureGaussian(statistics), labels)
  }
}
