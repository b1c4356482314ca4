import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Book
@testable import Notebook
@testable import answer
@testable import bench
@testable import chapter
@testable import score
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
    let words = command.split(separator: " ").map(String.init)
    let arguments = Array(words.dropFirst())
    switch words[0] {
    case "chapter": try read(Chapter.parse(arguments), words)
    case "answer": try read(Answer.parse(arguments), words)
    case "weave":
      let command = try Weave.parse(arguments)
      if !Self.isPlaceholder(command.pages.first) { _ = try weaver.entries(command.pages) }
    case "bench":
      let command = try Bench.parse(arguments)
      #expect(command.name.map(Bench.names.contains) ?? true)
    case "score": _ = try Score.parse(arguments)
    default: Issue.record("swift run \(command): no such command is known")
    }
  }

  /// Reads a chapter's or an answer's command, and runs it in the quick profile unless there is a reason not to.
  private func read(_ command: some PageCommand, _ words: [String]) throws {
    guard let name = command.page, !Self.isPlaceholder(name) else { return }
    _ = try command.contents.entry(name)
    guard Self.reasonNotToRun(words) == nil else { return }
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run").path
      // Of an option that is given twice, the last counts.
      let quick = ["--profile", "quick", "--dataset", "shapes", "--epochs", "1", "--quiet", "--out", out]
      var quickly = try type(of: command).parse(Array(words.dropFirst()) + quick)
      try quickly.run()
    }
  }

  private static func isPlaceholder(_ word: String?) -> Bool {
    word.map { $0.allSatisfy { $0.isUppercase || $0 == "-" } } ?? false
  }

  /// Why a command is parsed only, by rule.
  private static func reasonNotToRun(_ words: [String]) -> String? {
    if words.count == 2 { return "the test of all chapters and answers runs it" }
    if words.contains("cifar10") { return "tests have no photographs" }
    if words.contains("full") { return "it takes hours" }
    if words.contains("--fresh") || words.contains("--train-features") { return "it takes minutes" }
    if words.contains("--resume") { return "it goes on with a run that the reader made" }
    if words.contains(where: { isPlaceholder($0) }) { return "it names something of the reader's" }
    return nil
  }
}

/// A command that runs a page.
private protocol PageCommand: ParsableCommand {
  var page: String? { get }
  var contents: Contents { get }
}

extension Chapter: PageCommand {
  fileprivate var page: String? { chapter }
  fileprivate var contents: Contents { Contents(chapters, kind: "chapter") }
}

extension Answer: PageCommand {
  fileprivate var page: String? { answer }
  fileprivate var contents: Contents { Contents(answers, kind: "answer") }
}
