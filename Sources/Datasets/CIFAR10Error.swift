import Foundation

/// What can be wrong with CIFAR-10's files. Each is described in one line that says what to do about it.
public enum CIFAR10Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nobody said where the data is, and the cache folder does not have it.
  case notFetched(URL)
  /// The folder does not exist.
  case noFolder(URL)
  /// The path names a file.
  case notAFolder(URL)
  /// The folder holds none of the data's files, but perhaps something that looks like them.
  case noFiles(URL, Lookalike?)
  /// The folder holds some of the files, but not the one asked for.
  case missing(URL, String)
  /// The file cannot be read.
  case unreadable(URL, reason: String)
  /// The file is longer or shorter than 10,000 records.
  case wrongSize(URL, expected: Int, found: Int)
  /// A record's label, counted from 0, is not one of the ten classes.
  case wrongLabel(URL, record: Int, value: UInt8)

  /// What is often found where the binary files should be.
  public enum Lookalike: Sendable {
    /// The archive, not yet unpacked.
    case archive
    /// The version for Python, whose files are pickles.
    case pickles

    init?(in folder: URL) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      if names.contains("cifar-10-binary.tar.gz") {
        self = .archive
      } else if names.contains("data_batch_1") || names.contains("cifar-10-batches-py") {
        self = .pickles
      } else {
        return nil
      }
    }
  }

  /// What was found, what was expected, and what to do, in one line.
  public var description: String {
    switch self {
    case .notFetched(let folder):
      "CIFAR-10 is not in \(folder.path): run `make cifar10` to download it"
    case .noFolder(let folder):
      "no folder \(folder.path): give the folder of CIFAR-10's data_batch_1.bin, or run `make cifar10`"
    case .notAFolder(let file):
      "\(file.path) is a file: give the folder that CIFAR-10 was unpacked into, or run `make cifar10`"
    case .noFiles(let folder, .archive):
      "\(folder.path) holds cifar-10-binary.tar.gz, not its files: unpack it with `tar -xzf`, or run `make cifar10`"
    case .noFiles(let folder, .pickles):
      "\(folder.path) holds CIFAR-10's Python version, not the binary one: run `make cifar10`"
    case .noFiles(let folder, nil):
      "\(folder.path) holds no data_batch_1.bin (nor \(CIFAR10.folderName)): run `make cifar10`"
    case .missing(let folder, let name):
      "\(folder.path) holds no \(name): run `make cifar10` for the whole data set"
    case .unreadable(let file, let reason):
      "cannot read \(file.path): \(reason)"
    case .wrongSize(let file, let expected, let found):
      "\(file.path) is \(found) bytes instead of \(expected): delete its folder and run `make cifar10`"
    case .wrongLabel(let file, let record, let value):
      "\(file.path), record \(record): label \(value) is not in 0...9: delete its folder and run `make cifar10`"
    }
  }
}
