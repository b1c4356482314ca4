import Foundation
import Store

/// The folder that keeps everything a run shows: its figures, its log, its outputs, and what it computed for caches.
struct RunFolder {
  let url: URL
  /// Held for as long as the run writes here.
  private let lock: FolderLock

  var log: URL { url.appendingPathComponent("log.txt") }
  var publication: URL { url.appendingPathComponent("outputs.json") }
  private var owner: URL { Self.owner(of: url) }
  var figures: URL { url.appendingPathComponent("figures") }
  var cache: URL { url.appendingPathComponent("cache") }
  var checkpoint: URL { url.appendingPathComponent(Self.checkpointName) }

  static let checkpointName = "checkpoint.safetensors.zst"

  /// Makes the folder for a run, or finds it again when the run is taken up; then nothing is written.
  ///
  /// - Throws: ``UsageError`` when it cannot be written, or holds what another run left; `FolderInUse` when another
  ///   process writes into it.
  init(for entry: Entry, options: RunOptions, now: Date = Date()) throws {
    url =
      try options.resume.map { try Self.resumable($0, by: entry) } ?? options.out
      ?? Self.unused(Self.folder(for: entry), now: now)
    let found = options.out == nil ? url.readablePath : "--out is '\(url.readablePath)'"
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      lock = try FolderLock(url)
      guard options.resume == nil else { return }
      let contents = try FileManager.default.contentsOfDirectory(atPath: url.path)
      guard contents == [FolderLock.fileName] else {
        // Only a run of this very page can go on.
        let goesOn = (try? Self.resumable(url, by: entry)) != nil
        throw UsageError(
          "\(found), which holds files already, expected a new or an empty folder; name another"
            + (goesOn ? ", or go on with the run in it with --resume \(url.readablePath.quotedForShell)" : ""))
      }
      try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
      try Data((Self.name(of: entry) + "\n").utf8).writeWhole(to: owner)
    } catch let error where error is UsageError || error is FolderInUse {
      throw error
    } catch {
      throw UsageError("\(found), which cannot be written, expected a folder to put files in; name another with --out")
    }
  }

  /// Where runs of an entry go when nobody says otherwise.
  static func folder(for entry: Entry) -> URL {
    let runs = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent("runs")
    // A chapter and an answer may be called the same.
    return (entry.number == nil ? runs.appendingPathComponent("answers") : runs).appendingPathComponent(entry.name)
  }

  private static func unused(_ parent: URL, now: Date) -> URL {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HH-mm-ss"
    return RunPlace.unused(parent.appendingPathComponent(formatter.string(from: now)))
  }

  // MARK: - Checkpoints

  /// The file that says whose run a folder holds.
  private static func owner(of folder: URL) -> URL { folder.appendingPathComponent("entry.txt") }

  /// What a run folder calls an entry; a chapter and an answer may be called the same.
  private static func name(of entry: Entry) -> String { "\(entry.kind) \(entry.name)" }

  /// The folder of a run of `entry` with a checkpoint, named by itself or by the checkpoint.
  ///
  /// - Throws: ``UsageError`` when there is no checkpoint, or it is that of another page.
  static func resumable(_ place: URL, by entry: Entry) throws -> URL {
    let folder = place.lastPathComponent == checkpointName ? place.deletingLastPathComponent() : place
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(checkpointName).path) else {
      throw UsageError(
        "--resume is '\(place.readablePath)', which holds no checkpoint, expected the folder of a run that saved "
          + "\(checkpointName), or that file; leave out --resume to start anew")
    }
    let found = (try? String(contentsOf: owner(of: folder), encoding: .utf8))?.trimmingEnd
    guard let found, found == name(of: entry) else {
      throw UsageError(
        "--resume is '\(place.readablePath)', a run of \(found.map { "the \($0)" } ?? "nobody knows which page"), "
          + "expected one of the \(name(of: entry)); resume it with its own command")
    }
    return folder
  }

  /// The folder of the latest run of an entry that saved a checkpoint.
  ///
  /// - Throws: ``UsageError`` when there is none.
  static func latestResumable(of entry: Entry) throws -> URL {
    let parent = folder(for: entry)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    // Folders are named for the time of their run, so the last in order is the latest.
    let latest = names.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
      .map { parent.appendingPathComponent($0) }
      .first { FileManager.default.fileExists(atPath: $0.appendingPathComponent(checkpointName).path) }
    guard let latest else {
      throw UsageError(
        "--resume found no run with a checkpoint under \(parent.readablePath), expected at least one; "
          + "leave out --resume to start one")
    }
    return latest
  }
}

extension URL {
  package var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
