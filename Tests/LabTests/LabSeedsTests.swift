import Testing

@testable import Lab

@Suite("Runs over ten seeds") struct LabSeedsTests {
  private let plan = "g-width=8&d-width=8&batch=16&length=30"

  /// The frames in a frame of several.
  private func frames(_ bytes: [UInt8]) throws -> [[UInt8]] {
    func word(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
    try #require(word(0) == Int(LabSeeds.mark))
    var (place, frames) = (8, [[UInt8]]())
    for _ in 0..<word(4) {
      let count = word(place)
      frames.append(Array(bytes[place + 4..<place + 4 + count]))
      place += 4 + count
    }
    #expect(place == bytes.count)
    return frames
  }

  /// Works until a frame comes.
  private func frame(_ work: () -> LabPlayer.Reply?) throws -> [UInt8] {
    for _ in 0..<100_000 { if case .frame(let bytes)? = work() { return bytes } }
    throw LabError.unknownMessage("no frame came")
  }

  private func seen(_ messages: [String]) throws -> [[UInt8]] {
    let seeds = LabSeeds()
    for message in messages { _ = try seeds.take(message) }
    return try frames(frame(seeds.work))
  }

  @Test func everyRunIsTheOneOfItsSeed() throws {
    let messages = ["layers 0", "start \(plan)&seed=5", "play 7", "look"]
    let all = try seen(messages)
    #expect(all.count == LabSeeds.count && Set(all).count == all.count)
    for (index, expected) in all.enumerated() {
      let player = LabPlayer()
      for message in messages {
        _ = try player.take(message.replacing("seed=5", with: "seed=\(5 + index)"))
      }
      #expect(try frame(player.work) == expected)
    }
  }

  @Test func allStandAtTheSameStep() throws {
    let seeds = LabSeeds()
    for message in ["layers 0", "start \(plan)", "play 3", "look"] { _ = try seeds.take(message) }
    // Three of ten have made a step when the page pauses.
    for _ in 0..<3 { _ = seeds.work() }
    _ = try seeds.take("pause")
    let steps = try frames(frame(seeds.work)).map { $0[4] }
    #expect(Set(steps) == [3])
  }

  @Test func whatCannotBeIsRefused() throws {
    let seeds = LabSeeds()
    #expect(throws: LabError.self) { try seeds.take("play 0") }
    #expect(throws: LabError.self) { try seeds.take("start data=cube") }
    #expect(throws: LabError.self) { try seeds.take("start seed=18446744073709551615") }
    #expect(throws: LabError.unknownMessage("turn")) { try seeds.take("turn") }
    #expect(!seeds.wantsToWork && seeds.work() == nil)
  }
}
