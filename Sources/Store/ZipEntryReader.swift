/// The bytes of an archive's entry, one after another, so that a reader takes what it needs and holds no more.
final class ZipEntryReader: ByteSource {
  /// How the entry lies in the file.
  enum Content {
    /// As it is, from a byte of the file on.
    case stored(at: Int)
    case deflated(InflateReader)
  }

  let path: String
  private(set) var limit: Int
  private let name: String
  private let file: FileReader
  private let expected: UInt32
  private var content: Content
  private var sum: UInt32 = 0
  /// Whether every byte so far was looked at, so that the checksum can be compared.
  private var isWhole = true

  /// - Parameters:
  ///   - name: The entry's name, for messages.
  ///   - count: How many bytes the directory promises.
  ///   - checksum: What their checksum must be.
  init(_ file: FileReader, name: String, content: Content, count: Int, checksum: UInt32) {
    (self.file, path, self.name, self.content) = (file, file.path, name, content)
    (limit, expected) = (count, checksum)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, limit)])
    switch content {
    case .stored(let place):
      try file.fill(target, at: place)
      content = .stored(at: place + target.count)
    case .deflated(let stream):
      try inflating {
        guard try stream.read(into: target) == target.count else {
          throw InflateError(reason: "there are not as many as the directory says")
        }
      }
    }
    sum = checksum(UnsafeRawBufferPointer(target), after: sum)
    limit -= target.count
    return target.count
  }

  /// Passes over bytes; those of a stored entry are not even read.
  func skip(_ count: Int) throws {
    if case .stored(let place) = content {
      guard count > 0 else { return }
      let count = min(count, limit)
      content = .stored(at: place + count)
      limit -= count
      isWhole = false
      return
    }
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { chunk in
      var left = min(count, limit)
      while left > 0 {
        left -= try read(into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<min(left, chunk.count)]))
      }
    }
  }

  /// Throws unless all bytes have been read and match their checksum; of an entry that was not read whole none is known.
  func finish() throws {
    guard limit == 0 else { return }
    if case .deflated(let stream) = content { try inflating { try stream.expectEnd() } }
    guard !isWhole || sum == expected else {
      throw damaged("the bytes of entry \"\(name)\" do not match their checksum")
    }
  }

  private func inflating(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as InflateError {
      throw damaged("the compressed bytes of entry \"\(name)\" cannot be read (\(error.reason))")
    }
  }

  private func damaged(_ reason: String) -> StoreError { .damaged(path: path, format: .zip, reason: reason) }
}
