import Engine
import Foundation

/// The entries of a zip archive, stored or deflated: what PyTorch's `.pth` and NumPy's `.npz` files are.
///
/// The directory at the archive's end is checked whole before anything is believed: every entry must lie inside the
/// file, and no two may overlap. An entry's bytes are read when they are asked for, and must match their checksum.
///
/// PKWARE, *.ZIP File Format Specification* 6.3 (APPNOTE, 2006), with its 64-bit sizes. Encrypted archives, archives in
/// several parts and archives behind a program that unpacks them are refused.
struct ZipArchive {
  /// One file inside the archive.
  private struct Entry {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let compressedCount: Int
    let byteCount: Int
    /// Where the header before the entry's bytes begins.
    let header: Int
    /// Where whatever follows the entry's bytes begins.
    var end: Int
  }

  /// The archive's path, for messages.
  let path: String
  /// The names of the entries, in the order in which they lie in the file.
  let names: [String]
  private let file: FileReader
  private let entries: [String: Entry]

  /// Reads the directory of an archive.
  ///
  /// - Throws: `StoreError.fileNotFound`, `StoreError.cannotRead`, `StoreError.damaged`.
  init(contentsOf url: URL) throws {
    try self.init(FileReader(path: url.path))
  }

  /// Reads the directory of an archive.
  ///
  /// - Throws: `StoreError.cannotRead`, `StoreError.damaged`.
  init(_ file: FileReader) throws {
    self.file = file
    path = file.path
    do {
      let directory = try ZipDirectory(of: file)
      var cursor = ByteCursor(try file.bytes(directory.length, at: directory.offset))
      var found: [Entry] = []
      for _ in 0..<directory.count { found.append(try Self.entry(from: &cursor, before: directory.offset)) }
      guard cursor.remaining == 0 else {
        throw MalformedArchive(reason: "its directory is longer than its \(directory.count) entries")
      }
      found.sort { ($0.header, $0.compressedCount) < ($1.header, $1.compressedCount) }
      var entries: [String: Entry] = [:]
      for (index, var entry) in found.enumerated() {
        if index + 1 < found.count { entry.end = found[index + 1].header }
        guard entry.header + ZipSignature.headerLength + entry.compressedCount <= entry.end else {
          throw MalformedArchive(reason: "entry \"\(entry.name)\" overlaps what follows it")
        }
        guard entries.updateValue(entry, forKey: entry.name) == nil else {
          throw MalformedArchive(reason: "two entries are called \"\(entry.name)\"")
        }
      }
      self.entries = entries
      names = found.map(\.name)
    } catch let error as MalformedArchive {
      throw StoreError.damaged(path: file.path, format: .zip, reason: error.reason)
    } catch is ByteCursor.EndReached {
      throw StoreError.damaged(path: file.path, format: .zip, reason: "its directory ends in the middle of an entry")
    }
  }

  /// Whether a file begins as an archive does.
  static func isArchive(_ file: FileReader) -> Bool {
    [ZipSignature.header, ZipSignature.end].contains {
      file.peek(4) == withUnsafeBytes(of: $0.littleEndian) { Array($0) }
    }
  }
}

// MARK: - Contents

extension ZipArchive {
  /// How many bytes an entry holds, or `nil` if there is no such entry.
  func byteCount(of name: String) -> Int? { entries[name]?.byteCount }

  /// An entry's bytes.
  ///
  /// - Parameter limit: The most bytes that whoever asks can have use for.
  /// - Throws: `StoreError.damaged` if there is no such entry, too, for whoever asks for one needs it, and for an entry
  ///   beyond the limit, before any of it is read.
  func bytes(of name: String, atMost limit: Int) throws -> [UInt8] {
    let count = try entry(name).byteCount
    guard count <= limit else {
      throw damaged("entry \"\(name)\" holds \(count) bytes, expected at most \(limit)")
    }
    let reader = try reader(of: name)
    let bytes = try reader.bytes(count)
    try reader.finish()
    return bytes
  }

