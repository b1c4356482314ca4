import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store

/// One side of a comparison, found by the word that the reader typed.
public enum ScoreSource {
  /// Images, one by one.
  case images(any ImageSupply)
  /// What is known of images that are out of reach.
  case statistics(StatisticsFile)

  /// The words that are not paths.
  public static var names: [String] {
    DataSet.all.flatMap { [$0.name, "\($0.name)-test"] } + TrainedGenerator.names
  }

  /// Finds what `word` means: a name of the list, a folder of PNG or JPEG images, the folder of a training run or a file of
  /// one, or a file of statistics.
  ///
  /// - Parameters:
  ///   - data: The folder of a data set's files, if the reader named one.
  ///   - isStrict: Whether a file of a folder that cannot be read is an error.
  ///   - isRecursive: Whether the images in folders below a folder are taken too.
  /// - Throws: `UsageError` for a word that means nothing, and what reading throws.
  public init(_ word: String, data: String?, isStrict: Bool, isRecursive: Bool = false) throws {
    if let set = DataSet.all.first(where: { word == $0.name }) {
      self = .images(try DataSetSupply(set, .train, folder: data))
    } else if let set = DataSet.all.first(where: { word == "\($0.name)-test" }) {
      self = .images(try DataSetSupply(set, .test, folder: data))
    } else if TrainedGenerator.names.contains(word) {
      self = Self.generator(try TrainedGenerator(word))
    } else {
      self = try Self.file(URL(fileURLWithPath: word), word: word, isStrict: isStrict, isRecursive: isRecursive)
    }
  }

  private static func file(_ url: URL, word: String, isStrict: Bool, isRecursive: Bool) throws -> ScoreSource {
    let expected =
      "expected a folder of PNG or JPEG images, a run's folder or checkpoint, statistics (.safetensors.zst, .npz), images (.npz with arr_0), "
      + "or one of \(names.joined(separator: ", "))"
    switch FileKind(url) {
    case nil: throw UsageError("'\(word)' is neither a folder, a file nor a name; \(expected)")
    case .special(let kind)?: throw UsageError("'\(word)' is \(kind), which is not read; \(expected)")
    case .folder?:
      if let file = TrainedGenerator.file(inFolder: url) { return generator(try TrainedGenerator(contentsOf: file)) }
      return .images(try FolderSupply(url, isStrict: isStrict, isRecursive: isRecursive))
    case .file?: break
    }
    if url.pathExtension.lowercased() == "npz" {
      if let images = try NumPySupply(NumPyArchive(contentsOf: url), path: url.path) { return .images(images) }
    } else if TrainedGenerator.isIn(try TensorFile(contentsOf: url).metadata) {
      return generator(try TrainedGenerator(contentsOf: url))
    }
    return .statistics(try StatisticsFile(contentsOf: url))
  }

  private static func generator(_ trained: TrainedGenerator) -> ScoreSource {
    .images(GeneratorSupply(name: trained.title, generator: trained.generator))
  }

  /// Whether the images themselves are out of reach.
  public var isStatistics: Bool {
    if case .statistics = self { true } else { false }
  }

  /// That a word means a name, although a folder or a file is called so too; `nil` where nothing can be confused.
  static func confusion(about word: String) -> String? {
    guard names.contains(word), FileKind(URL(fileURLWithPath: word)) != nil else { return nil }
    return "'\(word)' means the images of that name, not the folder or file here; write ./\(word) for these"
  }
}
