import Datasets
import Engine
import Foundation
import GAN
import Notebook
import Store

/// A generator that somebody trained: one that comes with the book, one of a run, or one of a checkpoint.
public struct TrainedGenerator {
  /// The network.
  public let generator: ImageGenerator
  /// How it was trained.
  public let plan: TrainingPlan
  /// What it is and how far it was trained, for tables and messages.
  public let title: String

  /// The names of the generators that come with the book, such as `shapes-enhanced`.
  public static var names: [String] { (ShippedPair.all.map(\.name) + [LettersPair.name]).sorted() }

  /// The files of a run's folder that hold a generator: the best that the run has had, or else what it has now.
  static let files = ["best.safetensors.zst", TrainingRun.checkpointName]

  /// The generator that a word means: a name, the folder of a run, or a file of one.
  ///
  /// - Throws: ``UsageError`` for a word that means none, and what reading throws.
  public init(_ word: String) throws {
    let shipped = ShippedPair.all.first { $0.name == word }
    if let pair = try shipped?.load() ?? (word == LettersPair.name ? LettersPair.load() : nil) {
      self.init(try pair.generator(), pair.report.plan, "the book's generator \(word)")
      return
    }
    let url = URL(fileURLWithPath: word)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      let meant = Self.names.nearest(to: word).map { ", perhaps '\($0)' is meant" } ?? ""
      throw UsageError(
        "'\(word)' is neither a run's folder, a file nor a name\(meant); the book's generators are "
          + Self.names.joined(separator: ", "))
    }
    guard isFolder.boolValue else {
      try self.init(contentsOf: url)
      return
    }
    guard let file = Self.file(inFolder: url) else {
      throw UsageError(
        "'\(word)' is a folder without \(Self.files.joined(separator: " or ")), expected that of a training run")
    }
    try self.init(contentsOf: file)
  }

  /// The file of a run's folder that holds its generator; `nil` in other folders.
  static func file(inFolder folder: URL) -> URL? {
    files.map { folder.appendingPathComponent($0) }.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Whether a file holds a generator, by what its metadata say.
  static func isIn(_ metadata: [String: String]) -> Bool {
    isCheckpoint(metadata) || TrainedPair.isDescribed(by: metadata)
  }

  private static func isCheckpoint(_ metadata: [String: String]) -> Bool {
    metadata.keys.contains { $0.hasPrefix("checkpoint") }
  }

  /// The generator in a file: a pair's, or the average in a checkpoint.
  ///
  /// - Throws: ``NotATrainedPair`` and what reading throws.
  public init(contentsOf file: URL) throws {
    if Self.isCheckpoint(try TensorFile(contentsOf: file).metadata) {
      let checkpoint = try Checkpoint<TrainingState>(contentsOf: file)
      try checkpoint.state.plan.checked()
      let averaged = checkpoint.tensors.part("averaged")
      try checkpoint.state.plan.network.checkValues(of: averaged, in: file)
      let generator = checkpoint.state.plan.generator()
      try generator.load(averaged)
      self.init(
        generator, checkpoint.state.plan,
        "the generator in \(file.path), after \(checkpoint.state.generatorSteps) steps")
    } else {
      let pair = try TrainedPair(contentsOf: file)
      self.init(
        try pair.generator(), pair.report.plan, "the generator in \(file.path), after \(pair.report.keptStep) steps")
    }
  }

  private init(_ generator: ImageGenerator, _ plan: TrainingPlan, _ title: String) {
    (self.generator, self.plan, self.title) = (generator, plan, title)
  }

  /// The class of that name.
  ///
  /// - Throws: ``UsageError`` if the generator knows no classes, or none of that name.
  public func classNamed(_ name: String) throws -> Int {
    guard !plan.classNames.isEmpty else {
      throw UsageError(
        "--class is '\(name)', but \(title) knows no classes; leave out --class, or train one with `train --classes`")
    }
    guard let index = plan.classNames.firstIndex(of: name) else {
      let meant = plan.classNames.nearest(to: name).map { "did you mean \($0)? " } ?? ""
      throw UsageError(
        "--class is '\(name)'; \(meant)expected all or one of \(plan.classNames.joined(separator: ", "))")
    }
    return index
  }

  /// The random stream that latent vectors are drawn from unless somebody says otherwise.
  public static let usualStream = "draw"

  /// Latent vectors, `[count, size]`, drawn from a stream of a seed.
  ///
  /// - Parameter truncation: Values beyond it are drawn again.
  public func latents(
    _ count: Int, seed: UInt64, _ stream: String = Self.usualStream, truncation: Float? = nil
  ) -> Tensor {
    let random = Random(seed: seed).split(stream)
    let size = generator.latentSize
    return truncation.map { truncatedLatents(count, size: size, limit: $0, random: random) }
      ?? random.normal([count, size])
  }

  /// Images of the latent vectors, `[count, height, width, channels]` in [-1, 1].
  ///
  /// - Parameter classes: The class of each; `nil` for a generator without classes, or for every class in turn.
  public func images(_ latents: Tensor, classes: [Int]? = nil) -> Tensor {
    images(latents, mixing: classes.map { Tensor.oneHot($0, of: plan.shape.classes) })
  }

  /// Images of the latent vectors, `[count, height, width, channels]` in [-1, 1].
  ///
  /// - Parameter shares: How much of each class is in each image, `[count, classes]`; `nil` for a generator without classes.
  public func images(_ latents: Tensor, mixing shares: Tensor?) -> Tensor {
    withoutHistory { generator(latents, classes: shares, .inference) }
  }
}
