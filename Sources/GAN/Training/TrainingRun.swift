import Datasets
import Engine
import Foundation
import Pictures
import Store

/// One run of training on images: its plan, its data, its files, and its history so far.
///
/// A run takes *looks*: the averaged generator draws images from the same latent vectors, is scored if there is a scorer,
/// and is kept if it has never been better. With a folder, each look leaves a picture, and a checkpoint lets the run go
/// on later with the same bits.
public final class TrainingRun {
  /// What decides the run.
  public private(set) var plan: TrainingPlan
  /// The pair in training.
  public let trainer: Trainer<ImageGenerator, ImageDiscriminator>
  /// The pair that the run goes on from; `nil` if it begins with new weights.
  public let predecessor: TrainedPair?
  /// The latent vectors that images are drawn from at every look, `[count, latentSize]`.
  public let latents: Tensor
  /// What this run has measured, its predecessor not included.
  public private(set) var history = History()
  /// How far it has come.
  public private(set) var loop: TrainingLoop

  /// Whether every look's networks take the place of the ones kept before, better or not.
  public var keepsLast = false

  private let scorer: Scorer?
  private let folder: URL?
  /// Who computes which of the plan's shards.
  public let exchange: any ShardExchange

  /// A run before its first step.
  ///
  /// - Parameters:
  ///   - plan: What decides the run.
  ///   - images: The training images.
  ///   - total: The steps of the run; `nil` for one that goes on until it is stopped.
  ///   - predecessor: A pair to go on from.
  ///   - trainer: The pair in training; `nil` for the plan's own.
  ///   - latents: The latent vectors that images are drawn from at every look.
  ///   - scorer: Scores the averaged generator at every look.
  ///   - folder: Where pictures, the best pair and the checkpoint go; nothing is kept without one.
  ///   - exchange: Who computes which of the plan's shards; all are computed here if it is left out.
  /// - Throws: `ModuleError` if the predecessor's networks are not the plan's, and ``NoDiscriminator`` if it has but one.
  public init(
    _ plan: TrainingPlan, images: ImageDataset, total: Int?, goingOnFrom predecessor: TrainedPair? = nil,
    trainer: Trainer<ImageGenerator, ImageDiscriminator>? = nil, latents: Tensor, scorer: Scorer? = nil,
    folder: URL? = nil, exchange: (any ShardExchange)? = nil
  ) throws {
    self.exchange = exchange ?? LocalShards(plan.shards)
    require(
      self.exchange.shards == plan.shards,
      "TrainingRun: \(self.exchange.shards) shards are shared out, and the plan has \(plan.shards)")
    self.plan = plan
    self.predecessor = predecessor
    self.trainer = trainer ?? plan.trainer()
    self.latents = latents
    self.scorer = scorer
    self.folder = folder
    loop = TrainingLoop(plan.batches(of: images), total: total)
    if let predecessor { try self.trainer.goOn(from: predecessor) }
  }

  /// Trains to the last step, or until somebody asks to stop.
  ///
  /// - Parameters:
  ///   - isTimeToLook: Asked after every step whether to look; the run looks after the last step in any case.
  ///   - shouldStop: Asked after every step whether to stop early. Where several processes share the shards, all stop if
  ///     one of them is to.
  ///   - onStep: Called with what every step measured.
  ///   - onLook: Called with the quality at every look that was scored, the one before the first step included.
  ///   - onSave: Called whenever the checkpoint has been saved: after a look, and at least once a minute.
  /// - Returns: How the run ended.
  /// - Throws: What writing the files throws.
  public func train(
    looksWhen isTimeToLook: (TrainingLoop) -> Bool = { _ in false }, stopsWhen shouldStop: () -> Bool = { false },
    onStep: (Turn) -> Void = { _ in }, onLook: (Quality) -> Void = { _ in }, onSave: () throws -> Void = {}
  ) throws -> TrainingLoop.Ending {
    var loop = loop
    if loop.steps == 0 { try look(onLook) }
    return try loop.run(
      step: { batch in
        plan.recipe.setRates(of: trainer, after: plan.stepsBefore + history.turns.count)
        let kinds = max(plan.shape.classes, plan.labels)
        let classes = kinds == 0 ? nil : Tensor.oneHot(batch.labels.map(Int.init), of: kinds)
        let turn = trainer.step(on: batch.images, classes: classes, in: exchange, multiplying: plan.recipe.precision)
        history.append(turn)
        onStep(turn)
      },
      looksWhen: { $0.isFinished || isTimeToLook($0) },
      look: { now in
        self.loop = now
        try look(onLook)
      },
      save: { now in
        self.loop = now
        if exchange.isFirst, let checkpoint {
          try trainer.save(to: checkpoint, plan: plan, place: now.place, history: history, seconds: now.seconds)
        }
        try onSave()
      },
      stopsWhen: { exchange.any(shouldStop()) })
  }

