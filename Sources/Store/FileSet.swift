import Foundation

/// Files of one folder that change together: after a crash either all of them are the old ones or, once ``finish(in:)``
/// has been called, all are the new ones.
///
/// The new files are written into a folder of their own, hidden beside them, with a list of where they belong. Renaming
/// that folder is the moment that counts; then they are moved to their places, which can be done again as often as it
/// takes.
public struct FileSet {
  private let folder: URL
  private var files: [(place: String, bytes: Data)] = []
  private var removed: [String] = []

  /// Files of a folder, which must exist.
  public init(in folder: URL) { self.folder = folder }

  /// Adds a file, by its path from the folder.
  public mutating func set(_ place: String, _ bytes: Data) { files.append((place, bytes)) }

  /// Removes a file, by its path from the folder, unless it is set too.
  public mutating func remove(_ place: String) { removed.append(place) }

  /// What is to be done, as it stands beside the new files.
  private struct Plan: Codable {
    /// Places of new files; the file for the first is called 0.
    var places: [String]
    var removed: [String]
  }

  private static let planName = "plan.json"
  private static let name = ".replacement"

  /// Puts all files in their places.
  ///
  /// - Throws: `StoreError.cannotWrite`; if that comes before the moment that counts, nothing has changed.
  public func write() throws {
    try Self.finish(in: folder)
    try prepare()
    try Self.finish(in: folder)
  }

  /// Writes everything beside its place, up to the moment that counts.
  func prepare() throws {
    let ready = folder.appendingPathComponent(Self.name)
    let partial = URL(fileURLWithPath: partialPath(for: ready.path))
    defer { try? FileManager.default.removeItem(at: partial) }
    guard mkdir(partial.path, 0o777) == 0 else {
      throw StoreError.cannotWrite(path: folder.path, reason: systemMessage())
    }
    for (number, file) in files.enumerated() {
      try file.bytes.writeWhole(to: partial.appendingPathComponent("\(number)"))
    }
    let places = files.map(\.place)
    let plan = Plan(places: places, removed: removed.filter { !places.contains($0) })
    try JSONEncoder().encode(plan).writeWhole(to: partial.appendingPathComponent(Self.planName))
    guard rename(partial.path, ready.path) == 0 else {
      throw StoreError.cannotWrite(path: ready.path, reason: systemMessage())
    }
  }

  /// Whether a process that was killed left something to complete in a folder.
  public static func isUnfinished(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(name)/\(planName)").path)
  }

  /// Completes in a folder what a process that was killed had begun, if it came to the moment that counts.
  ///
  /// - Throws: `StoreError.cannotWrite` if that is not possible.
  public static func finish(in folder: URL) throws {
    let ready = folder.appendingPathComponent(name)
    guard let json = FileManager.default.contents(atPath: ready.appendingPathComponent(planName).path),
      let plan = try? JSONDecoder().decode(Plan.self, from: json)
    else {
      // Everything was moved, and the process killed while it cleared up.
      try? FileManager.default.removeItem(at: ready)
      return
    }
    for place in plan.removed { unlink(folder.appendingPathComponent(place).path) }
    for (number, place) in plan.places.enumerated() {
      let (source, target) = (ready.appendingPathComponent("\(number)"), folder.appendingPathComponent(place))
      // What is not there any more has been moved before.
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      mkdir(target.deletingLastPathComponent().path, 0o777)
      guard rename(source.path, target.path) == 0 else {
        throw StoreError.cannotWrite(path: target.path, reason: systemMessage())
      }
    }
    // The list goes first: without it there is nothing to do again.
    unlink(ready.appendingPathComponent(planName).path)
    try? FileManager.default.removeItem(at: ready)
  }
}
