import Datasets
import Engine
import Foundation
import Store

/// How a feature network was trained, and how well it does; its file holds this beside the weights.
public struct FeatureTrainingReport: Codable, Equatable, Sendable {
  /// What decided the training.
  public var plan: FeatureTrainingPlan
  /// The share of test images whose class it gets right.
  public var accuracy: Double
  /// The number of test images.
  public var testImages: Int
  /// The steps of the training.
  public var steps: Int
  /// The time that the steps took, data included.
  public var seconds: Double
  /// The machine that it ran on.
  public var machine: Machine

  private static let key = "training"

  /// The report as a tensor file's metadata.
  var metadata: [String: String] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return [Self.key: String(decoding: try encoder.encode(self), as: UTF8.self)]
    }
  }

  init(plan: FeatureTrainingPlan, accuracy: Double, testImages: Int, steps: Int, seconds: Double, machine: Machine) {
    self.plan = plan
    self.accuracy = accuracy
    self.testImages = testImages
    self.steps = steps
    self.seconds = seconds
    self.machine = machine
  }

  /// The report that ``metadata`` describe.
  init(metadata: [String: String], file: URL) throws {
    guard let json = metadata[Self.key], let own = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      throw NotAFeatureNetwork(file: file)
    }
    self = own
  }
}

/// A tensor file that can be read but holds no feature network.
public struct NotAFeatureNetwork: Error, CustomStringConvertible {
  /// The file that was read.
  public let file: URL

  /// What is wrong with the file, and what to do.
  public var description: String {
    "\(file.path) does not say how a feature network was trained, so it is none of the book's; "
      + "make one with `swift run chapter features --profile full`"
  }
}

/// What a checkpoint of the training holds beside tensors.
struct FeatureTrainingState: Codable {
  var plan: FeatureTrainingPlan
  /// The next batch.
  var place: BatchPlace
  var steps: Int
  var seconds: Double

  init(plan: FeatureTrainingPlan, loop: TrainingLoop) {
    self.plan = plan
    (steps, place, seconds) = (loop.steps, loop.place, loop.seconds)
  }

  func save(to file: URL, _ classifier: ImageClassifier, _ rule: Adam) throws {
    let tensors = classifier.state.prefixed(by: "classifier")
      .merging(rule.state(for: classifier).prefixed(by: "rule")) { $1 }
    try Checkpoint(tensors: tensors, state: self).save(to: file)
  }

  /// The state that ``save(to:_:_:)`` wrote; the classifier and the optimiser are restored too.
  static func load(
    _ file: URL, _ plan: FeatureTrainingPlan, _ classifier: ImageClassifier, _ rule: Adam
  ) throws -> Self {
    let checkpoint = try Checkpoint<Self>(contentsOf: file)
    let state = checkpoint.state
    guard state.plan == plan else { throw WrongFeaturePlan(file: file) }
    let perEpoch = plan.images / plan.batchSize
    guard perEpoch > 0, (0..<perEpoch).contains(state.place.index), (0...plan.epochs).contains(state.place.epoch),
      state.steps == state.place.epoch * perEpoch + state.place.index, state.seconds.isFinite, state.seconds >= 0
    else { throw DamagedFeatureCheckpoint(file: file) }
    try classifier.load(checkpoint.tensors.part("classifier"))
    try rule.load(checkpoint.tensors.part("rule"), steps: checkpoint.state.steps, for: classifier)
    return checkpoint.state
  }
}

/// A checkpoint of a feature network whose numbers no training can have had.
public struct DamagedFeatureCheckpoint: Error, CustomStringConvertible {
  /// The checkpoint.
  public let file: URL

  /// What is wrong with the checkpoint, and what to do.
  public var description: String {
    "\(file.path) is damaged: its steps and its place in the data do not agree; put an earlier copy in its place, or "
      + "drop --resume to start anew"
  }
}

/// A checkpoint of a feature network that was trained with another plan.
public struct WrongFeaturePlan: Error, CustomStringConvertible {
  /// The checkpoint.
  public let file: URL

  /// What is wrong with the checkpoint, and what to do.
  public var description: String {
    "\(file.path) was made with other options, expected the same data set, profile, epochs and seed; "
      + "give the same options, or drop --resume to start anew"
  }
}
