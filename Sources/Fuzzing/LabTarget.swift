import Engine
import Foundation
import Lab
import LabServer
import Store

extension FuzzTarget {
  /// What one page says, answered as the server and a session answer it; only the steps that it asks for are bounded.
  static let lab = FuzzTarget("lab", file: "case.bytes") {
    LabFormat.grammar()
  } reader: {
    let site = try Site(BookFiles.existing("web"), token: LabFormat.token)
    return { url in
      let page = ReplayedConnection(try [UInt8](Data(contentsOf: url)))
      // As in a session: the networks are small.
      return try Parallel.withThreads(1) { try LabVisit(page, site).held() }
    }
  }
}

/// A connection whose other end has said everything in advance. It comes in parts of uneven sizes, as from a network.
private final class ReplayedConnection: Connection, @unchecked Sendable {
  // One thread has it.
  private let said: [UInt8]
  private var place = 0
  private(set) var sent: [UInt8] = []

  init(_ said: [UInt8]) { self.said = said }

  func receive(atMost count: Int) -> [UInt8]? {
    guard place < said.count else { return nil }
    let end = min(place + min(1 + place * 7919 % 700, count), said.count)
    defer { place = end }
    return Array(said[place..<end])
  }

  func send(_ bytes: [UInt8]) -> Bool {
    sent += bytes
    return true
  }

  func setLimits(receive: Int, send: Int) {}

  func shutDown() { place = said.count }
}

/// A visit that came to nothing.
private struct LabRefusal: Error {}

/// A page's connection from its first byte to its last, with what must hold of every answer.
private struct LabVisit {
  private let page: ReplayedConnection
  private let site: Site

  /// What steps may cost, in multiplications: a reader who asks for more gets it, and a case that does is no hang.
  private static let mostMultiplications = 40_000_000
  private static let mostFrames = 2

  init(_ page: ReplayedConnection, _ site: Site) { (self.page, self.site) = (page, site) }

  /// How many bytes the page, or the largest networks of its runs, take.
  ///
  /// - Throws: ``LabRefusal`` if nothing was done for the page, ``WrongAnswer`` if something was done wrongly.
  func held() throws -> Int {
    guard let (head, rest) = HTTPRequest.head(from: page, within: 10), let request = HTTPRequest(head: head) else {
      throw LabRefusal()
    }
    if let response = site.response(to: request, port: LabFormat.port) {
      try check(response.bytes)
      guard response.status.hasPrefix("2") || response.status.hasPrefix("3") else { throw LabRefusal() }
      try checkRight(head)
      return response.body.count + head.count
    }
    guard WebSocket.handshake(request) != nil else { throw LabRefusal() }
    try checkRight(head)
    let held = try talk(WebSocket(page, unread: rest, longest: LabPlayer.longestMessage))
    try checkFrames(page.sent)
    guard held > 0 else { throw LabRefusal() }
    return held
  }

  /// Takes all messages, and gives the size of the largest networks.
  private func talk(_ socket: WebSocket) throws -> Int {
    let player = LabPlayer()
    var (budget, frames, largest, cost) = (Self.mostMultiplications, Self.mostFrames, 0, 0)
    while let message = socket.receive() {
      do {
        if case .text(let text)? = try player.take(message) {
          let size = try checkFacts(text)
          cost = size.multiplications
          largest = max(largest, size.bytes)
          socket.send(text)
        }
      } catch let error as LabError {
        guard case .text(let text) = LabPlayer.Reply.problem(error, with: message), Self.object(text)?["error"] != nil
        else {
          throw WrongAnswer(description: "an error is answered with what is no JSON")
        }
        socket.send(text)
      }
      while player.wantsToWork, budget > 0, frames > 0 {
        budget -= max(cost, 1)
        guard case .frame(let bytes)? = player.work() else { continue }
        frames -= 1
        try checkFrame(bytes)
        socket.send(bytes)
      }
    }
    return largest
  }
}

// MARK: - What must hold

extension LabVisit {
  private static func object(_ text: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }

  /// Nobody without the token, or under another name, is let in.
  private func checkRight(_ head: [UInt8]) throws {
    let text = String(decoding: head, as: UTF8.self)
    let names = ["127.0.0.1:\(LabFormat.port)", "localhost:\(LabFormat.port)"]
    guard text.contains(LabFormat.token), names.contains(where: text.contains) else {
      throw WrongAnswer(description: "a request without the lab's token or name is let in")
    }
  }

  /// A head of lines that the server knows, and a body of the length that it says.
  private func check(_ answer: [UInt8]) throws {
    let known: Set = [
      "Content-Type", "Content-Length", "Connection", "Content-Security-Policy", "X-Content-Type-Options",
      "Referrer-Policy", "Cache-Control", "Cross-Origin-Resource-Policy", "Location", "Set-Cookie",
    ]
    guard let end = answer.firstRange(of: [13, 10, 13, 10]) else { throw WrongAnswer(description: "no end of a head") }
    let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n").dropFirst()
    let names = lines.map { String($0.prefix { $0 != ":" }) }
    guard known.isSuperset(of: names), Set(names).count == names.count,
      lines.contains("Content-Length: \(answer.count - end.upperBound)")
    else { throw WrongAnswer(description: "the head of an answer has the lines \(names)") }
  }

  /// What a run says of itself is a plan that makes the same run again. Gives the size of its networks, and what a step costs.
  private func checkFacts(_ text: String) throws -> (bytes: Int, multiplications: Int) {
    guard let query = Self.object(text)?["plan"] as? String, let plan = try? LabPlan(query: query), plan.query == query
    else { throw WrongAnswer(description: "a run is answered with a plan that is none: \(text.shortened(to: 200))") }
    func weights(_ inputs: Int, _ depth: Int, _ width: Int) -> Int { width * (inputs + (depth - 1) * width + 2) }
    let generator = weights(plan.latents, plan.generatorDepth, plan.generatorWidth)
    let discriminator = weights(2, plan.discriminatorDepth, plan.discriminatorWidth)
    let turns = plan.generatorTurns + plan.discriminatorTurns
    return (4 * (generator + discriminator), 8 * plan.batch * (generator + discriminator) * turns)
  }

  /// A frame has its mark, and as many numbers as it says.
  private func checkFrame(_ bytes: [UInt8]) throws {
    func word(_ index: Int) -> Int {
      let start = 4 * index
      guard start + 4 <= bytes.count else { return -1 }
      return bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    var place = 23
    for _ in 0..<max(word(9), 0) where word(place + 1) >= 0 { place += 2 + word(place + 1) }
    guard Array(bytes.prefix(4)) == Array("LAB1".utf8), bytes.count == 4 * place else {
      throw WrongAnswer(description: "a frame of \(bytes.count) bytes says that it has \(4 * place)")
    }
  }

  /// Whole frames, without a mask.
  private func checkFrames(_ sent: [UInt8]) throws {
    var place = 0
    while place < sent.count {
      guard place + 2 <= sent.count, [0x81, 0x82, 0x88, 0x8A].contains(sent[place]), sent[place + 1] < 128 else {
        throw WrongAnswer(description: "what is sent is no frame of a WebSocket")
      }
      let short = Int(sent[place + 1])
      let digits = short == 126 ? 2 : short == 127 ? 8 : 0
      guard place + 2 + digits <= sent.count else { throw WrongAnswer(description: "a frame has no length") }
      let long = sent[place + 2..<place + 2 + digits].reduce(0) { $0 << 8 | Int($1) }
      place += 2 + digits + (digits == 0 ? short : long)
    }
    guard place == sent.count else { throw WrongAnswer(description: "the last frame is cut off") }
  }
}
