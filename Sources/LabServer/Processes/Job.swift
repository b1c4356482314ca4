import Foundation
import Synchronization

/// What a ``Job`` tells about itself, in this order: perhaps building, then lines, then its end.
enum JobNews: Sendable {
  /// The program is built anew first, because its sources have changed.
  case building
  /// It has begun.
  case begun
  /// A line of its standard output; while building, of anything that the build says.
  case line(String)
  /// A line of its standard error.
  case complaint(String)
  /// It has ended: its status, or 128 and the signal's number.
  case ended(status: Int32)
}

/// One of the book's programs, run for a page on threads of its own.
package final class Job: Sendable {
  private struct State {
    var process: Process?
    var isInterrupted = false
    var isOver = false
  }
  private let state = Mutex(State())

  /// Jobs that have not ended, for whoever closes the lab.
  private static let going = Mutex<[ObjectIdentifier: Job]>([:])

  /// The longest line that is passed on, in bytes; the rest of a longer one is left out.
  static let longestLine = 1 << 20

  /// Starts a program, which is built first if it has to be.
  ///
  /// - Parameter report: Told what happens, from any thread.
  init(_ name: String, _ arguments: [String], of programs: Programs, report: @escaping @Sendable (JobNews) -> Void) {
    Self.going.withLock { $0[ObjectIdentifier(self)] = self }
    let thread = Thread { [self] in
      var status: Int32 = 0
      if programs.isStale(name) {
        report(.building)
        let (tool, words) = programs.build(name)
        status = execute(
          tool, words, in: programs.package, line: { report(.line($0)) }, complaint: { report(.line($0)) })
      }
      if status == 0 {
        report(.begun)
        status = execute(
          programs.binary(name), arguments, in: nil, line: { report(.line($0)) }, complaint: { report(.complaint($0)) })
      }
      _ = Self.going.withLock { $0.removeValue(forKey: ObjectIdentifier(self)) }
      self.state.withLock { $0.isOver = true }
      report(.ended(status: status))
    }
    thread.start()
  }

  /// Whether it has ended.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// Asks it to stop, as Ctrl-C does: it finishes its step, and saves what it can go on from. A second time nothing is
  /// asked, because a program that is asked twice in the same way stops at once, without saving.
  func interrupt() { ask(SIGINT) }

  private func ask(_ signal: Int32) {
    let process = state.withLock { state in
      defer { state.isInterrupted = true }
      return state.isInterrupted && signal == SIGINT ? nil : state.process
    }
    if let process { kill(process.processIdentifier, signal) }
  }

  /// Asks all jobs to stop, and waits until they have, for so many seconds at most.
  package static func stopAll(within seconds: Double) {
    let jobs = going.withLock { Array($0.values) }
    // Not as Ctrl-C does, which the terminal may have sent them already.
    jobs.forEach { $0.ask(SIGTERM) }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while going.withLock({ !$0.isEmpty }), ContinuousClock.now < deadline { usleep(20_000) }
  }

  private func execute(
    _ program: URL, _ arguments: [String], in folder: URL?, line: @escaping @Sendable (String) -> Void,
    complaint: @escaping @Sendable (String) -> Void
  ) -> Int32 {
    let (output, errors) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    process.standardInput = FileHandle.nullDevice
    (process.standardOutput, process.standardError) = (output, errors)
    let isBegun = state.withLock { state in
      guard !state.isInterrupted else { return false }
      do { try process.run() } catch {
        complaint("\(program.lastPathComponent) cannot be started: \(error.localizedDescription)")
        return false
      }
      state.process = process
      return true
    }
    guard isBegun else { return state.withLock { $0.isInterrupted } ? 128 + SIGINT : 1 }
    let isRead = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Self.lines(of: errors.fileHandleForReading, complaint)
      isRead.signal()
    }
    Self.lines(of: output.fileHandleForReading, line)
    isRead.wait()
    process.waitUntilExit()
    state.withLock { $0.process = nil }
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// Passes on lines as they come, until the other end is closed.
  private static func lines(of handle: FileHandle, _ body: (String) -> Void) {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(handle.fileDescriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      for byte in buffer[..<count] {
        if byte == 10 {
          body(String(decoding: rest, as: UTF8.self))
          rest.removeAll(keepingCapacity: true)
        } else if rest.count < longestLine {
          rest.append(byte)
        }
      }
    }
    if !rest.isEmpty { body(String(decoding: rest, as: UTF8.self)) }
  }
}
