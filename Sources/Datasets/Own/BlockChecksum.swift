import CZlib

/// The CRC-32 of bytes that come piece by piece, as zlib computes it: gigabytes in a second.
struct BlockChecksum {
  private(set) var value: UInt32 = 0

  mutating func combine(_ bytes: some Collection<UInt8>) {
    let sum = bytes.withContiguousStorageIfAvailable { crc32(UInt(value), $0.baseAddress, UInt32($0.count)) }
    value = UInt32(
      truncatingIfNeeded: sum
        ?? Array(bytes).withUnsafeBufferPointer { crc32(UInt(value), $0.baseAddress, UInt32($0.count)) })
  }
}
