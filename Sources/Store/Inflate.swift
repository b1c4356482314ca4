import CZlib

/// Why compressed bytes could not be inflated.
struct InflateError: Error {
  let reason: String
}

/// Inflates a stretch of a file, a bare deflate stream (RFC 1951), a piece at a time: no more is held than is asked for.
final class InflateReader {
  // zlib remembers where its state lies, so that it must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  private let file: FileReader
  private let end: Int
  private var position: Int
  private var status = Z_OK

  init(_ file: FileReader, from stretch: Range<Int>) {
    (self.file, position, end) = (file, stretch.lowerBound, stretch.upperBound)
    stream.initialize(to: z_stream())
    guard inflate_init_bare(stream) == Z_OK else { fatalError("zlib: out of memory") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    chunk.deallocate()
  }

  /// Fills `buffer`, or as much of it as there are bytes left, and returns how many those were.
  ///
  /// - Throws: ``InflateError``; `StoreError.cannotRead`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var written = 0
    while written < buffer.count, status != Z_STREAM_END {
      if stream.pointee.avail_in == 0 {
        let count = min(chunk.count, end - position)
        guard count > 0 else { throw InflateError(reason: "they end too early") }
        try file.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<count]), at: position)
        position += count
        stream.pointee.next_in = chunk.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(count)
      }
      let room = min(buffer.count - written, 1 << 30)
      stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self) + written
      stream.pointee.avail_out = UInt32(room)
      status = CZlib.inflate(stream, Z_NO_FLUSH)
      written += room - Int(stream.pointee.avail_out)
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_MEM_ERROR: fatalError("zlib: out of memory")
      default:
        throw InflateError(
          reason: stream.pointee.msg.map { "zlib: \(String(cString: $0))" } ?? "zlib: error \(status)")
      }
    }
    return written
  }

  /// Throws unless the stream and the stretch end here.
  func expectEnd() throws {
    var byte: UInt8 = 0
    guard try withUnsafeMutableBytes(of: &byte, { try read(into: $0) }) == 0 else {
      throw InflateError(reason: "there are more than the directory says")
    }
    guard stream.pointee.avail_in == 0, position == end else {
      throw InflateError(reason: "there are not as many as the directory says")
    }
  }
}

/// The checksum that zip archives keep of an entry's bytes (CRC-32), going on from that of the bytes before.
func checksum(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
  guard let first = bytes.assumingMemoryBound(to: UInt8.self).baseAddress, !bytes.isEmpty else { return sum }
  return UInt32(crc32_z(UInt(sum), first, bytes.count))
}
