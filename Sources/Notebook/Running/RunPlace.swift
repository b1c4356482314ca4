import Foundation
import Store

/// Where commands put what they make.
public enum RunPlace {
  /// A folder in `runs` that is not there yet, named for what it is of and the time.
  ///
  /// - Parameters:
  ///   - kind: The folder in `runs`, such as `train`.
  ///   - subject: What it is of: a name or a path, whose last part counts.
  public static func unused(under kind: String, for subject: String, now: Date = Date()) -> URL {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HH-mm-ss"
    let name = URL(fileURLWithPath: subject).lastPathComponent.filter {
      $0.isLetter || $0.isNumber || "-_.".contains($0)
    }
    let parent = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent("runs/\(kind)")
    return unused(parent.appendingPathComponent("\(name)-\(formatter.string(from: now))"))
  }

  /// The folder, or one with a number after its name where there is one already.
  static func unused(_ wanted: URL) -> URL {
    var folder = wanted
    var count = 1
    while FileManager.default.fileExists(atPath: folder.path) {
      count += 1
      folder = URL(fileURLWithPath: "\(wanted.path)-\(count)")
    }
    return folder
  }

  /// Makes a folder for new files.
  ///
  /// - Returns: The lock of the folder, to be held for as long as files are written.
  /// - Throws: ``UsageError`` if it holds files already, or cannot be made; `FolderInUse` if another process writes into
  ///   it.
  public static func make(_ folder: URL) throws -> FolderLock {
    let files = FileManager.default
    let lock: FolderLock
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      lock = try FolderLock(folder)
    } catch let error as FolderInUse {
      throw error
    } catch {
      throw UsageError(
        "--out is '\(folder.readablePath)', which cannot be made (\(error.reason)); name another folder with --out")
    }
    guard (try? files.contentsOfDirectory(atPath: folder.path)) == [FolderLock.fileName] else {
      throw UsageError(
        "--out is '\(folder.readablePath)', which holds files already, expected a new or an empty folder; name another")
    }
    return lock
  }
}
