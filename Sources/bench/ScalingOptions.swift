import ArgumentParser
import Engine
import Evaluation
import Foundation
import Notebook
import Ranks
import Store

/// What `bench scaling` measures, or what it models.
struct ScalingOptions: ParsableArguments {
  @Flag(help: "Measure nothing; print the model that fits measured points, and what it says of up to 64 machines.")
  var model = false

  @Option(help: ArgumentHelp("The measured points for --model. (default: the book's)", valueName: "file"))
  var points: String?

  @Option(
    help: ArgumentHelp("With --model, other points to compare it with than those it is fitted to.", valueName: "file"))
  var against: String?

  @Option(help: "The images of each process in a step; several, separated by commas, give a line each.")
  var images = "16,32,64"

  @Option(help: "What lies between the processes, in words, where it is not the memory of one machine.")
  var network: String?

  @Option(help: "How many steps are timed.")
  var trials = 10

  /// Measures in all processes that `mpirun` started, or in this one; or prints the model.
  func run(threads: Int?) throws {
    if model { return try printModel() }
    try withLaunchedProcesses { group in
      try Parallel.withThreads(threads ?? group.threads ?? Parallel.threads) { try measure(in: group) }
    }
  }

  private func measure(in group: any ProcessGroup) throws {
    let counts = images.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard counts.allSatisfy((1...4096).contains) else {
      throw UsageError("--images is '\(images)', expected whole numbers from 1 to 4,096 with commas between them")
    }
    guard (1...10_000).contains(trials) else {
      throw UsageError("--trials is '\(trials)', expected a whole number from 1 to 10,000")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for count in counts {
      let point = try ScalingPoint(
        images: count, group: group, network: network ?? (group.count == 1 ? "one process" : "memory of one machine"),
        isCarried: network == nil, trials: trials)
      if group.isFirst { FileHandle.standardOutput.write(try encoder.encode(point) + Data("\n".utf8)) }
    }
  }

  private func printModel() throws {
    let file = try points.map { URL(fileURLWithPath: $0) } ?? BookFiles.existing(ScalingReport.file)
    let report = try ScalingReport(contentsOf: file)
    let compared = try against.map { try ScalingReport.points(in: URL(fileURLWithPath: $0)) } ?? report.points
    print(
      [report.parameters, report.compared(with: compared), report.onPaper()].map(\.markdown).joined(separator: "\n\n"))
  }
}
