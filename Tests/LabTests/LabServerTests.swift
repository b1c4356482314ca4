import Foundation
import Lab
import Notebook
import Testing

@testable import LabMain
@testable import LabServer

@Suite("The lab's server") struct LabServerTests {
  @Test func theReaderGetsThePage() throws {
    let client = try LabClient()
    let page = try client.get("/", client.headers)
    #expect(page.status == 200 && page.text.contains("<title>The lab"))
    #expect(page.text.contains("Content-Security-Policy: default-src 'none'; script-src 'self'"))
    #expect(page.text.contains("X-Content-Type-Options: nosniff"))
    #expect(try client.get("/main.js", client.headers).status == 200)
    let schema = try client.get("/schema.json", client.headers)
    #expect(schema.text.hasSuffix(LabSchema.json))
  }

  @Test("a problem is told in the same bytes by the server and by the lab itself, which the published page has")
  func problems() {
    for query in ["colour=red", "data=\"\\/", "data=\u{1F600}é", "batch=3", String(repeating: "x", count: 6000)] {
      do {
        _ = try LabPlan(query: query)
        Issue.record("\(query) was taken")
      } catch {
        let own = LabPlayer.Reply.problem(error, with: "start \(query)")
        let served = LabPlayer.Reply.problem(error as any Error, with: "start \(query)")
        #expect(own == served)
      }
    }
  }

