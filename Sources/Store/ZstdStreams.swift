import CZstd
import Foundation

/// How hard to compress a file whose name ends in `.zst`.
public struct Compression: Sendable, Equatable {
  /// Zstandard's level, 1 to 22.
  public let level: Int

  /// Compression at one of Zstandard's levels, 1 to 22.
  public init(level: Int) { self.level = level }

  /// Slow to write and as small as is sensible: for files that are written once and shipped.
  public static let small = Compression(level: 19)
  /// Written at the speed of the disk: for checkpoints. Trained weights hardly compress anyway.
  public static let fast = Compression(level: 1)
}

/// The bytes inside the Zstandard frames (RFC 8878) of a file.
final class ZstdReader: ByteSource {
  /// What a frame begins with.
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  let path: String
  /// A frame need not tell its size, and a damaged one may tell a wrong one.
  let limit: Int

  private let file: FileReader
  private let context: OpaquePointer
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_DStreamInSize(), alignment: 1)
  private var input: ZSTD_inBuffer
  private var isInsideFrame = true

  init(_ file: FileReader) {
    guard let context = ZSTD_createDCtx() else { fatalError("zstd: out of memory") }
    self.file = file
    self.context = context
    path = file.path
    limit = HeldLimits.inflated(from: file.size)
    input = ZSTD_inBuffer(src: chunk.baseAddress, size: 0, pos: 0)
  }

  deinit {
    ZSTD_freeDCtx(context)
    chunk.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos < output.size {
      if input.pos == input.size {
        input.size = try file.read(into: chunk)
        input.pos = 0
        if input.size == 0 {
          guard !isInsideFrame else { throw damaged("it ends in the middle of its compressed data") }
          break
        }
      }
      let hint = ZSTD_decompressStream(context, &output, &input)
      guard ZSTD_isError(hint) == 0 else {
        throw damaged("its compressed data cannot be read (zstd: \(String(cString: ZSTD_getErrorName(hint))))")
      }
      isInsideFrame = hint != 0
    }
    return output.pos
  }

  private func damaged(_ reason: String) -> StoreError { .damaged(path: path, reason: reason) }
}

/// Writes one Zstandard frame with a checksum.
final class ZstdWriter: ByteSink {
  private let sink: ByteSink
  private let context: OpaquePointer
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 1)

  /// - Parameters:
  ///   - sink: Where the compressed bytes go.
  ///   - compression: How hard to compress.
  ///   - length: How many bytes will be written; the frame says so to its reader.
  init(to sink: ByteSink, compression: Compression, length: Int) throws {
    guard let context = ZSTD_createCCtx() else { fatalError("zstd: out of memory") }
    self.sink = sink
    self.context = context
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: compression.level)))
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(length)))
  }

  deinit {
    ZSTD_freeCCtx(context)
    chunk.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while input.pos < input.size { _ = try step(&input, ZSTD_e_continue) }
  }

  /// Ends the frame; nothing can be written after it.
  func finish() throws {
    var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    while try step(&nothing, ZSTD_e_end) > 0 {}
  }

  private func step(_ input: inout ZSTD_inBuffer, _ mode: ZSTD_EndDirective) throws -> Int {
    var output = ZSTD_outBuffer(dst: chunk.baseAddress, size: chunk.count, pos: 0)
    let left = try check(ZSTD_compressStream2(context, &output, &input, mode))
    try sink.write(UnsafeRawBufferPointer(rebasing: chunk[..<output.pos]))
    return left
  }

  @discardableResult
  private func check(_ result: Int) throws -> Int {
    guard ZSTD_isError(result) == 0 else {
      fatalError("zstd: \(String(cString: ZSTD_getErrorName(result)))")
    }
    return result
  }
}
