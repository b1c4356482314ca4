import Datasets
import Engine
import Foundation

/// How a generator's images compare with real ones, by the book's own features.
struct Quality: Codable, Equatable {
  /// The Fréchet distance between the features of generated images and of training images.
  var toTraining: Double
  /// The same for images that nobody trained on.
  var toTest: Double
  /// The share of generated images in each class of the classifier.
  var shares: [Double]
  /// The number of generated images.
  var samples: Int

  /// The classes that at least a quarter of an equal share of the images fall into.
  var classesCovered: Int { shares.count { $0 >= 0.25 / Double(shares.count) } }
}

/// What generated images are compared with: as many training images as test images.
struct QualityJudge {
  let network: BookFeatures
  private let training: FeatureMoments
  private let test: FeatureMoments
  private let samples: Int

  init(_ network: BookFeatures, training: ImageDataset, test: ImageDataset) {
    self.network = network
    func moments(_ images: ImageDataset) -> FeatureMoments {
      FeatureMoments(
        Tensor.concatenate(
          stride(from: 0, to: images.count, by: 250).map {
            network(images.tensor(of: $0..<min($0 + 250, images.count))).features
          }))
    }
    self.training = moments(training.slice(0..<min(test.count, training.count)))
    self.test = moments(test)
    samples = test.count
  }

  /// The quality of images that `generator` draws from latent vectors of its own, as many as there are test images.
  func quality(of generator: some Generator, seed: UInt64) -> Quality {
    let random = Random(seed: seed).split("quality")
    var features: [Tensor] = []
    var counts = [Int](repeating: 0, count: network.classNames.count)
    for start in stride(from: 0, to: samples, by: 250) {
      let latents = random.normal([min(250, samples - start), generator.latentSize])
      let found = network(withoutHistory { generator(latents, .inference) })
      features.append(found.features)
      for label in found.logits.argmax() { counts[label] += 1 }
    }
    let moments = FeatureMoments(Tensor.concatenate(features))
    return Quality(
      toTraining: moments.distance(to: training), toTest: moments.distance(to: test),
      shares: counts.map { Double($0) / Double(samples) }, samples: samples)
  }
}
