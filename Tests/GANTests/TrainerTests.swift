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
      #expect(error?.description.contains("seed 3") == true && error?.description.contains("seed 4") == true)
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

  @Test func aRunKeepsItsBestMomentAndLooksAtItsEnds() throws {
    try withTemporaryFolder { folder in
      var scores = [5.0, 3, 4].makeIterator()
      let run = try TrainingRun(
        plan, images: Self.images, total: 4, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
        scorer: { _ in Quality(toTraining: scores.next()!, toTest: 9, shares: [0.5, 0.5], samples: 10) },
        folder: folder)
      var looks = 0
      #expect(try run.train(looksWhen: { $0.steps == 2 }, onLook: { _ in looks += 1 }) == .finished)
      #expect(
        looks == 3 && run.history.scores.map(\.step) == [0, 2, 4] && run.history.frames.map(\.step) == [0, 2, 4])
      let best = try TrainedPair(contentsOf: try #require(run.best))
      #expect(best.report.bestStep == 2 && best.report.steps == 4 && best.history.turns.count == 4)
    }
  }
}
