import ArgumentParser
import Engine
import Evaluation
import Foundation
import Notebook
import Store

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times a piece of the book's work and prints a line of JSON; without a name, lists what can be timed.")

  /// What it does beside timing, by name.
  static let reports = [
    ("quality", "trains a recipe from scratch and scores its images on the way; see --help"),
    ("model-card", "prints what the networks that come with the book are, and how good"),
    ("recipes", "prints the table of the recipes that were tried"),
    ("copies", "looks for copies of training photographs in what the pairs of CIFAR-10 draw; see chapter 5"),
    ("start", "times from the start of a process to the end of its first step"),
    ("build", "times the first build of chapter, and the builds after an edit of a page and of the engine"),
    ("scaling", "times steps of the processes that mpirun started, or models them; see --help"),
  ]

  /// Every name that may be given.
  static var names: [String] { benchmarks.map(\.name) + reports.map(\.0) }

  @Argument(help: "What to time.")
  var name: String?

  @Option(parsing: .unconditional, help: "The most threads to compute with.", transform: Int.threads)
  var threads: Int?

  @Option(help: "What convolutions multiply: float, or bf16 on a processor that has a matrix unit for it.")
  var precision = Precision.float

  @Flag(help: "Also print where the time goes: products, passes over memory, what lies between, and waiting.")
  var profile = false

  @OptionGroup(title: "The time to quality: bench quality")
  var quality: QualityOptions

  @OptionGroup(title: "Steps on many machines: bench scaling")
  var scaling: ScalingOptions

  static func main() { Command.main(Self.self) }

  func run() throws {
    if name == "scaling" { return try scaling.run(threads: threads) }
    try Parallel.withThreads(threads ?? Parallel.threads) { try runNamed() }
  }

  private func runNamed() throws {
    switch name {
    case "quality": return try quality.run()
    case "model-card": return print(try modelCard(), terminator: "")
    case "recipes": return print(try recipeTable(), terminator: "")
    case "copies": return try CopyTest.ofPhotographs().forEach(printLine)
    case "start": return try printLine(of: BuildAndStart.start())
    case "build": return try BuildAndStart.build().forEach(printLine)
    case BuildAndStart.firstStep: return BuildAndStart.makeFirstStep()
    default: break
    }
    guard let name else {
      let width = Self.names.map(\.count).max() ?? 0
      for (name, summary) in benchmarks.map({ ($0.name, $0.summary) }) + Self.reports {
        print("  " + name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + summary)
      }
      return
    }
    let meant = Self.names.nearest(to: name).map { ", perhaps '\($0)' is meant" } ?? ""
    guard let benchmark = benchmarks.first(where: { $0.name == name }) else {
      throw UsageError(
        "no benchmark is called '\(name)'\(meant), expected one of \(Self.names.joined(separator: ", "))")
    }
    guard precision == .float || Processor.hasBrainFloats else {
      throw UsageError("--precision is bf16, for which this processor has no matrix unit (AMX); leave it out")
    }
    try printLine(of: Processor.withPrecision(precision) { try benchmark.run() })
    if profile {
      let measured = try Processor.withPrecision(precision) { try benchmark.profile() }
      print(measured.tables(pieces: benchmark.repetitions * benchmark.pieces, peak: Processor.measuredPeak()))
    }
  }

  private func printLine(of result: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }
}

extension Precision: ExpressibleByArgument {}
