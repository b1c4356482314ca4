import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Notebook

@Suite("Commands")
struct NotebookCommandTests {
  private struct Fixture: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "chapter")
    @Argument var chapter: String?
    @OptionGroup var arguments: PageArguments

    func run() throws {
      let entries = [
        Entry(number: 1, name: "data", title: "Data", summary: "", duration: "", run: { _ in }),
        Entry(
          number: 2, name: "stopped", title: "Stopped", summary: "", duration: "",
          run: { _ in throw Interrupted(resume: "swift run chapter 2 --resume") }),
        Entry(
          number: 3, name: "false", title: "False", summary: "", duration: "",
          run: { $0.expect("never", false, file: "/Page.swift", line: 3) }),
      ]
      try Contents(entries, kind: "chapter").run(chapter, arguments)
    }
  }

  private func end(_ arguments: [String]) -> Command.Ending { Command.run(Fixture.self, arguments: arguments) }

  private func options(_ arguments: [String]) throws -> RunOptions {
    try PageArguments.parse(arguments).options(for: entry { _ in })
  }

  @Test(arguments: [
    (["1", "--profile", "fast"], "--profile is 'fast', expected quick, standard or full; choose one of these"),
    (["1", "--dataset", "mnist"], "--dataset is 'mnist', expected auto, cifar10 or shapes; choose one of these"),
    (["1", "--generator", "big"], "--generator is 'big', expected plain or enhanced; choose one of these"),
    (["1", "--epochs", "-1"], "--epochs is '-1', expected a whole number of at least 1; for example --epochs 2"),
    (["1", "--epochs", "0"], "--epochs is '0', expected a whole number of at least 1; for example --epochs 2"),
    (["1", "--epochs", "ten"], "--epochs is 'ten', expected a whole number of at least 1; for example --epochs 2"),
    (["1", "--threads", "0"], "--threads is '0', expected a whole number of at least 1; for example --threads 2"),
    (
      ["1", "--save-every", "-3"],
      "--save-every is '-3', expected a whole number of at least 1; for example --save-every 2"
    ),
    (
      ["1", "--seed", "-1"],
      "--seed is '-1', expected a whole number from 0 to 18446744073709551615; for example --seed 7"
    ),
    (["1", "--data", "/no/such"], "--data is '/no/such', expected a folder that exists; check the path"),
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
      "--resume and --out are both given, expected one: a resumed run stays in its folder; drop --out"
    ),
    (
      ["9"],
      "no chapter is called '9', expected the number 1, 2 or 3 or a name (data, stopped, false); "
        + "`swift run chapter` lists them"
    ),
    (
      ["--resume", "1"],
      "no chapter is named, expected one before --resume; for example `swift run chapter 1 --resume`"
    ),
    (
      ["1", "--threads"], "Missing value for '--threads <threads>'; `swift run chapter --help` lists what may be given"
    ),
    (["1", "2"], "Unexpected argument '2'; `swift run chapter --help` lists what may be given"),
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
          == Command.Ending(status: 130, text: "interrupted; go on with: swift run chapter 2 --resume"))
      #expect(
        end(["3"] + out())
          == Command.Ending(
            status: 1, text: "error: 1 of 1 claims does not hold, expected all to: \"never\" (/Page.swift:3)"))
    }
  }

  @Test func theDefaultsAreThoseOfAReaderWhoChoosesNothing() throws {
    let options = try options([])
    #expect(options.profile == .standard && options.dataset == .auto && options.generator == .enhanced)
    #expect(options.seed == 1 && options.saveEvery == 10)
    #expect(options.data == nil && options.threads == nil && options.epochs == nil)
    #expect(options.out == nil && options.resume == nil)
    #expect(!options.fromScratch && !options.fresh && !options.quiet)
  }

  @Test func everyChoiceArrives() throws {
    try withTemporaryFolder { folder in
      let options = try options([
        "--profile", "full", "--dataset", "shapes", "--generator", "plain", "--data", folder.path, "--seed",
        "18446744073709551615", "--threads", "3", "--epochs", "7", "--save-every", "2", "--from-scratch",
        "--fresh", "--quiet", "--out", "/some/where",
      ])
      #expect(options.profile == .full && options.dataset == .shapes && options.generator == .plain)
      #expect(options.data?.path == folder.path && options.seed == .max)
      #expect(options.threads == 3 && options.epochs == 7 && options.saveEvery == 2)
      #expect(options.fromScratch && options.fresh && options.quiet && options.out?.path == "/some/where")
    }
  }

  @Test func theCommandThatGoesOnSaysTheSame() throws {
    try withTemporaryFolder { folder in
      let checkpointed = folder.appendingPathComponent("a run")
      try FileManager.default.createDirectory(at: checkpointed, withIntermediateDirectories: true)
      let checkpoint = checkpointed.appendingPathComponent("checkpoint.safetensors.zst")
      try Data().write(to: checkpoint)
      let chosen = RunOptions(
        profile: .full, dataset: .shapes, generator: .plain, data: folder, seed: 4, threads: 1, epochs: 5, saveEvery: 6,
        fromScratch: true, quiet: true)
      let arguments = chosen.arguments(resuming: checkpointed)
      #expect(arguments.suffix(2) == ["--resume", "'\(checkpointed.path)'"])
      var again = try options(arguments.dropLast() + [checkpoint.path])
      #expect(again.resume?.standardizedFileURL.path == checkpointed.standardizedFileURL.path)
      again.resume = nil
      #expect(again.arguments(resuming: checkpointed) == arguments)
    }
  }

  @Test func resumeAloneMeansTheLatestRunWithACheckpoint() throws {
    let entry = entry("latest-\(UUID().uuidString)") { _ in }
    let runs = RunFolder.folder(for: entry)
    defer { try? FileManager.default.removeItem(at: runs) }
    func make(_ name: String, hasCheckpoint: Bool) throws {
      let folder = runs.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if hasCheckpoint { try Data().write(to: folder.appendingPathComponent("checkpoint.safetensors.zst")) }
    }
    #expect(
      message { _ = try PageArguments.parse(["--resume"]).options(for: entry) }
        .hasPrefix("--resume found no run with a checkpoint under"))
    try make("2026-01-02-03-04-05", hasCheckpoint: true)
    try make("2026-01-02-03-04-06", hasCheckpoint: true)
    try make("2026-01-02-03-04-06-2", hasCheckpoint: true)
    try make("2026-01-02-03-04-07", hasCheckpoint: false)
    let options = try PageArguments.parse(["--resume"]).options(for: entry)
    #expect(options.resume?.lastPathComponent == "2026-01-02-03-04-06-2")
  }

  @Test func theTableOfContentsSaysWhatTheReaderWillSee() {
    let entries = [
      Entry(
        number: 1, name: "data", title: "Data", summary: String(repeating: "bytes become tensors ", count: 6),
        duration: "a few seconds", run: { _ in }),
      Entry(
        number: 6, name: "mode-collapse", title: "Mode collapse", summary: "a game goes wrong", duration: "a minute",
        run: { _ in }),
    ]
    let text = Contents(entries, kind: "chapter").table(for: Transcript().terminal())
    #expect(text.contains("  1  Data           bytes become tensors bytes"))
    #expect(text.contains("\n                    a few seconds\n  6  Mode collapse  a game goes wrong\n"))
    #expect(text.contains("swift run chapter 1 "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func chaptersAreFoundByNumberAndAnswersByName() throws {
    let chapter = entry("minimax") { _ in }
    let answer = Entry(number: nil, name: "minimax", title: "", summary: "", duration: "", run: { _ in })
    let weaver = Weaver([Contents([chapter], kind: "chapter"), Contents([answer], kind: "answer")])
    #expect(try weaver.entries(["minimax", "1"]).map(\.number) == [nil, 1])
    #expect(try weaver.entries(["all"]).count == 2)
    #expect(
      message { _ = try weaver.entries(["2"]) }
        == "no page is called '2', expected one of 1, minimax, all; a chapter goes by its number")
  }
}
