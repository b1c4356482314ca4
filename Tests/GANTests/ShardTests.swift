import Datasets
import Foundation
import Store
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import GAN

/// Batches that are cut into shards: the same bits whoever computes which.
@Suite("Shards", .serialized) struct ShardTests {
  private static let images = Shapes().dataset(0..<64)

  /// A plan in which everything that draws takes part: latents, dropout, augmentation.
  private static func plan(shards: Int) -> TrainingPlan {
    var recipe = Recipe.shapes
    (recipe.width, recipe.dropout, recipe.augmentation, recipe.r1Interval) = (4, 0.3, DifferentiableAugmentation(), 2)
    return TrainingPlan(recipe: recipe, images: images, flips: false, seed: 3, shards: shards)
  }

  private static func latents() -> Tensor { Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]) }

  /// The weights after three steps, and what the steps measured.
  private static func threeSteps(_ plan: TrainingPlan, _ exchange: any ShardExchange) -> (
    weights: String, turns: [Turn]
  ) {
    let trainer = plan.trainer()
    let batches = plan.batches(of: images)
    let turns = (0..<3).map { trainer.step(on: batches.batch(epoch: 0, index: $0).images, in: exchange) }
    return (trainer.fingerprint, turns)
  }

  @Test func oneShardIsThePlainStep() throws {
    let plan = Self.plan(shards: 1)
    let (plain, sharded) = (plan.trainer(), plan.trainer())
    let batches = plan.batches(of: Self.images)
    for index in 0..<3 {
      let batch = batches.batch(epoch: 0, index: index).images
      #expect(plain.step(on: batch) == sharded.step(on: batch, in: LocalShards(1)))
    }
    #expect(plain.fingerprint == sharded.fingerprint)
    // What was kept under the key of a plan is still found.
    #expect(!String(decoding: try JSONEncoder().encode(plan), as: UTF8.self).contains("shards"))
    let cut = Self.plan(shards: 4)
    #expect(try JSONDecoder().decode(TrainingPlan.self, from: JSONEncoder().encode(cut)) == cut)
  }

  @Test func theNumberOfProcessesDoesNotMatter() {
    let plan = Self.plan(shards: 4)
    let alone = Self.threeSteps(plan, LocalShards(4))
    for count in [2, 4] {
      for together in inProcesses(count, sharing: 4, { Self.threeSteps(plan, $0) }) {
        #expect(together.weights == alone.weights && together.turns == alone.turns, "\(count) processes")
      }
    }
    #expect(Self.threeSteps(Self.plan(shards: 2), LocalShards(2)).weights != alone.weights)
  }

  @Test func shardsDrawDifferentLatents() {
    let trainer = Self.plan(shards: 4).trainer()
    let drawn = Mutex<[[Float]]>([])
    trainer.latents = { shape, random in
      let latents = random.normal(shape)
      drawn.withLock { $0.append(latents.scalars) }
      return latents
    }
    let batch = Self.plan(shards: 4).batches(of: Self.images).batch(epoch: 0, index: 0).images
    for _ in 0..<2 { _ = trainer.step(on: batch, in: LocalShards(4)) }
    #expect(drawn.withLock { Set($0).count == 8 && $0.allSatisfy { $0.count == 4 * ImageGenerator.usualLatentSize } })
  }

  @Test func twoEqualShardsAreOneStepOnEitherOfThem() {
    // Nothing draws, so that both shards compute the same; the mean of two equal numbers is exact.
    var recipe = Recipe.shapes
    recipe.width = 4
    let plan = TrainingPlan(recipe: recipe, images: Self.images, flips: false, seed: 3)
    let (whole, cut) = (plan.trainer(), plan.trainer())
    for trainer in [whole, cut] { trainer.latents = { shape, _ in Random(seed: 5).normal(shape) } }
    for index in 0..<3 {
      let batch = plan.batches(of: Self.images).batch(epoch: 0, index: index).images
      let turn = whole.step(on: batch)
      #expect(cut.step(on: Tensor.concatenate([batch, batch]), in: LocalShards(2)) == turn)
    }
    // Weights, both optimisers' steps, and the running statistics of batch normalisation.
    #expect(cut.fingerprint == whole.fingerprint)
    #expect(cut.discriminatorRule.steps == 3 && cut.generatorRule.steps == 3)
  }

  @Test func aRunOfTwoProcessesGoesOnInOne() throws {
    let plan = Self.plan(shards: 4)
    try withTemporaryFolder { folder in
      let whole = try TrainingRun(plan, images: Self.images, total: 5, latents: Self.latents())
      _ = try whole.train()
      let endings = inProcesses(2, sharing: 4) { exchange in
        var steps = 0
        let run = try? TrainingRun(
          plan, images: Self.images, total: 5, latents: Self.latents(), folder: folder, exchange: exchange)
        // The second alone is asked to stop.
        let ending = try? run?.train(
          stopsWhen: { !exchange.isFirst && steps == 2 }, onStep: { _ in steps += 1 })
        return (steps: steps, isStopped: ending == .stopped, looks: run?.history.frames.count)
      }
      #expect(endings.map(\.steps) == [2, 2] && endings.allSatisfy(\.isStopped))
      // The first alone draws pictures.
      #expect(endings.map(\.looks) == [1, 0])
      let resumed = try TrainingRun(plan, images: Self.images, total: 5, latents: Self.latents(), folder: folder)
      #expect(try resumed.resume(from: #require(resumed.checkpoint)) == nil)
      #expect(resumed.loop.steps == 2)
      _ = try resumed.train()
      #expect(resumed.trainer.fingerprint == whole.trainer.fingerprint)
      #expect(resumed.history.turns == whole.history.turns)

      let other = try TrainingRun(
        Self.plan(shards: 2), images: Self.images, total: 5, latents: Self.latents(), folder: folder)
      let error = #expect(throws: WrongCheckpoint.self) { try other.resume(from: #require(other.checkpoint)) }
      #expect(error?.description.contains("the number of shards is 4 there, 2 here") == true)
    }
  }

  @Test func shardsThatDoNotDivideTheBatchAreRefused() {
    let error = #expect(throws: RecipeError.self) { try Self.plan(shards: 3).checked() }
    #expect(error?.description == "the number of shards is '3', expected a divisor of the batch size, which is 16")
    #expect(throws: Never.self) { try Self.plan(shards: 4).checked() }
  }
}

