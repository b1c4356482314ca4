import CZlib

/// Why compressed bytes could not be inflated.
struct InflateError: Error {
  let reason: String
}

/// Inflates a stretch of a file, a bare deflate stream (RFC 1951), into `buffer`, which it must fill.
///
/// - Throws: ``InflateError``; `StoreError.cannotRead`.
func inflate(_ file: FileReader, from stretch: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws {
  var stream = z_stream()
  guard inflate_init_bare(&stream) == Z_OK else { fatalError("zlib: out of memory") }
  defer { inflateEnd(&stream) }
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  defer { chunk.deallocate() }
  // zlib takes no null for the place of no bytes.
  var nothing: UInt8 = 0
  try withUnsafeMutablePointer(to: &nothing) { nothing in
    var position = stretch.lowerBound, written = 0
    var status = Z_OK
    while status != Z_STREAM_END {
      if stream.avail_in == 0 {
        let count = min(chunk.count, stretch.upperBound - position)
        guard count > 0 else { throw InflateError(reason: "they end too early") }
        try file.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<count]), at: position)
        position += count
        stream.next_in = chunk.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.avail_in = UInt32(count)
      }
      let room = min(buffer.count - written, 1 << 30)
      stream.next_out = room > 0 ? buffer.baseAddress!.assumingMemoryBound(to: UInt8.self) + written : nothing
      stream.avail_out = UInt32(room)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      written += room - Int(stream.avail_out)
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_BUF_ERROR: throw InflateError(reason: "there are more than the directory says")
      case Z_MEM_ERROR: fatalError("zlib: out of memory")
      default: throw InflateError(reason: stream.msg.map { "zlib: \(String(cString: $0))" } ?? "zlib: error \(status)")
      }
    }
    guard written == buffer.count, stream.avail_in == 0, position == stretch.upperBound else {
      throw InflateError(reason: "there are not as many as the directory says")
    }
  }
}

/// The checksum that zip archives keep of an entry's bytes (CRC-32).
func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  UInt32(crc32_z(0, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count))
}
