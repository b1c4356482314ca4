import Engine
import Foundation
import Notebook

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
  /// How often images are drawn again for FID's interval.
  public var resamples: Int?
  /// CIFAR-10's folder.
  public var data: String?
  /// Whether an unreadable image is an error.
  public var isStrict = false
  /// Where to save the statistics of the real images.
  public var save: String?

  /// The comparison of two sets of images, with everything else at its default.
  public init(real: String, fake: String?) { (self.real, self.fake) = (real, fake) }

  /// The most images of one side unless `samples` says otherwise: what papers use.
  private static let usualSamples = 50_000

  /// Looks at the images and computes what was asked for.
  ///
  /// - Returns: The table as text, and as JSON; `nil` if there was only something to save.
  /// - Throws: `UsageError` for what cannot be done, and what reading and writing throws.
  public func run(isQuiet: Bool = false) throws -> (text: String, json: String)? {
    guard let table = try table(isQuiet: isQuiet) else { return nil }
    return (table.text, try table.json)
  }

  func table(isQuiet: Bool = false) throws -> ScoreTable? {
    guard fake != nil || save != nil else {
      throw UsageError("only '\(real)' is given, expected REAL and FAKE, or --save FILE to keep the statistics of REAL")
    }
    let chosen = try ScoreMetric.list(metrics)
    let realSource = try ScoreSource(real, data: data, isStrict: isStrict)
    let fakeSource = try fake.map { try ScoreSource($0, data: data, isStrict: isStrict) }
    let network = try FeatureChoice(features, for: [real, fake].compactMap { $0 }).network()

    let realSide = try look(at: realSource, with: network, "real", count: count(of: realSource), isQuiet: isQuiet)
    if let save { try realSide.statistics(network).write(to: URL(fileURLWithPath: save)) }
    guard let fakeSource else { return nil }
    let fakeCount = count(of: fakeSource, like: realSide.count)
    let fakeSide = try look(at: fakeSource, with: network, "fake", count: fakeCount, isQuiet: isQuiet)

    var table = ScoreTable(
      features: network.name, resize: network.resize, seed: seed, real: realSide.shown, fake: fakeSide.shown,
      scores: [], warnings: [])
    if case .features(let realFeatures, _, _) = realSide, case .features(let fakeFeatures, _, _) = fakeSide {
      let isSmall = network.featureCount <= 512
      let scoring = Scoring(
        real: realFeatures, fake: fakeFeatures, seed: seed, resamples: resamples ?? (isSmall ? 100 : 0))
      table.scores = progress("Scoring", total: chosen.count, isQuiet: isQuiet) { bar in
        chosen.flatMap { metric in
          defer { bar.advance(message: metric.rawValue) }
          return scoring.scores(metric)
        }
      }
    } else {
      table = try scoresOfStatistics(realSide, fakeSide, chosen, table)
    }
    table.warnings += warnings(realSide, fakeSide, network)
    return table
  }

  // MARK: - One side

  /// What is known of one side once it was looked at.
  private enum Side {
    case features(ExtractedFeatures, name: String, unreadable: [String])
    case statistics(StatisticsFile)

    var count: Int? {
      switch self {
      case .features(let features, _, _): features.count
      case .statistics(let file): file.count
      }
    }

    var shown: ScoreTable.Side {
      switch self {
      case .features(let features, let name, let unreadable):
        ScoreTable.Side(images: name, count: features.count, unreadable: unreadable)
      case .statistics(let file): ScoreTable.Side(images: file.images, count: file.count)
      }
    }

    var gaussian: FeatureGaussian {
      switch self {
      case .features(let features, _, _): FeatureGaussian(features.features)
      case .statistics(let file): FeatureGaussian(mean: file.mean, covariance: file.covariance)
      }
    }

    func statistics(_ network: any FeatureNetwork) -> StatisticsFile {
      switch self {
      case .features(let features, let name, _):
        StatisticsFile(FeatureStatistics(features.features), features: network.name, images: name)
      case .statistics(let file): file
      }
    }
  }

  private func count(of source: ScoreSource, like other: Int? = nil) -> Int {
    guard case .images(let supply) = source else { return 0 }
    let wanted = samples ?? supply.available ?? other ?? 10_000
    return min(wanted, supply.available ?? wanted, samples ?? Self.usualSamples)
  }

  private func look(
    at source: ScoreSource, with network: any FeatureNetwork, _ title: String, count: Int, isQuiet: Bool
  ) throws -> Side {
    switch source {
    case .statistics(let file):
      guard file.mean.count == network.featureCount, file.features == nil || file.features == network.name else {
        throw UsageError(
          "the statistics '\(file.images)' are of \(file.mean.count) features of \(file.features ?? "an unnamed network")"
            + ", and the images are seen through \(network.featureCount) of \(network.name); use one network for both")
      }
      return .statistics(file)
    case .images(let supply):
      let random = Random(seed: seed).split(title)
      let features = try progress("Looking at the \(title) images", total: count, isQuiet: isQuiet) { bar in
        try network.extract(supply, count: count, random: random) { bar.advance(by: $0) }
      }
      let unreadable = (supply as? FolderSupply)?.skipped ?? []
      guard features.count >= 2 else {
        throw UsageError(
          "\(supply.name) has \(features.count) readable images, expected at least 2"
            + (unreadable.first.map { "; \(unreadable.count) cannot be read, such as \($0)" } ?? ""))
      }
      return .features(features, name: supply.name, unreadable: unreadable)
    }
  }

  // MARK: - What statistics allow

  private func scoresOfStatistics(
    _ real: Side, _ fake: Side, _ chosen: [ScoreMetric], _ table: ScoreTable
  ) throws -> ScoreTable {
    var table = table
    if metrics != nil, let impossible = chosen.first(where: { !$0.isOfStatistics }) {
      throw UsageError(
        "--metrics names '\(impossible.rawValue)', which needs the images of both sides; statistics allow fid alone")
    }
    let fid = fake.gaussian.squaredDistance(to: real.gaussian)
    table.scores = [
      Score(metric: "FID", value: fid, count: fake.count ?? 0, estimator: "unbiased covariance, 64-bit")
    ]
    if metrics == nil { table.warnings.append("one side is statistics, so FID is all that can be computed") }
    return table
  }

  // MARK: - Warnings

  private func warnings(_ real: Side, _ fake: Side, _ network: any FeatureNetwork) -> [String] {
    var warnings: [String] = []
    let needed = max(1000, 5 * network.featureCount)
    for (title, side) in [("real", real), ("fake", fake)] {
      if let count = side.count, count < needed {
        warnings.append(
          "\(count.text) \(title) images are too few for \(network.featureCount.text) features: FID is biased upwards "
            + "and means little below \(needed.text); compare only at equal N, or by KID")
      }
      let unreadable = side.shown.unreadable
      if let first = unreadable.first {
        let files = unreadable.count == 1 ? "file" : "files"
        warnings.append("\(unreadable.count.text) \(title) \(files) could not be read, the first: \(first)")
      }
    }
    return warnings
  }

  private func progress<Result>(
    _ title: String, total: Int, isQuiet: Bool, _ work: (ProgressBar) throws -> Result
  ) rethrows -> Result {
    try ProgressBar.show(title, total: total, isQuiet: isQuiet, work)
  }
}
