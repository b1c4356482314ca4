/// Plays runs of one plan over ten seeds, all at the same step, for one page.
///
/// It takes the messages of a ``LabPlayer`` for all of them, and answers `look` with one frame of all ten. It knows neither
/// clocks nor threads, as the player.
public final class LabSeeds {
  /// The number of runs. Their seeds follow each other, from the plan's on.
  public static let count = 10

  private let players = (0..<count).map { _ in LabPlayer() }
  /// The frames of the next picture that are there already.
  private var frames = [[UInt8]?](repeating: nil, count: count)
  private var next = 0

  /// Runs that have not begun.
  public init() {}

  /// Whether ``work()`` has something to do before the next message.
  public var wantsToWork: Bool { players.contains { $0.wantsToWork } }

  /// Takes a message of the page: `start`, `play`, `pause`, `step`, `layers` or `look`.
  ///
  /// - Throws: ``LabError`` if it cannot be done.
  public func take(_ message: String) throws(LabError) -> LabPlayer.Reply? {
    let words = message.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first {
    case "start":
      var plan = try LabPlan(query: words.count == 2 ? words[1] : "")
      guard plan.seed <= UInt64.max - UInt64(Self.count) else {
        throw .value(option: "seed", found: "\(plan.seed)", expected: "one that nine others follow")
      }
      frames = Array(repeating: nil, count: Self.count)
      var reply: LabPlayer.Reply?
      for player in players {
        let answer = try player.take("start \(plan.query)")
        reply = reply ?? answer
        plan.seed += 1
      }
      return reply
    case "play" where words.count == 2 && words[1] == "0":
      // Each would go as far as it comes.
      throw .value(option: "play", found: "0", expected: "1 to 1000 steps for every frame")
    case "play", "pause", "step", "layers", "look":
      for player in players { _ = try player.take(message) }
      return nil
    default: throw .unknownMessage(message)
    }
  }

  /// Makes one step of one run, or the frame that the page waits for.
  public func work() -> LabPlayer.Reply? {
    guard let index = (0..<Self.count).map({ (next + $0) % Self.count }).first(where: { players[$0].wantsToWork })
    else { return nil }
    next = (index + 1) % Self.count
    guard case .frame(let bytes)? = players[index].work() else { return nil }
    frames[index] = bytes
    guard frames.allSatisfy({ $0 != nil }) else { return nil }
    defer { frames = Array(repeating: nil, count: Self.count) }
    return .frame(Self.bytes(frames.compactMap { $0 }))
  }

  /// The first four bytes of a frame of several: `LABS`.
  static let mark: UInt32 = 0x5342_414C

  /// All frames one after the other, each behind its number of bytes; before them the mark and how many there are.
  private static func bytes(_ frames: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    append(mark)
    append(UInt32(frames.count))
    for frame in frames {
      append(UInt32(frame.count))
      bytes += frame
    }
    return bytes
  }
}
