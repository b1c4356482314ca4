import Engine
import Foundation
import TestSupport

/// Expected values made with pytorch-fid, torch-fidelity, prdc and scipy, and the data that they belong to.
struct MetricsReference {
  private let root: [String: Any]

  init() throws {
    let file = Bundle.module.url(forResource: "metrics_expected", withExtension: "json", subdirectory: "Resources")!
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as! [String: Any]
  }

  /// The value at a path of keys, each the beginning of a key of the file.
  private func value(_ path: [String]) -> Any {
    path.reduce(root) { (level: Any, prefix) in
      let level = level as! [String: Any]
      return level[prefix] ?? level.first { $0.key.hasPrefix(prefix) }!.value
    }
  }

  func number(_ path: String...) -> Double { value(path) as! Double }
  func numbers(_ path: String...) -> [Double] { value(path) as! [Double] }
  func integers(_ path: String...) -> [Int] { value(path) as! [Int] }
  func subsets(_ path: String...) -> [[[Int]]] { value(path) as! [[[Int]]] }
}

/// Numbers that any language can make bit for bit: SplitMix64 from the FNV-1a hash of a name.
enum HashNumbers {
  static func words(_ name: String, count: Int) -> [UInt64] {
    var state = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return (0..<count).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  /// Nearly normal numbers of deviation 1.1547, exact in 32 bits: sums of four 16-bit words.
  static func normal(_ name: String, _ rows: Int, _ columns: Int) -> [Double] {
    words(name, count: rows * columns).map { z in
      let sum = (0..<4).reduce(0) { $0 + Int(z >> (16 * UInt64($1)) & 0xffff) } - 131_070
      return Double(sum) / 32768
    }
  }

  /// Features of "real" images: correlated, with means and deviations that differ from column to column.
  static func real(_ name: String, _ rows: Int, _ columns: Int) -> [Double] {
    mixed(name, rows, columns) { value, j in value * (1 + Double(j % 8) / 8) + Double(j % 5) / 4 }
  }

  /// Features of "generated" images: another distribution of the same kind.
  static func fake(_ name: String, _ rows: Int, _ columns: Int) -> [Double] {
    mixed(name, rows, columns) { value, j in
      value * (1 + Double((j + 3) % 8) / 8) + Double(j % 5) / 4 + Double(j % 3 - 1) / 8
    }
  }

  private static func mixed(
    _ name: String, _ rows: Int, _ columns: Int, _ scale: (Double, Int) -> Double
  ) -> [Double] {
    let normal = normal(name, rows, columns)
    return normal.indices.map { i in
      let j = i % columns
      return scale(normal[i] + (j == 0 ? 0 : normal[i - 1] / 2), j)
    }
  }
}
