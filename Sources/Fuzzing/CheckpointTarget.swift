import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Store

extension FuzzTarget {
  /// Read as `score` and `draw` do, and as a run that goes on from it, which then trains one step.
  static let checkpoint = FuzzTarget("checkpoint", file: "case.safetensors") {
    try TensorFormats.described(CheckpointSeeds.files())
  } reader: {
    let images = CheckpointSeeds.images
    return { url in
      let trained = try TrainedGenerator(contentsOf: url)
      let drawn = trained.images(Random(seed: 1).normal([2, trained.generator.latentSize]))
      let isCheckpoint = try TensorFile(contentsOf: url).metadata.keys.contains { $0.hasPrefix("checkpoint") }
      guard isCheckpoint else {
        return try TrainedPair(contentsOf: url).history.frames.reduce(4 * drawn.count) { $0 + 4 * $1.images.count }
      }
      let run = try TrainingRun(
        CheckpointSeeds.plan, images: images, total: nil, latents: CheckpointSeeds.latents)
      _ = try run.resume(from: url)
      _ = try run.train(stopsWhen: { true })
      return 4 * drawn.count
    }
  }
}

/// The smallest run that has everything: a step, a score, a picture.
private enum CheckpointSeeds {
  static let images: ImageDataset = {
    let shape = ImageShape(side: 8, channels: 1)
    return ImageDataset(
      identity: DataSet.Identity(name: "squares", variant: "squares"), shape: shape, classNames: ["all"],
      labels: [0, 0, 0, 0], pixels: (0..<4 * shape.bytes).map { UInt8($0 % 251) })
  }()
  static let plan = TrainingPlan(
    recipe: Recipe(refinements: 1, width: 1, r1: 0.1, augmentation: DifferentiableAugmentation(), batchSize: 2),
    images: images, flips: true, seed: 1)
  static let latents = Random(seed: 2).normal([2, ImageGenerator.usualLatentSize])

  /// A checkpoint after one step, and the pair at its best.
  static func files() throws -> [TensorFile] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-seeds-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try TrainingRun(
      plan, images: images, total: 1, latents: latents,
      scorer: { _ in Quality(toTraining: 2, toTest: 3, shares: [1], samples: 2) }, folder: folder)
    _ = try run.train()
    return try [run.checkpoint!, run.best!].map { try TensorFile(contentsOf: $0) }
  }
}
