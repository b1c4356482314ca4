import Foundation
import Lab
import Notebook
import Synchronization

/// Serves the lab to this machine.
package final class Server: Sendable {
  /// Connections at a time; further ones are turned away at once.
  static let mostConnections = 32
  /// Sessions at a time: every one of them keeps a thread, and most a pair of networks.
  static let mostSessions = 8
  /// How long a client may take to say what it wants.
  let headSeconds: Double

  private let socket: Socket
  private let site: Site
  private let connections = Atomic<Int>(0)
  private let sessions = Atomic<Int>(0)

  /// The port that it listens on.
  package let port: UInt16

  /// The address of a page with the token, to be opened by the reader.
  ///
  /// - Parameters:
  ///   - query: What the page is to show.
  ///   - page: The document, such as `images.html`; the plane if left out.
  package func address(_ query: String, of page: String = "") -> String {
    "http://127.0.0.1:\(port)/\(page)?token=\(site.token)" + (query.isEmpty ? "" : "&\(query)")
  }

  /// A server that listens on the first free port from the one that is wished for on.
  ///
  /// - Throws: ``SocketError`` if twenty ports in a row are taken, or none can be listened on.
  package init(_ site: Site, port wished: UInt16, headSeconds: Double = 10) throws {
    self.site = site
    self.headSeconds = headSeconds
    var port = wished
    while true {
      do {
        socket = try Socket.listening(port: port)
        break
      } catch let error as SocketError where error.code == EADDRINUSE && port < .max && port - wished < 20 {
        port += 1
      }
    }
    self.port = socket.port
  }

  /// Answers until somebody asks to stop.
  package func run(until interruption: Interruption) {
    while !interruption.requested {
      guard let connection = socket.accepted(within: 500) else { continue }
      guard connections.add(1, ordering: .relaxed).newValue <= Self.mostConnections else {
        connections.subtract(1, ordering: .relaxed)
        connection.setLimits(receive: 1, send: 1)
        connection.send(HTTPResponse.text("503 Service Unavailable", "Too many connections are open.").bytes)
        continue
      }
      let thread = Thread { [self] in
        answer(connection)
        connections.subtract(1, ordering: .relaxed)
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  private func answer(_ connection: Socket) {
    let limit = max(Int(headSeconds), 1)
    connection.setLimits(receive: limit, send: limit)
    guard let (head, rest) = HTTPRequest.head(from: connection, within: headSeconds) else { return }
    guard let request = HTTPRequest(head: head) else {
      connection.send(HTTPResponse.text("400 Bad Request", "This is no request that the lab understands.").bytes)
      return
    }
    if let response = site.response(to: request, port: port) {
      connection.send(response.bytes)
    } else if let topic = Topic(rawValue: request.path), let handshake = WebSocket.handshake(request) {
      serve(connection, topic, handshake, rest)
    } else {
      connection.send(HTTPResponse.text("426 Upgrade Required", "Only a WebSocket is to be had here.").bytes)
    }
  }

  private func serve(_ connection: Socket, _ topic: Topic, _ handshake: [UInt8], _ rest: [UInt8]) {
    guard sessions.add(1, ordering: .relaxed).newValue <= Self.mostSessions else {
      sessions.subtract(1, ordering: .relaxed)
      connection.send(
        HTTPResponse.text(
          "503 Service Unavailable", "\(Self.mostSessions) pages are open already: close a page of the lab first."
        ).bytes)
      return
    }
    defer { sessions.subtract(1, ordering: .relaxed) }
    connection.send(handshake)
    let page = WebSocket(connection, unread: rest, longest: LabPlayer.longestMessage)
    let reply: @Sendable (Reply) -> Void = { reply in
      let isSent =
        switch reply {
        case .frame(let bytes): page.send(bytes)
        case .text(let text): page.send(text)
        }
      if !isSent { page.end(.goingAway) }
    }
    let session = Session(site.conversation(about: topic, reply), reply: reply)
    while let message = page.receive() {
      if !session.take(message) { page.end(.tooLong) }
    }
    session.end()
  }
}
