import Engine

/// The kinds of files that are read.
public enum FileFormat: String, Sendable {
  /// Named tensors, Hugging Face's format.
  case safetensors = "safetensors file"
  /// A zip archive, as which PyTorch and NumPy store several arrays.
  case zip = "zip archive"
  /// A state dictionary as PyTorch's `torch.save` writes it.
  case stateDictionary = "PyTorch state dictionary"
}

/// What can go wrong with a file of tensors. Every description is one line that names the file.
public enum StoreError: Error, Equatable, Sendable {
  /// There is no such file.
  case fileNotFound(path: String)
  /// The system did not let us read the file.
  case cannotRead(path: String, reason: String)
  /// The file could not be written; what stood there before still does.
  case cannotWrite(path: String, reason: String)
  /// The file is not of the format it should be, or no longer whole.
  case damaged(path: String, format: FileFormat = .safetensors, reason: String)
  /// The file has no tensor of that name.
  case missingTensor(name: String, path: String, holds: [String])
  /// The tensor has another shape than the caller needs.
  case wrongShape(name: String, path: String, found: [Int], expected: [Int])
  /// The tensor's elements have another type than the caller asked for.
  case wrongType(name: String, path: String, found: ElementType, expected: [ElementType])
  /// The file holds tensors, but it is not a checkpoint.
  case notACheckpoint(path: String)
  /// The checkpoint was written by a later version of this package.
  case newerCheckpoint(path: String, version: String, supported: Int)
  /// The checkpoint's state is not of the type that the caller expects.
  case wrongState(path: String, reason: String)
  /// Neither the newest checkpoint nor the one before it can be read.
  case noWholeCheckpoint(newest: String, previous: String)
}

extension StoreError: CustomStringConvertible {
  /// What was found, what was expected and where, in one line. Words of the file are shown with their control characters escaped.
  public var description: String { text.shown.shortened(to: 1000) }

  private var text: String {
    switch self {
    case .fileNotFound(let path):
      "there is no file \(path)"
    case .cannotRead(let path, let reason):
      "cannot read \(path): \(reason)"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason)"
    case .damaged(let path, let format, let reason):
      "\(path) is not a whole \(format.rawValue): \(reason)"
    case .missingTensor(let name, let path, let holds):
      "\(path) has no tensor \"\(name.shortened(to: 80))\"; it holds \(summary(of: holds))"
    case .wrongShape(let name, let path, let found, let expected):
      "tensor \"\(name.shortened(to: 80))\" in \(path) has shape \("\(found)".shortened(to: 80)), expected \(expected)"
    case .wrongType(let name, let path, let found, let expected):
      "tensor \"\(name.shortened(to: 80))\" in \(path) holds \(found.rawValue), expected "
        + expected.map(\.rawValue).joined(separator: " or ")
    case .notACheckpoint(let path):
      "\(path) holds tensors but is not a checkpoint: its metadata has no \"\(CheckpointKey.version)\""
    case .newerCheckpoint(let path, let version, let supported):
      "\(path) has checkpoint format \(version), and this program reads formats up to \(supported): update the program"
    case .wrongState(let path, let reason):
      "the state in \(path) is not what this program expects: \(reason)"
    case .noWholeCheckpoint(let newest, let previous):
      "no checkpoint can be read: \(newest); and the one before it: \(previous)"
    }
  }

  private func summary(of names: [String]) -> String {
    let shown = names.prefix(8).map { $0.shortened(to: 40) }.joined(separator: ", ")
    return switch names.count {
    case 0: "none"
    case ...8: shown
    default: "\(shown) and \(names.count - 8) more"
    }
  }
}
