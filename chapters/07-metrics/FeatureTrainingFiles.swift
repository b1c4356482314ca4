import Datasets
import Engine
import Foundation
import Notebook
import Store

/// How a feature network was trained, and how well it does: what stands in its file beside the weights.
struct FeatureTrainingReport: Codable, Equatable {
  var plan: FeatureTrainingPlan
  /// The share of test images whose class it names.
  var accuracy: Double
  var testImages: Int
  var steps: Int
  /// The time that the steps took, data included.
  var seconds: Double
  var machine: Machine

  private static let key = "training"

  /// As it stands in a tensor file.
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

  /// What ``metadata`` gave.
  init(metadata: [String: String], file: URL) throws {
    guard let json = metadata[Self.key], let own = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      throw NotAFeatureNetwork(file: file)
    }
    self = own
  }
}

/// A tensor file that is whole, and no feature network.
struct NotAFeatureNetwork: Error, CustomStringConvertible {
  let file: URL

  var description: String {
    "\(file.path) does not say how a feature network was trained, so it is none of the book's; "
      + "make one with `swift run chapter features --profile full`"
  }
}

/// What a checkpoint of the training holds beside tensors.
struct FeatureTrainingState: Codable {
  var plan: FeatureTrainingPlan
  /// The next batch.
  var place = BatchPlace()
  var steps = 0
  var seconds = 0.0

  init(plan: FeatureTrainingPlan) { self.plan = plan }

  func save(to file: URL, _ classifier: ImageClassifier, _ rule: Adam) throws {
    var state = self
    state.steps = rule.steps
    var tensors: [String: Tensor] = [:]
    for (prefix, values) in ["classifier": classifier.state, "rule": rule.state(for: classifier)] {
      for (name, tensor) in values { tensors["\(prefix).\(name)"] = tensor }
    }
    try Checkpoint(tensors: tensors, state: state).save(to: file)
  }

  /// What ``save(to:_:_:)`` wrote, once the classifier and the rule have become what they were.
  static func load(
    _ file: URL, _ plan: FeatureTrainingPlan, _ classifier: ImageClassifier, _ rule: Adam
  ) throws -> Self {
    let checkpoint = try Checkpoint<Self>(contentsOf: file)
    guard checkpoint.state.plan == plan else { throw WrongFeaturePlan(file: file) }
    func part(_ prefix: String) -> [String: Tensor] {
      let own = checkpoint.tensors.filter { $0.key.hasPrefix(prefix + ".") }
      return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
    }
    try classifier.load(part("classifier"))
    try rule.load(part("rule"), steps: checkpoint.state.steps, for: classifier)
    return checkpoint.state
  }
}

/// A checkpoint of a feature network that was to be trained otherwise.
struct WrongFeaturePlan: Error, CustomStringConvertible {
  let file: URL

  var description: String {
    "\(file.path) was made with other options, expected the same data set, profile, epochs and seed; "
      + "give the same options, or drop --resume to start anew"
  }
}
