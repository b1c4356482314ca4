import ArgumentParser
import Foundation

/// The arguments that every page takes.
public struct RunArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How much to run: quick (seconds), standard (about a minute) or full (the real thing, hours if need be).")
  var profile = Profile.standard

  @Option(parsing: .unconditional, help: "The seed of everything random. (default: 1)", transform: UInt64.seed)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: "The most threads to compute with. It changes the time, not the results. (default: all)",
    transform: Int.threads)
  var threads: Int?

  @Flag(help: "Compute anew instead of reading the caches that come with the book.")
  var fresh = false

  @Option(
    defaultAsFlag: "latest", parsing: .next,
    help: ArgumentHelp("Go on with a run: its folder or checkpoint; without one, the latest.", valueName: "run"))
  var resume: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A new folder for the run's files. (default: under runs)", valueName: "folder"))
  var out: String?

  @Flag(help: "Print nothing but what went wrong and where the files are.")
  var quiet = false

  @Flag(help: "Tell another program what the run puts out: a line of JSON for each thing, and nothing else.")
  var events = false

  /// Arguments that the command line fills in.
  public init() {}

  /// Refuses arguments that contradict each other.
  ///
  /// - Throws: ``UsageError``.
  public func validate() throws {
    for (name, value) in [("--resume", resume), ("--out", out)] where value?.isEmpty == true {
      throw UsageError("\(name) is '', expected a path; . is the current folder")
    }
    guard resume == nil || out == nil else {
      throw UsageError("--resume and --out are both given, expected one: a resumed run stays in its folder; drop --out")
    }
  }

  /// The choices that they make for a run of `entry`, whose latest run `--resume` alone means.
  ///
  /// - Throws: ``UsageError`` when there is no such run to go on with.
  package func options(for entry: Entry) throws -> RunOptions {
    RunOptions(
      profile: profile, seed: seed, threads: threads, fresh: fresh, quiet: quiet, events: events,
      resume: try resume.map { text in
        text == "latest"
          ? try RunFolder.latestResumable(of: entry)
          : try RunFolder.resumable(URL(fileURLWithPath: text), by: entry)
      },
      out: out.map { URL(fileURLWithPath: $0) })
  }

  /// The words of a command line that are none of these arguments, nor their values.
  static func others(in words: some Sequence<String>) -> [String] {
    var others: [String] = []
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1)
      switch parts.first {
      case "--profile", "--seed", "--threads", "--out": if parts.count == 1 { rest = rest.dropFirst() }
      case "--resume": if parts.count == 1, rest.first?.hasPrefix("-") == false { rest.removeFirst() }
      case "--fresh", "--quiet", "--events": break
      default: others.append(word)
      }
    }
    return others
  }
}
