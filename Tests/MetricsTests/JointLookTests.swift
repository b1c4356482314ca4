import Engine
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Metrics

/// What several processes see of the same images together is what one sees alone. Here they are threads.
@Suite("Looking together", .serialized) struct JointLookTests {
  /// Images of one pixel that is their number; a size of its own for every seventh; and some that cannot be had.
  private struct Numbers: ImageSupply {
    let name = "numbers"
    let available: Int? = nil
    var failing: Int?
    var infinite: Int?

    func forEachBatch(
      _ count: Int, random: Random, of share: ImageShare, _ body: (Int, Tensor) throws -> Void
    ) throws {
      try forEachBlock(count, of: share) { block, places in
        for place in places {
          if place == failing { throw ErrorElsewhere("number \(place) cannot be read") }
          let value = place == infinite ? Float.infinity : Float(place)
          try body(block, Tensor(shape: [1, 1, place.isMultiple(of: 7) ? 2 : 1, 3], repeating: value))
        }
      }
    }
  }

  private struct Sums: FeatureNetwork {
    let name = "sums"
    let featureCount = 2
    func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
      let sums = images.sum(axes: [1, 2, 3]).reshaped([-1, 1])
      return (Tensor.concatenate([sums, sums * 0.1], axis: 1), Tensor.concatenate([sums, -sums, sums * 2], axis: 1))
    }
  }

  private func together<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Onlookers) throws -> Result
  ) -> [Swift.Result<Result, any Error>] {
    let (room, threads, results) = (Room(count), DispatchGroup(), Results<Result>())
    for rank in 0..<count {
      threads.enter()
      Thread {
        let result = Swift.Result { try body(Visitor(rank, in: room)) }
        results.all.withLock { $0[rank] = result }
        threads.leave()
      }.start()
    }
    threads.wait()
    return results.all.withLock { all in (0..<count).map { all[$0]! } }
  }

  @Test func theFirstHasTheFeaturesOfAllInTheirOrder() throws {
    let alone = try Sums().extract(Numbers(), count: 500, random: Random(seed: 1))
    #expect(alone.count == 500)
    for count in 1...4 {
      let seen = try together(count) { try Sums().extract(Numbers(), count: 500, random: Random(seed: 1), with: $0) }
        .map { try $0.get() }
      #expect(seen[0].features.scalars == alone.features.scalars && seen[0].logits.scalars == alone.logits.scalars)
      #expect(seen.dropFirst().allSatisfy { $0.count == 0 })
    }
  }

  @Test func summariesAgreeToTheLastBit() throws {
    let plan = SummaryPlan(count: 300, half: 100, random: Random(seed: 1))
    let alone = try Sums().summarise(Numbers(), plan: plan, random: Random(seed: 1)).all.statistics
    let seen = try together(3) { onlookers in
      try Sums().summarise(
        Numbers(), plan: SummaryPlan(count: 300, half: 100, random: Random(seed: 1)), random: Random(seed: 1),
        with: onlookers
      ).all.statistics
    }[0].get()
    #expect(seen.mean == alone.mean && seen.covariance.scalars == alone.covariance.scalars)
  }

  @Test("what one cannot read, all say", arguments: [3, 70, 499]) func failures(_ number: Int) {
    for result in together(
      3, { try Sums().extract(Numbers(failing: number), count: 500, random: Random(seed: 1), with: $0) })
    {
      let error = #expect(throws: SharedFailure.self) { _ = try result.get() }
      #expect(error?.description == "number \(number) cannot be read")
    }
  }

  @Test func imagesThatAreNotFiniteHaveTheNumberThatOneProcessGivesThem() {
    let alone = #expect(throws: FeaturesNotFinite.self) {
      _ = try Sums().extract(Numbers(infinite: 133), count: 500, random: Random(seed: 1))
    }
    #expect(alone?.index == 133 && alone?.areImages == true)
    for result in together(
      4, { try Sums().extract(Numbers(infinite: 133), count: 500, random: Random(seed: 1), with: $0) })
    {
      let error = #expect(throws: SharedFailure.self) { _ = try result.get() }
      #expect(error?.description == alone?.description)
    }
  }
}

/// What each thread made.
private final class Results<Value: Sendable>: Sendable {
  let all = Mutex<[Int: Result<Value, any Error>]>([:])
}

/// Where threads wait for one another and hear what each has said.
private final class Room: @unchecked Sendable {
  let count: Int
  private let condition = NSCondition()
  private var (said, heard, round): ([Int: [UInt8]], [[UInt8]], Int) = ([:], [], 0)

  init(_ count: Int) { self.count = count }

  func gather(_ rank: Int, _ bytes: [UInt8]) -> [[UInt8]] {
    condition.lock()
    defer { condition.unlock() }
    let now = round
    said[rank] = bytes
    if said.count == count {
      (heard, said, round) = ((0..<count).map { said[$0]! }, [:], round + 1)
      condition.broadcast()
    }
    while round == now {
      require(condition.wait(until: Date() + 60), "Room: only \(said.count) of \(count) threads have come")
    }
    return heard
  }
}

private final class Visitor: Onlookers {
  let rank: Int
  private let room: Room
  var count: Int { room.count }

  init(_ rank: Int, in room: Room) { (self.rank, self.room) = (rank, room) }

  func gather(_ bytes: [UInt8]) -> [[UInt8]] { room.gather(rank, bytes) }
}
