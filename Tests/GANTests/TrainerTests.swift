import Datasets
import Foundation
import Store
import TestSupport
import Testing

@testable import Engine
@testable import GAN

/// The training loop: same bits for any number of threads and after any interruption.
@Suite("Trainer", .serialized) struct TrainerTests {
  private static let images = Shapes().dataset(0..<64)

  private let plan: TrainingPlan = {
    var recipe = Recipe.shapes
    recipe.width = 8
    return TrainingPlan(recipe: recipe, images: images, flips: false, seed: 3)
  }()

  private func fingerprint() -> String {
    let trainer = plan.trainer()
    let batches = plan.batches(of: Self.images)
    for index in 0..<3 { _ = trainer.step(on: batches.batch(epoch: 0, index: index).images) }
    return trainer.fingerprint
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let one = Parallel.withThreads(1) { fingerprint() }
    for threads in [2, 3, 8] {
      // A pool of its own, in which every thread does its share: another test cannot have taken it.
      let pool = ThreadPool(stealsWork: false)
      #expect(Parallel.withThreads(threads, of: pool) { fingerprint() } == one, "\(threads) threads")
      #expect(pool.jobsDone.count == threads && pool.jobsDone.allSatisfy { $0 > 0 }, "\(threads) threads took part")
    }
  }

  @Test func ratesStayAndThenFallToATwentieth() throws {
    let fade = Recipe.Fade(after: 10, until: 30)
    #expect([0, 10].map(fade.share) == [1, 1])
    #expect(abs(fade.share(after: 20) - 0.5) < 1e-6)
    #expect([30, 1000].map(fade.share) == [0.05, 0.05])
    var recipe = plan.recipe
    recipe.fade = fade
    let trainer = recipe.trainer(random: Random(seed: 1))
    recipe.setRates(of: trainer, after: 20)
    #expect(abs(trainer.generatorRule.learningRate - recipe.generatorRate / 2) < 1e-9)
    #expect(abs(trainer.discriminatorRule.learningRate - recipe.discriminatorRate / 2) < 1e-9)
  }

  @Test func aCheckpointOfAnotherPlanIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("checkpoint.safetensors.zst")
      try plan.trainer().save(to: file, plan: plan, place: BatchPlace(), history: History())
      var other = plan
      other.seed = 4
      let loaded = try Checkpoint<TrainingState>(contentsOf: file)
      let error = #expect(throws: WrongCheckpoint.self) {
        _ = try other.trainer().load(from: loaded, plan: other, file: file)
      }
      #expect(error?.description.contains("another run: the seed is 3 there, 4 here; give") == true)
    }
  }

  /// What a damaged checkpoint may say: a name, a change of its state, and one of its tensors.
  private struct Damage: Sendable, CustomStringConvertible {
    let description: String
    var state: @Sendable (inout TrainingState) -> Void = { _ in }
    var tensors: @Sendable (inout [String: Tensor]) -> Void = { _ in }
  }

  private static let damages: [Damage] = [
    Damage(description: "the epoch of the next batch is -1", state: { $0.place.epoch = -1 }),
    Damage(description: "the epoch of the next batch is 9223372036854775807", state: { $0.place.epoch = .max }),
    Damage(description: "the place of the next batch is 99", state: { $0.place.index = 99 }),
    Damage(description: "the next batch is 0 of epoch 0", state: { $0.place.index = 0 }),
    Damage(description: "the number of the generator's updates is", state: { $0.generatorSteps = .max }),
    Damage(description: "the number of the discriminator's updates is -1", state: { $0.discriminatorSteps = -1 }),
    Damage(description: "the time is nan", state: { $0.seconds = .nan }),
    Damage(description: "the time is -1", state: { $0.seconds = -1 }),
    Damage(
      description: "the number of the average's updates is",
      state: { $0.average = MovingAverage(decay: 0.5, updates: .max) }),
    Damage(
      description: "turns are of shape [4], expected 4 numbers",
      tensors: { $0["history.turns"] = Tensor.zeros([4]) }),
    Damage(
      description: "scores are of shape [1, 3]", tensors: { $0["history.scores"] = Tensor.zeros([1, 3]) }),
    Damage(
      description: "the step of a score is nan",
      tensors: { $0["history.scores"] = Tensor(shape: [1, 4], scalars: [.nan, 1, 1, 1]) }),
    Damage(
      description: "a score is inf",
      tensors: { $0["history.scores"] = Tensor(shape: [1, 4], scalars: [1, .infinity, 1, 1]) }),
    Damage(
      description: "the step of a picture is 99", tensors: { $0["history.frame.99"] = $0["history.frame.0"] }),
    Damage(
      description: "a picture is of shape [3]", tensors: { $0["history.frame.0"] = Tensor.zeros([3]) }),
  ]

  @Test("numbers that no checkpoint can have are refused, and nothing changes", arguments: damages.indices)
  func damage(_ index: Int) throws {
    let damage = Self.damages[index]
    try withTemporaryFolder { folder in
      func run() throws -> TrainingRun {
        try TrainingRun(
          plan, images: Self.images, total: 9, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
          folder: folder)
      }
      let first = try run()
      _ = try first.train(stopsWhen: { true })
      let file = try #require(first.checkpoint)
      var checkpoint = try Checkpoint<TrainingState>(contentsOf: file)
      damage.state(&checkpoint.state)
      damage.tensors(&checkpoint.tensors)
      try Checkpoint(tensors: checkpoint.tensors, state: checkpoint.state).save(to: file)
      let second = try run()
      let before = second.trainer.fingerprint
      let error = #expect(throws: DamagedRun.self) { try second.resume(from: file) }
      #expect(error?.description.contains("\(file.path) is damaged: ") == true)
      #expect(error?.description.contains(damage.description) == true)
      #expect(second.trainer.fingerprint == before && second.loop.steps == 0)
    }
  }

  @Test func aDecayThatNoAverageHasIsRefused() throws {
    // It can be read, but not made.
    let average = try JSONDecoder().decode(MovingAverage.self, from: Data(#"{"decay": 2, "updates": 1}"#.utf8))
    var state = TrainingState(
      plan: plan, place: BatchPlace(), average: average, generatorSteps: 0, discriminatorSteps: 0, randomKey: 0,
      randomCounter: 0, seconds: 0)
    let fault = #expect(throws: NumberFault.self) { try state.check(against: History(), perEpoch: 4) }
    #expect(fault?.reason.hasPrefix("the average's decay is 2") == true)
    state.average = nil
    try state.check(against: History(), perEpoch: 4)
  }

  @Test func aPairWithNumbersThatNoPairHasIsRefused() throws {
    try withTemporaryFolder { folder in
      let run = try TrainingRun(
        plan, images: Self.images, total: 1, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
        scorer: { _ in Quality(toTraining: 1, toTest: 1, shares: [1], samples: 10) }, folder: folder)
      _ = try run.train()
      let file = try #require(run.best)
      var pair = try TrainedPair(contentsOf: file)
      pair.report.keptStep = -1
      try pair.write(to: file)
      let error = #expect(throws: DamagedRun.self) { try TrainedPair(contentsOf: file) }
      #expect(error?.description.contains("the kept step is -1") == true)
    }
  }

  @Test func aRunThatIsStoppedGoesOnWithTheSameBits() throws {
    try withTemporaryFolder { folder in
      func run(_ name: String) throws -> TrainingRun {
        try TrainingRun(
          plan, images: Self.images, total: 7, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
          folder: folder.appendingPathComponent(name))
      }
      let unbroken = try run("unbroken")
      #expect(try unbroken.train() == .finished)
      let broken = try run("broken")
      var turns = 0
      #expect(try broken.train(stopsWhen: { turns == 3 }, onStep: { _ in turns += 1 }) == .stopped)
      let resumed = try run("broken")
      #expect(try resumed.resume(from: #require(broken.checkpoint)) == nil)
      #expect(try resumed.loop.steps == 3 && resumed.train() == .finished)
      #expect(resumed.trainer.fingerprint == unbroken.trainer.fingerprint)
      #expect(resumed.history.turns == unbroken.history.turns)
      let pictures = try ["unbroken", "broken"].map {
        try Data(contentsOf: folder.appendingPathComponent("\($0)/images/step-000007.png"))
      }
      #expect(pictures[0] == pictures[1])
    }
  }

  @Test func aRunComputesInThePrecisionOfItsRecipe() throws {
    func trained(_ precision: Precision, threads: Int = 1, penaltyInterval: Int = 16) throws -> String {
      var plan = plan
      (plan.recipe.width, plan.recipe.precision, plan.recipe.r1Interval) = (16, precision, penaltyInterval)
      return try Parallel.withThreads(threads) {
        let run = try TrainingRun(
          plan, images: Self.images, total: 2, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]))
        _ = try run.train()
        return run.trainer.fingerprint
      }
    }
    let brainFloats = try trained(.bf16)
    #expect(try brainFloats == trained(.bf16, threads: 3))
    #expect(try (brainFloats != trained(.float)) == Processor.hasBrainFloats)
    #expect(
      try trained(.bf16, penaltyInterval: 1) == trained(.float, penaltyInterval: 1),
      "a step with a penalty is one in floats")
  }

  @Test("a run keeps its best moment, or its last if it is asked to, and looks at its ends", arguments: [false, true])
  func kept(last: Bool) throws {
    try withTemporaryFolder { folder in
      var scores = [5.0, 3, 4].makeIterator()
      let run = try TrainingRun(
        plan, images: Self.images, total: 4, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
        scorer: { _ in Quality(toTraining: scores.next()!, toTest: 9, shares: [0.5, 0.5], samples: 10) },
        folder: folder)
      run.keepsLast = last
      var looks = 0
      #expect(try run.train(looksWhen: { $0.steps == 2 }, onLook: { _ in looks += 1 }) == .finished)
      #expect(
        looks == 3 && run.history.scores.map(\.step) == [0, 2, 4] && run.history.frames.map(\.step) == [0, 2, 4])
      let best = try TrainedPair(contentsOf: try #require(run.best))
      #expect(best.report.keptStep == (last ? 4 : 2) && best.report.steps == 4 && best.history.turns.count == 4)

      // Whoever goes on has the history of the weights that were kept, and may draw from fewer latent vectors.
      var next = plan
      next.stepsBefore = best.report.keptStep
      let further = try TrainingRun(
        next, images: Self.images, total: 1, goingOnFrom: best,
        latents: Random(seed: 1).normal([3, ImageGenerator.usualLatentSize]))
      #expect(try further.train() == .finished)
      let whole = further.whole
      #expect(whole.turns.count == best.report.keptStep + 1)
      #expect(whole.frames.map(\.step) == (last ? [0, 2, 4, 5] : [0, 2, 3]))
      #expect(whole.strip().raster != nil)
    }
  }
}
