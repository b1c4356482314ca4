import Lab

/// What a page says on one connection to the lab: the head of a request, and the frames of a WebSocket behind it.
enum LabFormat {
  /// The port that requests are made out to, and the token that opens the lab.
  static let port: UInt16 = 8765
  static let token = "0123456789abcdef0123456789abcdef"

  private static let host = "Host: 127.0.0.1:\(port)"
  private static let cookie = "Cookie: other=1; minimax-lab-\(port)=\(token)"
  /// Networks that are made in no time.
  private static let small = "g-width=4&d-width=4&g-depth=1&batch=8"

  /// Requests for pages, and a WebSocket with a run for every choice that a plan has.
  static func grammar() -> FileGrammar {
    let pages = [
      request("/?token=\(token)&data=grid&remedy=r1", [host]),
      request("/main.js", [host, cookie, "Origin: http://127.0.0.1:\(port)"]),
      request("/schema.json", ["Host: localhost:\(port)", cookie]),
    ]
    let plays = [
      ["start \(small)&length=30&ahead=2", "look", "play 2", "look", "pause", "look"],
      [
        "start \(small)&seed=18446744073709551615", "layers 15", "step", "turn discriminator", "turn generator", "look",
      ],
      ["start data=drawn&points=AAAA__CfQQQQ&\(small)&noise=uniform&latents=1", "play 0", "look", "look"],
      [
        "start \(small)&decays=0&g-rate=0.1&d-rate=1e-06",
        "change \(small)&loss=hinge&g-rate=1.0&d-turns=3&g-turns=2&length=9", "turn", "turn", "look",
      ],
    ]
    let choices = LabOption.all.flatMap { option -> [[String]] in
      guard case .choice(let choices) = option.kind else { return [] }
      return choices.filter { $0.name != "drawn" }.map {
        ["start \(option.name)=\($0.name)&\(small)", "step", "look"]
      }
    }
    return FileGrammar(seeds: pages + (plays + choices).map(session), assemble: assembled)
  }

  private static let lineName = "line"
  private static let rawName = "raw"

  private static func request(_ target: String, _ headers: [String]) -> [Piece] {
    (["GET \(target) HTTP/1.1"] + headers).map { Piece(lineName, .query, Array($0.utf8)) }
  }

  /// A WebSocket with these messages, a ping among them, and its end.
  private static func session(_ messages: [String]) -> [Piece] {
    let handshake = [
      host, cookie, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    let frames = messages.map { Piece("1", .query, Array($0.utf8)) }
    return request("/run", handshake) + [Piece("9", .binary, Array("are you there".utf8))] + frames
      // The frame that closes, as bytes: a change of it is one of a head.
      + [Piece(rawName, .binary, [0x88, 0x82, 1, 2, 3, 4, 3 ^ 1, 0xE8 ^ 2])]
  }

  /// Lines make the head, all else frames: masked, and of the right lengths.
  private static func assembled(_ pieces: [Piece]) -> [UInt8] {
    var (head, frames): ([UInt8], [UInt8]) = ([], [])
    for piece in pieces {
      switch piece.name {
      case lineName: head += piece.bytes + [13, 10]
      case rawName: frames += piece.bytes
      default: frames += frame(UInt8(piece.name) ?? 0, piece.bytes)
      }
    }
    return head + [13, 10] + frames
  }

  private static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let mask: [UInt8] = [7, 11, 13, 17]
    let length: [UInt8] =
      switch payload.count {
      case ..<126: [0x80 | UInt8(payload.count)]
      case ..<65_536: [0x80 | 126] + Bytes.big(UInt16(payload.count))
      default: [0x80 | 127] + Bytes.big(UInt64(payload.count))
      }
    return [0x80 | opcode] + length + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }
}
