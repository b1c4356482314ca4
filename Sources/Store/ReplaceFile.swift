import Foundation

/// Writes a file so that at every moment, even after a crash, either the old file or the whole new one stands at `path`.
///
/// `contents` writes to a temporary file beside `path`, which is flushed to the disk and renamed. If anything fails the
/// temporary file is removed and the old file stays as it was. What a killed process left of an earlier attempt is removed.
///
/// - Parameters:
///   - path: Where the file is to stand.
///   - previous: Where the file that stood at `path` is to be kept, if anywhere. Whole files stay whole under one of
///     both names throughout: the old `previous` goes only after the new file has come.
///   - isFlushed: Whether to wait for the disk. Without, a power cut may cost the file; a killed process does not.
///   - contents: Writes the file.
func replaceFile(
  at path: String, keeping previous: String? = nil, isFlushed: Bool = true, contents: (FileWriter) throws -> Void
) throws {
  let partial = partialPath(for: path)
  let kept = partialPath(for: path)
  Unfinished.remember(partial)
  Unfinished.remember(kept)
  defer {
    unlink(partial)
    unlink(kept)
    Unfinished.forget(partial)
    Unfinished.forget(kept)
  }
  do {
    var created: FileWriter?
    try Unfinished.making { created = try FileWriter(creating: partial) }
    let file = created!
    // Its lock holds until it is in its place.
    defer { withExtendedLifetime(file) {} }
    try contents(file)
    if isFlushed { try file.flush() }
    guard !isFolder(path) else { throw SystemError(code: EISDIR) }
    // Renaming over a device or a pipe would put a file in its place.
    guard !isSpecial(path) else { throw SystemError(code: ENOTSUP) }
    // 0, or why there is no second name for the old file.
    var fault = ENOENT
    if previous != nil { Unfinished.making { fault = link(path, kept) == 0 ? 0 : errno } }
    if let previous, fault == 0 {
      try move(partial, to: path)
      try move(kept, to: previous)
    } else {
      // Not every file system knows hard links; without them the old file is moved away first.
      if let previous, fault != ENOENT { try move(path, to: previous) }
      try move(partial, to: path)
    }
    guard isFlushed else { return }
    try flushFolder(of: path)
    removePartialFiles(of: path)
  } catch let error as SystemError {
    throw StoreError.cannotWrite(path: path, reason: reason(for: error, at: path))
  }
}

/// Creates a file that stands for another while that is written, locked so that whoever clears up leaves it alone, and
/// returns its descriptor; `nil`, with `errno` set, if there is one already or the folder does not let us.
package func createLocked(_ path: String) -> Int32? {
  while true {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return nil }
    // Whoever clears up may have locked it first, for a moment, and removed it.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    if isFile(descriptor, at: path) { return descriptor }
    close(descriptor)
  }
}

/// Whether a path leads to the file that is open, and not to another that has come in its place.
func isFile(_ descriptor: Int32, at path: String) -> Bool {
  var (own, found) = (stat(), stat())
  return fstat(descriptor, &own) == 0 && stat(path, &found) == 0 && own.st_dev == found.st_dev
    && own.st_ino == found.st_ino
}

/// Removes what killed processes left of their attempts to write `path`; a file that somebody is writing is locked.
public func removePartialFiles(of path: String) {
  let url = URL(fileURLWithPath: path)
  let folder = url.deletingLastPathComponent()
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasPrefix(url.lastPathComponent + partialMark) {
    let partial = folder.appendingPathComponent(name).path
    let descriptor = open(partial, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { continue }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isFile(descriptor, at: partial) { unlink(partial) }
    close(descriptor)
  }
}

/// Removes what killed processes left of their attempts to write anything in a folder or below it. Only for a folder that
/// one process writes into.
func removePartialFiles(in folder: URL) {
  let files = FileManager.default
  let names = files.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
  for name in names where isPartial(name) { try? files.removeItem(at: folder.appendingPathComponent(name)) }
}

/// Whether a name is one of ``partialPath(for:)``'s.
private func isPartial(_ name: String) -> Bool {
  name.range(of: partialMark, options: .backwards).map { UUID(uuidString: String(name[$0.upperBound...])) != nil }
    ?? false
}

extension Data {
  /// Writes the bytes as a file that appears whole or not at all; the file that was there stays until then.
  ///
  /// - Parameter isFlushed: Whether to wait for the disk, which takes milliseconds: not for files that come by the
  ///   thousand and can be made again.
  /// - Throws: `StoreError.cannotWrite`, which names the file.
  public func writeWhole(to url: URL, isFlushed: Bool = true) throws {
    try replaceFile(at: url.path, isFlushed: isFlushed) { file in try withUnsafeBytes { try file.write($0) } }
  }
}

private let partialMark = ".partial-"

/// Where a file stands while it is being written.
func partialPath(for path: String) -> String { path + partialMark + UUID().uuidString }

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

private func isSpecial(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
}

private func move(_ source: String, to target: String) throws {
  guard rename(source, target) == 0 else { throw SystemError() }
}

/// A rename is on the disk only once the folder is.
private func flushFolder(of path: String) throws {
  let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
  guard folder >= 0 else { throw SystemError() }
  defer { close(folder) }
  // Some file systems cannot flush a folder and say so with EINVAL.
  guard fsync(folder) == 0 || errno == EINVAL else { throw SystemError() }
}

private func reason(for error: SystemError, at path: String) -> String {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  return switch error.code {
  case ENOENT where !isFolder(folder): "there is no folder \(folder); make it first"
  case ENOTSUP where isSpecial(path): "it is a pipe, a device or a socket, expected the name of a file"
  default: systemMessage(error.code)
  }
}
