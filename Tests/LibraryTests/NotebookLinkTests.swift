import Foundation
import TestSupport
import Testing
@testable import Weaving

@testable import Notebook

@Suite("Links to the lines of code")
struct NotebookLinkTests {
  private static let source = #"""
    import Engine

    //: A type.

    /// Two players.
    @MainActor
    final class Trainer<G>: Sendable {
      private(set) var step = 0
      init(
        seed: Int
      ) {
        let step = "}"
      }

      //: Prose in its midst.

      @discardableResult func turn(
        on real: Int
      ) -> Int
      where G: Hashable {
        let loss =
          real + 1
        // let lost = 2
        return loss
      }
      func again() {}
      func again(_ x: Int) {}
    }
    extension Trainer {
      var twice: Int { 2 * step }
      static func + (_ a: Int) -> Int { a }
    }

    enum Loss { case hinge }
    func chapter(_ page: Int) {
      let text = """
        let quoted = 1
        """
      if let text { let inner = text }
      let plot = Plot(
        "a",
        [1]
      )
      .drawn()
      page.show(plot)
    }
    """# + "\n"

  private func lines(_ name: String) throws -> String {
    let lines = try Declarations(Self.source).lines(of: name)
    return "\(lines.lowerBound)-\(lines.upperBound)"
  }

  @Test(arguments: [
    ("Trainer", "5-28"), ("Trainer.step", "8-8"), ("Trainer.init", "9-13"), ("Trainer.init.step", "12-12"),
    ("Trainer.turn", "17-25"), ("Trainer.turn.loss", "21-22"), ("Trainer.twice", "30-30"), ("Trainer.+", "31-31"),
    ("Loss", "34-34"), ("chapter", "35-46"), ("chapter.text", "36-38"), ("chapter.plot", "40-44"),
  ])
  func aDeclarationIsFoundByItsName(name: String, lines: String) throws {
    #expect(try self.lines(name) == lines)
  }

  @Test func whatIsNotDeclaredOrDeclaredTwiceIsTold() {
    for name in ["step", "quoted", "Trainer.lost", "Trainer.turn.lost", "chapter.inner", "hinge"] {
      #expect(
        message { _ = try lines(name) }
          == "declares no \(name), expected it once; name what it declares, such as Type.member")
    }
    #expect(
      message { _ = try lines("Trainer.again") }
        == "declares Trainer.again 2 times (lines 26, 27), expected it once; name another")
  }

  /// A book with a chapter and an engine beside an answer, and what becomes of a line of the answer's prose.
  private func resolved(_ line: String) throws -> String {
    try withTemporaryFolder { book in
      for path in ["chapters/05-training/Training.swift", "Sources/Engine/Tensor.swift", "answers/Own.swift"] {
        let file = book.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Self.source.write(to: file, atomically: true, encoding: .utf8)
      }
      return try SourceLinks(files: SourceFiles(root: book), folder: book.appendingPathComponent("answers"))
        .resolved(in: line)
    }
  }

  @Test func linksLeadFromThePageToTheLines() throws {
    #expect(
      try resolved("see [the turn](source:Training.swift#Trainer.turn), [`a [b]`](source:Own.swift#Loss) and [c](d.md)")
        == "see [the turn](../chapters/05-training/Training.swift#L17-L25), [`a [b]`](Own.swift#L34) and [c](d.md)")
    #expect(
      try resolved("[T](source:Sources/Engine/Tensor.swift#Trainer) [file](source:Training.swift)")
        == "[T](../Sources/Engine/Tensor.swift#L5-L28) [file](../chapters/05-training/Training.swift)")
  }

  @Test(arguments: [
    ("[a](source:Gone.swift#A)", "found a link to Gone.swift, expected the name of a file of the book, or a path"),
    ("[a](source:Training.swift#Trainer.gone)", "Training.swift declares no Trainer.gone, expected it once"),
    ("[a](source:Training.swift#Trainer", "found a link to source that does not end"),
  ])
  func aLinkToNothingIsNotWoven(line: String, text: String) {
    #expect(message { _ = try resolved(line) }.hasPrefix(text))
  }
}
