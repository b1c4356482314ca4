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
  /// All training images and the test images, as the scores have them.
  private let training, test: ImageDataset
  /// The latent vectors that are drawn again and again.
  let latents: Tensor
  let run: TrainingRun
  /// What the scoring network saw in the images of each evaluation.
  let seen = SeenModes()
  private let lookEvery: Int

  /// Which share of the images got the name of each mode, by the step of the evaluation. A run that was resumed has only those
  /// of its later part.
  final class SeenModes {
    var shares: [Int: [Double]] = [:]
  }

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
    (training, test) = (source.train, try source.test(count: samples))
    let judge = QualityJudge(try BookFeatures(for: set), training: training, test: test)
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

  /// What real images get where the generator of this run is scored.
  func scoreOfReal() -> Quality { realScore(by: scorer.network, training: training, test: test) }

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
  func train(_ page: Page) throws -> Trainer<ImageGenerator, ImageDiscriminator> {
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
          seen.shares[run.history.turns.count] = quality.shares
          page.note(
            "after \(run.history.turns.count.text) steps: Fréchet distance \(quality.toTraining.text(.significant(4))) "
              + "to training images, \(quality.toTest.text(.significant(4))) to test images, in \(scorer.network.name); "
              + "\(quality.classesNamed) of \(quality.shares.count) classes")
        })
    }
    if ending == .stopped { throw Interrupted(resume: page.resumeCommand) }
    return run.trainer
  }
}

/// What real images get where a generator is scored: the distance of test images to as many training images, and the modes
/// that a network sees in the test images.
func realScore(
  by network: BookFeatures, training: ImageDataset, test: ImageDataset
) -> Quality {
  let seen = [training, test].map { images -> (gaussian: FeatureGaussian, labels: [Int]) in
    var statistics = FeatureStatistics(featureCount: network.featureCount)
    var labels: [Int] = []
    let count = min(test.count, images.count)
    for start in stride(from: 0, to: count, by: 250) {
      let found = network(images.tensor(of: start..<min(start + 250, count)))
      statistics.add(Matrix(found.features))
      labels += found.logits.argmax()
    }
    return (FeatureGaussian(statistics), labels)
  }
  let distance = seen[1].gaussian.squaredDistance(to: seen[0].gaussian)
  let shares = ModeCount(labels: seen[1].labels, modes: network.classNames.count).shares
  return Quality(toTraining: distance, toTest: distance, shares: shares, samples: seen[1].labels.count)
}

/// The first test images of Shapes as Shapes' network sees them, and how far as many generated ones are from them.
struct TestImages {
  /// How many there are.
  let count: Int
  private let network: BookFeatures
  private let seen: FeatureGaussian

  /// Sends so many test images through the network.
  init(count: Int) throws {
    self.count = count
    network = try BookFeatures(for: .shapes)
    let images = try DataSet.shapes.images(.test, 0..<count)
    seen = Self.seen(by: network, count: count) { images.tensor(of: $0) }
  }

  /// The Fréchet distance of images of `generator` to them, from latent vectors of the given seed.
  func distance(of generator: ImageGenerator, seed: UInt64) -> Double {
    let random = Random(seed: seed).split("quality")
    return Self.seen(by: network, count: count) { places in
      let latents = random.normal([places.count, generator.latentSize])
      return withoutHistory { generator(latents, .inference) }
    }.squaredDistance(to: seen)
  }

  /// What the network sees in so many images, of which `images` gives those at some places.
  static func seen(by network: BookFeatures, count: Int, _ images: (Range<Int>) -> Tensor) -> FeatureGaussian {
    var statistics = FeatureStatistics(featureCount: network.featureCount)
    for start in stride(from: 0, to: count, by: 250) {
      statistics.add(Matrix(network(images(start..<min(start + 250, count))).features))
    }
    return FeatureGaussian(statistics)
  }
}
