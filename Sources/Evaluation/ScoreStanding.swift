import Engine
import Foundation
import Metrics
import Store

/// What must be the same in all processes that score together.
struct ScoreStanding: Standing {
  static let work = "score"

  /// Something that could differ, in words.
  private struct Fact: Codable, Equatable {
    var name: String, value: String
  }

  private var facts: [Fact]

  /// How this process stands before a comparison.
  ///
  /// - Parameters:
  ///   - fake: The side to be judged, if there is one, with the number of images that will be looked at.
  ///   - options: What else decides which images are looked at and what is kept of them.
  init(
    _ network: any FeatureNetwork, real: ScoreSource, _ realCount: Int, fake: ScoreSource?, _ fakeCount: Int?,
    metrics: [ScoreMetric], seed: UInt64, options: KeyValuePairs<String, Bool>
  ) throws {
    func text(_ source: ScoreSource, _ count: Int) -> String {
      switch source {
      case .statistics(let file): "statistics of \(file.images)"
      case .images(let supply): "\(count.text) of \(supply.name)\(Self.print(of: supply).map { ", \($0)" } ?? "")"
      }
    }
    facts = [
      Fact(name: "the build", value: try Program.fingerprint()),
      Fact(name: "the instruction set", value: Machine.arithmetic),
      Fact(name: "the network", value: "\(network.name), \(network.resize), \(SeenCache.print(of: network))"),
      Fact(name: "the real side", value: text(real, realCount)),
      Fact(name: "the fake side", value: fake.map { text($0, fakeCount ?? 0) } ?? "none"),
      Fact(name: "the list of metrics", value: metrics.map(\.rawValue).joined(separator: ",")),
      Fact(name: "the seed", value: "\(seed)"),
    ]
    facts += options.map { Fact(name: $0.key, value: $0.value ? "on" : "off") }
  }

  /// What tells a supply's images from others of the same name and number.
  private static func print(of supply: any ImageSupply) -> String? {
    var hash = FNV1a()
    switch supply {
    case let folder as FolderSupply:
      for file in folder.files {
        let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? -1
        hash.combine("\(file.lastPathComponent)\t\(size)\n".utf8)
      }
    case let generated as GeneratorSupply: hash.combine(generated.fingerprint.utf8)
    default: return nil
    }
    return hash.hexadecimal
  }

  func differences(from other: ScoreStanding) -> [(name: String, here: String, there: String)] {
    zip(facts, other.facts).filter { $0 != $1 }.map { ($0.name, $0.value, $1.value) }
  }
}
