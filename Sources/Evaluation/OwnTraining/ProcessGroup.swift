import Engine
import Foundation
import GAN
import Notebook
import Store

/// The processes that train one run together, each with an equal part of the shards. Process 0 talks and writes.
public protocol ProcessGroup: AnyObject {
  /// The number of this process, from 0 on: MPI's rank.
  var rank: Int { get }
  /// The number of processes.
  var count: Int { get }
  /// The threads that this process should use; `nil` for one on each processor that it may use.
  var threads: Int? { get }
  /// Whether the processes have told each other how they stand; see ``ProcessGroup/agree(on:)``.
  var hasMet: Bool { get set }
  /// What every process says, in the order of their numbers. All of them must ask.
  func gather(_ text: String) -> [String]
  /// Who computes which of so many shards, a multiple of ``count``.
  func exchange(of shards: Int) -> any ShardExchange
  /// Takes leave of the others, once all are done. All of them must.
  func finish()
}

/// A run's only process.
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
  public func gather(_ text: String) -> [String] { [text] }

  /// All shards are computed here.
  public func exchange(of shards: Int) -> any ShardExchange { LocalShards(shards) }

  /// Nothing is left to do.
  public func finish() {}
}

/// What must be the same in all processes for them to compute the same bits.
struct Standing: Codable, Equatable {
  /// A hash of the program, and the instruction set that its kernels chose.
  var program: String, instructionSet: String
  /// What decides the run.
  var plan: TrainingPlan
  /// How long it is to be, in words.
  var length: String
  /// A hash of all weights, and the steps behind them.
  var weights: String, steps: Int

  /// How this process stands with a run.
  init(_ run: TrainingRun, length: TrainingRequest.Length) throws {
    program = try Program.fingerprint()
    instructionSet = Processor.instructionSet
    plan = run.plan
    self.length =
      switch length {
      case .epochs(let epochs): epochs.counted("epoch")
      case .minutes(let minutes): "\(minutes) minutes"
      }
    (weights, steps) = (run.trainer.fingerprint, run.loop.steps)
  }

  /// In what two processes differ: the name, the value here, and the value there.
  func differences(from other: Standing) -> [(name: String, here: String, there: String)] {
    let first = [
      ("the build", program, other.program), ("the instruction set", instructionSet, other.instructionSet),
    ].filter { $0.1 != $0.2 }
    let planned = plan.differences(from: other.plan)
    let last = [
      ("the length", length, other.length), ("the number of steps so far", "\(steps)", "\(other.steps)"),
      ("the hash of the weights", weights, other.weights),
    ].filter { $0.1 != $0.2 }
    // What is planned otherwise also begins with other weights; that says no more.
    return first.map { ($0.0, $0.1, $0.2) } + planned + (planned.isEmpty ? last : []).map { ($0.0, $0.1, $0.2) }
  }
}

/// What a process tells the others before the first step: how it stands, or why it cannot begin.
private struct Word: Codable {
  var standing: Standing?
  var failure: String?
}

/// Processes that cannot train together, or one of which cannot train at all. All of them know.
public struct RanksDisagree: Error, CustomStringConvertible, Sendable {
  /// What differs or fails, and what to do.
  public let description: String
}

extension ProcessGroup {
  /// Whether this process talks and writes.
  public var isFirst: Bool { rank == 0 }

  /// Compares how the processes stand, before anything is written.
  ///
  /// - Throws: ``RanksDisagree`` in all of them if one differs from the first or has given up; it says which, and in what.
  func agree(on standing: @autoclosure () throws -> Standing) throws {
    guard count > 1 else { return }
    try meet(Word(standing: standing()))
  }

  /// Tells the others that this process cannot begin, if they have not met yet.
  ///
  /// - Returns: Whether all processes know.
  public func giveUp(because error: any Error) -> Bool {
    guard count > 1, !hasMet else { return false }
    try? meet(Word(failure: "\(error)"))
    return true
  }

  private func meet(_ word: Word) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let own = String(decoding: try encoder.encode(word), as: UTF8.self)
    hasMet = true
    let words = try gather(own).map { try JSONDecoder().decode(Word.self, from: Data($0.utf8)) }
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
          "rank \(rank) would train otherwise: \(list); start all ranks with the same program, images and options")
    }
  }
}
