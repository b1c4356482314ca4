import ArgumentParser
import Foundation

/// The arguments of every command that runs a page, and the one place where they are checked.
///
/// Values are taken as text and checked here, so that a wrong one is answered in one line that says what was expected.
public struct PageArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How much to run: quick (seconds), standard (about a minute) or full (the real thing, hours if need be).")
  var profile = Profile.standard.rawValue

  @Option(
    parsing: .unconditional,
    help: "The images: cifar10, shapes (the book's own), or auto (CIFAR-10 where it is found, Shapes otherwise).")
  var dataset = DatasetChoice.auto.rawValue

  @Option(parsing: .unconditional, help: "The generator to train, where one is trained: plain or enhanced.")
  var generator = GeneratorChoice.enhanced.rawValue

  @Option(parsing: .unconditional, help: "The remedy to try, where a page tries any. (default: what the page shows)")
  var remedy: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"))
  var data: String?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed = "1"

  @Option(
    parsing: .unconditional,
    help: "The most threads to compute with. It changes the time, not the results. (default: all)")
  var threads: String?

  @Option(parsing: .unconditional, help: "How many epochs to train for. (default: as the profile says)")
  var epochs: String?

  @Option(parsing: .unconditional, help: "Save images and a checkpoint every so many epochs.")
  var saveEvery = "10"

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

  /// Arguments that the command line fills in.
  public init() {}

  /// The choices, checked.
  ///
  /// - Parameter entry: The entry that is run: `--resume` alone means its latest run.
  /// - Throws: ``UsageError`` for the first argument that makes no sense.
  public func options(for entry: Entry) throws -> RunOptions {
    guard resume == nil || out == nil else {
      throw UsageError("--resume and --out are both given, expected one: a resumed run stays in its folder; drop --out")
    }
    return RunOptions(
      profile: try Self.choice("--profile", profile),
      dataset: try Self.choice("--dataset", dataset),
      generator: try Self.choice("--generator", generator),
      remedy: try remedy.map { try Self.remedy($0, entry) },
      data: try data.map { try Self.folder("--data", $0) },
      seed: try Self.seed(seed),
      threads: try threads.map { try Self.count("--threads", $0) },
      epochs: try epochs.map { try Self.count("--epochs", $0) },
      saveEvery: try Self.count("--save-every", saveEvery),
      fresh: fresh, quiet: quiet,
      resume: try resume.map { try Self.checkpointed($0, entry) },
      out: out.map { URL(fileURLWithPath: $0) })
  }

  // MARK: - Checks

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, _ text: String
  ) throws -> Choice {
    if let choice = Choice(rawValue: text) { return choice }
    throw unknown(option, text, among: Choice.allCases.map(\.rawValue))
  }

  private static func remedy(_ text: String, _ entry: Entry) throws -> String {
    guard !entry.remedies.isEmpty else {
      throw UsageError("--remedy is '\(text)', but \(entry.heading) tries no remedies; drop --remedy")
    }
    guard entry.remedies.contains(text) else { throw unknown("--remedy", text, among: entry.remedies) }
    return text
  }

  private static func unknown(_ option: String, _ text: String, among names: [String]) -> UsageError {
    let list = names.dropLast().joined(separator: ", ") + " or " + names.suffix(1).joined()
    return UsageError("\(option) is '\(text)', expected \(list); choose one of these")
  }

  private static func count(_ option: String, _ text: String) throws -> Int {
    if let count = Int(text), count >= 1 { return count }
    throw UsageError("\(option) is '\(text)', expected a whole number of at least 1; for example \(option) 2")
  }

  private static func seed(_ text: String) throws -> UInt64 {
    if let seed = UInt64(text) { return seed }
    throw UsageError(
      "--seed is '\(text)', expected a whole number from 0 to \(UInt64.max); for example --seed 7")
  }

  private static func folder(_ option: String, _ text: String) throws -> URL {
    let url = URL(fileURLWithPath: text)
    if url.isFolder { return url }
    throw UsageError("\(option) is '\(text)', expected a folder that exists; check the path")
  }

  private static func checkpointed(_ text: String, _ entry: Entry) throws -> URL {
    if text == "latest" { return try RunFolder.latestResumable(of: entry) }
    return try RunFolder.resumable(URL(fileURLWithPath: text))
  }
}
