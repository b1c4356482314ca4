import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures

/// The page's own run: what is trained, and how the reader is kept informed.
///
/// It starts from the first step, unless the reader asks to go on from the networks that come with the book; the full profile,
/// which makes them, always starts from the first step.
struct ChapterRun {
  /// The data set, and the images that are trained on.
  let set: DataSet
  let images: ImageDataset
  /// Who scores the generator, and with how many images.
  let scorer: QualityJudge
  let samples: Int
  /// What the page calls the network that scores.
  var networkName: String { self.set == .shapes ? "Shapes' network" : "CIFAR-10's network" }
  /// The latent vectors that are drawn again and again.
  let latents: Tensor
  let run: TrainingRun
  private let lookEvery: Int

  init(_ page: Page, _ options: TrainingChapter) throws {
    let (profile, kind) = (page.profile, options.generator)
    let source = try ImageSource(for: page, options.images, drawn: profile == .quick ? 250 : 20_000)
    (set, images) = (source.set, profile == .quick ? source.train.slice(0..<64) : source.train)
    let shipped = profile == .full || !options.goOn ? nil : try TrainedPair.shipped(set, ShippedPair.Kind(kind))
    // The pairs that the full profile makes, and those that come with the book to go on from, are told no class.
    let plan = TrainingPlan(
      recipe: shipped?.report.plan.recipe ?? Self.recipe(profile, kind, set), images: images, flips: set.allowsFlips,
      seed: page.seed, stepsBefore: shipped?.report.keptStep ?? 0,
      usesClasses: set == .shapes && profile != .full && shipped == nil)
    let perEpoch = plan.batches(of: images).batchesPerEpoch
    let total: Int
    if profile == .standard && options.epochs == nil {
      // Less than half a minute for Shapes, whose narrow networks take a sixtieth of a second for a step; wide ones take a
      // quarter.
      total = plan.recipe.width > 32 ? 150 : 720
      lookEvery = total / 4
    } else {
      total = (options.epochs ?? (profile == .quick ? 2 : 50)) * perEpoch
      lookEvery = options.saveEvery * perEpoch
    }
    samples = Self.samples(in: profile)
    // A run that goes on has the latent vectors of the networks that it began with, so that pictures can be compared.
    let seed = shipped?.report.plan.seed ?? page.seed
    latents = Random(seed: seed).split("latents").normal([10, ImageGenerator.usualLatentSize])
    let judge = QualityJudge(
      try BookFeatures(for: set), training: source.train, test: try source.test(count: samples))
    scorer = judge
    run = try TrainingRun(
      plan, images: images, total: total, goingOnFrom: shipped, latents: latents,
      scorer: { judge.quality(of: $0, seed: page.seed) }, folder: page.runFolder)
  }

  /// With how many images a generator is scored.
  static func samples(in profile: Profile) -> Int {
    switch profile {
    case .quick: 250
    case .standard: 2500
    case .full: 10_000
    }
  }

  /// Narrow networks and small batches where a minute must hold thousands of steps.
  private static func recipe(_ profile: Profile, _ kind: GeneratorKind, _ set: DataSet) -> Recipe {
    var recipe: Recipe =
      switch (set == .cifar10, profile, kind) {
      case (true, .full, .plain): .plain
      case (true, .full, .enhanced): .photographs
      case (true, .standard, _): .withR1
      case (false, .full, _): .shapes
      default: .shapesConditional
      }
    if profile == .quick { recipe.width = 8 }
    recipe.refinements = kind.refinements
    return recipe
  }

  /// Trains to the last step, with pictures, scores and checkpoints on the way.
  ///
  /// - Returns: The quality at every evaluation, by its step. Of a run that was resumed these are only the later ones.
  func train(_ page: Page) throws -> [Int: Quality] {
    var found: [Int: Quality] = [:]
    if let file = page.resume, let reason = try run.resume(from: file) {
      page.note("going on from the checkpoint before the newest, because \(reason)")
    }
    let ending = try page.progress(
      "Training on \(run.plan.data.variant)", total: run.loop.total!, done: run.loop.steps
    ) { bar in
      try run.train(
        looksWhen: { $0.steps.isMultiple(of: lookEvery) }, stopsWhen: { page.interrupted },
        onStep: { bar.advance($0, of: run) },
        onLook: { quality in
          found[run.history.turns.count] = quality
          page.note(
            "after \(run.history.turns.count.text) steps: Fréchet distance \(quality.toTraining.text(.significant(4))) "
              + "to training images, \(quality.toTest.text(.significant(4))) to test images, in \(scorer.network.name); "
              + "\(quality.classesNamed) of \(quality.shares.count) classes")
        })
    }
    if ending == .stopped { throw Interrupted(resume: page.resumeCommand) }
    return found
  }
}
