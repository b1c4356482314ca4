import Datasets
import Engine
import Foundation
import Store

/// The networks of a run at the step where they were kept, and the history of the run. A pair that only draws may have been
/// kept without its discriminator, which is often the larger of the two.
public struct TrainedPair: Sendable {
  /// How a pair was trained, and how good it is.
  public struct Report: Codable, Equatable, Sendable {
    /// What decided the run.
    public var plan: TrainingPlan
    /// The step after which the networks were kept: that of the best score, or the run's last.
    public var keptStep: Int
    /// The steps of the whole run.
    public var steps: Int
    /// The seconds that the steps took.
    public var seconds: Double
    /// The quality of the averaged generator after that step.
    public var quality: Quality
    /// The machine that it ran on.
    public var machine: Machine

    // What files call the kept step stays, so that those on people's disks can be read.
    private enum CodingKeys: String, CodingKey {
      case plan, steps, seconds, quality, machine
      case keptStep = "bestStep"
    }
  }

  /// How the pair was trained, and how good it is.
  public var report: Report
  /// The moving average of the generator's weights.
  public var generatorState: [String: Tensor]
  /// The discriminator's weights at the same step; `nil` if they were not kept.
  public var discriminatorState: [String: Tensor]?
  /// The losses, scores and pictures of the whole run.
  public var history: History
}

// MARK: - Files

extension TrainedPair {
  private static let key = "training"

  /// A pair from a file that ``write(to:)`` wrote.
  ///
  /// - Throws: ``NotATrainedPair``; ``DamagedRun`` for numbers that cannot be; or a `StoreError` if the file cannot be read.
  public init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    guard let report = Self.report(in: contents.metadata) else { throw NotATrainedPair(file: file) }
    try report.plan.checked()
    let tensors = try contents.tensors
    self.report = report
    generatorState = tensors.part("generator")
    try report.plan.network.checkValues(of: generatorState, in: file)
    let discriminator = tensors.part("discriminator")
    discriminatorState = discriminator.isEmpty ? nil : discriminator
    do throws(NumberFault) {
      history = try History(tensors.part("history").mapValues { $0.shape.count == 4 ? $0 / 127.5 - 1 : $0 })
      try report.check()
    } catch {
      throw DamagedRun(file: file, reason: error.reason)
    }
  }

  /// How a pair was trained, if a file's metadata say so.
  static func report(in metadata: [String: String]) -> Report? {
    metadata[key].flatMap { try? JSONDecoder().decode(Report.self, from: Data($0.utf8)) }
  }

  /// Whether a file's metadata are those of a pair.
  public static func isDescribed(by metadata: [String: String]) -> Bool { metadata[key] != nil }

  /// The generator that a file's metadata tell of, in files from before they described it by itself.
  static func network(in metadata: [String: String]) -> NetworkDescription? {
    guard let plan = report(in: metadata)?.plan, (try? plan.checked()) != nil else { return nil }
    return plan.network
  }

  /// Writes the pair: weights in half precision, which loses nothing that could be seen, and pictures in 256 shades.
  public func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var contents = TensorFile(metadata: [
      Self.key: String(decoding: try encoder.encode(report), as: UTF8.self),
      NetworkDescription.key: report.plan.network.json,
    ])
    for (prefix, tensors) in ["generator": generatorState, "discriminator": discriminatorState ?? [:]] {
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

  /// The averaged generator after the kept step.
  public func generator() throws -> ImageGenerator {
    let network = report.plan.generator()
    try network.load(generatorState)
    return network
  }

  /// The discriminator after the kept step.
  ///
  /// - Throws: ``NoDiscriminator`` if it was not kept; a `StoreError` for weights of another network.
  public func discriminator() throws -> ImageDiscriminator {
    let network = report.plan.discriminator()
    try load(into: network)
    return network
  }

  /// Puts the discriminator's weights into a network like it.
  ///
  /// - Throws: ``NoDiscriminator`` if they were not kept; a `StoreError` for weights of another network.
  func load(into network: ImageDiscriminator) throws {
    guard let discriminatorState else { throw NoDiscriminator(keptStep: report.keptStep) }
    try network.load(discriminatorState)
  }
}

/// A pair that was kept without its discriminator, where a discriminator is needed.
public struct NoDiscriminator: Error, CustomStringConvertible {
  /// The step after which the pair was kept.
  public let keptStep: Int

  /// What is missing, and what to do.
  public var description: String {
    "this pair, kept after \(keptStep) steps, has no discriminator: its file holds the generator alone, which can draw; to "
      + "train on, or to judge images, use a pair with both networks, such as that of a run of your own"
  }
}

/// A tensor file that can be read but holds no pair of networks.
public struct NotATrainedPair: Error, CustomStringConvertible {
  /// The file that was read.
  public let file: URL

  /// What is wrong with the file, and what to do.
  public var description: String {
    "\(file.path) does not say how a pair of networks was trained, so it is none of the book's; restore the file, or "
      + "make one with `swift run chapter 5 --profile full`"
  }
}
