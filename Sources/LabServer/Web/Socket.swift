import Foundation

#if canImport(Glibc)
  import Glibc
  private let streamType = Int32(SOCK_STREAM.rawValue)
#elseif canImport(Musl)
  import Musl
  private let streamType = SOCK_STREAM
#else
  import Darwin
  private let streamType = SOCK_STREAM
#endif

/// Why a socket could not be made or used.
struct SocketError: Error, CustomStringConvertible {
  let action: String
  let code: Int32

  init(_ action: String) { (self.action, code) = (action, errno) }

  var description: String { "\(action): \(String(cString: strerror(code)))" }
}

/// One end of a connection. All calls wait, for no longer than the time limits say.
package protocol Connection: Sendable {
  /// At most so many bytes, as soon as there are any; `nil` when the other end is gone or too slow.
  func receive(atMost count: Int) -> [UInt8]?
  /// Sends all bytes; false when the other end is gone or too slow.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool
  /// Sets how long a call waits for the other end, in seconds; 0 for as long as it takes.
  func setLimits(receive: Int, send: Int)
  /// Ends both directions, so that whoever waits in ``receive(atMost:)`` returns.
  func shutDown()
}

/// A connection over TCP.
final class Socket: Connection, @unchecked Sendable {
  // A descriptor is one number, and the system takes care of calls from several threads.
  let descriptor: Int32

  /// Takes over an open descriptor.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    // A process that the lab starts must not keep the port.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// A socket that listens on the loopback address, and nowhere else; port 0 takes any that is free.
  static func listening(port: UInt16) throws -> Socket {
    let socket = Socket(descriptor: Self.stream())
    guard socket.descriptor >= 0 else { throw SocketError("no socket can be opened") }
    socket.set(SOL_SOCKET, SO_REUSEADDR, Int32(1))
    var address = Self.loopback(port)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(socket.descriptor, 64) == 0 else {
      throw SocketError("port \(port) cannot be listened on")
    }
    return socket
  }

  /// The port that it listens on.
  var port: UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// The next connection; `nil` if none has come within a time.
  func accepted(within milliseconds: Int32) -> Socket? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) == 1 else { return nil }
    let connection = accept(descriptor, nil, nil)
    guard connection >= 0 else { return nil }
    let socket = Socket(descriptor: connection)
    // A frame goes out when it is written, not when the last one has been acknowledged.
    socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
    #if canImport(Darwin)
      socket.set(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
    #endif
    return socket
  }

  func setLimits(receive: Int, send: Int) {
    set(SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: receive, tv_usec: 0))
    set(SOL_SOCKET, SO_SNDTIMEO, timeval(tv_sec: send, tv_usec: 0))
  }

  func receive(atMost count: Int) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = max(recv(descriptor, buffer.baseAddress, count, 0), 0)
    }
    return bytes.isEmpty ? nil : bytes
  }

  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { systemSend(descriptor, $0.baseAddress! + sent, bytes.count - sent, flags) }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  static func stream() -> Int32 { socket(AF_INET, streamType, 0) }

  private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: Value) {
    var value = value
    _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
  }

  static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int, _ flags: Int32) -> Int {
  send(descriptor, bytes, count, flags)
}
