import Datasets
import Engine
import Foundation
import Pictures
import Store

/// One run of training on images: its plan, its data, its files, and what it has seen so far.
///
/// Whoever trains a pair of image networks does it through this: a page, a trial of a recipe, a command. A run takes
/// *looks*: the averaged generator draws the same latent vectors again, is scored if there is a scorer, and is kept if
/// it has never been better. With a folder, each look leaves a picture, and a checkpoint lets the run go on later with
/// the same bits.
public final class TrainingRun {
  /// What decides the run.
  public let plan: TrainingPlan
  /// The pair in training.
  public let trainer: Trainer<ImageGenerator, ImageDiscriminator>
  /// The pair that the run goes on from, if it does not begin with new weights.
  public let predecessor: TrainedPair?
  /// The latent vectors that are drawn at every look, `[count, latentSize]`.
  public let latents: Tensor
  /// What this run has seen.
  public private(set) var history = History()
  /// How far it has come.
  public private(set) var loop: TrainingLoop

  private let scorer: Scorer?
  private let folder: URL?

  /// A run before its first step.
  ///
  /// - Parameters:
  ///   - plan: What decides the run.
  ///   - images: The training images.
  ///   - total: The steps of the run; `nil` for one that goes on until it is stopped.
  ///   - predecessor: A pair to go on from.
  ///   - trainer: The pair in training, where it is not the plan's own.
  ///   - latents: What is drawn at every look.
  ///   - scorer: Scores the averaged generator at every look.
  ///   - folder: Where pictures, the best pair and the checkpoint go; nothing is kept without one.
  /// - Throws: ``ModuleError`` if the predecessor's networks are not the plan's.
  public init(
    _ plan: TrainingPlan, images: ImageDataset, total: Int?, goingOnFrom predecessor: TrainedPair? = nil,
    trainer: Trainer<ImageGenerator, ImageDiscriminator>? = nil, latents: Tensor, scorer: Scorer? = nil,
    folder: URL? = nil
  ) throws {
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
  ///   - looksWhen: Asked after every step whether to look; the last step is always looked at.
  ///   - stopsWhen: Asked after every step whether to stop early.
  ///   - onStep: Told what every step found.
  ///   - onLook: Told of every look that was scored, the one before the first step included.
  public func train(
    looksWhen isTimeToLook: (TrainingLoop) -> Bool = { _ in false }, stopsWhen shouldStop: () -> Bool = { false },
    onStep: (Turn) -> Void = { _ in }, onLook: (Quality) -> Void = { _ in }
  ) throws -> TrainingLoop.Ending {
    var loop = loop
    if loop.steps == 0 { try look(onLook) }
    return try loop.run(
      step: { batch in
        plan.recipe.setRates(of: trainer, after: plan.stepsBefore + history.turns.count)
        let turn = trainer.step(on: batch.images)
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
        if let checkpoint {
          try trainer.save(to: checkpoint, plan: plan, place: now.place, history: history, seconds: now.seconds)
        }
      },
      stopsWhen: shouldStop)
  }

  /// The latent vectors as the averaged generator draws them now.
  public func drawn() -> Tensor { withoutHistory { trainer.averaged(latents, .inference) } }

  /// A frame of the filmstrip and a picture, a score, and, if it has never been better, a pair of networks to keep.
  private func look(_ report: (Quality) -> Void) throws {
    history.append(drawn())
    if let folder { try writePicture(in: folder) }
    guard let scorer else { return }
    let quality = scorer(trainer.averaged)
    history.append(quality)
    report(quality)
    if let best { try keep(quality, in: best) }
  }

  private func writePicture(in folder: URL) throws {
    let pictures = folder.appendingPathComponent("images")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    let file = pictures.appendingPathComponent(String(format: "step-%06d.png", history.turns.count))
    try ImageGrid(history.frames.last!.images, columns: latents.shape[0] <= 10 ? 5 : 8).encoded()
      .write(to: file, options: .atomic)
  }

  private func keep(_ quality: Quality, in file: URL) throws {
    let step = history.turns.count
    if history.best == history.scores.last {
      try TrainedPair(
        report: TrainedPair.Report(
          plan: plan, bestStep: step, steps: step, seconds: loop.seconds, quality: quality, machine: .current),
        generatorState: trainer.averaged.state, discriminatorState: trainer.discriminator.state, history: history
      ).write(to: file)
    } else if var pair = try? TrainedPair(contentsOf: file) {
      // What came after the best moment belongs to the story too.
      pair.history = history
      (pair.report.steps, pair.report.seconds) = (step, loop.seconds)
      try pair.write(to: file)
    }
  }

  // MARK: - Files

  /// The file of the networks at their best moment; `nil` without a folder.
  public var best: URL? { folder?.appendingPathComponent("best.safetensors.zst") }

  /// The file that the run can go on from; `nil` without a folder.
  public var checkpoint: URL? { folder?.appendingPathComponent(Self.checkpointName) }

  /// The name of a checkpoint in a run's folder.
  public static let checkpointName = "checkpoint.safetensors.zst"

  /// Becomes what it was when it saved its checkpoint.
  ///
  /// - Returns: Why an older checkpoint was taken than the newest, if one was.
  /// - Throws: ``WrongCheckpoint`` if the file is of a run with another plan, and what reading throws.
  public func resume(from file: URL) throws -> StoreError? {
    let loaded = try Checkpoint<TrainingState>(contentsOf: file)
    let (place, history) = try trainer.load(from: loaded, plan: plan, file: file)
    self.history = history
    loop = TrainingLoop(
      loop.batches, total: loop.total, steps: history.turns.count, place: place, seconds: loaded.state.seconds)
    return loaded.fallbackReason
  }

  // MARK: - The whole story

  /// Everything from the first step on, the steps of the predecessor included.
  public var whole: History { predecessor.map { $0.history.upToBest.followed(by: history) } ?? history }
}
