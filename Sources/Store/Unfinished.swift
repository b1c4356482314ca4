import Foundation
import Synchronization

/// The files that this process will remove by itself when it is done with them, for a process that is to end at once.
public enum Unfinished {
  private static let paths = Mutex<Set<String>>([])

  /// Says that a file is to go if the process ends before ``forget(_:)``.
  public static func remember(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Does something that makes a remembered file. A process that ends at once does so before or after it, never between.
  public static func making<Failure: Error>(_ make: () throws(Failure) -> Void) throws(Failure) {
    try paths.withLock { _ throws(Failure) in try make() }
  }

  /// Says that a file is gone, or in its place.
  public static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes all these files and then ends the process; until then no thread begins another.
  public static func removeAll(andThen end: () -> Void) {
    paths.withLock { paths in
      for path in paths { unlink(path) }
      end()
    }
  }
}
