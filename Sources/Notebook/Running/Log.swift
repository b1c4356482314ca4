import Foundation

/// The file that keeps what a run printed. It is written as the run goes, so it is there however the run ends.
final class Log {
  private let file: URL
  private var handle: FileHandle?
  /// The first failure to write, told when the run is over: a full disk must not stop a long training.
  private(set) var failure: (any Error)?

  init(at file: URL) { self.file = file }

  func write(_ text: String) {
    do {
      try opened().write(contentsOf: Data((text + "\n").utf8))
    } catch {
      failure = failure ?? error
    }
  }

  private func opened() throws -> FileHandle {
    if let handle { return handle }
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let opened = try FileHandle(forWritingTo: file)
    try opened.seekToEnd()
    handle = opened
    return opened
  }
}
