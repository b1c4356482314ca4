import Engine
import Foundation
import GAN
import Notebook
import Store
import TestSupport
import Testing

@testable import Evaluation
@testable import train

/// The model of a step on many machines, and the examples of how to start one.
@Suite("Many machines") struct ScalingTests {
  private static let machine = Machine(processor: "a processor", cores: 2, instructionSet: "scalar")

  private static func point(
    _ network: String, ranks: Int, images: Int, computing: Double, turns: [ScalingPoint.Turn] = [],
    link: ScalingLink? = nil
  ) throws -> ScalingPoint {
    // By way of a line as it is printed, which is what a model reads.
    let json = try JSONSerialization.data(withJSONObject: [
      "network": network, "ranks": ranks, "threads": 1, "images": images, "stepSeconds": computing,
      "computeSeconds": computing, "date": "2026-01-01",
      "turns": try JSONSerialization.jsonObject(with: JSONEncoder().encode(turns)),
      "machine": try JSONSerialization.jsonObject(with: JSONEncoder().encode(machine)),
    ])
    var point = try JSONDecoder().decode(ScalingPoint.self, from: json)
    point.link = link
    return point
  }

  @Test func computingIsALineAndWaitingFollowsTheFormula() throws {
    let turns = [
      ScalingPoint.Turn(
        parcels: [ScalingPoint.Parcel(time: 0.25, values: 1000), ScalingPoint.Parcel(time: 0.5, values: 500)], end: 0.5),
      ScalingPoint.Turn(parcels: [ScalingPoint.Parcel(time: 0.6, values: 1000)], end: 1),
    ]
    let link = ScalingLink(latency: 0.01, bandwidth: 20_000)
    let points = try [10, 20, 40].map {
      try Self.point("a wire", ranks: 2, images: $0, computing: 0.2 + 0.01 * Double($0), turns: turns, link: link)
    }
    let model = ScalingModel(points)
    let line = try #require(model.lines[ScalingModel.Setting(points[0])])
    #expect(abs(line.fixed - 0.2) < 1e-9 && abs(line.perImage - 0.01) < 1e-9)
    #expect(model.bytes(ranks: 2) == 10_000 && model.bytes(ranks: 1) == 0)
    // Computing takes 0.4 s. First turn: parcels of 2,000 and 1,000 bytes take 0.1 and 0.05 s and are there at 0.2 and
    // 0.25 s, the second 0.05 s after all is computed; gathering takes 0.15 s. Second: 0.1 s are hidden; 0.1 s for gathering.
    let seconds = try #require(model.seconds(of: points[1]))
    #expect(abs(seconds - (0.4 + (0.05 + 0.01 + 0.15 + 0.01) + (0.1 + 0.01))) < 1e-9)
    // Where processors carry the bytes nothing is hidden.
    var carried = link
    carried.isCarried = true
    let setting = ScalingModel.Setting(points[0])
    let slow = try #require(model.seconds(ranks: 2, images: 20, setting, over: carried))
    #expect(abs(slow - (0.4 + 2 * (0.15 + 0.01) + 2 * (0.1 + 0.01))) < 1e-9)
    // A large message is announced and asked for.
    #expect(link.secondsToAnnounce(bytes: 65_536) == 0 && link.secondsToAnnounce(bytes: 65_537) == 0.02)
    #expect(model.seconds(ranks: 1, images: 20, setting, over: nil).map { abs($0 - 0.4) < 1e-9 } == true)
  }

  @Test func thePointsOfTheBookSendWhatTheNetworksHold() throws {
    let report = try ScalingReport(contentsOf: BookFiles.existing(ScalingReport.file))
    let random = Random(seed: 0)
    let networks: [Module] = [
      ImageGenerator(refinements: 0, random: random), ImageDiscriminator(random: random),
    ]
    let values = networks.flatMap(\.namedVariables).reduce(0) { $0 + $1.variable.value.count }
    // Beside parameters and running statistics, what was measured: three numbers and one. Half of it, twice.
    #expect(report.model.bytes(ranks: 2) == Double(4 * (values + 4)))
    #expect(report.points.contains { $0.ranks == 2 } && Set(report.points.map(\.network)).count > 3)
    for point in report.points { #expect(report.model.seconds(of: point) != nil, "\(point.network)") }
    #expect(report.onPaper().rows.count == 7)
    let again = try ScalingReport.points(in: BookFiles.existing(ScalingReport.secondFile))
    #expect(report.errors(of: again).count == again.count && again.count == report.points.count)
    #expect(Set(again.map(\.date)).isDisjoint(with: report.points.map(\.date)))
  }

  @Test func aDamagedLineIsNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("points.jsonl")
      let lines = try String(contentsOf: BookFiles.existing(ScalingReport.file), encoding: .utf8).split(separator: "\n")
      try "\(lines[0])\n\n\(lines[1].dropLast(9))\n".write(to: file, atomically: true, encoding: .utf8)
      let error = try #require(throws: UsageError.self) { try ScalingReport.points(in: file) }
      #expect(error.description.contains("points.jsonl:3: ") && error.description.contains("`swift run bench scaling`"))
      let missing = try #require(throws: UsageError.self) {
        try ScalingReport.points(in: folder.appendingPathComponent("none.jsonl"))
      }
      #expect(missing.description.contains("none.jsonl cannot be read"))
    }
  }

  @Test func aProcessByItselfIsMeasured() throws {
    let point = try ScalingPoint(
      images: 2, group: SingleProcess(), network: "one process", isCarried: true, trials: 1)
    #expect(point.ranks == 1 && point.link == nil && point.turns == [])
    #expect(point.stepSeconds > 0 && point.computeSeconds > 0)
    let again = try JSONDecoder().decode(ScalingPoint.self, from: JSONEncoder().encode(point))
    #expect(again == point)
  }

  @Test func pointsWithoutLinksAreRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("points.jsonl")
      try JSONEncoder().encode(Self.point("one process", ranks: 1, images: 8, computing: 1)).write(to: file)
      let error = #expect(throws: NoPoints.self) { _ = try ScalingReport(contentsOf: file) }
      #expect(error?.description.contains("holds 1 point, expected some of one process and some of several") == true)
    }
  }

  @Test func examplesAreScriptsAndCommandsThatAreUnderstood() throws {
    let script = BookFiles.url("examples/train.sbatch")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = ["-n", script.path]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    let lines = try String(contentsOf: script, encoding: .utf8).split(separator: "\n").filter { $0.contains("srun") }
    #expect(lines.count == 2)
    for line in lines {
      let words = line.split(separator: " ").drop { $0 != "\"$train\"" }.dropFirst().map(String.init)
      let named = words.firstIndex(of: "--resume")
      _ = try Train.parse(named.map { Array(words[..<$0] + words[($0 + 2)...]) } ?? words)
    }
    let job = try String(contentsOf: BookFiles.url("examples/train.mpijob.yaml"), encoding: .utf8)
    let arguments = job.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .drop { $0 != "- train" }.dropFirst().prefix { $0.hasPrefix("- ") }
      .map { $0.dropFirst(2).trimmingCharacters(in: ["\""]) }
    let command = try Train.parse(arguments)
    #expect(command.shards == 4 && command.quiet)
  }
}
