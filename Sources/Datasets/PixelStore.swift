import Engine
import Foundation

/// The bytes of many images: in memory, or in a file that is read image by image, so that a large data set costs no
/// memory.
enum PixelStore: Sendable {
  case memory([UInt8])
  /// `count` bytes of an open file, from the byte `start` on.
  case file(FileHandle, start: Int, count: Int)

  /// The number of bytes.
  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(_, _, let count): count
    }
  }

  /// A part of the bytes. Those of a file stay there.
  subscript(range: Range<Int>) -> PixelStore {
    switch self {
    case .memory(let bytes): .memory(Array(bytes[range]))
    case .file(let file, let start, _): .file(file, start: start + range.lowerBound, count: range.count)
    }
  }

  /// Calls `body` with a part of the bytes.
  func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    switch self {
    case .memory(let bytes):
      bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    case .file(let file, let start, _):
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { buffer in
        read(file, from: start + range.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        return body(UnsafeBufferPointer(buffer))
      }
    }
  }

  /// Whether a part of a file's bytes, at least one, has the checksum; also not if it cannot be read.
  func matches(_ checksum: UInt32, in range: Range<Int>) -> Bool {
    guard case .file(let file, let start, _) = self else { return false }
    var buffer = [UInt8](repeating: 0, count: range.count)
    guard
      buffer.withUnsafeMutableBytes({ Self.failure(reading: file, from: start + range.lowerBound, into: $0) }) == nil
    else { return false }
    var sum = BlockChecksum()
    sum.combine(buffer)
    return sum.value == checksum
  }

  private func read(_ file: FileHandle, from start: Int, into buffer: UnsafeMutableRawBufferPointer) {
    let failure = Self.failure(reading: file, from: start, into: buffer)
    require(
      failure == nil,
      "ImageDataset: the file of decoded images cannot be read any more (\(failure ?? "")); start again to decode anew")
  }

  /// Reads at a place of its own, so that several threads can share the file.
  ///
  /// - Returns: Why not all bytes could be read, if they could not.
  private static func failure(
    reading file: FileHandle, from start: Int, into buffer: UnsafeMutableRawBufferPointer
  ) -> String? {
    var done = 0
    while done < buffer.count {
      let got = pread(file.fileDescriptor, buffer.baseAddress! + done, buffer.count - done, off_t(start + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return got == 0 ? "it has become shorter" : String(cString: strerror(errno)) }
      done += got
    }
    return nil
  }
}
