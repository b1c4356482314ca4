@preconcurrency import Foundation
import Store
import Synchronization

/// A request to stop at the next good moment.
///
/// Long work asks now and then whether it is ``requested``; whoever asked to stop waits for the current step to end. Work
/// that does not ask has nothing to save, and is ended at once.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)
  private let isAsked = Atomic<Bool>(false)
  private let isClosing = Atomic<Bool>(false)

  /// A request that nobody has made yet.
  public init() {}

  /// Whether somebody asked to stop. Cheap: it may be asked at every step, from any thread.
  public var requested: Bool {
    isAsked.store(true, ordering: .relaxed)
    return flag.load(ordering: .relaxed)
  }

  /// Asks to stop.
  public func request() { flag.store(true, ordering: .relaxed) }

  /// Runs work that, once it has asked whether it is to stop, asks again after every step until it is over.
  ///
  /// - Parameter fromStart: Whether it is sure to ask, and has something to save when it does.
  public func whileAsked<Result>(fromStart: Bool = false, _ work: () throws -> Result) rethrows -> Result {
    isAsked.store(fromStart, ordering: .relaxed)
    defer { isAsked.store(false, ordering: .relaxed) }
    return try work()
  }

  /// Runs what is not to be broken off, to write down what came of work.
  public func whileClosing<Result>(_ work: () throws -> Result) rethrows -> Result {
    isClosing.store(true, ordering: .relaxed)
    defer { isClosing.store(false, ordering: .relaxed) }
    return try work()
  }

  /// Whether the process will stop by itself: somebody asks, or is writing down what there is.
  var isAnswered: Bool { isAsked.load(ordering: .relaxed) || isClosing.load(ordering: .relaxed) }

  // MARK: - Signals

  /// The request that Ctrl-C makes, once ``listen()`` has been called.
  public static let byUser = Interruption()

  /// The signal that made the request; 0 for none.
  static let signal = Atomic<Int32>(0)
  /// What a handler writes into, for the thread that waits at the other end.
  private static let pipe = Pipe()
  private static let pipeEnd = pipe.fileHandleForWriting.fileDescriptor

  /// The signals that ask: Ctrl-C's; that of a machine that shuts down; that of a terminal that is closed; and the one with
  /// which Slurm gives notice of a job's end, and which `mpirun` passes on to its ranks without ending them itself.
  private static let kinds = [SIGINT, SIGTERM, SIGHUP, SIGUSR1]

  /// From now on the first signal of each of the ``kinds`` makes the request, and the second of its kind ends the process at
  /// once: a machine that shuts down and a terminal that is closed lose as little as a reader who stops.
  ///
  /// Work that does not ask for the request is ended within a second, with 128 and the signal's number as the status, as
  /// shells count.
  public static func listen() {
    // Made here, because a signal handler may not.
    signal.store(0, ordering: .relaxed)
    _ = (byUser, pipeEnd)
    Thread.detachNewThread {
      let end = pipe.fileHandleForReading.fileDescriptor
      var byte: UInt8 = 0
      // The signal itself may come to this thread and interrupt its reading.
      while read(end, &byte, 1) != 1 {}
      byUser.answer()
    }
    // Whoever starts the process may have had signals blocked, as worker threads have, and that is inherited.
    var mask = sigset_t()
    sigemptyset(&mask)
    for kind in kinds { sigaddset(&mask, kind) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for kind in kinds {
      // `nohup` ignores the end of the terminal for the process that it starts, and so it stays.
      let before = Foundation.signal(kind, SIG_IGN)
      if kind == SIGHUP, unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
      Foundation.signal(kind) { kind in
        Foundation.signal(kind, SIG_DFL)
        Interruption.signal.store(kind, ordering: .relaxed)
        Interruption.byUser.request()
        var byte: UInt8 = 1
        write(Interruption.pipeEnd, &byte, 1)
      }
    }
  }

  /// Says what will happen, and ends the process if nobody else is about to.
  private func answer() {
    if isAnswered { Terminal.interject("stopping after this step; once more stops at once, without saving") }
    // Between the end of work that asked and the error that ends the command, nobody asks for a moment.
    var moments = isAnswered ? 0 : 25
    while moments < 25 {
      usleep(20_000)
      moments = isAnswered ? 0 : moments + 1
    }
    Terminal.interject("interrupted, with nothing to go on with; start anew")
    // A reader of a pipe that does not read must not keep the process.
    if ftrylockfile(stdout) == 0 { fflush(stdout) }
    Unfinished.removeAll { _exit(Self.status) }
  }

  /// The status of a process that was interrupted: 128 and the signal's number.
  public static var status: Int32 {
    let kind = signal.load(ordering: .relaxed)
    return 128 + (kind == 0 ? SIGINT : kind)
  }
}

/// A run was asked to stop, and did, with everything saved that is needed to go on.
public struct Interrupted: Error, CustomStringConvertible, Sendable {
  /// The command that goes on from here.
  public let resume: String

  /// A run that stopped and can be taken up by the command `resume`; see ``Page/resumeCommand``.
  public init(resume: String) { self.resume = resume }

  /// How to go on, in one line.
  public var description: String { "interrupted; go on with: \(resume)" }
}
