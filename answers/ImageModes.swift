import Datasets
import Engine
import GAN
import Metrics
import Notebook
import Store

/// Images and the modes of Shapes that a classifier sees in them.
struct ImageModes {
  let name: String
  let images: Tensor
  let count: ModeCount
  /// The probability that the classifier gives to the mode that it names, for each image.
  let confidences: [Double]
  /// The mode that the classifier names, for each image.
  let names: [Int]

  init(_ name: String, _ images: Tensor, by classifier: BookFeatures) {
    self.name = name
    self.images = images
    let logits = stride(from: 0, to: images.shape[0], by: 250).map { start in
      classifier(images.slice(start..<min(start + 250, images.shape[0]))).logits
    }
    count = ModeCount(logits: Tensor.concatenate(logits))
    names = logits.flatMap { $0.argmax() }
    confidences = logits.flatMap { $0.softmax().maximumOverLastAxis().scalars.map(Double.init) }
  }

  /// From how many images on a mode counts as named: of 2,500 a quarter of an equal share.
  static let bar = 8

  /// The modes that are not named.
  var leftOut: [Shapes.Label] { count.counts.indices.filter { count.counts[$0] < Self.bar }.map(Shapes.Label.init) }

  /// How many modes of each hue are not named, most first.
  var leftOutByHue: [(hue: Shapes.Hue, count: Int)] {
    Shapes.Hue.allCases.map { hue in (hue: hue, count: leftOut.count { $0.hue == hue }) }
      .sorted { $0.count > $1.count }
  }

  /// How many modes of each figure are not named, most first.
  var leftOutByFigure: [(figure: Shapes.Figure, count: Int)] {
    Shapes.Figure.allCases.map { figure in (figure: figure, count: leftOut.count { $0.figure == figure }) }
      .sorted { $0.count > $1.count }
  }

  /// Named modes, if only those images are counted of which the classifier is more than half sure.
  var namedSurely: Int { sureCount.modes(atLeast: Self.bar) }

  /// The images of which the classifier is more than half sure, counted.
  var sureCount: ModeCount {
    ModeCount(labels: zip(names, confidences).filter { $1 > 0.5 }.map(\.0), modes: Shapes.modes)
  }

  /// Modes whose name enough images get.
  var named: Int { count.modes(atLeast: Self.bar) }

  private var labels: [Shapes.Label] {
    count.counts.indices.filter { count.counts[$0] >= Self.bar }.map(Shapes.Label.init)
  }

  /// The shares of the eight hues, figure by figure.
  var sharesByFigure: [[Double]] {
    let hues = Shapes.Hue.allCases.count
    return Shapes.Figure.allCases.indices.map { Array(count.shares[$0 * hues..<($0 + 1) * hues]) }
  }

  /// Figures of which some mode is named.
  var figures: Int { Set(labels.map(\.figure)).count }

  /// The names of the hues that no named mode has.
  var missingHues: [String] {
    let found = Set(labels.map(\.hue))
    return Shapes.Hue.allCases.filter { !found.contains($0) }.map { "\($0)" }
  }
}

/// Everything that decides how a small pair of image networks comes out, except its images and its seed.
struct ImagePairPlan: Codable {
  /// Of R1, evaluated in every fourth step; 0 for none.
  var gamma: Float
  var steps = 4000
  var images = 20_000
  var width = 16
  var batchSize = 16
  var learningRate: Float = 1e-3

  private var recipe: Recipe {
    Recipe(
      refinements: 0, width: width, generatorRate: learningRate, discriminatorRate: learningRate, r1: gamma,
      r1Interval: 4, batchSize: batchSize)
  }

  /// A generator with the initial weights of the pair.
  func generator(_ shape: ImageShape = .colour32, seed: UInt64) -> ImageGenerator {
    recipe.generator(ImageNetworkShape(image: shape), random: imageRandom(seed).split("generator"))
  }

