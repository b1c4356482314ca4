import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store

/// Processes that work together: each trains with an equal part of the shards, or looks at a part of the images. Process 0
/// talks and writes.
public protocol ProcessGroup: Onlookers {
  /// The threads that this process should use; `nil` for one on each processor that it may use.
  var threads: Int? { get }
  /// Whether the processes have told each other how they stand; see ``ProcessGroup/agree(on:)``.
  var hasMet: Bool { get set }
  /// Who computes which of so many shards, a multiple of ``count``.
  func exchange(of shards: Int) -> any ShardExchange
  /// The seconds that the first and the last process take to give each other so many numbers at the same time, the least
  /// of some trials; `nil` if there is only one. All of them must ask.
  func secondsToSwap(_ count: Int, trials: Int) -> Double?
  /// Takes leave of the others, once all are done. All of them must.
  func finish()
}

/// The only process.
public final class SingleProcess: ProcessGroup {
  /// It is the first.
  public let rank = 0
  /// There is no other.
  public let count = 1
  /// It may use the whole machine.
  public let threads: Int? = nil
  /// Nobody has to be met.
  public var hasMet = true

  /// The process by itself.
  public init() {}

  /// What it says itself.
  public func gather(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }

  /// All shards are computed here.
  public func exchange(of shards: Int) -> any ShardExchange { LocalShards(shards) }

  /// There is nobody to swap with.
  public func secondsToSwap(_ count: Int, trials: Int) -> Double? { nil }

  /// Nothing is left to do.
  public func finish() {}
}

/// What must be the same in all processes for what they compute together to be what one would compute alone.
protocol Standing: Codable {
  /// What a process that differs would do, as in "rank 1 would train otherwise".
  static var work: String { get }
  /// In what two processes differ: the name, the value here, and the value there.
  func differences(from other: Self) -> [(name: String, here: String, there: String)]
}

/// What a process tells the others before it begins: how it stands, or why it cannot begin.
private struct Word<Kind: Standing>: Codable {
  var standing: Kind?
  var failure: String?
}

/// Processes that cannot work together, or one of which cannot work at all. All of them know.
public struct RanksDisagree: Error, CustomStringConvertible, Sendable {
  /// What differs or fails, and what to do.
  public let description: String
}

extension ProcessGroup {
  /// Compares how the processes stand, before anything is written.
  ///
  /// - Throws: ``RanksDisagree`` in all of them if one differs from the first or has given up; it says which, and in what.
  func agree<Kind: Standing>(on standing: @autoclosure () throws -> Kind) throws {
    guard count > 1 else { return }
    try meet(Word(standing: standing()))
  }

  /// Tells the others that this process cannot begin, if they have not met yet.
  ///
  /// - Returns: Whether all processes know.
  public func giveUp(because error: any Error) -> Bool {
    guard count > 1, !hasMet else { return false }
    // The others' standing is of no interest any more, whatever it is about.
    try? meet(Word<TrainingStanding>(failure: "\(error)"))
    return true
  }

  private func meet<Kind: Standing>(_ word: Word<Kind>) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let own = try encoder.encode(word)
    hasMet = true
    let words = try gather(Array(own)).map { try JSONDecoder().decode(Word<Kind>.self, from: Data($0)) }
    if let (rank, failure) = words.enumerated().compactMap({ rank, word in word.failure.map { (rank, $0) } }).first {
      throw RanksDisagree(description: "rank \(rank) cannot begin: \(failure)")
    }
    guard let first = words[0].standing else { return }
    for (rank, word) in words.enumerated() {
      let differences = word.standing?.differences(from: first) ?? []
      guard !differences.isEmpty else { continue }
      let list = differences.map { "\($0.name) is \($0.here) there, \($0.there) in rank 0" }.joined(separator: "; ")
      throw RanksDisagree(
        description:
          "rank \(rank) would \(Kind.work) otherwise: \(list); start all ranks with the same program, images and options"
      )
    }
  }

  /// What the first process alone can do, while the others wait.
  ///
  /// - Returns: What `body` returns; `nil` in the others.
  /// - Throws: What `body` throws, in all of them, as `SharedFailure` where there are several.
  func first<Result>(_ body: () throws -> Result) throws -> Result? {
    guard count > 1 else { return try body() }
    let result = isFirst ? Swift.Result { try body() } : nil
    var failure: (any Error)?
    if case .failure(let error) = result { failure = error }
    let said = gather(Array((failure.map { "\($0)" } ?? "").utf8))[0]
    guard said.isEmpty else {
      throw SharedFailure(failure ?? ErrorElsewhere(String(decoding: said, as: UTF8.self)))
    }
    return try result?.get()
  }
}
