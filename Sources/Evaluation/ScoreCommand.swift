import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Store

/// What `swift run score` is asked for.
public struct ScoreCommand {
  /// The real images, or what is known of them: a folder, a name, a checkpoint, or statistics.
  public var real: String
  /// The fake ones; `nil` only to save the real ones' statistics.
  public var fake: String?
  /// `book`, `book-shapes`, `book-cifar10`, or `inception:` with the path of the weights.
  public var features = "book"
  /// A list of metrics, separated by commas; `nil` for all.
  public var metrics: String?
  /// The most images of each side; `nil` for all, and of a generator as many as there are real ones.
  public var samples: Int?
  /// The seed of everything random.
  public var seed: UInt64 = 1
  /// How often images are drawn again for an interval.
  public var resamples: Int?
  /// CIFAR-10's folder.
  public var data: String?
  /// Whether an unreadable image is an error.
  public var isStrict = false
  /// Where to save the statistics of the real images: pytorch-fid's format in a `.npz`, else the book's own.
  public var save: String?
  /// Where to save the features of every image of both sides.
  public var saveFeatures: String?
  /// Whether the images in folders below a folder are taken too.
  public var isRecursive = false
  /// The side that all images are brought to first; `nil` for no such step.
  public var size: Int?
  /// How many features of Inception's: 64, 192, 768 or 2,048; `nil` for the last.
  public var dims: Int?
  /// k of precision, recall, density and coverage.
  public var neighbours = 5
  /// How many random subsets KID is averaged over, and how many images each has: `100x1000`.
  public var kidSubsets: String?
  /// The number of the Inception Score's splits.
  public var splits = SummaryPlan.splits

  /// Where what a network sees of folders is kept for the next time; `nil` for nowhere. See ``SeenCache``.
  public var cache: URL?

  /// The processes that share the images out among them. The first alone has scores and writes files.
  public var group: any ProcessGroup = SingleProcess()

  /// The comparison of two sets of images, with everything else at its default.
  public init(real: String, fake: String?) { (self.real, self.fake) = (real, fake) }

  /// The most images of one side unless `samples` says otherwise: what papers use.
  static let usualSamples = 50_000
  /// The most that `samples` may ask for.
  private static let mostSamples = 10_000_000

  /// Looks at the images and computes what was asked for.
  ///
  /// - Returns: The table as text, and as JSON; `nil` if there was only something to save, and in any process but the first.
  /// - Throws: `UsageError` for what cannot be done, what reading and writing throws, and, of several processes,
  ///   ``RanksDisagree``, and `SharedFailure` for what all of them know.
  public func run(isQuiet: Bool = false) throws -> (text: String, json: String)? {
    guard let table = try table(isQuiet: isQuiet) else { return nil }
    return (table.text(for: .standard()), try table.json)
  }

