import Datasets
import Engine
import Foundation
import Metrics
import Store

/// What a network saw in folders of images, kept so that a second look is not needed: Inception takes minutes for images
/// whose features are read in a second.
///
/// An entry stands for the list of the folder's files with sizes and modification times, for the network, and for which of
/// the images were taken. When any of it changes another entry is made, and old ones go when there are too many. What
/// cannot be read or written is as if it were not there.
public struct SeenCache {
  /// `minimax/scores` in the user's cache folder, where `make cifar10` puts its data too.
  public static var usualFolder: URL {
    CIFAR10.cacheFolder().deletingLastPathComponent().appendingPathComponent("scores")
  }

  /// The most bytes of one entry, and of all.
  private static let (largestEntry, largest) = (1 << 28, 1 << 30)
  /// What entries were made with: another number for code that decodes or resizes images in another way.
  private static let version = 1

  /// What stands between the reasons for which files could not be read: no reason has it.
  private static let between: Character = "\u{1F}"

  private let folder: URL
  private let key: String

  /// The place for what a network sees of a folder's images.
  ///
  /// - Parameters:
  ///   - cache: The folder of all entries.
  ///   - count: How many images are taken; of fewer than all, `random` names the choice.
  init(in cache: URL, supply: FolderSupply, network: any FeatureNetwork, count: Int, random: String) {
    folder = cache
    var lines = ["version \(Self.version)", network.name, network.resize, "network \(Self.print(of: network))"]
    lines.append(count < supply.files.count ? "\(count) by \(random)" : "all")
    for file in supply.files {
      let values = try? file.resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
      let date = values?.contentModificationDate?.timeIntervalSinceReferenceDate ?? -1
      lines.append("\(file.path)\t\(values?.fileSize ?? -1)\t\(date.bitPattern)")
    }
    key = lines.joined(separator: "\n")
  }

  /// What tells a network from any other, whatever their names and files: the bits of what it sees in one image.
  static func print(of network: any FeatureNetwork) -> UInt64 {
    let probe = network.extract(Random(seed: 1).uniform([1, 32, 32, 3], in: -1..<1))
    return FNV1a.hash(
      of: (probe.features.scalars + probe.logits.scalars).flatMap { number in
        withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
      })
  }

  private var file: URL {
    var hash = FNV1a()
    hash.combine(key.utf8)
    return folder.appendingPathComponent("\(hash.hexadecimal).safetensors")
  }

  /// The features that are kept, and the files that could not be read; `nil` if there is no such entry.
  func load() -> (features: ExtractedFeatures, skipped: [String])? {
    guard let contents = try? TensorFile(contentsOf: file), contents.metadata["key"] == key,
      let features = try? contents.tensor("features"), let logits = try? contents.tensor("logits"),
      features.shape.count == 2, logits.shape.count == 2, features.shape[0] == logits.shape[0]
    else { return nil }
    let skipped = contents.metadata["skipped"].map { $0.split(separator: Self.between).map(String.init) } ?? []
    return (ExtractedFeatures(features: Matrix(features), logits: Matrix(logits)), skipped)
  }

  /// Keeps features, whole or not at all, and removes the entries that were made longest ago if there are too many.
  func save(_ seen: ExtractedFeatures, skipped: [String]) {
    func tensor(_ matrix: Matrix) -> Tensor {
      Tensor(shape: [matrix.rows, matrix.columns], scalars: matrix.scalars.map(Float.init))
    }
    guard 4 * seen.count * (seen.features.columns + seen.logits.columns) <= Self.largestEntry else { return }
    var contents = TensorFile(
      ["features": tensor(seen.features), "logits": tensor(seen.logits)], metadata: ["key": key])
    if !skipped.isEmpty { contents.metadata["skipped"] = skipped.joined(separator: String(Self.between)) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try contents.write(to: file)
      try removeOldest()
    } catch {
      // A full or locked disk costs the time of another look, and nothing else.
    }
  }

  private func removeOldest() throws {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
      .map { (file: $0, values: try $0.resourceValues(forKeys: keys)) }
      .sorted {
        ($0.values.contentModificationDate ?? .distantPast) > ($1.values.contentModificationDate ?? .distantPast)
      }
    var total = 0
    for entry in entries {
      total += entry.values.fileSize ?? 0
      if total > Self.largest { try FileManager.default.removeItem(at: entry.file) }
    }
  }
}
