import Foundation

/// Writes a file so that at every moment, even after a crash, either the old file or the whole new one stands at `path`.
///
/// `contents` writes to a temporary file beside `path`, which is flushed to the disk and renamed. If anything fails the
/// temporary file is removed and the old file stays as it was.
///
/// - Parameters:
///   - path: Where the file is to stand.
///   - previous: Where the file that stood at `path` is to be kept, if anywhere. Whole files stay whole under one of
///     both names throughout: the old `previous` goes only after the new file has come.
///   - contents: Writes the file.
func replaceFile(at path: String, keeping previous: String? = nil, contents: (FileWriter) throws -> Void) throws {
  let partial = partialPath(for: path)
  let kept = partialPath(for: path)
  defer {
    unlink(partial)
    unlink(kept)
  }
  do {
    let file = try FileWriter(creating: partial)
    try contents(file)
    try file.flush()
    guard !isFolder(path) else { throw SystemError(code: EISDIR) }
    // Renaming over a device or a pipe would put a file in its place.
    guard !isSpecial(path) else { throw SystemError(code: ENOTSUP) }
    if let previous, link(path, kept) == 0 {
      try move(partial, to: path)
      try move(kept, to: previous)
    } else {
      // Not every file system knows hard links; without them the old file is moved away first.
      if let previous, errno != ENOENT { try move(path, to: previous) }
      try move(partial, to: path)
    }
    try flushFolder(of: path)
  } catch let error as SystemError {
    throw StoreError.cannotWrite(path: path, reason: reason(for: error, at: path))
  }
}

/// Removes what a killed process left of its attempts to write `path`. Only for a path that one process writes.
func removePartialFiles(of path: String) {
  let url = URL(fileURLWithPath: path)
  let folder = url.deletingLastPathComponent()
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasPrefix(url.lastPathComponent + partialMark) {
    unlink(folder.appendingPathComponent(name).path)
  }
}

private let partialMark = ".partial-"

private func partialPath(for path: String) -> String { path + partialMark + UUID().uuidString }

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
  case ENOENT: "there is no folder \(folder); make it first"
  case ENOTSUP where isSpecial(path): "it is a pipe, a device or a socket, expected the name of a file"
  default: systemMessage(error.code)
  }
}