  /// The scores themselves; `nil` if there was only something to save, and in any process but the first.
  public func table(isQuiet: Bool = false) throws -> ScoreTable? {
    guard fake != nil || save != nil || saveFeatures != nil else {
      throw UsageError("only '\(real)' is given, expected REAL and FAKE, or --save FILE to keep the statistics of REAL")
    }
    let words = [("REAL", real), ("FAKE", fake), ("--data", data), ("--save", save), ("--save-features", saveFeatures)]
    if let (name, _) = words.first(where: { $0.1?.isEmpty == true }) {
      throw UsageError("\(name) is '', expected a path or a name; . is the current folder")
    }
    let kidSubsets = try checkNumbers()
    let inputs = [real, fake, features.split(separator: ":", maxSplits: 1).last.map(String.init)].compactMap { $0 }
    for target in [save, saveFeatures].compactMap({ $0 }) { try OutputGuard.check(target, against: inputs) }
    let realSource = try source(real)
    let fakeSource = try fake.map(source)
    let chosen = try possibleMetrics(realSource, fakeSource)
    let network = try chosenNetwork()
    let resamples = resamples ?? (network.featureCount <= 512 ? 100 : 0)

    let planned = (real: count(of: realSource), fake: fakeSource.map { count(of: $0, like: count(of: realSource)) })
    try group.agree(
      on: ScoreStanding(
        network, real: realSource, planned.real, fake: fakeSource, planned.fake, metrics: chosen, seed: seed,
        options: [
          "--save-features": saveFeatures != nil, "--strict": isStrict, "--no-cache": cache == nil,
          "intervals": resamples >= 2,
        ]))
    let isQuiet = isQuiet || !group.isFirst
    let realSide = try look(
      at: realSource, with: network, "real", count: planned.real, half: planned.fake,
      keepsFeatures: saveFeatures != nil || chosen.contains(where: \.needsFeatures), isQuiet: isQuiet)
    if let save {
      try group.first {
        let file = realSide!.seen.statistics(features: network.name, images: realSide!.shown.images)
        try file.write(to: URL(fileURLWithPath: save))
      }
    }
    let fakeSide = try fakeSource.map { source in
      try look(
        at: source, with: network, "fake", count: planned.fake!,
        keepsFeatures: saveFeatures != nil || chosen.contains { $0.needsFeatures || $0 == .fid && resamples >= 2 },
        isQuiet: isQuiet)
    }
    return try group.first {
      let sides = (real: realSide!, fake: fakeSide.map { $0! })
      if let saveFeatures {
        try write([("real", sides.real)] + (sides.fake.map { [("fake", $0)] } ?? []), of: network, to: saveFeatures)
      }
      guard let fake = sides.fake else { return nil }
      var scoring = Scoring(
        real: sides.real.seen, fake: fake.seen, seed: seed, resamples: resamples, neighbours: neighbours,
        distanceName: network.distanceName)
      (scoring.kidSubsets, scoring.splits) = (kidSubsets, splits)
      let scores = ProgressBar.show("Scoring", total: chosen.count, isQuiet: isQuiet) { bar in
        chosen.flatMap { metric in
          defer { bar.advance(message: metric.rawValue) }
          return scoring.scores(metric)
        }
      }
      return ScoreTable(
        features: network.name, resize: network.resize, seed: seed, real: sides.real.shown, fake: fake.shown,
        scores: scores,
        warnings: warnings(sides.real, fake, network) + chosen.compactMap(scoring.reasonForNone)
          + scores.compactMap(\.warning))
    } ?? nil
  }

  // MARK: - What was asked for

  /// Checks every number that was given, so that no sum or product of them can leave the range of an `Int`.
  ///
  /// - Returns: KID's subsets.
  private func checkNumbers() throws -> (count: Int, size: Int) {
    func check(_ option: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
      guard let value, !range.contains(value) else { return }
      throw UsageError("\(option) is '\(value)', expected \(range.lowerBound.text) to \(range.upperBound.text)")
    }
    try check("--samples", samples, 2...Self.mostSamples)
    try check("--resamples", resamples, 0...100_000)
    try check("--size", size, 1...ResizedFirst.largestSide)
    try check("--neighbours", neighbours, 1...10_000)
    try check("--splits", splits, 1...10_000)
    guard let kidSubsets else { return (100, 1000) }
    let parts = kidSubsets.split(omittingEmptySubsequences: false) { "x×X".contains($0) }.map { Int($0) }
    guard parts.count == 2, let count = parts[0], let size = parts[1], (1...10_000).contains(count),
      (2...100_000).contains(size)
    else {
      throw UsageError(
        "--kid-subsets is '\(kidSubsets)', expected the number of subsets and the images in each, such as 100x1000")
    }
    return (count, size)
  }

  private func source(_ word: String) throws -> ScoreSource {
    try ScoreSource(word, data: data, isStrict: isStrict, isRecursive: isRecursive)
  }

  private func chosenNetwork() throws -> any FeatureNetwork {
    let network = try FeatureChoice(features, for: [real, fake].compactMap { $0 }, dims: dims).network()
    return size.map { ResizedFirst(network, side: $0) } ?? network
  }

