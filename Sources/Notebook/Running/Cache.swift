import Engine
import Foundation
import Store

extension Page {
  /// Tensors that take long to compute: from the cache that comes with the book when it was made the same way,
  /// computed anew, with a word about why, when it was not.
  ///
  /// A cache is known by its configuration, the seed, the data set and its recipe; not by the code, or every edit would
  /// cost hours. Raise `recipe` by hand when the code changes what comes out. What is computed lands in the run's
  /// folder; only a run that is to be published puts it beside the page.
  ///
  /// - Parameters:
  ///   - key: The cache's name among those of its folder.
  ///   - home: The folder of the cache that comes with the book, where several pages share it; otherwise the page's own.
  ///   - configuration: Everything that was chosen and matters.
  ///   - recipe: The version of the code that computes it.
  ///   - seed: The seed that it depends on; the run's if left out.
  ///   - usesData: Whether it depends on the page's data set.
  ///   - missing: What is not here and would be needed to compute it, if something is. Then what comes with the book is
  ///     used, with a word about it if it was asked for anew or was made otherwise.
  ///   - type: How its numbers are stored; what is computed anew is rounded the same way.
  ///   - compute: Makes the tensors.
  /// - Throws: ``PageError`` if the cache's file is damaged, and what `compute` throws.
  public func cached(
    _ key: String, in home: URL? = nil, configuration: some Encodable = [String: String](), recipe: Int = 1,
    seed: UInt64? = nil, usesData: Bool = true, missing: String? = nil, as type: ElementType = .float32,
    compute: () throws -> [String: Tensor]
  ) throws -> CachedTensors {
    let stamp = try cacheStamp(
      configuration: configuration, recipe: recipe, seed: seed ?? self.seed, usesData: usesData)
    let name = "\(key).safetensors.zst"
    let shipped = home?.appendingPathComponent(name) ?? entry.cache.appendingPathComponent(entry.prefix + name)
    let own = folder.cache.appendingPathComponent(name)
    if options.fresh, missing == nil {
      note("\(key): computing anew, as --fresh asks")
    } else if let file = [own, shipped].first(where: { FileManager.default.fileExists(atPath: $0.path) }) {
      let (tensors, found) = try readCache(file)
      let differences = Self.differences(found: found, wanted: stamp)
      if let missing {
        if options.fresh || !differences.isEmpty {
          let otherwise = differences.isEmpty ? "" : "; it was made otherwise: \(differences)"
          note("\(key): as it comes with the book, for \(missing) is not here to compute it anew\(otherwise)")
        }
        return CachedTensors(key: key, all: tensors)
      }
      if differences.isEmpty { return CachedTensors(key: key, all: tensors) }
      note("\(key): computing anew, because \(file.readablePath) was made otherwise: \(differences)")
    } else {
      note("\(key): computing, because there is no cache of it")
    }
    let tensors = try compute()
    let target = isPublishing ? shipped : own
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    var file = TensorFile(metadata: stamp)
    for (name, tensor) in tensors { file.set(name, tensor, as: type) }
    try file.write(to: target)
    return CachedTensors(key: key, all: try file.tensors)
  }

  private func readCache(_ file: URL) throws -> ([String: Tensor], [String: String]) {
    do {
      let contents = try TensorFile(contentsOf: file)
      return (try contents.tensors, contents.metadata)
    } catch {
      throw PageError(
        "\(file.readablePath) is damaged (\(error.reason)), expected the tensors that come with the book; "
          + "restore the file, or compute them anew with --fresh")
    }
  }

  private func cacheStamp(
    configuration: some Encodable, recipe: Int, seed: UInt64, usesData: Bool
  ) throws -> [String: String] {
    var stamp = ["seed": "\(seed)", "recipe": "\(recipe)"]
    if usesData, let dataSet { (stamp["data"], stamp["variant"]) = (dataSet.name, dataSet.variant) }
    for (name, value) in try Configuration(encoding: configuration).leaves { stamp["configuration.\(name)"] = value }
    return stamp
  }

  /// What sets a cache apart from what is asked for, in words.
  private static func differences(found: [String: String], wanted: [String: String]) -> String {
    let names = Set(found.keys).union(wanted.keys).sorted()
    return names.filter { found[$0] != wanted[$0] }.map { name in
      let title = name.hasPrefix("configuration.") ? String(name.dropFirst("configuration.".count)) : name
      return "\(title) is \(found[name] ?? "not set") there, \(wanted[name] ?? "not set") here"
    }.joined(separator: "; ")
  }
}

/// Any encodable value, taken apart into named leaves.
private enum Configuration: Decodable {
  case leaf(String)
  case list([Configuration])
  case object([String: Configuration])

  init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(value))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let object = try? container.decode([String: Configuration].self) {
      self = .object(object)
    } else if let list = try? container.decode([Configuration].self) {
      self = .list(list)
    } else if let flag = try? container.decode(Bool.self) {
      self = .leaf("\(flag)")
    } else if let whole = try? container.decode(Int64.self) {
      self = .leaf("\(whole)")
    } else if let number = try? container.decode(Double.self) {
      self = .leaf("\(number)")
    } else {
      self = .leaf(container.decodeNil() ? "none" : try container.decode(String.self))
    }
  }

  /// Names, their parts joined by dots, and values.
  var leaves: [(String, String)] {
    switch self {
    case .leaf(let text): [("", text)]
    case .list(let items): items.enumerated().flatMap { index, item in item.leaves.prefixed(by: "\(index)") }
    case .object(let members): members.flatMap { name, member in member.leaves.prefixed(by: name) }
    }
  }
}

extension [(String, String)] {
  fileprivate func prefixed(by name: String) -> [(String, String)] {
    map { ($0.isEmpty ? name : "\(name).\($0)", $1) }
  }
}