  @Test func theTokenOpensTheLabAndLeavesTheAddress() throws {
    let client = try LabClient()
    let host = ["Host": "localhost:\(client.server.port)"]
    let opened = try client.get("/?token=\(client.token)&data=grid", host)
    #expect(opened.status == 303 && opened.text.contains("Location: /?data=grid\r\n"))
    #expect(
      opened.text.contains(
        "Set-Cookie: minimax-lab-\(client.server.port)=\(client.token); Path=/; HttpOnly; SameSite=Strict"))
    #expect(client.server.address("data=grid").hasSuffix("/?token=\(client.token)&data=grid"))
    for target in [
      "/", "/main.js", "/schema.json", "/run", "/?token=0123", "/?token=", "/main.js?token=\(client.token)",
    ] {
      #expect(try client.get(target, host).status == 403)
    }
    var wrong = client.headers
    wrong["Cookie"] = "minimax-lab-\(client.server.port)=0123"
    #expect(try client.get("/", wrong).status == 403)
  }

  @Test(
    "another site's name or page is turned away",
    arguments: [
      ["Host": "evil.example"], ["Host": "127.0.0.1"], ["Host": "127.0.0.1.evil.example:8765"], ["Host": ""],
      ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "https://127.0.0.1"],
    ])
  func foreign(_ changes: [String: String]) throws {
    let client = try LabClient()
    let headers = client.headers.merging(changes) { _, new in new }
    #expect(try client.get("/", headers).status == 403)
    #expect(try client.open(changes.mapValues { $0 }).status == 403)
    // The page itself may.
    #expect(try client.open(["Origin": "http://127.0.0.1:\(client.server.port)"]).status == 101)
  }

  @Test(
    "no address leads to the disk",
    arguments: [
      "/../Package.swift", "/..%2fPackage.swift", "//etc/passwd", "/web/../../etc/passwd", "/%2e%2e/Package.swift",
      "/.", "/index.html",
      "/lab.css/", "/\u{0}",
    ])
  func traversal(_ target: String) throws {
    let client = try LabClient()
    #expect(try client.get(target, client.headers).status == 404)
  }

  @Test func whatIsNoRequestIsRefused() throws {
    let client = try LabClient()
    #expect(try client.get("/", method: "POST", client.headers).status == 405)
    for bytes in [
      "GET\r\n\r\n", "\u{1}\u{2}\u{3}\r\n\r\n", "GET / HTTP/9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
      let socket = try Socket.connected(port: client.server.port)
      socket.send(Array(bytes.utf8))
      #expect(LabClient.answer(socket).status == 400)
    }
    let bytes = try Socket.connected(port: client.server.port)
    bytes.send([0xFF, 0xFE, 0x80] + Array("\r\n\r\n".utf8))
    #expect(LabClient.answer(bytes).status == 400)
    // Two hosts: nobody knows which counts.
    let both = try Socket.connected(port: client.server.port)
    both.send(Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(client.server.port)\r\nHost: evil.example\r\n\r\n".utf8))
    #expect(LabClient.answer(both).status == 403)
    // A head without an end is not collected for ever.
    let endless = try Socket.connected(port: client.server.port)
    endless.send(Array(repeating: 65, count: 2 * HTTPRequest.longestHead))
    #expect(LabClient.answer(endless).text == "")
    #expect(try client.get("/", client.headers).status == 200)
  }

  @Test func aSlowClientIsLeft() throws {
    let client = try LabClient(headSeconds: 1)
    let slow = try Socket.connected(port: client.server.port)
    slow.send(Array("GET / HT".utf8))
    // The server ends the connection; without that the client would wait until its own limit.
    #expect(LabClient.answer(slow).text == "")
    #expect(try client.get("/", client.headers).status == 200)
  }

  @Test("every conversation needs the token, and the lab's own page", arguments: Topic.allCases)
  func conversations(_ topic: Topic) throws {
    let client = try LabClient()
    let own = "http://127.0.0.1:\(client.server.port)"
    #expect(try client.open(["Origin": own], topic).status == 101)
    #expect(try client.open(["Origin": own, "Cookie": nil], topic).status == 403)
    #expect(try client.open(["Origin": own, "Cookie": "minimax-lab-\(client.server.port)=0123"], topic).status == 403)
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
      #expect(try client.open(["Origin": origin], topic).status == 403)
    }
    // What starts processes wants to know who asks.
    #expect(try client.open([:], topic).status == (topic.startsProcesses ? 403 : 101))
    #expect(try client.open(["Origin": own, "Host": "evil.example"], topic).status == 403)
    // Not by a plain request either.
    #expect(try client.get(topic.rawValue, client.headers.merging(["Origin": own]) { $1 }).status == 426)
  }

  @Test func theTokenOpensEveryPage() throws {
    let client = try LabClient()
    let host = ["Host": "localhost:\(client.server.port)"]
    for page in ["images.html", "training.html", "book.html", "seeds.html"] {
      let opened = try client.get("/\(page)?token=\(client.token)&run=a%20b", host)
      #expect(opened.status == 303 && opened.text.contains("Location: /\(page)?run=a%20b\r\n"))
      #expect(try client.get("/\(page)", host).status == 403)
      #expect(try client.get("/\(page)", client.headers).status == 200)
    }
    #expect(try client.get("/none.html?token=\(client.token)", host).status == 403)
  }

  @Test func aThousandConnectionsLeaveTheLabStanding() throws {
    let client = try LabClient(headSeconds: 60)
    // As many as there may be say nothing and stay; all others are turned away at once.
    let silent = try (0..<Server.mostConnections).map { _ in try Socket.connected(port: client.server.port) }
    try withExtendedLifetime(silent) {
      for _ in 0..<1000 {
        let status = LabClient.answer(try Socket.connected(port: client.server.port)).status
        try #require(status == 503)
      }
    }
    silent.forEach { $0.shutDown() }
    // The reader is served again as soon as the server has seen that they are gone.
    var status = 503
    for _ in 0..<1000 where status != 200 { status = try client.get("/", client.headers).status }
    #expect(status == 200)
  }

  @Test func theNextPortIsTakenIfOneIsNotFree() throws {
    let first = try LabClient()
    let second = try LabClient(port: first.server.port)
    #expect(second.server.port > first.server.port)
    #expect(try second.get("/", second.headers).status == 200)
    // One lab's cookie does not open the other.
    var headers = second.headers
    headers["Cookie"] = first.headers["Cookie"]
    #expect(try second.get("/", headers).status == 403)
  }
}

