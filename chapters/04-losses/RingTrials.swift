import Datasets
import Engine
import GAN
import Metrics
import Notebook

/// One loss on the ring, over several seeds.
struct RingTrial {
  let name: String
  /// Generated points, `[2500, 2]`, for each seed.
  let points: [Tensor]

  /// For each seed, how the points that lie within so many deviations of a mode's centre are spread over the modes.
  func counts(over ring: GaussianMixture, within deviations: Double = 3) -> [ModeCount] {
    points.map { ModeCount($0, over: ring, within: deviations) }
  }

  /// For each seed, the modes with at least 20 such points.
  func clusters(of ring: GaussianMixture, within deviations: Double) -> [Int] {
    counts(over: ring, within: deviations).map { $0.modes(atLeast: 20) }
  }
}

/// What decides how the trials on the ring come out.
struct RingTrialRecipe: Encodable {
  var steps = 4000
  var batch = 256
  var learningRate: Float = 1e-3
  var seeds = 5
}

/// A loss that takes part, and what bounds its critic's slope.
private struct Contestant {
  let name: String
  let loss: any AdversarialLoss
  var isNormalised = false
  var penalty: GradientPenalty?
  /// The name of its points in the cache, if it differs.
  var cacheName: String?

  /// The name of its points in the cache.
  var key: String { cacheName ?? name }
}

/// Every loss of this chapter trained on the ring, from the chapter's caches.
func ringTrials(for page: Page) throws -> [RingTrial] {
  try trials(
    of: [
      Contestant(name: "minimax", loss: Minimax()), Contestant(name: "non-saturating", loss: NonSaturating()),
      Contestant(name: "non-saturating, smoothed", loss: NonSaturating(smoothing: 0.1)),
      Contestant(name: "least squares", loss: LeastSquares()), Contestant(name: "hinge", loss: Hinge()),
      Contestant(name: "Wasserstein, unbounded", loss: Wasserstein(), cacheName: "Wasserstein, unheld"),
      Contestant(
        name: "Wasserstein, spectral norm", loss: Wasserstein(), isNormalised: true,
        cacheName: "Wasserstein, spectrally normalised"),
    ], cache: "ring", page)
    + trials(
      of: [
        Contestant(
          name: "Wasserstein, one-sided penalty", loss: Wasserstein(),
          penalty: GradientPenalty(lambda: 10, isOneSided: true), cacheName: "Wasserstein, penalised"),
        Contestant(name: "relativistic pairs", loss: RelativisticPairs()),
      ], cache: "ring-more", page)
}

private func trials(of contestants: [Contestant], cache: String, _ page: Page) throws -> [RingTrial] {
  let recipe = RingTrialRecipe()
  let tensors = try page.cached(cache, configuration: recipe, seed: 1, usesData: false, as: .float16) {
    var found: [String: Tensor] = [:]
    let total = contestants.count * recipe.seeds * recipe.steps
    try page.progress("Training on the ring", total: total) { bar in
      for contestant in contestants {
        for seed in 1...recipe.seeds {
          let random = Random(seed: UInt64(seed)).split("ring trial")
          func train(against judge: some Discriminator) throws -> Tensor {
            try ringDuel(contestant, against: judge, recipe: recipe, random: random) {
              if page.interrupted { throw Interrupted(resume: "swift run chapter 4 --fresh") }
              bar.advance()
            }
          }
          let judge = random.split("discriminator")
          found["\(contestant.key).\(seed)"] =
            contestant.isNormalised
            ? try train(against: SpectralPointDiscriminator(random: judge))
            : try train(against: PointDiscriminator(random: judge))
        }
      }
    }
    return found
  }
  return try contestants.map { contestant in
    RingTrial(
      name: contestant.name,
      points: try (1...recipe.seeds).map { try tensors.tensor("\(contestant.key).\($0)", [2500, 2]) })
  }
}

/// How many modes each seed of a contestant covered, by the points that come with the book.
///
/// - Parameter key: The contestant's name among them, such as `non-saturating`.
/// - Throws: A `StoreError` or ``PageError`` if the file is missing or damaged.
func coveredInChapterFour(_ key: String) throws -> [Int] {
  let published = try CachedTensors(shipped: "ring", in: "chapters/04-losses/cache")
  return try (1...RingTrialRecipe().seeds).map { seed in
    ModeCount(try published.tensor("\(key).\(seed)", [2500, 2]), over: .ring()).modes(atLeast: 20)
  }
}

/// Trains a generator of points against a discriminator on the ring.
///
/// - Parameter afterStep: Called after every step; what it throws ends the training.
/// - Returns: 2,500 of its points.
private func ringDuel(
  _ contestant: Contestant, against judge: some Discriminator, recipe: RingTrialRecipe, random: Random,
  afterStep: () throws -> Void
) throws -> Tensor {
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 2, random: random.split("generator")) }, discriminator: judge,
    loss: contestant.loss,
    generatorRule: Adam(learningRate: recipe.learningRate, beta1: 0.5),
    discriminatorRule: Adam(learningRate: recipe.learningRate, beta1: 0.5), average: nil,
    random: random.split("training"))
  trainer.regularizers = contestant.penalty.map { [$0] } ?? []
  let ring = GaussianMixture.ring()
  for _ in 0..<recipe.steps {
    _ = trainer.step(on: ring.sample(count: recipe.batch, random: random))
    try afterStep()
  }
  return withoutHistory { trainer.generator(random.normal([2500, 2]), .inference) }
}
