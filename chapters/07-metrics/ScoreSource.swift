import Datasets
import Engine
import Foundation
import Notebook
import Store

/// One side of a comparison, found by the word that the reader typed.
enum ScoreSource {
  case images(any ImageSupply)
  case statistics(StatisticsFile)

  /// The words that are not paths, with what they stand for.
  static let names = [
    ("shapes", "the first 50,000 images of Shapes, those that chapters train on"),
    ("shapes-test", "10,000 other images of Shapes"),
    ("cifar10", "CIFAR-10's 50,000 training images"), ("cifar10-test", "CIFAR-10's 10,000 test images"),
    ("generator-plain", "the plain generator that comes with the book, trained on Shapes"),
    ("generator-enhanced", "the enhanced generator that comes with the book, trained on Shapes"),
  ]

  /// Finds what `word` means: a name of the list, a folder of PNG images, a training checkpoint (or the folder of a run
  /// that holds one), or a file of statistics.
  ///
  /// - Throws: `UsageError` for a word that means nothing, and what reading throws.
  init(_ word: String, data: String?, isStrict: Bool) throws {
    switch word {
    case "shapes":
      self = .images(ShapesSupply(name: "Shapes", range: 0..<50_000))
    case "shapes-test":
      self = .images(ShapesSupply(name: "Shapes, test", range: 50_000..<60_000))
    case "cifar10":
      let images = try CIFAR10.require(data: data).train()
      self = .images(DatasetSupply(name: "CIFAR-10, training (\(images.name))", images: images))
    case "cifar10-test":
      let images = try CIFAR10.require(data: data).test()
      self = .images(DatasetSupply(name: "CIFAR-10, test (\(images.name))", images: images))
    case "generator-plain", "generator-enhanced":
      let choice: GeneratorChoice = word == "generator-plain" ? .plain : .enhanced
      self = .images(
        GeneratorSupply(name: "the \(choice) generator of Shapes", generator: try shippedGenerator(choice)))
    default:
      self = try Self.file(URL(fileURLWithPath: word), word: word, isStrict: isStrict)
    }
  }

  private static func file(_ url: URL, word: String, isStrict: Bool) throws -> ScoreSource {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw UsageError(
        "'\(word)' is neither a folder, a file nor a name; expected a folder of PNG images, a checkpoint, statistics "
          + "(.safetensors.zst, .npz), or one of \(names.map(\.0).joined(separator: ", "))")
    }
    if isFolder.boolValue {
      let checkpoint = url.appendingPathComponent("checkpoint.safetensors.zst")
      if FileManager.default.fileExists(atPath: checkpoint.path) { return try generator(of: checkpoint) }
      return .images(try FolderSupply(url, isStrict: isStrict))
    }
    if url.pathExtension.lowercased() != "npz",
      try TensorFile(contentsOf: url).metadata.keys.contains(where: { $0.hasPrefix("checkpoint") })
    {
      return try generator(of: url)
    }
    return .statistics(try StatisticsFile(contentsOf: url))
  }

  /// The moving average of the generator in a training checkpoint of chapter 5.
  private static func generator(of file: URL) throws -> ScoreSource {
    let checkpoint = try Checkpoint<TrainingState>(contentsOf: file)
    let generator = try checkpoint.state.plan.trainer().averaged
    let prefix = "averaged."
    let own = checkpoint.tensors.filter { $0.key.hasPrefix(prefix) }
    try generator.load(
      Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) }))
    return .images(
      GeneratorSupply(
        name: "the generator in \(file.path), after \(checkpoint.state.generatorSteps) steps", generator: generator))
  }

  /// Whether the images themselves are out of reach.
  var isStatistics: Bool {
    if case .statistics = self { true } else { false }
  }
}
