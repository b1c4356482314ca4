import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Chapters
@testable import LabMain
@testable import Notebook
@testable import answer
@testable import bench
@testable import chapter
@testable import draw
@testable import fuzz
@testable import score
@testable import train
@testable import weave

/// Every command printed in a document is one that works.
@Suite("Commands on the pages", .serialized) struct CommandTests {
  /// The commands, each with the first document that prints it.
  static let commands: [String] = {
    let texts = Document.all.compactMap { try? $0.text }
    return Set(texts.flatMap(commands)).sorted()
  }()

  /// What follows `swift run` in blocks of code and between backticks.
  static func commands(in markdown: String) -> [String] {
    let inline = markdown.matches(of: #/`swift run ([^`]+)`/#).map { String($0.output.1) }
    // In a block, two spaces set a command apart from a word about it.
    let blocks = markdown.matches(of: #/(?m)^swift run ((?:\S| (?! ))+)/#).map { String($0.output.1) }
    return (inline + blocks).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  @Test func commandsAreFound() {
    let text = "```\nswift run chapter 5 --seed 2    a run\nswift run chapter\n```\nand `swift run weave\n--check` it"
    #expect(Self.commands(in: text) == ["weave --check", "chapter 5 --seed 2", "chapter"])
    #expect(Self.commands.contains("chapter 5"))
  }

  @Test("works", arguments: commands)
  func works(_ command: String) throws {
    // A word between quotation marks is one that a shell would take apart.
    let words = command.split(separator: " ").map { $0.trimmingCharacters(in: ["'"]) }
    let arguments = Array(words.dropFirst())
    switch words[0] {
    case "chapter": try read(Chapter.self, arguments)
    case "answer": try read(Answer.self, arguments)
    case "weave":
      let command = try Weave.parse(arguments)
      if !Self.isPlaceholder(command.pages.first) { _ = try weaver.entries(command.pages) }
    case "bench":
      let command = try Bench.parse(arguments)
      #expect(command.name.map(Bench.names.contains) ?? true)
    case "score": _ = try Score.parse(arguments)
    case "train":
      // The run that a reader goes on with is not here.
      let named = arguments.firstIndex(of: "--resume")
      _ = try Train.parse(named.map { Array(arguments[..<$0] + arguments[($0 + 2)...]) } ?? arguments)
    case "draw": _ = try Draw.parse(arguments)
    case "fuzz":
      let command = try Fuzz.parse(arguments)
      #expect(Self.isPlaceholder(command.target) || Fuzz.names.contains(command.target))
    case "lab": _ = try LabCommand.parse(arguments)
    default: Issue.record("swift run \(command): no such command is known")
    }
  }

  /// Reads a chapter's or an answer's command, and runs it in the quick profile unless there is a reason not to.
  private func read(_ root: any ParsableCommand.Type, _ words: [String]) throws {
    guard let name = words.first, !Self.isPlaceholder(name) else { return }
    let reasonNotToRun = Self.reasonNotToRun(words)
    // What a reader puts in the place of a word in capitals is not here to be looked at.
    let known = reasonNotToRun == nil ? words : words.filter { $0 != "--data" && !Self.isPlaceholder($0) }
    let command = try root.parseAsRoot(known)
    let page = try #require(command as? any BookPage)
    guard reasonNotToRun == nil else { return }
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run").path
      // Of an option that is given twice, the last counts.
      let quick = type(of: page).entry.publishedWith + ["--profile", "quick", "--quiet", "--out", out]
      #expect(Command.run(root, arguments: words + quick) == Command.Ending(status: 0))
    }
  }

  private static func isPlaceholder(_ word: String?) -> Bool {
    word.map { $0.allSatisfy { $0.isUppercase || $0 == "-" } } ?? false
  }

  /// Why a command is parsed only, by rule.
  private static func reasonNotToRun(_ words: [String]) -> String? {
    if words.count == 1 { return "the test of all chapters and answers runs it" }
    if words.contains("cifar10") { return "tests have no photographs" }
    if words.contains("full") { return "it takes hours" }
    if words.contains("--fresh") || words.contains("features") { return "it takes minutes" }
    if words.contains("--resume") { return "it goes on with a run that the reader made" }
    if words.contains(where: { isPlaceholder($0) }) { return "it names something of the reader's" }
    return nil
  }
}
