import ArgumentParser
import Foundation
import TestSupport
import Testing
@testable import Weaving

@testable import Notebook

/// A page with options of its own.
private struct DataPage: BookPage {
  static let entry = Entry(
    number: 1, name: "data", title: "Data", summary: "bytes", duration: "", files: [], publishedWith: ["--epochs", "2"])
  enum Size: String, CaseIterable, ExpressibleByArgument { case small, large }

  @Option(parsing: .unconditional, transform: Int.count) var epochs: Int?
  @Option(parsing: .unconditional) var size = Size.small
  @Option(parsing: .unconditional, transform: oneOf(["r1", "wgan-gp"])) var remedy: String?
  @Option(parsing: .unconditional, transform: URL.existingFolder) var data: URL?
  @OptionGroup var common: RunArguments

  func show(on page: Page) throws {
    page.note("\(epochs ?? 0) epochs, \(size)")
    try Data().write(to: page.checkpoint)
    if epochs == 7 { throw Interrupted(resume: page.resumeCommand) }
  }
}

private struct FalsePage: BookPage {
  static let entry = Entry(number: 2, name: "false", title: "False", summary: "", duration: "", files: [])
  @OptionGroup var common: RunArguments
  func show(on page: Page) throws { page.expect("never", false, file: "/Page.swift", line: 3) }
}

