import Foundation

/// The file that keeps what a run printed. It is written as the run goes, so it is there however the run ends.
final class Log {
  private let handle: FileHandle
  /// The first failure to write, told when the run is over: a full disk must not stop a long training.
  private(set) var failure: (any Error)?

  init(at file: URL) throws {
    handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
  }

  func write(_ text: String) {
    do {
      try handle.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      failure = failure ?? error
    }
  }
}
