import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Store

/// One run of the chapter's training: its plan, its data, its files, and what it has seen so far.
final class TrainingSession {
  let page: Page
  let plan: TrainingPlan
  /// The training images.
  let images: ImageDataset
  private let epochs: Int
  /// The latent vectors that are drawn again and again.
  let latents: Tensor
  private(set) var history = History()

  private let batches: Batches
  private let trainer: Trainer<ImageGenerator, ImageDiscriminator>
  /// The most seconds between checkpoints. When they are written has no influence on what is computed.
  private static let secondsBetweenCheckpoints = 60.0

  init(_ page: Page) throws {
    self.page = page
    let source = try ImageSource(for: page, shapes: 2560)
    images = source.train.slice(0..<TrainingPlan.images(page.profile, available: source.train.count))
    plan = TrainingPlan(
      page.profile, generator: page.options.generator, dataset: images.name, images: images.count, seed: page.seed)
    epochs = page.options.epochs ?? Self.usualEpochs(page.profile)
    batches = Batches(
      images, size: plan.batchSize, seed: page.seed, flips: images.name != "shapes")
    trainer = try plan.trainer()
    latents = Random(seed: page.seed).split("latents").normal([10, trainer.generator.latentSize])
  }

  private static func usualEpochs(_ profile: Profile) -> Int {
    switch profile {
    case .quick: 2
    case .standard: 30
    case .full: 50
    }
  }

  /// Trains to the last epoch, or goes on from a checkpoint, saving pictures and checkpoints on the way.
  func train() throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    var place = try resumedPlace() ?? BatchPlace()
    if place == BatchPlace() { try saveImages(epoch: 0) }
    var lastCheckpoint = Date()
    let total = epochs * batches.batchesPerEpoch
    try page.progress("Training on \(plan.dataset)", total: total, done: history.turns.count) { bar in
      try batches.prefetched(from: place, until: BatchPlace(epoch: epochs)) { stream in
        for batch in stream {
          let turn = trainer.step(on: batch.images)
          history.append(turn)
          place = batches.place(after: batch.place)
          let isTimeToSave =
            place.index == 0 && (place.epoch.isMultiple(of: page.options.saveEvery) || place.epoch == epochs)
          if isTimeToSave { try saveImages(epoch: place.epoch) }
          let isDue = Date().timeIntervalSince(lastCheckpoint) > Self.secondsBetweenCheckpoints
          if isTimeToSave || isDue || page.interrupted {
            try trainer.save(to: page.checkpoint, plan: plan, place: place, history: history)
            lastCheckpoint = Date()
          }
          if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
          bar.advance(
            ["D": Double(turn.discriminatorLoss), "G": Double(turn.generatorLoss)],
            message: "epoch \(batch.place.epoch + 1) of \(epochs)", preview: preview())
        }
      }
    }
    return trainer
  }

  /// Most of the latent vectors as they are drawn now, for the terminal.
  private func preview() -> Image? {
    let images = withoutHistory { trainer.averaged(latents.slice(0..<8), .inference) }
    return ImageGrid(images, columns: 8, scale: 1).raster
  }

  /// The latent vectors as the averaged generator draws them now: a frame of the filmstrip, and a file.
  private func saveImages(epoch: Int) throws {
    let images = withoutHistory { trainer.averaged(latents, .inference) }
    history.append(images, epoch: epoch)
    let folder = page.runFolder.appendingPathComponent("images")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(String(format: "epoch-%04d.png", epoch))
    try ImageGrid(images, columns: 5).encoded().write(to: file, options: .atomic)
  }

  /// Where a resumed run goes on, once the trainer has become what it was; `nil` for a new run.
  private func resumedPlace() throws -> BatchPlace? {
    guard let file = page.resume else { return nil }
    let loaded = try Checkpoint<TrainingState>(contentsOf: file)
    if let reason = loaded.fallbackReason {
      page.note("going on from the checkpoint before the newest, because \(reason)")
    }
    let (place, history) = try trainer.load(from: loaded, plan: plan, file: file)
    self.history = history
    return place
  }

  /// The filmstrip of the run so far.
  var filmstrip: Filmstrip {
    Filmstrip(frames: history.frames.map { ($0.epoch == 0 ? "start" : "\($0.epoch)", $0.images) }, scale: 2)
  }

  /// The epochs that have been trained, in this run and in those that it goes on from.
  var epochsTrained: Int { history.turns.count / batches.batchesPerEpoch }

  /// What the latent vectors have become.
  var drawn: Tensor { history.frames.last!.images }
}