@Suite("Commands")
struct NotebookCommandTests {
  private struct Fixture: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "chapter", subcommands: [DataPage.self, FalsePage.self])
    func run() {}
  }

  private func end(_ arguments: [String]) -> Command.Ending { Command.run(Fixture.self, arguments: arguments) }

  private func options(_ arguments: [String]) throws -> RunOptions {
    try RunArguments.parse(arguments).options(for: page { _ in }.entry)
  }

  @Test(arguments: [
    (
      ["1", "--profile", "fast"],
      "The value 'fast' is invalid for '--profile <profile>'. Please provide one of 'quick', 'standard' or 'full'; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--size", "big"],
      "The value 'big' is invalid for '--size <size>'. Please provide one of 'small' and 'large'; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["data", "--epochs", "-1"],
      "The value '-1' is invalid for '--epochs <epochs>': expected a whole number of at least 1, such as 2; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--threads", "ten"],
      "The value 'ten' is invalid for '--threads <threads>': expected a whole number of at least 1, such as 2; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--seed", "-1"],
      "The value '-1' is invalid for '--seed <seed>': expected a whole number from 0 to 18446744073709551615, such as "
        + "7; `swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--remedy", "wgangp"],
      "The value 'wgangp' is invalid for '--remedy <remedy>': did you mean wgan-gp? expected one of r1, wgan-gp; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--data", "/no/such"],
      "The value '/no/such' is invalid for '--data <data>': expected a folder that exists; check the path; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--threads", "9223372036854775807"],
      "The value '9223372036854775807' is invalid for '--threads <threads>': expected at most 1,000,000,000; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--data", ""],
      "The value '' is invalid for '--data <data>': expected a path; . is the current folder; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--out", ""],
      "--out is '', expected a path; . is the current folder; `swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--epcohs", "2"],
      "Unknown option '--epcohs'. Did you mean '--epochs'?; `swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--zzz", "2"], "Unknown option '--zzz'; `swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["1", "--epoch", "2"],
      "Unknown option '--epoch'. Did you mean '--epochs'?; `swift run chapter 1 --help` lists what may be given"
    ),
    (
      ["2", "--epochs", "2"], "Unknown option '--epochs'; `swift run chapter 2 --help` lists what may be given"
    ),
    (
      ["1", "--out", "/dev/null/run"],
      "--out is '/dev/null/run', which cannot be written, expected a folder to put files in; name another with --out"
    ),
    (
      ["1", "--resume", "/no/such"],
      "--resume is '/no/such', which holds no checkpoint, expected the folder of a run that saved "
        + "checkpoint.safetensors.zst, or that file; leave out --resume to start anew"
    ),
    (
      ["1", "--resume", "--out", "x"],
      "--resume and --out are both given, expected one: a resumed run stays in its folder; drop --out; "
        + "`swift run chapter 1 --help` lists what may be given"
    ),
    (["9"], "no chapter is called '9', expected 1 (data), 2 (false); `swift run chapter` lists them"),
    (["dta"], "no chapter is called 'dta', perhaps 'data' is meant; `swift run chapter` lists them"),
    (
      ["--resume", "1"],
      "no chapter is named, expected one before --resume; for example `swift run chapter 1 --resume`"
    ),
    (
      ["1", "--threads"],
      "Missing value for '--threads <threads>'; `swift run chapter 1 --help` lists what may be given"
    ),
    (["1", "2"], "Unexpected argument '2'; `swift run chapter 1 --help` lists what may be given"),
  ])
  func wrongArgumentsAreToldInOneLine(arguments: [String], text: String) {
    #expect(end(arguments) == Command.Ending(status: 2, text: "error: \(text)"))
  }

  @Test func endingsHaveTheirStatus() throws {
    try withTemporaryFolder { folder in
      func out() -> [String] { ["--quiet", "--out", folder.appendingPathComponent(UUID().uuidString).path] }
      #expect(end(["data"] + out()) == Command.Ending(status: 0))
      #expect(
        end(["2"] + out())
          == Command.Ending(
            status: 1,
            text: "error: 1 of 1 claims does not hold, expected all to: \"never\" (/Page.swift:3) "
              + "(a claim is about the page's own experiment, and may fail where you changed it)"))
      let run = folder.appendingPathComponent("a run").path
      let go = "swift run chapter 1 --epochs 7 --seed 3 --resume '\(run)'"
      #expect(
        end(["data", "--seed", "3", "--epochs", "7", "--out", run])
          == Command.Ending(status: 130, text: "interrupted; go on with: \(go)"))
      let again = ["1", "--epochs", "7", "--seed", "3", "--resume", run]
      #expect(end(again) == Command.Ending(status: 130, text: "interrupted; go on with: \(go)"))
      let published = try Publication(contentsOf: URL(fileURLWithPath: run).appendingPathComponent("outputs.json"))
      #expect(published.arguments == ["--epochs", "7"] && published.seed == 3)
    }
  }

  @Test func helpListsTheOptionsOfThePageAlone() {
    #expect(DataPage.helpMessage().contains("--epochs") && DataPage.helpMessage().contains("--seed"))
    #expect(!FalsePage.helpMessage().contains("--epochs"))
  }

  @Test func theDefaultsAreThoseOfAReaderWhoChoosesNothing() throws {
    let options = try options([])
    #expect(options.profile == .standard && options.seed == 1)
    #expect(options.threads == nil && options.out == nil && options.resume == nil)
    #expect(!options.fresh && !options.quiet)
  }

  /// Every argument of every page, with a value where it takes one.
  private static let everything = [
    "--profile", "full", "--seed", "18446744073709551615", "--threads=3", "--fresh", "--quiet", "--events", "--out",
    "/some/where",
  ]

  @Test func everyChoiceArrives() throws {
    let options = try options(Self.everything)
    #expect(options.profile == .full && options.seed == .max && options.threads == 3)
    #expect(options.fresh && options.quiet && options.events && options.out?.path == "/some/where")
  }

  @Test func theWordsOfAPageAreWhatOtherwiseRemains() throws {
    #expect(RunArguments.others(in: ["--epochs", "2"] + Self.everything + ["--a"]) == ["--epochs", "2", "--a"])
    #expect(RunArguments.others(in: ["--resume", "--epochs", "2", "--resume", "run"]) == ["--epochs", "2"])
    // An argument that is added to every page must be known to be none of the page's own.
    let options = RunArguments.helpMessage().matches(of: #/--[a-z]+/#).map { String($0.output) }
    #expect(
      Set(options).isSubset(of: Self.everything.map { String($0.prefix { $0 != "=" }) } + ["--resume", "--help"]))
  }

  @Test func theCommandThatGoesOnSaysTheSame() throws {
    try withTemporaryFolder { folder in
      let chosen = RunOptions(
        profile: .full, seed: 4, threads: 1, quiet: true, out: folder.appendingPathComponent("run"))
      let training = page { try Data().write(to: $0.checkpoint) }
      let place = try run(training, chosen, in: folder).folder
      let words = chosen.words(resuming: place)
      var again = try options(words)
      #expect(again.resume?.standardizedFileURL.path == place.standardizedFileURL.path)
      again.resume = nil
      #expect(again.words(resuming: place) == words)
      let checkpoint = place.appendingPathComponent("checkpoint.safetensors.zst").path
      #expect(try options(["--resume", checkpoint]).resume?.path == place.path)
    }
  }

  @Test func resumeAloneMeansTheLatestRunWithACheckpoint() throws {
    let entry = page("latest-\(UUID().uuidString)") { _ in }.entry
    let runs = RunFolder.folder(for: entry)
    defer { try? FileManager.default.removeItem(at: runs) }
    func make(_ name: String, hasCheckpoint: Bool) throws {
      let folder = runs.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if hasCheckpoint { try Data().write(to: folder.appendingPathComponent("checkpoint.safetensors.zst")) }
    }
    #expect(
      message { _ = try RunArguments.parse(["--resume"]).options(for: entry) }
        .hasPrefix("--resume found no run with a checkpoint under"))
    try make("2026-01-02-03-04-05", hasCheckpoint: true)
    try make("2026-01-02-03-04-06", hasCheckpoint: true)
    try make("2026-01-02-03-04-06-2", hasCheckpoint: true)
    try make("2026-01-02-03-04-07", hasCheckpoint: false)
    let options = try RunArguments.parse(["--resume"]).options(for: entry)
    #expect(options.resume?.lastPathComponent == "2026-01-02-03-04-06-2")
  }

  @Test(arguments: [
    ("trainig", "training"), ("lr", nil), ("learning-rat", "learning-rate"), ("", nil),
    ("mode collapse", "mode-collapse"), ("trianing", "training"), (String(repeating: "a", count: 100_000), nil),
  ])
  func theNearestNameIsFound(text: String, expected: String?) {
    #expect(["training", "mode-collapse", "learning-rate"].nearest(to: text) == expected)
  }

  @Test func theTableOfContentsSaysWhatTheReaderWillSee() {
    let entries = [
      Entry(
        number: 1, name: "data", title: "Data", summary: String(repeating: "bytes become tensors ", count: 6),
        duration: "a few seconds", files: []),
      Entry(
        number: 6, name: "mode-collapse", title: "Mode collapse", summary: "a game goes wrong", duration: "a minute",
        files: []),
    ]
    let text = Contents(entries, kind: "chapter").table(for: Transcript().terminal())
    #expect(text.contains("  1  Data           bytes become tensors bytes"))
    #expect(text.contains("\n                    a few seconds\n  6  Mode collapse  a game goes wrong\n"))
    #expect(text.contains("\nswift run chapter 1\n  runs one"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func chaptersAreFoundByNumberAndAnswersByName() throws {
    let chapter = page("minimax") { _ in }.entry
    let answer = Entry(number: nil, name: "minimax", title: "", summary: "", duration: "", files: [])
    let weaver = Weaver([Contents([chapter], kind: "chapter"), Contents([answer], kind: "answer")])
    #expect(try weaver.entries(["minimax", "1"]).map(\.number) == [nil, 1])
    #expect(try weaver.entries(["all"]).count == 2)
    #expect(
      message { _ = try weaver.entries(["2"]) }
        == "no page is called '2', expected one of 1, minimax, all; a chapter goes by its number")
    #expect(message { _ = try weaver.entries(["minmax"]) }.contains("perhaps 'minimax' is meant"))
  }
}
