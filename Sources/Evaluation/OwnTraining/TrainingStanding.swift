import Engine
import Foundation
import GAN
import Notebook
import Store

/// What must be the same in all processes that train together for them to compute the same bits.
struct TrainingStanding: Standing {
  static let work = "train"

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
    instructionSet = Machine.arithmetic
    plan = run.plan
    self.length =
      switch length {
      case .epochs(let epochs): epochs.counted("epoch")
      case .minutes(let minutes): "\(minutes) minutes"
      }
    (weights, steps) = (run.trainer.fingerprint, run.loop.steps)
  }

  /// In what two processes differ: the name, the value here, and the value there.
  func differences(from other: TrainingStanding) -> [(name: String, here: String, there: String)] {
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
