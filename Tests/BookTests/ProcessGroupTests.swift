import Foundation
import GAN
import Notebook
import Pictures
import Store
import TestSupport
import Testing

@testable import Evaluation

/// Processes that train together begin only if they would compute the same.
@Suite("Processes that train together", .serialized) struct ProcessGroupTests {
  /// One process, for which `others` stand in: what all say, from what this one says.
  private final class Group: ProcessGroup {
    let rank: Int
    let count = 2
    let threads: Int? = nil
    var hasMet = false
    private(set) var said: [String] = []
    private let others: (String) -> [String]

    init(rank: Int, _ others: @escaping (String) -> [String]) { (self.rank, self.others) = (rank, others) }

    func gather(_ bytes: [UInt8]) -> [[UInt8]] {
      said.append(String(decoding: bytes, as: UTF8.self))
      return others(said.last!).map { Array($0.utf8) }
    }
    func exchange(of shards: Int) -> any ShardExchange { LocalShards(shards) }
    func secondsToSwap(_ count: Int, trials: Int) -> Double? { nil }
    func finish() {}
  }

  private func images(in folder: URL) throws -> URL {
    let place = folder.appendingPathComponent("pictures")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for index in 0..<16 {
      let pixels = (0..<8 * 8 * 3).map { UInt8(40 + ($0 * (index + 3)) % 90) }
      try Image(width: 8, height: 8, channels: 3, pixels: pixels).png()
        .write(to: place.appendingPathComponent("\(index).png"))
    }
    return place
  }

  private func session(
    _ data: URL, shards: Int = 2, _ folder: URL, _ group: any ProcessGroup, change: (inout Recipe) -> Void = { _ in }
  ) throws -> TrainSession {
    var recipe = Recipe.shapes
    recipe.width = 4
    change(&recipe)
    let request = TrainingRequest(
      data: data.path, size: 8, isGrey: false, usesClasses: false, flips: true, seed: 3, recipe: recipe,
      length: .epochs(1), shards: shards)
    return try TrainSession(
      request, choosesAugmentation: true, isStrict: false, folder: folder, isQuiet: true, group: group, say: { _ in })
  }

  @Test func processesThatDifferAreRefusedByName() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let (run, other) = (folder.appendingPathComponent("run"), folder.appendingPathComponent("other"))
      let first = Group(rank: 0) { [$0, $0] }
      _ = try session(data, run, first)
      let word = try #require(first.said.first)
      let alike = Group(rank: 1) { [word, $0] }
      _ = try session(data, other, alike)
      #expect(alike.said == first.said && alike.hasMet)
      // Only the first makes a folder.
      #expect(FileManager.default.fileExists(atPath: run.path) && !FileManager.default.fileExists(atPath: other.path))

      func refusal(shards: Int = 2, _ word: String, change: (inout Recipe) -> Void = { _ in }) -> String? {
        let group = Group(rank: 1) { [word, $0] }
        return #expect(throws: RanksDisagree.self) {
          _ = try session(data, shards: shards, other, group, change: change)
        }?.description
      }
      #expect(
        refusal(word) { $0.r1 = 0.5 }
          == "rank 1 would train otherwise: r1 is 0.5 there, 1.0 in rank 0; start all ranks with the same program, "
          + "images and options")
      #expect(refusal(shards: 4, word)?.contains("the number of shards is 4 there, 2 in rank 0") == true)
      let program = try Program.fingerprint()
      let elsewhere = word.replacing(program, with: "0123456789abcdef")
      #expect(refusal(elsewhere)?.contains("the build is \(program) there, 0123456789abcdef in rank 0") == true)
    }
  }

  @Test func allHearOfOneThatCannotBegin() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let lost = Group(rank: 1) { [$0, $0] }
      #expect(lost.giveUp(because: UsageError("no images")))
      let word = try #require(lost.said.first)
      // Once they have met, an error is a process's own.
      #expect(!lost.giveUp(because: UsageError("a full disk")) && lost.said.count == 1)
      #expect(!SingleProcess().giveUp(because: UsageError("no images")))
      let run = folder.appendingPathComponent("run")
      let error = #expect(throws: RanksDisagree.self) {
        _ = try session(data, run, Group(rank: 0) { [$0, word] })
      }
      #expect(error?.description == "rank 1 cannot begin: no images")
      #expect(!FileManager.default.fileExists(atPath: run.path))
    }
  }

  @Test func shardsAreSharedEqually() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let error = #expect(throws: UsageError.self) {
        _ = try session(data, shards: 1, folder.appendingPathComponent("run"), Group(rank: 0) { [$0, $0] })
      }
      #expect("\(error as Any)".contains("2 ranks cannot share 1 shard equally") == true)
    }
  }
}
