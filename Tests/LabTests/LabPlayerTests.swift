import Engine
import Testing

@testable import Lab

/// Reads a frame's bytes as the page does.
private struct ReadFrame {
  var integers: [UInt32]
  var numbers: [Float]
  var arrays: [UInt32: [Float]] = [:]

  init(_ bytes: [UInt8]) {
    let words = stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
    integers = Array(words[..<10])
    numbers = words[10..<23].map(Float.init(bitPattern:))
    var place = 23
    for _ in 0..<integers[9] {
      let count = Int(words[place + 1])
      arrays[words[place]] = words[place + 2..<place + 2 + count].map(Float.init(bitPattern:))
      place += 2 + count
    }
  }
}

private let small = "g-width=8&d-width=8&batch=16"

@Suite("The lab's player") struct LabPlayerTests {
  /// Works until there is nothing to do, and gives what came of it.
  private func replies(of player: LabPlayer, atMost most: Int = 10_000) -> [LabPlayer.Reply] {
    var replies: [LabPlayer.Reply] = []
    var left = most
    while player.wantsToWork, left > 0 {
      if let reply = player.work() { replies.append(reply) }
      left -= 1
    }
    return replies
  }

  private func frames(of player: LabPlayer) -> [ReadFrame] {
    replies(of: player).compactMap { if case .frame(let bytes) = $0 { ReadFrame(bytes) } else { nil } }
  }

  @Test func theFirstFrameHoldsEverything() throws {
    let player = LabPlayer()
    #expect(!player.wantsToWork)
    let facts = try player.take("start \(small)")
    guard case .text(let text) = facts else { throw LabError.unknownMessage("no text") }
    #expect(text.contains("\"loss\":\"non-saturating\"") && text.contains("\"plan\":\"\(small)\""))
    // Nobody asks for a frame yet.
    #expect(!player.wantsToWork)
    _ = try player.take("look")
    let frame = try #require(frames(of: player).first)
    #expect(frame.integers[0] == LabFrame.mark && frame.integers[1] == 0 && frame.integers[8] == 1)
    #expect(frame.arrays.mapValues(\.count) == [1: 1000, 2: 1000, 3: 1000, 4: 400, 5: 40 * 40, 6: 882, 7: 882])
    #expect(!player.wantsToWork)
  }

  @Test func bytesSayWhatTheFrameSays() throws {
    let run = try LabRun(LabPlan(query: small))
    run.step()
    let frame = LabLook(run).frame(.all, measures: true, isFirst: true)
    let read = ReadFrame(frame.bytes)
    #expect(read.integers[1] == 1)
    #expect(read.numbers[0] == run.last.discriminatorLoss && read.numbers[3] == run.last.onFake)
    #expect(read.numbers[6] == 3 && read.numbers[7] == frame.scores?.kullbackLeibler)
    #expect(read.arrays[3] == frame.points?.scalars && read.arrays[5] == frame.surface?.scalars)
  }

  @Test func aPageThatDoesNotAskGetsNothing() throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)&length=40")
    _ = try player.take("play 0")
    #expect(replies(of: player) == [])
    _ = try player.take("look")
    let frame = try #require(frames(of: player).first)
    #expect(frame.integers[1] == 40 && frame.integers[4] == 1)
  }

  @Test func stepsForEveryFrame() throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)")
    _ = try player.take("look")
    _ = frames(of: player)
    _ = try player.take("play 5")
    var seen: [UInt32] = []
    for _ in 0..<3 {
      _ = try player.take("look")
      seen += frames(of: player).map { $0.integers[1] }
    }
    #expect(seen == [5, 10, 15])
    // What a frame lacks when the page pauses is still made: two runs stop at the same step.
    for message in ["look", "pause"] { _ = try player.take(message) }
    #expect(frames(of: player).map { $0.integers[1] } == [20])
    _ = try player.take("look")
    // What rests is measured, and sent once.
    #expect(frames(of: player).allSatisfy { $0.integers[8] == 1 })
    #expect(!player.wantsToWork)
  }

  @Test func turnsOfOnePlayer() throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)")
    for message in ["turn discriminator", "turn generator", "step", "turn"] { _ = try player.take(message) }
    _ = try player.take("look")
    let frame = try #require(frames(of: player).first)
    #expect(frame.integers[1] == 2 && frame.integers[2] == 1)
  }

  @Test func stepsAheadAreMadeBeforeTheFirstFrame() throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)&ahead=25")
    _ = try player.take("look")
    #expect(frames(of: player).map { $0.integers[1] } == [25])
  }

  @Test func layersThatAreNotWantedDoNotCome() throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)")
    _ = try player.take("layers 0")
    _ = try player.take("look")
    let frame = try #require(frames(of: player).first)
    #expect(frame.arrays[4] == nil && frame.arrays[5] == nil && frame.arrays[6] == nil && frame.arrays[3] != nil)
  }

  @Test(
    "nonsense is answered in words and changes nothing",
    arguments: [
      "", " ", "dance", "start data=cube", "play", "play -1", "play 1e9", "layers 99", "layers x", "turn referee",
      "start \u{0}", "PLAY 1",
    ])
  func nonsense(_ message: String) throws {
    let player = LabPlayer()
    _ = try player.take("start \(small)")
    #expect(throws: LabError.self) { _ = try player.take(message) }
    _ = try player.take("look")
    #expect(frames(of: player).map { $0.integers[1] } == [0])
  }

  @Test func aMessageThatIsTooLongIsRefused() {
    let long = String(repeating: "x", count: LabPlayer.longestMessage + 1)
    #expect(throws: LabError.tooLong(characters: long.count, limit: LabPlayer.longestMessage)) {
      _ = try LabPlayer().take(long)
    }
  }

  @Test func aPlayerWithoutARunDoesNothing() throws {
    let player = LabPlayer()
    for message in ["step", "turn generator", "pause", "look", "play 3", "change \(small)"] {
      _ = try player.take(message)
    }
    #expect(throws: LabError.self) { _ = try player.take("turn") }
    #expect(!player.wantsToWork && player.work() == nil)
  }
}
