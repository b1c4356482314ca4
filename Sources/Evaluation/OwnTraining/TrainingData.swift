import Datasets
import Foundation
import GAN
import Metrics
import Notebook
import Pictures

/// The images that a generator is trained on, or was, and who can score what comes of it.
public struct TrainingData {
  /// The images to train on.
  public let train: ImageDataset
  /// Images that nobody trains on; `nil` where there are too few images to hold some out.
  public let test: ImageDataset?
  /// The data set of the book whose feature network looks at the images: their own, or CIFAR-10's for a reader's images.
  public let features: DataSet
  /// What a reader should know about the images, in lines.
  public let notes: [String]
  /// Whether they are a reader's own.
  public let isOwn: Bool
  /// Whether a mirrored image could be one of them.
  public let allowsFlips: Bool

  /// The most images that a generator is scored with on the way.
  private static let scored = 2500

  /// Reads or draws the images that a word names: a data set of the book, a folder or an idx file.
  ///
  /// - Parameters:
  ///   - shape: What every image is made.
  ///   - isStrict: Whether a file that cannot be used is an error.
  ///   - progress: Called with how many of how many images are decoded.
  /// - Throws: What is wrong with the files; ``UsageError`` for a shape or a name that cannot be had.
  public init(
    _ word: String, shape: ImageShape, isStrict: Bool = false, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    if let set = DataSet.all.first(where: { $0.name == word }) {
      guard shape == set.shape else {
        throw UsageError(
          "the images of \(set.name) are \(set.shape.text), expected \(shape.text); give a folder of images, which are made so, or, to "
            + "train on \(set.name), leave out --size and --grey")
      }
      train = try set.images(.train)
      test = try set.images(.test, 0..<Self.scored)
      (features, allowsFlips, isOwn) = (set, set.allowsFlips, false)
      notes = ["\(train.count.counted("image")) of \(set.title(of: train.identity))"]
      return
    }
    let place = URL(fileURLWithPath: word)
    guard !word.isEmpty, FileManager.default.fileExists(atPath: place.path) else {
      let names = DataSet.all.map(\.name)
      let meant = names.nearest(to: word).map { ", perhaps '\($0)' is meant" } ?? ""
      throw UsageError(
        "'\(word)' is neither a folder, an idx file nor one of \(names.joined(separator: ", "))\(meant)")
    }
    let own = try OwnImages(at: place, shape: shape, isStrict: isStrict, progress: progress)
    train = own.train
    test = own.test.map { $0.slice(0..<min($0.count, Self.scored)) }
    (features, allowsFlips, isOwn) = (.cifar10, true, true)
    notes = Self.notes(on: own)
  }

  /// The same, with a progress bar while images are decoded, and with the ``notes`` told.
  public init(
    _ word: String, shape: ImageShape, isStrict: Bool = false, isQuiet: Bool, telling say: (String) -> Void
  ) throws {
    var bar: ProgressBar?
    defer { bar?.finish() }
    try self.init(word, shape: shape, isStrict: isStrict) { done, total in
      if bar == nil { bar = ProgressBar.onTerminal("Decoding", total: total, isQuiet: isQuiet) }
      bar?.advance(to: done)
    }
    bar?.finish()
    bar = nil
    notes.forEach { say("  \($0)") }
  }

  private static func notes(on own: OwnImages) -> [String] {
    let count = own.train.count + (own.test?.count ?? 0)
    var notes = ["\(count.counted("image")), \(own.train.shape.side) × \(own.train.shape.side)"]
    if own.train.classNames.count > 1 { notes[0] += " of \(own.train.classNames.count) classes" }
    if let test = own.test { notes[0] += ", \(test.count.text) of them held out" }
    if own.hasChanged {
      notes.append("the files have changed since they were decoded before, so they were decoded anew")
    }
    if own.wasDamaged {
      notes.append("what was kept of the decoded images is damaged, or of another version, so they were decoded anew")
    }
    notes += own.conversions.sorted { $0.value > $1.value }.map { "\($0.value.counted("image")): \($0.key)" }
    if !own.leftOut.isEmpty {
      notes.append("\(own.leftOut.count.counted("file")) left out:")
      // Images that are damaged come first; what never was one comes last.
      let damaged = own.leftOut.filter { $0.reason != ImageFolder.noImage }
      let listed = damaged + own.leftOut.filter { $0.reason == ImageFolder.noImage }
      notes += listed.prefix(5).map { "  \($0.path): \($0.reason)" }
      if own.leftOut.count > 5 { notes.append("  and \(own.leftOut.count - 5) more") }
    }
    return notes
  }

  /// Scores generators by the features of the book's own network; `nil` where there are no held-out images.
  func judge() throws -> QualityJudge? {
    guard let test else { return nil }
    return QualityJudge(try BookFeatures(for: features), training: train, test: test)
  }
}

extension ImageShape {
  /// Its size and whether it has colours, in words.
  fileprivate var text: String { "\(side) × \(side) in \(channels == 1 ? "grey" : "colour")" }
}
