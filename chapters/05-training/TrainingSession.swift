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
  let source: ImageSource
  let epochs: Int
  /// The latent vectors that are drawn again and again.
  let latents: Tensor
  private(set) var history = History()

  private let batches: Batches
  private let trainer: Trainer<ImageGenerator, ImageDiscriminator>
  /// Seconds between checkpoints within an epoch. When they are written has no influence on what is computed.
  private static let secondsBetweenCheckpoints = 60.0

  init(_ page: Page) throws {
    self.page = page
    let options = page.options
    source = try ImageSource(for: page, shapes: page.profile == .quick ? 64 : 2560)
    let usual: (width: Int, batchSize: Int, epochs: Int) =
      switch page.profile {
      case .quick: (width: 8, batchSize: 16, epochs: 2)
      case .standard: (width: 16, batchSize: 32, epochs: 20)
      case .full: (width: 64, batchSize: 64, epochs: 50)
      }
    // The default profile keeps an epoch short, so that a minute holds several; the full one uses every image.
    let images = page.profile == .full ? source.train.count : min(source.train.count, page.profile == .quick ? 64 : 2560)
    epochs = options.epochs ?? usual.epochs
    plan = TrainingPlan(
      refinements: options.generator == .plain ? 0 : 1, width: usual.width, batchSize: usual.batchSize, images: images,
      dataset: source.train.name, seed: options.seed)
    batches = Batches(
      source.train.slice(0..<images), size: plan.batchSize, seed: options.seed, flips: source.train.name != "shapes")
    trainer = try plan.trainer()
    latents = Random(seed: options.seed).split("latents").normal([16, trainer.generator.latentSize])
  }

  private var checkpointFile: URL { page.runFolder.appendingPathComponent("checkpoint.safetensors.zst") }

  /// Trains to the last epoch, or goes on from a checkpoint, saving pictures and checkpoints on the way.
  func train() throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    var place = try resumedPlace() ?? BatchPlace()
    if place == BatchPlace() { try saveImages(epoch: 0) }
    var lastCheckpoint = Date()
    try page.progress("Training on \(plan.dataset)", total: epochs * batches.batchesPerEpoch) { bar in
      bar.advance(to: history.turns.count)
      try batches.prefetched(from: place, until: BatchPlace(epoch: epochs)) { stream in
        for batch in stream {
          let turn = trainer.step(on: batch.images)
          history.append(turn)
          place = batches.place(after: batch.place)
          bar.advance(
            to: history.turns.count,
            values: [
              ("epoch", Double(batch.place.epoch + 1)), ("D", Double(turn.discriminatorLoss)),
              ("G", Double(turn.generatorLoss)),
            ])
          let isEndOfEpoch = place.index == 0
          if isEndOfEpoch && (place.epoch % page.options.saveEvery == 0 || place.epoch == epochs) {
            try saveImages(epoch: place.epoch)
            bar.preview(ImageGrid(history.frames.last!.images.slice(0..<8), columns: 8, scale: 1).raster)
          }
          let isDue = Date().timeIntervalSince(lastCheckpoint) > Self.secondsBetweenCheckpoints
          if isEndOfEpoch || isDue || page.interruption.requested {
            try trainer.save(to: checkpointFile, plan: plan, place: place, history: history)
            lastCheckpoint = Date()
          }
          if page.interruption.requested { throw Interrupted(resume: page.resumeCommand) }
        }
      }
    }
    return trainer
  }

  /// The latent vectors as the averaged generator draws them now: a frame of the filmstrip, and a file.
  private func saveImages(epoch: Int) throws {
    let images = withoutHistory { trainer.averaged(latents, .inference) }
    history.append(images, epoch: epoch)
    try page.save(ImageGrid(images, columns: 8), as: "images/epoch-\(String(format: "%04d", epoch))")
  }

  /// Where a resumed run goes on, once the trainer has become what it was; `nil` for a new run.
  private func resumedPlace() throws -> BatchPlace? {
    guard page.options.resume != nil else { return nil }
    let loaded = try Checkpoint.load(TrainingState.self, from: checkpointFile)
    if let warning = loaded.warning { page.note(warning) }
    let (place, history) = try trainer.load(from: loaded, plan: plan, file: checkpointFile)
    self.history = history
    return place
  }

  /// The filmstrip of the run so far.
  var filmstrip: Filmstrip {
    Filmstrip(frames: history.frames.map { ($0.epoch == 0 ? "start" : "\($0.epoch)", $0.images) })
  }

  /// What the latent vectors have become.
  var drawn: Tensor { history.frames.last!.images }
}
