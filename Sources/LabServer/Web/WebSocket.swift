import Foundation

/// A connection that carries messages both ways (RFC 6455), after its handshake.
///
/// One thread receives; any thread may send.
package final class WebSocket: Sendable {
  /// Why a connection is ended, as the other end is told.
  package enum Ending: UInt16 {
    case normal = 1000
    case goingAway = 1001
    case protocolError = 1002
    case notText = 1003
    case tooLong = 1009
  }

  private let connection: any Connection
  private let longest: Int
  private let sending = NSLock()
  // Only the receiving thread touches it.
  nonisolated(unsafe) private var unread: [UInt8]

  /// A connection whose handshake is over.
  ///
  /// - Parameters:
  ///   - unread: What came after the handshake.
  ///   - longest: The longest message that is taken, in bytes.
  package init(_ connection: any Connection, unread: [UInt8], longest: Int) {
    (self.connection, self.unread, self.longest) = (connection, unread, longest)
    // A page that is only looked at sends nothing; one that takes nothing for so long is gone.
    connection.setLimits(receive: 0, send: 10)
  }

  /// The answer to a request that asks for a WebSocket; `nil` if the request does not, or not in the right way.
  package static func handshake(_ request: HTTPRequest) -> [UInt8]? {
    let headers = request.headers
    guard request.method == "GET", headers["upgrade"]?.lowercased() == "websocket",
      headers["sec-websocket-version"] == "13", let key = headers["sec-websocket-key"],
      Data(base64Encoded: key)?.count == 16
    else { return nil }
    let answer = Data(sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString()
    let head = [
      "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: \(answer)",
    ]
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// The next message, waiting for it; `nil` when the connection has ended. One that breaks the rules is ended.
  package func receive() -> String? {
    while true {
      guard let head = take(2) else { return nil }
      let (isLast, opcode) = (head[0] & 0x80 != 0, head[0] & 0x0F)
      // A page masks everything it sends, and what it sends fits in one frame.
      guard head[1] & 0x80 != 0, head[0] & 0x70 == 0, isLast else { return end(.protocolError) }
      var length = UInt64(head[1] & 0x7F)
      if length >= 126 {
        guard let more = take(length == 126 ? 2 : 8) else { return nil }
        length = more.reduce(0) { $0 << 8 | UInt64($1) }
      }
      guard length <= UInt64(longest) else { return end(.tooLong) }
      guard let mask = take(4), let masked = take(Int(length)) else { return nil }
      let payload = masked.enumerated().map { $1 ^ mask[$0 % 4] }
      switch opcode {
      case 1:
        guard let text = String(validating: payload, as: UTF8.self) else { return end(.notText) }
        return text
      case 8: return end(.normal)
      case 9: send(opcode: 10, payload)
      case 10: continue
      default: return end(.notText)
      }
    }
  }

  /// Sends text.
  @discardableResult package func send(_ text: String) -> Bool { send(opcode: 1, Array(text.utf8)) }

  /// Sends bytes.
  @discardableResult package func send(_ bytes: [UInt8]) -> Bool { send(opcode: 2, bytes) }

  /// Says why, and ends the connection.
  @discardableResult package func end(_ ending: Ending) -> String? {
    send(opcode: 8, [UInt8(ending.rawValue >> 8), UInt8(ending.rawValue & 255)])
    connection.shutDown()
    return nil
  }

  @discardableResult private func send(opcode: UInt8, _ payload: [UInt8]) -> Bool {
    var frame: [UInt8] = [0x80 | opcode]
    switch payload.count {
    case ..<126: frame.append(UInt8(payload.count))
    case ..<65_536: frame += [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: frame += [127] + stride(from: 56, through: 0, by: -8).map { UInt8(payload.count >> $0 & 255) }
    }
    frame += payload
    return sending.withLock { connection.send(frame) }
  }

  /// The next so many bytes; `nil` when the connection has ended.
  private func take(_ count: Int) -> [UInt8]? {
    while unread.count < count {
      guard let more = connection.receive(atMost: 4096) else { return nil }
      unread += more
    }
    defer { unread.removeFirst(count) }
    return Array(unread.prefix(count))
  }
}
