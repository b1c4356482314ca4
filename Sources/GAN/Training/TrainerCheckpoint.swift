import Datasets
import Engine
import Foundation
import Store

/// What a trainer's checkpoint holds beside tensors: enough to go on with the same bits.
public struct TrainingState: Codable, Equatable, Sendable {
  /// What the run was started with; a checkpoint goes on only in a run of the same kind.
  public var plan: TrainingPlan
  /// The next batch to train on.
  public var place: BatchPlace
  public var average: MovingAverage?
  public var generatorSteps: Int
  public var discriminatorSteps: Int
  public var randomKey: UInt64
  public var randomCounter: UInt64
  /// The time that the steps so far took.
  public var seconds: Double
}

/// A checkpoint that belongs to another kind of run.
public struct WrongCheckpoint: Error, CustomStringConvertible {
  public let file: URL
  public let found: TrainingPlan
  public let expected: TrainingPlan

  public var description: String {
    "\(file.path) was made by a run with \(found); this run has \(expected): give the same options, or drop --resume to start anew"
  }
}

extension Trainer {
  /// Writes everything the trainer is to a file, atomically; the file that was there is kept as the previous one.
  public func save(
    to file: URL, plan: TrainingPlan, place: BatchPlace, history: History, seconds: Double = 0
  ) throws {
    var tensors: [String: Tensor] = [:]
    let parts = [
      "history": history.tensors, "generator": generator.state, "averaged": averaged.state,
      "discriminator": discriminator.state, "generatorRule": generatorRule.state(for: generator),
      "discriminatorRule": discriminatorRule.state(for: discriminator),
    ]
    for (prefix, part) in parts { tensors.merge(part.prefixed(by: prefix)) { $1 } }
    let state = TrainingState(
      plan: plan, place: place, average: average, generatorSteps: generatorRule.steps,
      discriminatorSteps: discriminatorRule.steps, randomKey: random.key, randomCounter: random.counter,
      seconds: seconds)
    try Checkpoint(tensors: tensors, state: state).save(to: file)
  }

  /// Becomes what ``save(to:plan:place:history:)`` wrote.
  ///
  /// - Returns: Where to go on in the data, and what had been measured until then.
  /// - Throws: ``WrongCheckpoint`` if the plans differ, and then nothing is changed; or what the file lacks.
  public func load(from checkpoint: Checkpoint<TrainingState>, plan: TrainingPlan, file: URL) throws -> (BatchPlace, History) {
    let state = checkpoint.state
    guard state.plan == plan else { throw WrongCheckpoint(file: file, found: state.plan, expected: plan) }
    try generator.load(checkpoint.tensors.part("generator"))
    try averaged.load(checkpoint.tensors.part("averaged"))
    try discriminator.load(checkpoint.tensors.part("discriminator"))
    try generatorRule.load(checkpoint.tensors.part("generatorRule"), steps: state.generatorSteps, for: generator)
    try discriminatorRule.load(checkpoint.tensors.part("discriminatorRule"), steps: state.discriminatorSteps, for: discriminator)
    average = state.average
    random = Random(key: state.randomKey, counter: state.randomCounter)
    return (state.place, History(checkpoint.tensors.part("history")))
  }

  /// Goes on from a trained pair: both players, and the average, have the weights that it holds. The
  /// optimisers' memories are not kept in it and begin anew.
  public func goOn(from pair: TrainedPair) throws where G == ImageGenerator, D == ImageDiscriminator {
    try generator.load(pair.generatorState)
    try averaged.load(pair.generatorState)
    try discriminator.load(pair.discriminatorState)
    average = average.map { MovingAverage(decay: $0.decay, updates: pair.report.bestStep) }
  }

  /// A number that changes with any bit of any weight: two runs that print the same one ended alike.
  public var fingerprint: String {
    var hash = FNV1a()
    for module in [generator as Module, averaged, discriminator] {
      for (_, variable) in module.namedVariables {
        variable.value.withUnsafeScalars { values in
          for value in values { hash.combine(value.bitPattern) }
        }
      }
    }
    return hash.hexadecimal
  }
}
