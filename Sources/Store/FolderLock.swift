import Foundation

/// A folder that one process has to itself: while the lock is held, nobody else gets it.
///
/// The file `lock` in the folder holds the owner's process number. The system lets go of it when the owner ends, however
/// it ends, so what a killed process or a machine that went down left behind keeps nobody out.
public final class FolderLock: Sendable {
  /// The name of the file.
  public static let fileName = "lock"

  private let path: String
  private let descriptor: Int32

  /// Takes the folder, which must exist, and removes what a killed process left unfinished in it.
  ///
  /// - Throws: ``FolderInUse`` if somebody has it; `StoreError.cannotWrite` if the folder cannot be written.
  public init(_ folder: URL) throws {
    let path = folder.appendingPathComponent(Self.fileName).path
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
      guard descriptor >= 0 else { throw StoreError.cannotWrite(path: path, reason: systemMessage()) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let (code, owner) = (errno, Self.owner(descriptor))
        close(descriptor)
        guard code == EWOULDBLOCK else {
          throw StoreError.cannotWrite(path: path, reason: "it cannot be locked (\(systemMessage(code)))")
        }
        throw FolderInUse(folder: folder, owner: owner)
      }
      // Whoever had it may have removed the file since it was opened; then the lock is on nothing.
      guard isFile(descriptor, at: path) else {
        close(descriptor)
        continue
      }
      (self.path, self.descriptor) = (path, descriptor)
      break
    }
    let words = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, words, words.count, 0) }
    Unfinished.remember(path)
    removePartialFiles(in: folder)
  }

  deinit {
    unlink(path)
    close(descriptor)
    Unfinished.forget(path)
  }

  private static func owner(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: bytes[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// The number of the process that has a folder now; `nil` if nobody has it. The folder is left as it is.
  public static func holder(of folder: URL) -> Int? {
    let descriptor = open(
      folder.appendingPathComponent(fileName).path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // A number that no process has, or a lock that can be had, was left behind by a process that was killed. The lock is
    // tried last, for a moment, so that whoever takes the folder just then does not find it taken.
    guard let owner = owner(descriptor), owner > 1, let number = pid_t(exactly: owner),
      kill(number, 0) == 0 || errno == EPERM,
      flock(descriptor, LOCK_SH | LOCK_NB) != 0
    else { return nil }
    return owner
  }
}

/// A folder that another process is writing into.
public struct FolderInUse: Error, CustomStringConvertible, Sendable {
  /// The folder.
  public let folder: URL
  /// The number of the process that has it, if it is known.
  public let owner: Int?

  /// Who has the folder, and what to do.
  public var description: String {
    "\(folder.path) is in use by another run\(owner.map { " (process \($0))" } ?? ""), expected a folder that nobody "
      + "writes into; wait for that run to end, or stop it"
  }
}