  // MARK: - What can be computed

  /// The metrics that were asked for; of all of them, those that statistics in place of a side's images allow.
  private func possibleMetrics(_ real: ScoreSource, _ fake: ScoreSource?) throws -> [ScoreMetric] {
    guard let fake else { return [] }
    let chosen = try ScoreMetric.list(metrics)
    let impossible = chosen.filter {
      $0.needsRealImages && real.isStatistics || ($0.needsRealImages || $0.needsFakeImages) && fake.isStatistics
    }
    if metrics != nil, let first = impossible.first {
      let known = fake.isStatistics ? "of fake ones fid alone" : "of real ones fid, fid-infinity and is"
      throw UsageError(
        "--metrics names '\(first.rawValue)', which needs images where there are statistics; statistics \(known) allow")
    }
    return chosen.filter { !impossible.contains($0) }
  }

  // MARK: - Warnings

  private func warnings(_ real: Side, _ fake: Side, _ network: any FeatureNetwork) -> [String] {
    var warnings: [String] = []
    if metrics == nil {
      if case .statistics = fake.seen {
        warnings.append("the fake side is statistics, so \(network.distanceName) is all that can be computed")
      } else if case .statistics = real.seen {
        warnings.append(
          "the real side is statistics: KID, MIND, precision, recall, density and coverage need its images")
      }
    }
    warnings += [self.real, self.fake].compactMap { $0 }.compactMap(ScoreSource.confusion)
    if real.isOwn, features.hasPrefix("book") {
      warnings.append(
        "\(network.name), were learnt on a data set of the book; for photographs of your own such scores compare only with "
          + "one another, and --features inception:PATH gives those of papers")
    }
    for side in [real, fake] {
      if case .statistics(let file) = side.seen, file.features == nil, network is Inception || size != nil,
        !network.name.hasSuffix(Inception.Input.pytorchFID.rawValue)
      {
        warnings.append(
          "the statistics '\(file.images)' do not say how their images were resized, which changes scores: those of "
            + "pytorch-fid go with --features inception:PATH")
      }
    }
    let needed = max(1000, 5 * network.featureCount)
    let hasKID = min(real.seen.features?.count ?? 0, fake.seen.features?.count ?? 0) >= Scoring.fewestForKID
    for (title, side) in [("real", real), ("fake", fake)] {
      if let count = side.shown.count, count < needed {
        warnings.append(
          "\(count.counted("\(title) image")) \(count == 1 ? "is" : "are") too few for \(network.featureCount.text) features: "
            + "\(network.distanceName) is biased upwards and means little below \(needed.text); compare only at equal N"
            + (hasKID ? ", or by KID" : ""))
      }
      warnings += side.shown.leftOut.map { "left out of the \(title) images: \($0)" }
      let unreadable = side.shown.unreadable
      if let first = unreadable.first {
        warnings.append("\(unreadable.count.counted("\(title) file")) could not be read, the first: \(first)")
      }
    }
    return warnings
  }
}

extension ScoreMetric {
  /// Reads a list such as `fid,kid`; `nil` stands for all metrics.
  ///
  /// - Throws: ``UsageError`` for a word that is not a metric's raw value.
  fileprivate static func list(_ text: String?) throws -> [ScoreMetric] {
    guard let text else { return allCases }
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    var chosen: [ScoreMetric] = []
    for word in words {
      guard let metric = ScoreMetric(rawValue: word.trimmingCharacters(in: .whitespaces).lowercased()) else {
        throw UsageError(
          "--metrics names '\(word)', expected a list of \(allCases.map(\.rawValue).joined(separator: ", "))")
      }
      // Named twice, it is still one score.
      if !chosen.contains(metric) { chosen.append(metric) }
    }
    return chosen
  }
}

/// Images that cannot be scored.
struct ScoreFailure: Error, CustomStringConvertible {
  /// Which side, what was found, and what to do.
  let description: String
}
