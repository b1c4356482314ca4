import Datasets
import Engine
import Foundation
import Metrics
import Testing

@testable import Evaluation

/// The book's own feature networks: those that are shipped, and how they are trained.
@Suite("Book features", .serialized) struct FeatureTests {
  @Test func theShippedNetworkOfShapesNamesTheModesOfNewImages() throws {
    let network = try BookFeatures(for: .shapes)
    let images = Shapes(seed: 77).dataset(0..<400, labelledBy: .mode)
    let (features, logits) = network(images.tensor(of: 0..<400))
    #expect(features.shape == [400, network.featureCount] && logits.shape == [400, Shapes.modes])
    let modes = logits.argmax()
    let right = zip(modes, images.labels).count { $0 == Int($1) }
    #expect(right >= 394, "\(right) of 400 modes")
    #expect(network.classNames == Shapes.Labelling.mode.classNames)
  }

  @Test(
    "shipped networks are as good as they must be",
    arguments: [(DataSet.cifar10, 0.9), (.shapes, 0.99)])
  func accuracies(_ data: DataSet, least: Double) throws {
    let network = try BookFeatures(for: data)
    #expect(network.training.accuracy >= least && network.training.testImages == 10_000)
    #expect(network.name.contains("not Inception"))
  }

  @Test func photographsAreSeenMirroredTooAndShapesAreNot() throws {
    let images = Random(seed: 3).uniform([5, 32, 32, 3], in: -1..<1)
    for data in DataSet.all {
      let network = try BookFeatures(for: data)
      let (seen, mirrored) = (network(images), network(images.mirrored()))
      #expect((seen.features.scalars == mirrored.features.scalars) == data.allowsFlips, "\(data.name)")
      #expect((seen.logits.scalars == mirrored.logits.scalars) == data.allowsFlips, "\(data.name)")
    }
  }
}
