import Datasets
import Engine
import Foundation
import Notebook
import Testing

@testable import Book

/// The book's own feature networks: those that are shipped, and how they are trained.
@Suite("Book features", .serialized) struct FeatureTests {
  @Test func theShippedNetworkOfShapesNamesTheModesOfNewImages() throws {
    let network = try BookFeatures(.shapes)
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
    arguments: [(BookFeatures.Kind.cifar10, 0.9), (.shapes, 0.99)])
  func accuracies(_ kind: BookFeatures.Kind, least: Double) throws {
    let network = try BookFeatures(kind)
    #expect(network.training.accuracy >= least && network.training.testImages == 10_000)
    #expect(network.name.contains("not Inception"))
  }

  @Test func photographsAreSeenMirroredTooAndShapesAreNot() throws {
    let images = Random(seed: 3).uniform([5, 32, 32, 3], in: -1..<1)
    for kind in BookFeatures.Kind.allCases {
      let network = try BookFeatures(kind)
      let (seen, mirrored) = (network(images), network(images.mirrored()))
      #expect((seen.features.scalars == mirrored.features.scalars) == (kind == .cifar10), "\(kind)")
      #expect((seen.logits.scalars == mirrored.logits.scalars) == (kind == .cifar10), "\(kind)")
    }
  }

  @Test func shiftedImagesAreReflectedWindows() {
    let images = Random(seed: 1).uniform([40, 6, 6, 3])
    let moved = shifted(images, by: 2, random: Random(seed: 2))
    var shifts: Set<[Int]> = []
    for image in 0..<40 {
      let (before, after) = (images.slice(image..<image + 1).scalars, moved.slice(image..<image + 1).scalars)
      func at(_ y: Int, _ x: Int) -> Int { (min(abs(y), 10 - abs(y)) * 6 + min(abs(x), 10 - abs(x))) * 3 }
      let fits = (-2...2).flatMap { down in (-2...2).map { [down, $0] } }.filter { shift in
        (0..<36).allSatisfy { before[at($0 / 6 + shift[0], $0 % 6 + shift[1])] == after[$0 * 3] }
      }
      #expect(fits.count == 1, "image \(image)")
      shifts.formUnion(fits)
    }
    #expect(shifts.count > 15)
  }

  @Test func smoothingSpreadsATenthOfTheLabel() {
    let logits = Tensor(shape: [1, 4], scalars: [2, 0, -1, 1])
    let p = logits.logSoftmax().scalars
    let expected = -(0.925 * p[2] + 0.025 * (p[0] + p[1] + p[3]))
    #expect(abs(smoothedCrossEntropy(logits, labels: [2], smoothing: 0.1).scalar - expected) < 1e-6)
  }

  @Test func trainingGoesOnWithTheSameBitsAfterAStop() throws {
    try withTemporaryFolder { folder in
      func train(_ name: String, resume: Bool = false, interruption: Interruption = Interruption()) throws -> URL {
        let place = folder.appendingPathComponent(name)
        let options = RunOptions(
          profile: .quick, quiet: true, resume: resume ? place : nil, out: resume ? nil : place)
        let page = try FeatureChapter.parse(["--dataset", "shapes"])
        try Run(of: FeatureChapter.entry, options: options, interruption: interruption, show: page.show).perform()
        return place.appendingPathComponent(BookFeatures.Kind.shapes.fileName)
      }
      let whole = try BookFeatures(contentsOf: train("whole"))
      let stop = Interruption()
      stop.request()
      #expect(throws: Interrupted.self) { try train("broken", interruption: stop) }
      let resumed = try BookFeatures(contentsOf: train("broken", resume: true))
      let state = resumed.classifier.state
      for (name, tensor) in whole.classifier.state { #expect(state[name]?.scalars == tensor.scalars) }
      #expect(whole.training.accuracy == resumed.training.accuracy)
      #expect(throws: NotAFeatureNetwork.self) {
        try BookFeatures(contentsOf: folder.appendingPathComponent("whole/checkpoint.safetensors.zst"))
      }
    }
  }
}
