import ArgumentParser
import Foundation
import Fuzzing
import Notebook
import Store

@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Tries a reader on damaged and hostile files.",
    discussion: """
      TARGET is one of \(names.joined(separator: ", ")). Files are made from small ones that are \
      right, by changes that depend on the seed and the file's number alone; they are read in a process with bounds on time \
      and memory. A file that ends the process, hangs, takes more than 64 MB and eight times what it holds, or is answered \
      with an error that tells nothing, is made smaller and kept.
      """)

  @Argument(help: "The reader.")
  var target: String

  @Option(
    parsing: .unconditional, help: "How many files. With all, fewer for readers whose files are large.",
    transform: Int.count)
  var cases = 1000

  @Option(parsing: .unconditional, help: "What the changes are drawn from.", transform: UInt64.seed)
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "The number of the first file, to go on where another campaign stopped.")
  var first = 0

  @Option(parsing: .unconditional, help: "Read this file alone.", transform: { URL(fileURLWithPath: $0) })
  var file: URL?

  @Option(
    parsing: .unconditional, help: "The folder for files that fail. (default: runs/fuzz)",
    transform: { URL(fileURLWithPath: $0) })
  var out = URL(fileURLWithPath: "runs/fuzz")

  @Flag(help: "No progress bar.")
  var quiet = false

  /// Where the process inside a campaign writes how far it is.
  @Option(parsing: .unconditional, help: .hidden, transform: { URL(fileURLWithPath: $0) })
  var journal: URL?

  /// What may be named.
  static let names = FuzzTarget.all.map(\.name) + [everything]
  /// Every reader, one after another.
  private static let everything = "all"
  /// More would take years.
  private static let mostFiles = 1_000_000_000_000

  static func main() { Command.main(Self.self) }

  func run() throws {
    guard (0...Self.mostFiles).contains(first), cases <= Self.mostFiles else {
      throw UsageError("--first is \(first) and --cases \(cases), expected at most \(Self.mostFiles)")
    }
    if target == Self.everything {
      if file != nil {
        throw UsageError("--file is given, but no reader is named; expected one in the place of '\(target)'")
      }
      try runCampaigns(FuzzTarget.all.map { ($0, max(cases / $0.cost, 1)) })
      return
    }
    guard let found = FuzzTarget.all.first(where: { $0.name == target }) else {
      let meant = Self.names.nearest(to: target).map { ", perhaps '\($0)' is meant" } ?? ""
      throw UsageError("no reader is called '\(target)'\(meant); there are \(Self.names.joined(separator: ", "))")
    }
    #if COVERAGE
      Foundation.exit(try LibFuzzer.run(found, seconds: cases, folder: out))
    #endif
    if let journal {
      Foundation.exit(try read(found, journal))
    } else if let file {
      try tryFile(file, on: found)
    } else {
      try runCampaigns([(found, cases)])
    }
  }

  /// The process inside a campaign.
  private func read(_ target: FuzzTarget, _ journal: URL) throws -> Int32 {
    if let file { return try CaseProcess.read(target, file: file, journal: journal) }
    return try CaseProcess.read(target, seed: seed, cases: first..<first + cases, journal: journal)
  }

  private func tryFile(_ file: URL, on target: FuzzTarget) throws {
    let campaign = try Campaign(of: target, seed: seed)
    defer { campaign.end() }
    let outcome = try campaign.outcome(of: file)
    if let failure = outcome.failure { throw FoundFailures(description: "\(file.path): \(failure.words)") }
    print("\(file.path): \(outcome.wasAccepted ? "read" : "refused")")
  }

  private func runCampaigns(_ targets: [(FuzzTarget, cases: Int)]) throws {
    print(Campaign.Result.heading)
    var failures: [String] = []
    for (target, cases) in targets {
      let campaign = try Campaign(of: target, seed: seed)
      defer { campaign.end() }
      let result = try ProgressBar.show(target.name, total: cases, isQuiet: quiet) { bar in
        try campaign.run(first..<first + cases) { bar.advance(to: $0 - first) }
      }
      print(result.row(target, seed: seed))
      fflush(nil)
      if result.wasStopped {
        let next = first + result.cases
        throw Interrupted(
          resume: "swift run fuzz \(target.name) --seed \(seed) --first \(next) --cases \(first + cases - next)")
      }
      failures += try keep(result, of: target, campaign)
    }
    if !failures.isEmpty { throw FoundFailures(description: failures.joined(separator: "; ")) }
  }

  /// Writes the smallest file of each of the first failures, which show the causes, and says which case each is.
  private func keep(_ result: Campaign.Result, of target: FuzzTarget, _ campaign: Campaign) throws -> [String] {
    guard !result.failures.isEmpty else { return [] }
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    let lines = try result.failures.enumerated().map { index, failure in
      let words = "\(target.name) case \(failure.number): \(failure.kind.words)"
      guard index < 3 else { return words }
      let file = out.appendingPathComponent("\(target.name)-\(seed)-\(failure.number)")
      try Data(campaign.smallestFile(of: failure, target: target, seed: seed)).write(to: file)
      return "\(words), \(file.path)"
    }
    return lines + (result.isGivenUp ? ["after so many the campaign of \(target.name) was given up"] : [])
  }
}

/// Files that a reader fails on.
struct FoundFailures: Error, CustomStringConvertible {
  let description: String
}