// MARK: - Processes that are threads

/// Runs `body` in so many threads, each of which computes an equal part of the shards, and returns what each made.
private func inProcesses<Result: Sendable>(
  _ count: Int, sharing shards: Int, _ body: @escaping @Sendable (any ShardExchange) -> Result
) -> [Result] {
  let (table, results, group) = (MeetingPoint(count), Results<Result>(), DispatchGroup())
  for rank in 0..<count {
    group.enter()
    let thread = Thread {
      let result = body(ThreadedShards(rank, shards: shards, at: table))
      results.all.withLock { $0[rank] = result }
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }
  group.wait()
  return results.all.withLock { found in (0..<count).map { found[$0]! } }
}

/// What each thread made.
private final class Results<Result: Sendable>: Sendable {
  let all = Mutex<[Int: Result]>([:])
}

/// Where threads wait for one another and see what each has brought.
private final class MeetingPoint: @unchecked Sendable {
  let count: Int
  private let condition = NSCondition()
  private var (brought, seen, round): ([Int: [Tensor]], [[Tensor]], Int) = ([:], [], 0)

  init(_ count: Int) { self.count = count }

  func meet(_ rank: Int, _ values: [Tensor]) -> [[Tensor]] {
    condition.lock()
    defer { condition.unlock() }
    let now = round
    brought[rank] = values
    if brought.count == count {
      (seen, brought, round) = ((0..<count).map { brought[$0]! }, [:], round + 1)
      condition.broadcast()
    }
    while round == now {
      // Whoever is waited for has left.
      require(condition.wait(until: Date() + 60), "MeetingPoint: only \(brought.count) of \(count) threads have come")
    }
    return seen
  }
}

private final class ThreadedShards: ShardExchange {
  let shards: Int, own: Range<Int>
  private let rank: Int, table: MeetingPoint

  init(_ rank: Int, shards: Int, at table: MeetingPoint) {
    let each = shards / table.count
    (self.shards, own, self.rank, self.table) = (shards, rank * each..<(rank + 1) * each, rank, table)
  }

  private var vectors: [[Tensor]] = []

  func add(_ vector: Tensor, of shard: Int) {
    if shard == vectors.count { vectors.append([]) }
    vectors[shard].append(vector)
  }

  func sums() -> [Tensor] {
    defer { vectors = [] }
    return vectors[0].indices.map { place in
      let all = table.meet(rank, vectors.map { $0[place] }).flatMap(\.self)
      return all.dropFirst().reduce(all[0], +)
    }
  }

  func any(_ answer: Bool) -> Bool {
    table.meet(rank, [Tensor(answer ? 1 : 0)]).contains { $0[0].scalar == 1 }
  }
}
