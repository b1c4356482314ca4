import Datasets
import Engine
import Foundation
import Notebook
import Store

/// Two networks as a long run left them at its best moment, and what was seen on the way: what comes with the book.
struct TrainedPair {
  /// How it came to be, and how good it is.
  struct Report: Codable, Equatable {
    var plan: TrainingPlan
    /// The step after which the score was best, and the steps of the whole run.
    var bestStep: Int
    var steps: Int
    /// The seconds that the steps took.
    var seconds: Double
    /// Of the averaged generator at its best.
    var quality: Quality
    var machine: Machine
  }

  var report: Report
  /// The moving average of the generator's weights.
  var generatorState: [String: Tensor]
  var discriminatorState: [String: Tensor]
  /// The losses, scores and pictures of the whole run.
  var history: History
}

// MARK: - Files

extension TrainedPair {
  private static let key = "training"

  /// The pair that comes with the book for a data set.
  static func shipped(_ kind: BookFeatures.Kind, _ generator: GeneratorChoice) throws -> TrainedPair {
    // They lie beside the chapter that trains them, whichever chapter uses them.
    let folder = TrainingChapter.entry.cache
    let name = "\(kind.rawValue)-\(generator.rawValue).safetensors.zst"
    return try TrainedPair(contentsOf: folder.appendingPathComponent(name))
  }

  /// A pair from a file that ``write(to:)`` wrote.
  init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    guard let json = contents.metadata[Self.key],
      let report = try? JSONDecoder().decode(Report.self, from: Data(json.utf8))
    else { throw NotATrainedPair(file: file) }
    let tensors = try contents.tensors
    func part(_ prefix: String) -> [String: Tensor] {
      let own = tensors.filter { $0.key.hasPrefix(prefix + ".") }
      return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
    }
    self.report = report
    generatorState = part("generator")
    discriminatorState = part("discriminator")
    history = History(part("history").mapValues { $0.shape.count == 4 ? $0 / 127.5 - 1 : $0 })
  }

  /// Writes the pair: weights in half precision, which loses nothing that could be seen, and pictures in 256 shades.
  func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var contents = TensorFile(metadata: [Self.key: String(decoding: try encoder.encode(report), as: UTF8.self)])
    for (prefix, tensors) in ["generator": generatorState, "discriminator": discriminatorState] {
      for (name, tensor) in tensors { contents.set("\(prefix).\(name)", tensor, as: .float16) }
    }
    for (name, tensor) in history.tensors {
      if tensor.shape.count == 4 {
        let shades = tensor.scalars.map { (($0 + 1) * 127.5).rounded() }
        contents.set("history.\(name)", Tensor(shape: tensor.shape, scalars: shades), as: .uint8)
      } else {
        contents.set("history.\(name)", tensor, as: name == "scores" ? .float32 : .float16)
      }
    }
    try contents.write(to: file)
  }

  /// The generator with the weights that were kept.
  func generator() throws -> ImageGenerator {
    let network = report.plan.recipe.generator(random: Random(seed: 0))
    try network.load(generatorState)
    return network
  }

  /// The discriminator that it had then.
  func discriminator() throws -> ImageDiscriminator {
    let network = report.plan.recipe.discriminator(random: Random(seed: 0))
    try network.load(discriminatorState)
    return network
  }
}

/// The generator of Shapes that comes with the book.
func shippedGenerator(_ choice: GeneratorChoice) throws -> ImageGenerator {
  try TrainedPair.shipped(.shapes, choice).generator()
}

/// A tensor file that is whole, and not a pair of networks.
struct NotATrainedPair: Error, CustomStringConvertible {
  let file: URL

  var description: String {
    "\(file.path) does not say how a pair of networks was trained, so it is none of the book's; restore the file, or "
      + "make one with `swift run chapter 5 --profile full`"
  }
}