  /// The moving average of the generator, trained on some images.
  func train(on images: ImageDataset, seed: UInt64, _ title: String, _ page: Page) throws -> ImageGenerator {
    let random = imageRandom(seed)
    let run = try TrainingRun(
      TrainingPlan(recipe: recipe, images: images, flips: false, seed: seed), images: images, total: steps,
      trainer: recipe.trainer(ImageNetworkShape(image: images.shape), random: random),
      latents: random.normal([1, ImageGenerator.usualLatentSize]))
    let ending = try page.progress("\(title), γ \(gamma), seed \(seed)", total: steps) { bar in
      try run.train(
        stopsWhen: { page.interrupted },
        onStep: { bar.advance(["D": Double($0.discriminatorLoss), "G": Double($0.generatorLoss)]) })
    }
    if ending == .stopped { throw Interrupted(resume: page.resumeCommand) }
    return run.trainer.averaged
  }
}

private func imageRandom(_ seed: UInt64) -> Random { Random(seed: seed).split("image pair") }

/// 2,500 images that a generator draws, from latent vectors that depend on the seed alone.
func images(of generator: ImageGenerator, seed: UInt64) -> Tensor {
  let latents = imageRandom(seed).split("latents").normal([2500, generator.latentSize])
  return withoutHistory {
    Tensor.concatenate((0..<10).map { generator(latents.slice(250 * $0..<250 * ($0 + 1)), .inference) })
  }
}

/// 2,500 images from a small generator that was trained on Shapes: its moving average, from the cache that comes with the book.
func imagesOfTrainedPair(gamma: Float, _ page: Page) throws -> Tensor {
  let plan = ImagePairPlan(gamma: gamma)
  let state = try page.cached(
    gamma == 0 ? "images-plain" : "images-r1", in: BookFiles.collapseCache, configuration: plan, seed: 1,
    usesData: false, as: .float16
  ) {
    try plan.train(on: Shapes(seed: 0).dataset(0..<plan.images), seed: 1, "Training on Shapes", page).state
  }
  let trained = plan.generator(seed: 1)
  try trained.load(state.all)
  return images(of: trained, seed: 1)
}

/// What decides the trial of both pairs on more seeds.
private struct ImageTrialPlan: Encodable {
  var pairs = [ImagePairPlan(gamma: 0), ImagePairPlan(gamma: 1)]
  var seeds: [UInt64] = [2, 3, 4, 5]
}

/// The modes that the unpenalised pair and the one with R1 draw on the seeds after the first, pair by pair, from the
/// cache that comes with the book: the names of all 2,500 images are counted, and those that the classifier is more than half sure of.
func imageTrials(by classifier: BookFeatures, _ page: Page) throws -> [[(all: ModeCount, sure: ModeCount)]] {
  let trial = ImageTrialPlan()
  let shape = [trial.pairs.count, trial.seeds.count, 2, Shapes.modes]
  let counts = try page.cached(
    "images-seeds", in: BookFiles.collapseCache, configuration: trial, seed: 1, usesData: false
  ) {
    let counts = try trial.pairs.flatMap { plan in
      let shapes = Shapes(seed: 0).dataset(0..<plan.images)
      return try trial.seeds.flatMap { seed in
        let trained = try plan.train(on: shapes, seed: seed, "Training on Shapes", page)
        let modes = ImageModes("seed \(seed)", images(of: trained, seed: seed), by: classifier)
        return modes.count.counts + modes.sureCount.counts
      }
    }
    return ["counts": Tensor(shape: shape, scalars: counts.map(Float.init))]
  }.tensor("counts", shape)
  return trial.pairs.indices.map { pair in
    trial.seeds.indices.map { seed in
      let found = (0..<2).map { kind in
        let part = counts.slice(pair..<pair + 1).slice(seed..<seed + 1, axis: 1).slice(kind..<kind + 1, axis: 2)
        return ModeCount(counts: part.scalars.map { Int($0) }, samples: 2500)
      }
      return (found[0], found[1])
    }
  }
}
