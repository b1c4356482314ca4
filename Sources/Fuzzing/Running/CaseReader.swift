import Engine
import Foundation

/// What became of a file.
enum CaseOutcome {
  /// It was read; its contents take so many bytes.
  case accepted(held: Int)
  /// It was refused with an error for whoever gave it.
  case refused
  /// It was read wrongly, or refused with an error that tells nobody anything.
  case failed(String)
}

/// Tries files of a target, one after another, in this process.
struct CaseReader {
  private let read: FuzzTarget.Reader
  private let file: URL

  /// - Parameter folder: An empty folder, which the files are written into.
  init(_ target: FuzzTarget, in folder: URL) throws {
    read = try target.reader()
    file = folder.appendingPathComponent(target.fileName)
  }

  /// Writes the file and reads it.
  func outcome(of bytes: [UInt8]) throws -> CaseOutcome {
    try Self.write(bytes, to: file)
    do {
      return .accepted(held: try read(file))
    } catch let error as WrongAnswer {
      return .failed(error.description)
    } catch {
      return Self.outcome(of: error)
    }
  }

  /// Errors of the system's libraries name neither the file nor what to do.
  private static func outcome(of error: any Error) -> CaseOutcome {
    if error is CocoaError || error is DecodingError || error is EncodingError || error is POSIXError {
      return .failed("the error is a library's: \("\(error)".shown.shortened(to: 200))")
    }
    return .refused
  }

  /// Without the pains of an atomic write: there are a million files.
  private static func write(_ bytes: [UInt8], to file: URL) throws {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CampaignError.cannotWrite(file.path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + start, bytes.count - start) }
      guard count > 0 else { throw CampaignError.cannotWrite(file.path, String(cString: strerror(errno))) }
      start += count
    }
  }
}

/// What keeps a campaign from going on.
enum CampaignError: Error, CustomStringConvertible {
  case cannotWrite(String, String)
  case cannotStart(String)
  case noJournal(status: Int32)

  var description: String {
    switch self {
    case .cannotWrite(let file, let reason):
      "cannot write \(file): \(reason); make room, or set TMPDIR to another folder"
    case .cannotStart(let reason): "the process that reads the files cannot be started: \(reason)"
    case .noJournal(let status):
      "the process that reads the files ended with status \(status) before the first of them"
    }
  }
}
