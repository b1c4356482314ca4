import Datasets
import Engine
import Foundation
import Store

/// What a trainer's checkpoint holds beside tensors, so that a resumed run has the same bits as an unbroken one.
public struct TrainingState: Codable, Equatable, Sendable {
  /// What decided the run; only a run with an equal plan can go on from the checkpoint.
  public var plan: TrainingPlan
  /// The next batch to train on.
  public var place: BatchPlace
  var average: MovingAverage?
  /// The steps of the generator's optimiser.
  public var generatorSteps: Int
  var discriminatorSteps: Int
  var randomKey: UInt64
  var randomCounter: UInt64
  /// The time that the steps so far took.
  public var seconds: Double
}

/// A checkpoint of a run with another plan.
public struct WrongCheckpoint: Error, CustomStringConvertible {
  /// The checkpoint.
  public let file: URL
  /// The plan in the checkpoint.
  public let found: TrainingPlan
  /// The plan of the run that was to go on.
  public let expected: TrainingPlan

  /// In what the plans differ, and what to do.
  public var description: String {
    let differences = found.differences(from: expected).map { "\($0.name) is \($0.here) there, \($0.there) here" }
    return "\(file.path) was made by another run: "
      + (differences.isEmpty ? "a setting differs" : differences.joined(separator: "; "))
      + "; give the same options, or drop --resume to start anew"
  }
}

extension Trainer {
  /// Writes the trainer's whole state to a file, atomically; a file that was there is kept as the previous one.
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

  /// Restores the state that ``save(to:plan:place:history:seconds:)`` wrote.
  ///
  /// - Returns: The next batch, and what had been measured until then.
  /// - Throws: ``WrongCheckpoint`` if the plans differ and ``DamagedRun`` for numbers that cannot be, and then nothing is
  ///   changed; or a `ModuleError` for what the file lacks.
  public func load(
    from checkpoint: Checkpoint<TrainingState>, plan: TrainingPlan, file: URL
  ) throws -> (BatchPlace, History) {
    let state = checkpoint.state
    guard state.plan == plan else { throw WrongCheckpoint(file: file, found: state.plan, expected: plan) }
    let history: History
    do throws(NumberFault) {
      history = try History(checkpoint.tensors.part("history"))
      try state.check(against: history, perEpoch: plan.images / plan.recipe.batchSize)
    } catch {
      throw DamagedRun(file: file, reason: error.reason)
    }
    try generator.load(checkpoint.tensors.part("generator"))
    try averaged.load(checkpoint.tensors.part("averaged"))
    try discriminator.load(checkpoint.tensors.part("discriminator"))
    try generatorRule.load(checkpoint.tensors.part("generatorRule"), steps: state.generatorSteps, for: generator)
    try discriminatorRule.load(
      checkpoint.tensors.part("discriminatorRule"), steps: state.discriminatorSteps, for: discriminator)
    average = state.average
    random = Random(key: state.randomKey, counter: state.randomCounter)
    return (state.place, history)
  }

  /// Takes over the weights of a trained pair, for both players and the average. A pair holds no state of the
  /// optimisers; they begin anew.
  ///
  /// - Throws: ``NoDiscriminator`` for a pair without one; a `ModuleError` for weights of other networks.
  func goOn(from pair: TrainedPair) throws where G == ImageGenerator, D == ImageDiscriminator {
    try generator.load(pair.generatorState)
    try averaged.load(pair.generatorState)
    try pair.load(into: discriminator)
    average = average.map { MovingAverage(decay: $0.decay, updates: pair.report.keptStep) }
  }

  /// A hash of all weights, in hexadecimal: two runs with the same one ended with the same bits.
  public var fingerprint: String {
    var hash = FNV1a()
    for module in [generator as Module, averaged, discriminator] { hash.combine(module) }
    return hash.hexadecimal
  }
}
