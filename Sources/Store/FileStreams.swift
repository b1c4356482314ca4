import Foundation

/// Bytes that come one after another, from a file or out of a compressed one.
protocol ByteSource {
  /// The file's path, for messages.
  var path: String { get }
  /// No more than this many bytes are still to come.
  var limit: Int { get }
  /// Fills `buffer`, or as much of it as there are bytes left, and returns how many those were.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Fills the whole buffer, or throws.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws {
    let count = try read(into: buffer)
    guard count == buffer.count else {
      let missing = buffer.count - count
      throw StoreError.damaged(path: path, reason: "it ends \(missing) byte\(missing == 1 ? "" : "s") too early")
    }
  }

  /// The next `count` bytes; throws if there are fewer.
  func bytes(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      filled = count
    }
  }

  /// Throws unless every byte has been read.
  func expectEnd() throws {
    let more = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try read(into: $0) }
    guard more == 0 else {
      throw StoreError.damaged(path: path, reason: "it goes on after the last tensor that its header declares")
    }
  }
}

/// Something that takes bytes one after another.
protocol ByteSink {
  func write(_ bytes: UnsafeRawBufferPointer) throws
}

/// What the system says about its last error.
func systemMessage(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

/// A file being read from its beginning.
final class FileReader: ByteSource {
  let path: String
  /// The file's size in bytes.
  let size: Int
  private let descriptor: Int32
  private(set) var limit: Int

  init(path: String) throws {
    self.path = path
    // A pipe must not make us wait for somebody who writes into it.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? StoreError.fileNotFound(path: path) : StoreError.cannotRead(path: path, reason: systemMessage())
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw StoreError.cannotRead(path: path, reason: systemMessage())
    }
    // Tensors are looked up all over a file, which pipes and devices do not allow.
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a pipe, a device or a socket"
      throw StoreError.cannotRead(path: path, reason: "it is \(kind), expected a file")
    }
    size = Int(status.st_size)
    limit = size
  }

  deinit { close(descriptor) }

  /// The file's first bytes, without moving on.
  func peek(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
  }

  /// Fills `buffer` with the bytes from `offset` on, which must be there, without moving on.
  func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var count = 0
    while count < buffer.count {
      let got = pread(descriptor, buffer.baseAddress! + count, buffer.count - count, off_t(offset + count))
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw StoreError.cannotRead(path: path, reason: systemMessage()) }
      guard got > 0 else { throw StoreError.cannotRead(path: path, reason: "it has become shorter") }
      count += got
    }
  }

  /// `count` bytes from `offset` on, which must be there, without moving on.
  func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]), at: offset)
      filled = count
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < buffer.count {
      let got = Foundation.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw StoreError.cannotRead(path: path, reason: systemMessage()) }
      if got == 0 { break }
      count += got
    }
    limit -= count
    return count
  }
}

/// A new file being written.
final class FileWriter: ByteSink {
  private let path: String
  private let descriptor: Int32

  /// Creates a file, locked for as long as it is written; throws `SystemError` if there is one already or the folder does
  /// not let us.
  init(creating path: String) throws {
    self.path = path
    guard let descriptor = createLocked(path) else { throw SystemError() }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Returns once the bytes have reached the disk.
  func flush() throws {
    guard fsync(descriptor) == 0 else { throw SystemError() }
  }
}

/// A system call's failure, to be told about the file that the caller meant.
struct SystemError: Error {
  var code = errno
}
