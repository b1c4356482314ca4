import Foundation
import TestSupport
import Testing

@testable import Fuzzing

/// A campaign names the case that ends, stops or bloats the process. Scripts stand in for processes that do.
@Suite("Campaigns") struct CampaignTests {
  /// A campaign whose processes are a shell script; it has the first case, the case behind the last, and the journal as
  /// `$1`, `$2` and `$3`, or a file as `$1` and 0 as `$2`.
  private func campaign<Result>(_ script: String, _ body: (Campaign) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let launcher = Campaign.Launcher(executable: URL(fileURLWithPath: "/bin/sh")) { work, journal in
        let place =
          switch work {
          case .cases(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
          case .file(let url): [url.path, "0"]
          }
        return ["-c", script, "sh"] + place + [journal.path]
      }
      let campaign = try Campaign(launcher, folder: folder.appendingPathComponent("files"))
      defer { campaign.end() }
      return try body(campaign)
    }
  }

  private func failures(_ script: String, cases: Int = 10) throws -> [Campaign.Failure] {
    try campaign(script) { try $0.run(0..<cases) }.failures
  }

  @Test func allIsWell() throws {
    let result = try campaign("echo $2 4 6 1000 3 > $3") { try $0.run(0..<10) }
    #expect((result.cases, result.accepted, result.refused) == (10, 4, 6))
    #expect(result.failures.isEmpty && result.memory == 1000 && result.milliseconds == 3)
  }

  @Test("a crash and a hang are told apart, and the cases behind them are read")
  func crashesAndHangs() throws {
    let script = """
      if [ $1 -le 3 ]; then echo 3 1 2 0 0 > $3; kill -SEGV $$; fi
      if [ $1 -le 5 ]; then echo 5 0 1 0 0 > $3; kill -PROF $$; fi
      echo $2 2 2 0 0 > $3
      """
    let result = try campaign(script) { try $0.run(0..<10) }
    #expect(
      result.failures == [
        Campaign.Failure(number: 3, kind: .crash(signal: SIGSEGV)), Campaign.Failure(number: 5, kind: .hang),
      ])
    #expect((result.cases, result.accepted, result.refused) == (10, 3, 5))
  }

  @Test("a case that is late once and not again is no hang") func lateOnce() throws {
    let script = """
      if [ $2 -gt 6 ] && [ $1 -le 5 ]; then echo 5 3 2 0 0 > $3; kill -ALRM $$; fi
      echo $(($2 - 1)) $(($2 - $1)) 0 0 0 > $3
      """
    let result = try campaign(script) { try $0.run(0..<10) }
    #expect(result.failures.isEmpty)
    #expect((result.cases, result.accepted, result.refused) == (10, 8, 2))
  }

  @Test func complaintsAreHandedOn() throws {
    let script =
      "if [ $1 = 0 ]; then echo 7 1 6 0 0 > $3; printf 'too much' > $3.complaint; exit 3; fi; echo $2 2 0 0 0 > $3"
    #expect(try failures(script) == [Campaign.Failure(number: 7, kind: .complaint("too much"))])
  }

  @Test("a campaign in which everything fails is given up") func givingUp() throws {
    let result = try campaign("echo $1 0 0 0 0 > $3; kill -ABRT $$") { try $0.run(0..<1000) }
    #expect(result.failures.map(\.number) == Array(0..<20))
    #expect(result.isGivenUp && result.cases == 20)
  }

  @Test("a campaign that is stopped from outside has not failed") func stopping() throws {
    let result = try campaign("echo 4 2 2 0 0 > $3; kill -TERM $$") { try $0.run(0..<10) }
    #expect(result.wasStopped && result.failures.isEmpty && result.cases == 4)
  }

  @Test("a process that does not come to its first case is told about") func noJournal() throws {
    let error = #expect(throws: CampaignError.self) { try failures("exit 9") }
    #expect("\(error!)".contains("status 9 before the first"))
  }

  @Test("the smallest file that fails as the first did is found") func reducing() throws {
    let bytes = Array("some text with an X in its middle".utf8)
    let smallest = Reducer(tries: 400).smallest(bytes) { $0.contains(UInt8(ascii: "X")) }
    #expect(smallest == Array("X".utf8))
    let script = "echo 0 0 0 0 0 > $3; if grep -q X $1; then kill -SEGV $$; fi; echo 1 0 1 0 0 > $3"
    try campaign(script) { campaign in
      let found = try Reducer(tries: 60).smallest(bytes) { try campaign.failure(of: $0) == .crash(signal: SIGSEGV) }
      #expect(found == Array("X".utf8))
      #expect(try campaign.failure(of: Array("harmless".utf8)) == nil)
    }
  }

  @Test func tries() {
    var tries = 0
    _ = Reducer(tries: 5).smallest([UInt8](repeating: 1, count: 1000)) { _ in
      tries += 1
      return false
    }
    #expect(tries == 5)
  }
}
