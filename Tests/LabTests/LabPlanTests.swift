import Foundation
import GAN
import Testing

@testable import Lab

@Suite("Plans of the lab") struct LabPlanTests {
  @Test("an option's value comes back from an address", arguments: LabOption.all.map(\.name))
  func roundTrip(_ name: String) throws {
    let option = try #require(LabOption.all.first { $0.name == name })
    for value in ["ring", "grid", "3", "0.01", "1", "0", "r1", "hinge", "sgd", "uniform", "AAAA__--", "12"] {
      var plan = LabPlan()
      guard option.set(&plan, value), (try? plan.checked()) != nil else { continue }
      // A number may be written in other ways.
      if case .number = option.kind {} else { #expect(option.text(in: plan) == value) }
      #expect(try LabPlan(query: plan.query) == plan)
    }
  }

  @Test func anAddressHoldsOnlyWhatIsNotUsual() throws {
    #expect(LabPlan().query == "")
    let plan = try LabPlan(query: "data=grid&remedy=r1&g-rate=0.001&seed=18446744073709551615")
    #expect(plan.query == "data=grid&remedy=r1&g-rate=0.001&seed=18446744073709551615")
  }

  @Test(
    "a plan that cannot be is refused in words",
    arguments: [
      ("colour=red", "a plan has no option 'colour'"),
      ("data=cube", "data is 'cube', expected one of ring, grid, pair, regions, line, moons, spiral, drawn"),
      ("seed=-1", "seed is '-1', expected a whole number from 0 to 18446744073709551615"),
      ("g-rate=nan", "g-rate is 'nan', expected a number from 1e-06 to 1.0"),
      ("latents=2000000000", "latents is '2000000000', expected a whole number from 1 to 128"),
      ("data=drawn", "points is '', expected at least one point, because data is drawn"),
      ("data=drawn&points=AAA", "points is 'AAA', expected at most 1000 points of four characters each"),
      ("data=drawn&points=A*AA", "points is 'A*AA', expected at most 1000 points of four characters each"),
      ("ahead=8000", "ahead is '8000', expected less than length, which is 8000"),
      ("remedy=pacgan&batch=6", "batch is '6', expected a multiple of 4, because PacGAN judges packs of 4"),
      ("data=\u{1B}[2J", "data is '·[2J', expected one of ring, grid, pair, regions, line, moons, spiral, drawn"),
    ])
  func refused(_ query: String, _ reason: String) {
    #expect(throws: LabError.self) { try LabPlan(query: query) }
    do { _ = try LabPlan(query: query) } catch { #expect(error.description == reason) }
  }

  @Test func aPlanThatWouldTakeTheMachineIsRefused() {
    let query = "g-width=512&g-depth=6&d-width=512&d-depth=6&batch=1024&d-turns=10"
    #expect(throws: LabError.self) { try LabPlan(query: query) }
    let long = "points=" + String(repeating: "A", count: 100_000)
    #expect(throws: LabError.tooLong(characters: 100_007, limit: LabPlan.longestQuery)) { try LabPlan(query: long) }
    // The chapter's pair is far below the bound.
    #expect(LabPlan().millions < 100)
  }

  @Test func drawnPointsComeBackExactly() throws {
    let points = LabPoints([(-3, 3), (0.1, -0.7), (99, .infinity)])
    let again = try #require(LabPoints(text: points.text))
    #expect(again == points)
    let values = points.tensor.scalars
    #expect(values[0] == -3 && values[1] == 3 && values[4] == 3 && values[5] == 3)
    #expect(abs(values[2] - 0.1) < 0.001 && abs(values[3] + 0.7) < 0.001)
  }

  @Test func everyRemedyButTheNumberOfLatentsCanBeNamed() {
    let flags = LabPlan.remedies.map(\.flag)
    #expect(flags.count == Remedy.all.count - 1)
    #expect(!flags.contains("few-latents") && flags.contains("wgan-gp") && flags.contains("unrolling"))
  }

  @Test func theSchemaNamesEveryOption() {
    for option in LabOption.all { #expect(LabSchema.json.contains("{\"name\":\"\(option.name)\",")) }
    #expect(LabSchema.string("a\"\\\n\u{1}") == "\"a\\\"\\\\\\n\\u0001\"")
    // A run can take another rate as it goes on, and no other seed.
    let parts = LabSchema.json.components(separatedBy: "{\"name\":")
    #expect(parts.contains { $0.hasPrefix("\"g-rate\"") && $0.contains("\"live\":true") })
    #expect(parts.contains { $0.hasPrefix("\"seed\"") && $0.contains("\"live\":false") })
  }
}
