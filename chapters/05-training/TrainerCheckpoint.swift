import Datasets
import Engine
import Foundation
import Store

/// What a trainer's checkpoint holds beside tensors: enough to go on with the same bits.
struct TrainingState: Codable, Equatable {
  /// What the run was started with; a checkpoint goes on only in a run of the same kind.
  var plan: TrainingPlan
  /// The next batch to train on.
  var place: BatchPlace
  var average: MovingAverage?
  var generatorSteps: Int
  var discriminatorSteps: Int
  var randomKey: UInt64
  var randomCounter: UInt64
  /// The time that the steps so far took.
  var seconds: Double
}

/// A checkpoint that belongs to another kind of run.
struct WrongCheckpoint: Error, CustomStringConvertible {
  let file: URL
  let found: TrainingPlan
  let expected: TrainingPlan

  var description: String {
    "\(file.path) was made by a run with \(found); this run has \(expected): give the same options, or drop --resume to start anew"
  }
}

extension Trainer {
  /// Writes everything the trainer is to a file, atomically; the file that was there is kept as the previous one.
  func save(
    to file: URL, plan: TrainingPlan, place: BatchPlace, history: History, seconds: Double = 0
  ) throws {
    var tensors: [String: Tensor] = [:]
    for (prefix, values) in [
      "history": history.tensors, "generator": generator.state, "averaged": averaged.state,
      "discriminator": discriminator.state,
      "generatorRule": generatorRule.state(for: generator),
      "discriminatorRule": discriminatorRule.state(for: discriminator),
    ] {
      for (name, tensor) in values { tensors["\(prefix).\(name)"] = tensor }
    }
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
  func load(from checkpoint: Checkpoint<TrainingState>, plan: TrainingPlan, file: URL) throws -> (BatchPlace, History) {
    let state = checkpoint.state
    guard state.plan == plan else { throw WrongCheckpoint(file: file, found: state.plan, expected: plan) }
    func part(_ prefix: String) -> [String: Tensor] {
      let own = checkpoint.tensors.filter { $0.key.hasPrefix(prefix + ".") }
      return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
    }
    try generator.load(part("generator"))
    try averaged.load(part("averaged"))
    try discriminator.load(part("discriminator"))
    try generatorRule.load(part("generatorRule"), steps: state.generatorSteps, for: generator)
    try discriminatorRule.load(part("discriminatorRule"), steps: state.discriminatorSteps, for: discriminator)
    average = state.average
    random = Random(key: state.randomKey, counter: state.randomCounter)
    return (state.place, History(part("history")))
  }

  /// Goes on from a pair that comes with the book: both players, and the average, have the weights that it holds. The
  /// optimisers' memories are not kept in it and begin anew.
  func goOn(from pair: TrainedPair) throws where G == ImageGenerator, D == ImageDiscriminator {
    try generator.load(pair.generatorState)
    try averaged.load(pair.generatorState)
    try discriminator.load(pair.discriminatorState)
    average = average.map { MovingAverage(decay: $0.decay, updates: pair.report.bestStep) }
  }

  /// A number that changes with any bit of any weight: two runs that print the same one ended alike.
  var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for module in [generator as Module, averaged, discriminator] {
      for (_, variable) in module.namedVariables {
        variable.value.withUnsafeScalars { values in
          for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 }
        }
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
