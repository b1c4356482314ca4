import Engine
import Foundation

/// A training run as it stood at one moment: named tensors, and everything else in a value of the caller's own type.
///
/// On disk it is a safetensors file, best called `*.safetensors.zst`; the state stands in its metadata as JSON. Tensors
/// come back bit for bit. Saving keeps the checkpoint that was there before under ``previous(of:)``, and at every
/// moment at least one whole checkpoint stands under one of both names, even if the process is killed.
public struct Checkpoint<State: Codable> {
  /// The tensors, by name.
  public var tensors: [String: Tensor]
  /// Everything that is not a tensor.
  public var state: State
  /// Why the newest checkpoint could not be read, if this is the one before it; the caller should tell the user.
  public let fallbackReason: StoreError?

  /// A checkpoint, to be saved.
  public init(tensors: [String: Tensor], state: State) {
    self.init(tensors: tensors, state: state, fallbackReason: nil)
  }

  private init(tensors: [String: Tensor], state: State, fallbackReason: StoreError?) {
    self.tensors = tensors
    self.state = state
    self.fallbackReason = fallbackReason
  }
}

extension Checkpoint: Sendable where State: Sendable {}

// MARK: - Saving

extension Checkpoint {
  /// Saves the checkpoint, and keeps the one that was there before under ``previous(of:)``.
  ///
  /// - Throws: `StoreError.cannotWrite`, the earlier checkpoints untouched; or what encoding the state throws.
  public func save(to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: notANumber)
    let json = String(decoding: try encoder.encode(state), as: UTF8.self)
    let metadata = [CheckpointKey.version: String(checkpointVersion), CheckpointKey.state: json]
    try TensorFile(tensors, metadata: metadata)
      .write(to: url, compression: .fast, keeping: Self.previous(of: url))
  }

  /// Where the checkpoint before the newest is kept: `run.safetensors.zst` in `run.previous.safetensors.zst`.
  public static func previous(of url: URL) -> URL {
    let name = url.lastPathComponent
    let stem = name.firstRange(of: ".safetensors").map { name[..<$0.lowerBound] } ?? name[...]
    return url.deletingLastPathComponent().appendingPathComponent("\(stem).previous\(name[stem.endIndex...])")
  }
}

// MARK: - Loading

extension Checkpoint {
  /// Loads the newest checkpoint or, if that is missing or damaged, the one before it, and then says so in
  /// ``fallbackReason``.
  ///
  /// - Throws: `StoreError.fileNotFound` if there is no checkpoint; `StoreError.noWholeCheckpoint` if both are damaged;
  ///   `StoreError.newerCheckpoint`, `StoreError.notACheckpoint` or `StoreError.wrongState` if the newest is whole, but
  ///   not one of ours.
  public init(contentsOf url: URL) throws {
    do {
      try self.init(readingOnly: url, fallbackReason: nil)
    } catch let newest as StoreError where newest.isAboutTheFile {
      do {
        try self.init(readingOnly: Self.previous(of: url), fallbackReason: newest)
      } catch StoreError.fileNotFound {
        throw newest
      } catch let previous as StoreError {
        throw StoreError.noWholeCheckpoint(newest: newest.description, previous: previous.description)
      }
    }
  }

  private init(readingOnly url: URL, fallbackReason: StoreError?) throws {
    let file = try TensorFile(contentsOf: url)
    guard let version = file.metadata[CheckpointKey.version], let json = file.metadata[CheckpointKey.state] else {
      throw StoreError.notACheckpoint(path: url.path)
    }
    guard let number = Int(version), number <= checkpointVersion else {
      throw StoreError.newerCheckpoint(path: url.path, version: version, supported: checkpointVersion)
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: notANumber)
    do {
      let state = try decoder.decode(State.self, from: Data(json.utf8))
      self.init(tensors: try file.tensors, state: state, fallbackReason: fallbackReason)
    } catch let error as DecodingError {
      throw StoreError.wrongState(path: url.path, reason: error.line)
    }
  }
}

/// What a checkpoint's metadata calls its parts.
enum CheckpointKey {
  static let version = "checkpoint.version"
  static let state = "checkpoint.state"
}

/// To be raised when an older program could not read what is written here.
private let checkpointVersion = 1

private let infinity = "inf"
private let notANumber = "nan"

extension StoreError {
  /// Whether an earlier version of the same file may do better.
  fileprivate var isAboutTheFile: Bool {
    switch self {
    case .fileNotFound, .cannotRead, .damaged: true
    default: false
    }
  }
}

extension DecodingError {
  /// What did not fit, and where, in one line.
  fileprivate var line: String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : " at " + path.map(\.stringValue).joined(separator: ".")
    }
    return switch self {
    case .keyNotFound(let key, let context): "it has no \"\(key.stringValue)\"\(place(context.codingPath))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(context.debugDescription)\(place(context.codingPath))"
    @unknown default: "\(self)"
    }
  }
}
