import Datasets
import Foundation
import Notebook
import Store
import Testing

@testable import Book
@testable import Engine

/// The training loop: same bits for any number of threads and after any interruption.
@Suite("Trainer", .serialized) struct TrainerTests {
  private let plan = TrainingPlan(
    recipe: Recipe(.quick, generator: .enhanced, dataset: .shapes), images: 64, dataset: "shapes", seed: 3)

  private func fingerprint() throws -> String {
    let trainer = try plan.trainer()
    let batches = plan.batches(of: Shapes().dataset(0..<64))
    for index in 0..<3 { _ = trainer.step(on: batches.batch(epoch: 0, index: index).images) }
    return trainer.fingerprint
  }

  @Test func theNumberOfThreadsDoesNotMatter() throws {
    let one = try Parallel.withThreads(1) { try fingerprint() }
    for threads in [2, 3, 8] {
      // A pool of its own, in which every thread does its share: another test cannot have taken it.
      let pool = ThreadPool(stealsWork: false)
      #expect(try Parallel.withThreads(threads, of: pool) { try fingerprint() } == one, "\(threads) threads")
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
    let trainer = try recipe.trainer(seed: 1)
    recipe.setRates(of: trainer, after: 20)
    #expect(abs(trainer.generatorRule.learningRate - recipe.generatorRate / 2) < 1e-9)
    #expect(abs(trainer.discriminatorRule.learningRate - recipe.discriminatorRate / 2) < 1e-9)
  }

  @Test func resumingInTheMiddleOfAnEpochGivesTheSameBits() throws {
    try withTemporaryFolder { folder in
      func options(_ name: String, resume: URL? = nil) -> RunOptions {
        RunOptions(
          profile: .quick, dataset: .shapes, epochs: 2, saveEvery: 1, quiet: true, resume: resume,
          out: resume == nil ? folder.appendingPathComponent(name) : nil)
      }
      let chapter = try #require(chapters.first { $0.name == "training" })
      let unbroken = try Run(of: chapter, options: options("unbroken")).perform()

      let interruption = Interruption()
      interruption.request()
      #expect(throws: Interrupted.self) {
        try Run(of: chapter, options: options("broken"), interruption: interruption).perform()
      }
      // Asked to stop before it began, it stops after one step, in the middle of the first epoch.
      let broken = folder.appendingPathComponent("broken")
      let resumed = try Run(of: chapter, options: options("broken", resume: broken)).perform()
      let weights = [unbroken, resumed].map { result in
        result.publication.outputs.compactMap { output -> String? in
          if case .text(let text) = output.content, text.hasPrefix("weights after") { text } else { nil }
        }
      }
      #expect(weights[0].count == 1 && weights[0] == weights[1])
      #expect(
        try Data(contentsOf: unbroken.folder.appendingPathComponent("images/step-000008.png"))
          == Data(contentsOf: broken.appendingPathComponent("images/step-000008.png")))
    }
  }

  @Test func aCheckpointOfAnotherPlanIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("checkpoint.safetensors.zst")
      try plan.trainer().save(to: file, plan: plan, place: BatchPlace(), history: History())
      var other = plan
      other.seed = 4
      let loaded = try Checkpoint<TrainingState>(contentsOf: file)
      let error = #expect(throws: WrongCheckpoint.self) {
        try other.trainer().load(from: loaded, plan: other, file: file)
      }
      #expect(error?.description.contains("seed 3") == true && error?.description.contains("seed 4") == true)
    }
  }
}
