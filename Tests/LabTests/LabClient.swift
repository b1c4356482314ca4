import Foundation
import Lab
import Notebook
import Store
import Testing

@testable import LabServer

/// A server for one test, and what a client on the same machine says to it.
final class LabClient {
  let server: Server
  let token = "0123456789abcdef"
  private let interruption = Interruption()

  init(port: UInt16 = 0, headSeconds: Double = 10, shelf: RunShelf = RunShelf()) throws {
    server = try Server(Site(BookFiles.url("web"), shelf: shelf, token: token), port: port, headSeconds: headSeconds)
    let thread = Thread { [server, interruption] in server.run(until: interruption) }
    thread.start()
  }

  deinit { interruption.request() }

  /// The usual headers of the reader's browser.
  var headers: [String: String] {
    ["Host": "127.0.0.1:\(server.port)", "Cookie": "minimax-lab-\(server.port)=\(token)"]
  }

  /// The status and the whole answer to a request.
  func get(_ target: String, method: String = "GET", _ headers: [String: String]) throws -> (status: Int, text: String)
  {
    let socket = try Socket.connected(port: server.port)
    socket.send(Self.head(target, method: method, headers))
    return Self.answer(socket)
  }

  /// A connection on which a WebSocket is asked for; its status, 101 if it was opened.
  func open(_ changes: [String: String?] = [:], _ topic: Topic = .plane) throws -> (socket: Socket, status: Int) {
    var all: [String: String?] = headers
    all["Upgrade"] = "websocket"
    all["Connection"] = "Upgrade"
    all["Sec-WebSocket-Version"] = "13"
    all["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    all.merge(changes) { _, new in new }
    let socket = try Socket.connected(port: server.port)
    socket.send(Self.head(topic.rawValue, method: "GET", all.compactMapValues { $0 }))
    guard let (head, _) = HTTPRequest.head(from: socket, within: 10) else { return (socket, 0) }
    return (socket, Self.status(String(decoding: head, as: UTF8.self)))
  }

  static func head(_ target: String, method: String, _ headers: [String: String]) -> [UInt8] {
    Array(("\(method) \(target) HTTP/1.1\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n").utf8)
  }

  /// Everything that comes until the connection ends.
  static func answer(_ socket: Socket) -> (status: Int, text: String) {
    var bytes: [UInt8] = []
    while let more = socket.receive(atMost: 65_536) { bytes += more }
    let text = String(decoding: bytes, as: UTF8.self)
    return (status(text), text)
  }

  private static func status(_ answer: String) -> Int {
    Int(answer.split(separator: " ", maxSplits: 2).dropFirst().first ?? "") ?? 0
  }

  /// A frame as a page sends it: masked.
  static func frame(_ text: String, opcode: UInt8 = 1, isMasked: Bool = true) -> [UInt8] {
    let payload = Array(text.utf8)
    let mask: [UInt8] = isMasked ? [7, 11, 13, 17] : []
    var frame: [UInt8] = [0x80 | opcode]
    let bit: UInt8 = isMasked ? 0x80 : 0
    if payload.count < 126 {
      frame.append(bit | UInt8(payload.count))
    } else {
      frame += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    }
    return frame + mask + payload.enumerated().map { isMasked ? $1 ^ mask[$0 % 4] : $1 }
  }

  /// The next frame that the server sends; `nil` when the connection has ended.
  static func receive(_ socket: Socket) -> (opcode: UInt8, payload: [UInt8])? {
    func take(_ count: Int) -> [UInt8]? {
      var bytes: [UInt8] = []
      while bytes.count < count {
        guard let more = socket.receive(atMost: count - bytes.count) else { return nil }
        bytes += more
      }
      return bytes
    }
    guard let head = take(2) else { return nil }
    var length = Int(head[1])
    if length == 126 {
      guard let more = take(2) else { return nil }
      length = Int(more[0]) << 8 | Int(more[1])
    } else if length == 127 {
      guard let more = take(8) else { return nil }
      length = more.reduce(0) { $0 << 8 | Int($1) }
    }
    guard length > 0 else { return (head[0] & 15, []) }
    return take(length).map { (head[0] & 15, $0) }
  }
}

extension Socket {
  /// A connection to a port of this machine.
  static func connected(port: UInt16) throws -> Socket {
    let socket = Socket(descriptor: Self.stream())
    var address = Self.loopback(port)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw SocketError("nothing listens on port \(port)") }
    // A test that waits in vain ends.
    socket.setLimits(receive: 30, send: 30)
    return socket
  }
}
