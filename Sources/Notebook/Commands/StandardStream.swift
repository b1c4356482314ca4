@preconcurrency import Foundation
import Synchronization

/// The process's output and its errors, written at once and so that nothing that is at their other end can end the process: a
/// disk that is full, a pipe that nobody reads, or nothing at all. Foundation's file handles trap in such a case.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case errors = 2

  /// The number of the first error of standard output; 0 for none.
  private static let outputError = Atomic<Int32>(0)

  /// Writes a text. What cannot be written is lost; for standard output ``failure`` then says why.
  package func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes bytes, as ``write(_:)`` does.
  package func write(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(rawValue, $0.baseAddress! + start, bytes.count - start)
      }
      if count > 0 {
        start += count
      } else if count < 0, errno == EAGAIN {
        // A terminal that another program has set so.
        var waiting = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if count == 0 || errno != EINTR {
        if self == .output { _ = Self.outputError.compareExchange(expected: 0, desired: errno, ordering: .relaxed) }
        return
      }
    }
  }

  /// Why what was put out did not all arrive, `print`'s lines among it; `nil` if it did. A command whose output is lost has
  /// failed, whatever it computed.
  static var failure: String? {
    if fflush(stdout) != 0 || ferror(stdout) != 0 {
      return errno == 0 ? "it is closed" : String(cString: strerror(errno))
    }
    let number = outputError.load(ordering: .relaxed)
    return number == 0 ? nil : String(cString: strerror(number))
  }

  /// Prepares the process for what its streams may be.
  ///
  /// A stream that is closed is opened where nothing can be read or written: else the next file to be opened would have its
  /// number, and get what is put out. And a file that grows beyond what the system allows (`ulimit -f`) is an error of
  /// whoever writes it, as a full disk is, not the process's end.
  static func prepare() {
    for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one, because those below it are taken.
      _ = open("/dev/null", mode)
    }
    signal(SIGXFSZ, SIG_IGN)
  }
}
