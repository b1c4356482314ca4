import Engine
import Foundation
import Metrics
import Notebook
import Store

/// The two sides of a comparison: how they are looked at, and what is kept of them.
extension ScoreCommand {
  /// What is known of one side once it was looked at.
  struct Side {
    let seen: SeenImages
    let shown: ScoreTable.Side
    /// Whether they are the reader's own files.
    var isOwn = false
  }

  func count(of source: ScoreSource, like other: Int? = nil) -> Int {
    guard case .images(let supply) = source else { return 0 }
    let wanted = samples ?? supply.available ?? other ?? 10_000
    return min(wanted, supply.available ?? wanted, samples ?? Self.usualSamples)
  }

  /// Looks at one side through the network.
  ///
  /// - Parameters:
  ///   - half: How many images a half may have, if halves are to be compared.
  ///   - keepsFeatures: Whether every image's features are kept; else memory does not grow with their number.
  /// - Returns: The side; `nil` in any process but the first.
  func look(
    at source: ScoreSource, with network: any FeatureNetwork, _ title: String, count: Int, half: Int? = nil,
    keepsFeatures: Bool, isQuiet: Bool
  ) throws -> Side? {
    switch source {
    case .statistics(let file): return try group.first { try side(of: file, with: network) }
    case .images(let supply):
      let random = Random(seed: seed).split(title)
      let seen: SeenImages = try naming(title) {
        try ProgressBar.show("Looking at the \(title) images", total: count, isQuiet: isQuiet) { bar in
          if keepsFeatures {
            return .features(try features(of: supply, network, count, title) { bar.advance(by: $0) })
          }
          let plan = SummaryPlan(count: count, half: half, splits: splits, random: Random(seed: seed))
          let summary = try network.summarise(supply, plan: plan, random: random, with: group) { bar.advance(by: $0) }
          return .summary(summary.all, halves: summary.halves)
        }
      }
      return try group.first { try side(seen, of: supply, count) }
    }
  }

  /// A side of which a file holds what is known.
  private func side(of file: StatisticsFile, with network: any FeatureNetwork) throws -> Side {
    guard file.mean.count == network.featureCount, file.features == nil || file.features == network.name else {
      throw UsageError(
        "the statistics '\(file.images)' are of \(file.mean.count) features of \(file.features ?? "an unnamed network")"
          + ", and the images are seen through \(network.featureCount) of \(network.name); use one network for both")
    }
    return Side(seen: .statistics(file), shown: ScoreTable.Side(images: file.images, count: file.count))
  }

  /// A side whose images were looked at.
  private func side(_ seen: SeenImages, of supply: any ImageSupply, _ count: Int) throws -> Side {
    let folder = supply as? FolderSupply
    let skipped = folder?.skipped ?? []
    var leftOut = folder?.leftOut ?? []
    if samples == nil, let available = supply.available, available > count {
      leftOut.append(
        "\((available - count).counted("image")) beyond \(count.text), by chance; --samples \(available) takes all")
    }
    guard !isStrict || leftOut.isEmpty else {
      throw UsageError(
        "\(supply.name) has more than is taken, which --strict refuses: \(leftOut.joined(separator: "; "))")
    }
    guard let readable = seen.count, readable >= 2 else {
      throw UsageError(
        "\(supply.name) has \(seen.count ?? 0) readable images, expected at least 2"
          + (skipped.first.map { "; \(skipped.count) cannot be read, such as \($0)" } ?? ""))
    }
    return Side(
      seen: seen,
      shown: ScoreTable.Side(images: supply.name, count: readable, unreadable: skipped, leftOut: leftOut),
      isOwn: folder != nil || supply is NumPySupply)
  }

  /// The features of a side, from the first process's cache if a folder has not changed.
  private func features(
    of supply: any ImageSupply, _ network: any FeatureNetwork, _ count: Int, _ title: String,
    progress: @escaping (Int) -> Void
  ) throws -> ExtractedFeatures {
    let random = Random(seed: seed).split(title)
    guard let cache, let folder = supply as? FolderSupply else {
      return try network.extract(supply, count: count, random: random, with: group, progress: progress)
    }
    let entry = SeenCache(
      in: cache, supply: folder, network: network, count: count, random: "seed \(seed), \(title)")
    // Files that cannot be read are an error to whoever is strict, and have to be met again.
    let known = group.isFirst ? entry.load().flatMap { $0.skipped.isEmpty || !isStrict ? $0 : nil } : nil
    if group.count > 1, group.gather([known == nil ? 0 : 1])[0] == [1], known == nil {
      return ExtractedFeatures.none
    }
    if let known {
      progress(count)
      folder.skipped = known.skipped
      return known.features
    }
    let seen = try network.extract(folder, count: count, random: random, with: group, progress: progress)
    if group.isFirst { entry.save(seen, skipped: folder.skipped) }
    return seen
  }

  /// Runs `body`, and names the side if its images are not finite numbers.
  private func naming<Result>(_ title: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FeaturesNotFinite {
      throw ScoreFailure(description: "the \(title) side: \(error)")
    } catch let shared as SharedFailure where shared.error is FeaturesNotFinite {
      throw SharedFailure(ScoreFailure(description: "the \(title) side: \(shared)"))
    }
  }

  /// Writes features, one image per row and in single precision as networks compute them: the arrays `real` and `fake`.
  func write(_ sides: [(String, Side)], of network: any FeatureNetwork, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    let arrays = try sides.map { title, side in
      guard let features = side.seen.features?.features else {
        throw UsageError("--save-features needs the images of both sides, and the \(title) side is statistics")
      }
      return (title, [features.rows, features.columns], features.scalars.map(Float.init))
    }
    if url.pathExtension.lowercased() == "npz" {
      try NumPyArchive.write(arrays.map { NumPyContents($0, shape: $1, $2) }, to: url)
    } else {
      var file = TensorFile(metadata: ["kind": "features", "features": network.name])
      for (title, shape, values) in arrays { file.set(title, shape: shape, elements: values) }
      try file.write(to: url, compression: .fast)
    }
  }
}