  /// An entry's bytes, to be read one after another.
  ///
  /// - Throws: `StoreError.cannotRead`, `StoreError.damaged`.
  func reader(of name: String) throws -> ZipEntryReader {
    let entry = try entry(name)
    let start = try start(of: entry)
    return ZipEntryReader(
      file, name: name,
      content: entry.isDeflated
        ? .deflated(InflateReader(file, from: start..<start + entry.compressedCount)) : .stored(at: start),
      count: entry.byteCount, checksum: entry.checksum)
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw damaged("it has no entry \"\(name)\"") }
    return entry
  }

  /// Where an entry's bytes begin: behind a header that repeats its name.
  private func start(of entry: Entry) throws -> Int {
    var cursor = ByteCursor(try file.bytes(ZipSignature.headerLength, at: entry.header))
    let isHeader = try cursor.next(UInt32.self) == ZipSignature.header
    _ = try cursor.take(22)
    let nameLength = Int(try cursor.next(UInt16.self)), extraLength = Int(try cursor.next(UInt16.self))
    let start = entry.header + ZipSignature.headerLength + nameLength + extraLength
    guard isHeader, start + entry.compressedCount <= entry.end,
      try file.bytes(nameLength, at: entry.header + ZipSignature.headerLength).elementsEqual(entry.name.utf8)
    else { throw damaged("entry \"\(entry.name)\" does not lie where the directory says") }
    return start
  }

  private func damaged(_ reason: String) -> StoreError { .damaged(path: path, format: .zip, reason: reason) }
}

// MARK: - The directory

/// Why an archive is not one.
private struct MalformedArchive: Error {
  let reason: String
}

enum ZipSignature {
  static let header: UInt32 = 0x0403_4B50
  static let directory: UInt32 = 0x0201_4B50
  static let end: UInt32 = 0x0605_4B50
  static let end64: UInt32 = 0x0606_4B50
  static let locator64: UInt32 = 0x0706_4B50

  /// The bytes of a header before an entry, of the record at the end, and of its 64-bit companions, without what
  /// varies in length.
  static let headerLength = 30
  static let endLength = 22
  static let end64Length = 56
  static let locator64Length = 20
}

/// Where the directory lies, and how many entries it has.
private struct ZipDirectory {
  let count: Int
  let length: Int
  let offset: Int

  /// Finds the record that ends the archive: the last one whose comment reaches to the end of the file.
  init(of file: FileReader) throws {
    let tailLength = min(file.size, ZipSignature.endLength + Int(UInt16.max))
    let tail = try file.bytes(tailLength, at: file.size - tailLength)
    let start = file.size - tailLength
    for at in stride(from: tailLength - ZipSignature.endLength, through: 0, by: -1) {
      var cursor = ByteCursor(tail, at: at)
      guard try cursor.next(UInt32.self) == ZipSignature.end else { continue }
      let parts = try (cursor.next(UInt16.self), cursor.next(UInt16.self))
      let counts = try (cursor.next(UInt16.self), cursor.next(UInt16.self))
      let length = try cursor.next(UInt32.self), offset = try cursor.next(UInt32.self)
      guard try Int(cursor.next(UInt16.self)) == cursor.remaining else { continue }
      if let wide = try Self.wide(before: start + at, in: file) {
        self = wide
      } else {
        guard parts == (0, 0), counts.0 == counts.1 else {
          throw MalformedArchive(reason: "it is one of several parts of an archive")
        }
        try self.init(count: Int(counts.0), length: Int(length), offset: Int(offset), end: start + at)
      }
      return
    }
    throw MalformedArchive(reason: "it does not end with an archive's directory; it may have been cut short")
  }

  private init(count: Int, length: Int, offset: Int, end: Int) throws {
    guard offset <= end, length == end - offset else {
      throw MalformedArchive(
        reason: "its directory should take \(length) bytes from byte \(offset) on, and must end at \(end)")
    }
    self.count = count
    self.length = length
    self.offset = offset
  }

