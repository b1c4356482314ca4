import Foundation
import Store

/// A table of numbers that another process adds lines to: `curves.csv` or `scores.csv`.
///
/// Only what is new is read. Of a long table every second line, every fourth, and so on is kept: memory and pictures stay
/// small however long a run is.
final class GrowingTable {
  /// The most lines that are kept.
  static let most = 1000
  /// The most bytes that are read at a time; the rest is read at the next.
  private static let mostBytes = 4 << 20
  private static let longestLine = 1000

  private let file: URL
  private let columns: [String]
  private var offset = 0
  private var identity: UInt64?
  private var rest: [UInt8] = []
  private var stride = 1
  /// The lines so far, the header not counted.
  private(set) var count = 0
  /// What is kept.
  private(set) var rows: [[Float]] = []
  /// The last line; it may not be among those that are kept.
  private(set) var last: [Float]?
  /// Why the table cannot be read on from some line, if it cannot.
  private(set) var problem: String?

  /// A table in a file that need not be there yet.
  init(_ file: URL, columns: [String]) { (self.file, self.columns) = (file, columns) }

  /// Reads what is new.
  ///
  /// - Returns: Whether anything was.
  func update() -> Bool {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    var found = stat()
    guard descriptor >= 0, fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
      if descriptor >= 0 { close(descriptor) }
      return startOver(because: errno == ENOENT && descriptor < 0 ? nil : "it cannot be read as a file")
    }
    defer { close(descriptor) }
    // A run that goes on writes the file anew.
    if identity != UInt64(found.st_ino) || found.st_size < offset {
      _ = startOver(because: nil)
      identity = UInt64(found.st_ino)
    }
    guard problem == nil, found.st_size > offset else { return false }
    var bytes = [UInt8](repeating: 0, count: min(Int(found.st_size) - offset, Self.mostBytes))
    let read = pread(descriptor, &bytes, bytes.count, off_t(offset))
    guard read > 0 else { return false }
    offset += read
    for byte in bytes[..<read] where problem == nil {
      if byte == 10 {
        take(rest)
        rest.removeAll(keepingCapacity: true)
      } else if rest.count < Self.longestLine {
        rest.append(byte)
      } else {
        problem =
          "\(file.lastPathComponent), line \(count + (hasHeader ? 2 : 1)), has more than \(Self.longestLine) characters"
      }
    }
    return true
  }

  private func startOver(because reason: String?) -> Bool {
    let was = (count, problem)
    (offset, identity, rest, stride, count, rows, last) = (0, nil, [], 1, 0, [], nil)
    hasHeader = false
    problem = reason.map { "\(file.lastPathComponent): \($0)" }
    return was != (0, problem)
  }

  private var hasHeader = false

  private func take(_ bytes: [UInt8]) {
    let line = String(decoding: bytes, as: UTF8.self)
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard hasHeader else {
      hasHeader = true
      if fields.map(String.init) != columns {
        problem =
          "\(file.lastPathComponent) begins with '\(line.shortened(to: 80).shown)', expected \(columns.joined(separator: ","))"
      }
      return
    }
    let values = fields.compactMap { Float($0) }
    guard values.count == columns.count, fields.count == columns.count else {
      problem =
        "\(file.lastPathComponent), line \(count + 2), is '\(line.shortened(to: 80).shown)', expected \(columns.count) "
        + "numbers; what follows is not shown"
      return
    }
    last = values
    if count.isMultiple(of: stride) { rows.append(values) }
    count += 1
    guard rows.count >= Self.most else { return }
    rows = rows.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    stride *= 2
  }
}
