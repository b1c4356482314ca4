import Datasets
import Engine
import Foundation
import TestSupport
import Testing

@testable import Metrics

/// How the book's own feature networks are trained.
@Suite("The training of features") struct FeatureTrainingTests {
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
    let images = Shapes(seed: 1).dataset(0..<256, labelledBy: .mode)
    let test = Shapes(seed: 2).dataset(0..<100, labelledBy: .mode)
    let plan = FeatureTrainingPlan(
      data: images.identity, classNames: images.classNames, widths: [8, 8, 16], images: images.count,
      cycles: [FeatureTrainingPlan.Cycle(epochs: 3, peakRate: 4e-3)], shift: 1, flips: false, seed: 1)
    try withTemporaryFolder { folder in
      let checkpoint = folder.appendingPathComponent("checkpoint.safetensors.zst")
      func network(_ training: FeatureTraining, _ name: String) throws -> BookFeatures {
        try training.write(to: folder.appendingPathComponent("\(name).safetensors.zst"), judgedBy: test)
      }
      let unbroken = FeatureTraining(plan, images: images)
      #expect(try unbroken.train(savingTo: folder.appendingPathComponent("other.zst")) == .finished)
      let whole = try network(unbroken, "whole")
      // Stopped in the middle of an epoch.
      var steps = 0
      let broken = FeatureTraining(plan, images: images)
      #expect(
        try broken.train(savingTo: checkpoint, stopsWhen: { steps == 3 }, onStep: { _, _ in steps += 1 }) == .stopped)
      let resumed = FeatureTraining(plan, images: images)
      try resumed.resume(from: checkpoint)
      #expect(try resumed.loop.steps == 3 && resumed.train(savingTo: checkpoint) == .finished)
      let halves = try network(resumed, "halves")
      let state = halves.classifier.state
      for (name, tensor) in whole.classifier.state { #expect(state[name]?.scalars == tensor.scalars) }
      #expect(whole.training.accuracy == halves.training.accuracy)
      #expect(throws: NotAFeatureNetwork.self) { try BookFeatures(contentsOf: checkpoint) }
      var other = plan
      other.seed = 2
      #expect(throws: WrongFeaturePlan.self) { try FeatureTraining(other, images: images).resume(from: checkpoint) }
    }
  }
}
