import Foundation
import Synchronization

/// A request to stop at the next good moment.
///
/// Long work asks now and then whether it is ``requested``; whoever asked to stop waits for the current step to end.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A request that nobody has made yet.
  public init() {}

  /// Whether somebody asked to stop. Cheap: it may be asked at every step, from any thread.
  public var requested: Bool { flag.load(ordering: .relaxed) }

  /// Asks to stop.
  public func request() { flag.store(true, ordering: .relaxed) }

  /// The request that Ctrl-C makes, once ``listen()`` has been called.
  public static let byUser = Interruption()

  /// From now on the first Ctrl-C, the first SIGTERM and the first SIGHUP make the request, and the second of its kind ends
  /// the process at once: a machine that shuts down and a terminal that is closed lose as little as a reader who stops.
  public static func listen() {
    _ = byUser  // made here, because a signal handler may not
    for kind in [SIGINT, SIGTERM, SIGHUP] {
      signal(kind) { kind in
        signal(kind, SIG_DFL)
        Interruption.byUser.request()
      }
    }
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
