import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Store

/// One run of the chapter's training: its plan, its data, its files, and what it has seen so far.
///
/// It goes on from the networks that come with the book, if there are any for its data and nobody asked for a start from
/// scratch; the full profile, which makes them, always starts from scratch.
final class TrainingSession {
  let page: Page
  let plan: TrainingPlan
  /// The training images.
  let images: ImageDataset
  /// The pair that the run goes on from.
  let shipped: TrainedPair?
  /// The latent vectors that are drawn again and again.
  let latents: Tensor
  /// What this run has seen.
  private(set) var history = History()

  /// How many steps this run has in all, and after how many it is looked at.
  private let total, lookEvery: Int
  private let batches: Batches
  private let trainer: Trainer<ImageGenerator, ImageDiscriminator>
  private let judge: QualityJudge
  private var seconds = 0.0
  /// The most seconds between checkpoints. When they are written has no influence on what is computed.
  private static let secondsBetweenCheckpoints = 60.0

  init(_ page: Page, _ options: TrainingChapter) throws {
    self.page = page
    let (profile, choice) = (page.profile, options.generator)
    let source = try ImageSource(for: page, options.images, shapes: profile == .quick ? 250 : TrainingPlan.shapes)
    images = profile == .quick ? source.train.slice(0..<64) : source.train
    let kind: BookFeatures.Kind = images.name == "shapes" ? .shapes : .cifar10
    shipped = profile == .full || options.fromScratch ? nil : try TrainedPair.shipped(kind, choice)
    plan = TrainingPlan(
      recipe: shipped?.report.plan.recipe ?? Recipe(profile, generator: choice, dataset: kind), images: images.count,
      dataset: images.name, seed: page.seed, stepsBefore: shipped?.report.bestStep ?? 0)
    batches = plan.batches(of: images)
    if profile == .standard && options.epochs == nil {
      // About a minute: wide networks take a quarter of a second for a step, narrow ones a sixtieth.
      total = plan.recipe.width > 32 ? 180 : shipped == nil ? 3000 : 2400
      lookEvery = total / 6
    } else {
      total = (options.epochs ?? (profile == .quick ? 2 : 50)) * batches.batchesPerEpoch
      lookEvery = options.saveEvery * batches.batchesPerEpoch
    }
    trainer = try plan.trainer()
    if let shipped { try trainer.goOn(from: shipped) }
    // The same for whoever goes on as for whoever made the networks, so that their pictures can be compared.
    let seed = shipped?.report.plan.seed ?? page.seed
    latents = Random(seed: seed).split("latents").normal([10, trainer.generator.latentSize])
    judge = QualityJudge(
      try BookFeatures(kind), training: source.train, test: try source.test(count: Self.samples(profile)))
  }

  /// Trains to the last epoch, or goes on from a checkpoint, saving pictures and checkpoints on the way.
  func train() throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    var place = try resumedPlace() ?? BatchPlace()
    if place == BatchPlace() { try look() }
    var lastCheckpoint = Date()
    let perEpoch = batches.batchesPerEpoch
    let end = BatchPlace(epoch: total / perEpoch, index: total % perEpoch)
    try page.progress("Training on \(plan.dataset)", total: total, done: history.turns.count) { bar in
      try batches.prefetched(from: place, until: end) { stream in
        for batch in stream {
          let start = ContinuousClock.now
          plan.recipe.setRates(of: trainer, after: plan.stepsBefore + history.turns.count)
          let turn = trainer.step(on: batch.images)
          seconds += start.duration(to: .now) / .seconds(1)
          history.append(turn)
          place = batches.place(after: batch.place)
          let isTimeToLook = history.turns.count.isMultiple(of: lookEvery) || history.turns.count == total
          if isTimeToLook { try look() }
          let isDue = Date().timeIntervalSince(lastCheckpoint) > Self.secondsBetweenCheckpoints
          if isTimeToLook || isDue || page.interrupted {
            try trainer.save(to: page.checkpoint, plan: plan, place: place, history: history, seconds: seconds)
            lastCheckpoint = Date()
          }
          if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
          bar.advance(
            ["D": Double(turn.discriminatorLoss), "G": Double(turn.generatorLoss)],
            message: history.best.map { "distance \($0.toTraining.text(.significant(3))) at best" }, preview: preview())
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

  /// Looks at the averaged generator as it is now: a frame of the filmstrip and a file, a score, and, if it has never been
  /// better, a pair of networks to keep.
  private func look() throws {
    let step = history.turns.count
    let images = withoutHistory { trainer.averaged(latents, .inference) }
    history.append(images)
    let folder = page.runFolder.appendingPathComponent("images")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(String(format: "step-%06d.png", step))
    try ImageGrid(images, columns: 5).encoded().write(to: file, options: .atomic)

    let quality = judge.quality(of: trainer.averaged, seed: page.seed)
    history.append(quality)
    page.note(
      "after \(step.text) steps: Fréchet distance \(quality.toTraining.text(.significant(4))) to training images, "
        + "\(quality.toTest.text(.significant(4))) to test images, in \(judge.network.name); "
        + "\(quality.classesCovered) of \(quality.shares.count) classes")
    if history.best == history.scores.last {
      try TrainedPair(
        report: TrainedPair.Report(
          plan: plan, bestStep: step, steps: step, seconds: seconds, quality: quality,
          machine: .current),
        generatorState: trainer.averaged.state, discriminatorState: trainer.discriminator.state, history: history
      ).write(to: best)
    } else if var pair = try? TrainedPair(contentsOf: best) {
      // What came after the best moment belongs to the story too.
      pair.history = history
      (pair.report.steps, pair.report.seconds) = (step, seconds)
      try pair.write(to: best)
    }
  }

  /// The file of the networks at their best moment.
  var best: URL { page.runFolder.appendingPathComponent("best.safetensors.zst") }

  /// Where a resumed run goes on, once the trainer has become what it was; `nil` for a new run.
  private func resumedPlace() throws -> BatchPlace? {
    guard let file = page.resume else { return nil }
    let loaded = try Checkpoint<TrainingState>(contentsOf: file)
    if let reason = loaded.fallbackReason {
      page.note("going on from the checkpoint before the newest, because \(reason)")
    }
    let (place, history) = try trainer.load(from: loaded, plan: plan, file: file)
    self.history = history
    seconds = loaded.state.seconds
    return place
  }

  // MARK: - What was seen, the run that came with the book included

  /// Everything from the first step on.
  var whole: History { shipped.map { $0.history.upToBest.followed(by: history) } ?? history }

  /// The filmstrip of the whole run.
  var filmstrip: Filmstrip { whole.filmstrip }

  /// How good a generator is before its first step.
  func untrained() throws -> Quality { judge.quality(of: try plan.trainer().averaged, seed: plan.seed) }

  /// How many images a score is made of.
  var samples: Int { Self.samples(page.profile) }

  private static func samples(_ profile: Profile) -> Int {
    switch profile {
    case .quick: 250
    case .standard: 2500
    case .full: 10_000
    }
  }

  /// Whose features the scores are computed with.
  var featureName: String { judge.network.name }

  /// What the latent vectors have become.
  var drawn: Tensor { history.frames.last!.images }
}