  /// Goes on with other settings; those of the networks must be the same.
  public func change(to recipe: Recipe) { plan.recipe = recipe }

  /// Images that the averaged generator draws from ``latents`` now, `[count, height, width, 3]` in [-1, 1].
  ///
  /// Before the first step no statistics have been gathered, and batch normalisation would leave a flat grey; there it takes
  /// those of these very images.
  public func drawn() -> Tensor {
    guard history.turns.isEmpty, predecessor == nil, latents.shape[0] > 1 else {
      return withoutHistory { trainer.averaged(latents, .inference) }
    }
    let first = plan.generator()
    first.copyValues(of: trainer.averaged)
    return withoutHistory { first(latents, .training(Random(seed: plan.seed))) }
  }

  /// Draws a frame of the filmstrip, writes a picture, scores, and keeps the networks if they have never been better.
  /// Of several processes, the first alone does.
  private func look(_ report: (Quality) -> Void) throws {
    guard exchange.isFirst else { return }
    history.append(drawn())
    if let folder { try writePicture(in: folder) }
    guard let scorer else { return }
    let quality = scorer(trainer.averaged)
    history.append(quality)
    report(quality)
    if let best { try keep(quality, in: best) }
  }

  /// The pictures' columns: with classes, one for each.
  private var columns: Int {
    let classes = plan.shape.classes
    return classes > 0 && latents.shape[0].isMultiple(of: classes) && classes <= 16
      ? classes : latents.shape[0] <= 10 ? 5 : 8
  }

  private func writePicture(in folder: URL) throws {
    let pictures = folder.appendingPathComponent("images")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    let file = pictures.appendingPathComponent(String(format: "step-%06d.png", history.turns.count))
    try ImageGrid(history.frames.last!.images, columns: columns).encoded()
      .writeWhole(to: file)
  }

  private func keep(_ quality: Quality, in file: URL) throws {
    let step = history.turns.count
    if keepsLast || history.best == history.scores.last {
      try TrainedPair(
        report: TrainedPair.Report(
          plan: plan, keptStep: step, steps: step, seconds: loop.seconds, quality: quality, machine: .current),
        generatorState: trainer.averaged.state, discriminatorState: trainer.discriminator.state, history: history
      ).write(to: file)
    } else if var pair = try? TrainedPair(contentsOf: file) {
      // The history goes on after the best moment.
      pair.history = history
      (pair.report.steps, pair.report.seconds) = (step, loop.seconds)
      try pair.write(to: file)
    }
  }

  // MARK: - Files

  /// The file of the networks at their best score; `nil` without a folder.
  public var best: URL? { folder?.appendingPathComponent("best.safetensors.zst") }

  /// The file that the run can go on from; `nil` without a folder.
  public var checkpoint: URL? { folder?.appendingPathComponent(Self.checkpointName) }

  /// The name of a checkpoint in a run's folder.
  public static let checkpointName = "checkpoint.safetensors.zst"

  /// Restores the state of the run that saved the checkpoint.
  ///
  /// - Returns: Why the previous checkpoint was read in the place of the newest; `nil` if it was not.
  /// - Throws: ``WrongCheckpoint`` if the file is of a run with another plan, and what reading throws.
  public func resume(from file: URL) throws -> StoreError? {
    let loaded = try Checkpoint<TrainingState>(contentsOf: file)
    let (place, history) = try trainer.load(from: loaded, plan: plan, file: file)
    self.history = history
    loop = TrainingLoop(
      loop.batches, total: loop.total, steps: history.turns.count, place: place, seconds: loaded.state.seconds)
    return loaded.fallbackReason
  }

  // MARK: - The whole history

  /// The history from the first step on, with the predecessor's steps up to those after which it was kept.
  public var whole: History {
    predecessor.map { $0.history.first($0.report.keptStep).followed(by: history) } ?? history
  }
}
