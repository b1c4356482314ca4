import Datasets
import Engine
import Foundation

/// A file of a run whose numbers no run can have had.
public struct DamagedRun: Error, CustomStringConvertible {
  /// The file.
  public let file: URL
  /// What was found and what was expected.
  public let reason: String

  /// What is wrong with the file, and what to do.
  public var description: String {
    "\(file.path) is damaged: \(reason); put an earlier copy in its place, or start a new run"
  }
}

/// What is wrong with one of a file's numbers, in words.
struct NumberFault: Error {
  let reason: String

  /// Checks that a number is in its range.
  static func check<Number: Comparable>(
    _ name: String, _ value: Number, _ range: ClosedRange<Number>
  ) throws(NumberFault) {
    guard !range.contains(value) else { return }
    throw NumberFault(reason: "\(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
  }

  /// The most steps of a run: what a file may say without any sum of it leaving the range of an `Int`.
  static let mostSteps = 1 << 40
}

extension TrainedPair.Report {
  /// Checks the numbers of a report that comes from a file, but for those of its plan.
  func check() throws(NumberFault) {
    try NumberFault.check("the kept step", keptStep, 0...NumberFault.mostSteps)
    try NumberFault.check("the number of steps", steps, 0...NumberFault.mostSteps)
    try NumberFault.check("the time", seconds, 0...1e12)
  }
}

extension TrainingState {
  /// Checks every number of a state that comes from a file, but for those of its plan.
  ///
  /// - Parameters:
  ///   - history: What the run had measured until then.
  ///   - perEpoch: The batches in an epoch.
  func check(against history: History, perEpoch: Int) throws(NumberFault) {
    try NumberFault.check("the epoch of the next batch", place.epoch, 0...NumberFault.mostSteps)
    try NumberFault.check("the place of the next batch", place.index, 0...perEpoch - 1)
    let (before, overflows) = place.epoch.multipliedReportingOverflow(by: perEpoch)
    let steps = history.turns.count
    guard !overflows, before + place.index == steps else {
      throw NumberFault(
        reason: "the next batch is \(place.index) of epoch \(place.epoch), expected the one after \(steps) steps")
    }
    try NumberFault.check("the number of the generator's updates", generatorSteps, 0...NumberFault.mostSteps)
    try NumberFault.check("the number of the discriminator's updates", discriminatorSteps, 0...NumberFault.mostSteps)
    try NumberFault.check("the time", seconds, 0...1e12)
    guard let average else { return }
    try NumberFault.check("the number of the average's updates", average.updates, 0...NumberFault.mostSteps)
    try NumberFault.check("the average's decay", average.decay, 0...Float(1).nextDown)
  }
}