  /// The directory's place in 64 bits, which stands before the record at the end if 32 may not suffice.
  private static func wide(before end: Int, in file: FileReader) throws -> Self? {
    let locator = end - ZipSignature.locator64Length
    guard locator >= ZipSignature.end64Length else { return nil }
    var cursor = ByteCursor(try file.bytes(ZipSignature.locator64Length, at: locator))
    guard try cursor.next(UInt32.self) == ZipSignature.locator64 else { return nil }
    _ = try cursor.next(UInt32.self)
    let record = try cursor.nextLength()
    guard record <= locator - ZipSignature.end64Length else {
      throw MalformedArchive(reason: "its end names byte \(record) for the place of its directory")
    }
    cursor = ByteCursor(try file.bytes(ZipSignature.end64Length, at: record))
    guard try cursor.next(UInt32.self) == ZipSignature.end64 else {
      throw MalformedArchive(reason: "its end names byte \(record) for the place of its directory")
    }
    _ = try cursor.take(12)
    let parts = try (cursor.next(UInt32.self), cursor.next(UInt32.self))
    let counts = try (cursor.nextLength(), cursor.nextLength())
    guard parts == (0, 0), counts.0 == counts.1 else {
      throw MalformedArchive(reason: "it is one of several parts of an archive")
    }
    let length = try cursor.nextLength(), offset = try cursor.nextLength()
    return try Self(count: counts.0, length: length, offset: offset, end: record)
  }
}

extension ZipArchive {
  /// The deflate format can shrink bytes to no less than this part of them.
  private static let largestRatio = 1032

  /// One entry of the directory, whose bytes must end before `limit`.
  private static func entry(from cursor: inout ByteCursor, before limit: Int) throws -> Entry {
    guard try cursor.next(UInt32.self) == ZipSignature.directory else {
      throw MalformedArchive(reason: "its directory is damaged")
    }
    _ = try cursor.take(4)
    let flags = try cursor.next(UInt16.self), method = try cursor.next(UInt16.self)
    _ = try cursor.take(4)
    let checksum = try cursor.next(UInt32.self)
    let narrow = try (cursor.next(UInt32.self), cursor.next(UInt32.self))
    let nameLength = try cursor.next(UInt16.self), extraLength = try cursor.next(UInt16.self)
    let commentLength = try cursor.next(UInt16.self)
    _ = try cursor.take(8)
    let narrowHeader = try cursor.next(UInt32.self)
    guard let name = String(validating: try cursor.take(Int(nameLength)), as: UTF8.self) else {
      throw MalformedArchive(reason: "the name of an entry is not UTF-8")
    }
    var wide = try wideFields(of: ByteCursor(Array(cursor.take(Int(extraLength)))))
    _ = try cursor.take(Int(commentLength))

    func widened(_ value: UInt32) throws -> Int {
      value == .max ? try wide.nextLength() : Int(value)
    }
    let byteCount = try widened(narrow.1), compressedCount = try widened(narrow.0), header = try widened(narrowHeader)
    guard flags & 1 == 0 else { throw MalformedArchive(reason: "entry \"\(name)\" is encrypted") }
    guard method == 0 || method == 8 else {
      throw MalformedArchive(
        reason: "entry \"\(name)\" is compressed by method \(method), and only 0 (stored) and 8 (deflated) are read")
    }
    guard header < limit, compressedCount < limit else {
      throw MalformedArchive(reason: "entry \"\(name)\" does not lie before the directory")
    }
    guard method == 0 ? byteCount == compressedCount : byteCount / largestRatio <= compressedCount else {
      throw MalformedArchive(
        reason: "entry \"\(name)\" declares \(byteCount) bytes, and its \(compressedCount) cannot hold them")
    }
    return Entry(
      name: name, isDeflated: method == 8, checksum: checksum, compressedCount: compressedCount, byteCount: byteCount,
      header: header, end: limit)
  }

  /// The 64-bit sizes among an entry's extra fields: those that did not fit into 32 bits, one after another.
  private static func wideFields(of extra: ByteCursor) throws -> ByteCursor {
    var extra = extra
    while extra.remaining >= 4 {
      let kind = try extra.next(UInt16.self), length = try extra.next(UInt16.self)
      let field = try extra.take(Int(length))
      if kind == 1 { return ByteCursor(Array(field)) }
    }
    return ByteCursor([])
  }
}