@Suite("The lab's WebSocket") struct LabWebSocketTests {
  @Test func theHandshakeIsTheStandards() throws {
    // The example of RFC 6455, section 1.3, and FIPS 180's.
    #expect(
      Data(sha1(Array("abc".utf8))).map { String($0, radix: 16) }.joined().hasPrefix(
        "a9993e36476816aba3e25717850c26c9cd"))
    let head = LabClient.head(
      "/run", method: "GET",
      [
        "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ]
    ).dropLast(4)
    let answer = try WebSocket.handshake(#require(HTTPRequest(head: Array(head))))
    #expect(
      String(decoding: try #require(answer), as: UTF8.self).contains(
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
  }

  @Test func aRunIsPlayed() throws {
    let client = try LabClient()
    let (socket, status) = try client.open()
    #expect(status == 101)
    for message in ["start g-width=8&d-width=8&batch=16&length=30", "play 0", "look"] {
      socket.send(LabClient.frame(message))
    }
    let facts = try #require(LabClient.receive(socket))
    #expect(facts.opcode == 1 && String(decoding: facts.payload, as: UTF8.self).contains("\"plan\""))
    let frame = try #require(LabClient.receive(socket))
    #expect(frame.opcode == 2 && Array(frame.payload.prefix(4)) == Array("LAB1".utf8))
    // A ping is answered, and so is a close.
    socket.send(LabClient.frame("are you there", opcode: 9))
    let pong = try #require(LabClient.receive(socket))
    #expect(pong.opcode == 10 && pong.payload == Array("are you there".utf8))
    socket.send(LabClient.frame("", opcode: 8))
    #expect(LabClient.receive(socket)?.opcode == 8)
    #expect(LabClient.receive(socket) == nil)
  }

  @Test func oversizePlansAreAnsweredInWords() throws {
    let client = try LabClient()
    let (socket, _) = try client.open()
    socket.send(LabClient.frame("start g-width=512&g-depth=6&d-width=512&d-depth=6&batch=1024"))
    let answer = try #require(LabClient.receive(socket))
    #expect(
      String(decoding: answer.payload, as: UTF8.self).hasPrefix("{\"error\":\"the plan asks for"))
    socket.send(LabClient.frame("start g-width=8"))
    #expect(LabClient.receive(socket)?.opcode == 1)
  }

  @Test(
    "a page that breaks the rules is told and left",
    arguments: [
      (LabClient.frame("look", isMasked: false), 1002),
      ([0xF1, 0x80, 0, 0, 0, 0], 1002),
      (LabClient.frame("look", opcode: 2), 1003),
      // Claims to be as long as a disk.
      ([0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4], 1009),
      (LabClient.frame(String(repeating: "x", count: LabPlayer.longestMessage + 1)), 1009),
      ([0x81, 0x82, 0, 0, 0, 0, 0xFF, 0xFE], 1003),
    ] as [([UInt8], Int)])
  func rules(_ bytes: [UInt8], _ code: Int) throws {
    let client = try LabClient()
    let (socket, _) = try client.open()
    socket.send(bytes)
    let close = try #require(LabClient.receive(socket))
    #expect(close.opcode == 8 && Int(close.payload[0]) << 8 | Int(close.payload[1]) == code)
    #expect(try client.open().status == 101)
  }

  @Test func sessionsAreCounted() throws {
    let client = try LabClient()
    var open = try (0..<Server.mostSessions).map { _ in try client.open() }
    #expect(open.allSatisfy { $0.status == 101 })
    #expect(try client.open().status == 503)
    // One that is closed makes room.
    open[0].socket.send(LabClient.frame("", opcode: 8))
    while LabClient.receive(open[0].socket) != nil {}
    open.removeFirst()
    var status = 503
    for _ in 0..<100 where status != 101 { status = try client.open().status }
    #expect(status == 101)
  }

  @Test func aPageThatSendsWithoutWaitingIsLeft() throws {
    let client = try LabClient()
    let (socket, _) = try client.open()
    // The steps ahead keep the session busy while messages pile up.
    socket.send(LabClient.frame("start ahead=7999&length=8000"))
    socket.send((0..<5000).flatMap { _ in LabClient.frame("step") })
    while LabClient.receive(socket) != nil {}
    #expect(try client.open().status == 101)
  }

  @Test func commandsAreParsed() throws {
    let command = try LabCommand.parse(["--port", "9000", "--plan", "data=grid&remedy=r1", "--open"])
    #expect(command.port == 9000 && command.open)
    #expect(command.plan.query == "data=grid&remedy=r1")
    #expect(throws: (any Error).self) { try LabCommand.parse(["--port", "80"]) }
    #expect(throws: (any Error).self) { try LabCommand.parse(["--plan", "data=cube"]) }
  }
}
