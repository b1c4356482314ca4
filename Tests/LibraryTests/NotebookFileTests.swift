import Pictures
import Store
import Foundation
import Pictures
import Testing
@testable import Weaving

@testable import Notebook

@Suite("Notebooks of pages")
struct NotebookFileTests {
  private static let cell = PageSource.Cell(text: "one()\ntwo()", code: 0..<2, isHidden: false)

  private func cells(_ pieces: [WovenPage.Piece]) throws -> [[String: Any]] {
    let file = NotebookFile(pieces, notice: "> note", footer: "end", page: "README.md") {
      ["../b/README.md": "../b/b.ipynb"][$0]
    }
    let json = try #require(try JSONSerialization.jsonObject(with: file.data) as? [String: Any])
    #expect(json["nbformat"] as? Int == 4 && json["nbformat_minor"] as? Int == 5)
    let metadata = try #require(json["metadata"] as? [String: [String: String]])
    #expect(metadata.keys.sorted() == ["language_info"])
    #expect(
      metadata["language_info"] == ["name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift"])
    return try #require(json["cells"] as? [[String: Any]])
  }

  private func source(_ cell: [String: Any]) -> String { (cell["source"] as? [String] ?? []).joined() }

  @Test func whatIsFoldedOnThePageIsFoldedHere() throws {
    let folded = PageSource.Cell(text: "draw()", code: 0..<1, isHidden: false, fold: "the figure")
    let found = try cells([
      .prose("# T", defines: []), .cell(folded, outputs: [.text("x")]), .citation("b()", fold: "c & d", below: "there"),
    ])
    #expect((found[1]["metadata"] as? [String: [String: Bool]]) == ["jupyter": ["source_hidden": true]])
    #expect(
      source(found[2])
        == "<details>\n<summary><sub>The code of c &amp; d</sub></summary>\n\n```swift\nb()\n```\n\nthere\n\n</details>"
    )
  }

  @Test func whatAReaderIsToDecideFirstOpensAtALine() {
    let table = Table(header: ["a"], rows: [["1"]], caption: "T", behind: "A < B & C")
    let figure = FigureFile(name: "01-a.png", caption: "A", alternative: "A", dark: nil, behind: "Show it")
    #expect(
      OutputBlock.blocks(of: [.table(table), .figure(figure)]).map(\.markdown) == [
        "<details>\n<summary><b>A &lt; B &amp; C</b></summary>\n\n| a |\n| ---: |\n| 1 |\n\n*T*\n\n</details>",
        "<details>\n<summary><b>Show it</b></summary>\n\n![A](figures/01-a.png)\n\n*A*\n\n</details>",
      ])
  }

  /// What the schema of nbformat 4.5 asks of every cell.
  @Test func cellsAreWhatTheFormatAsks() throws {
    let figure = FigureFile(name: "01-a.png", caption: "A", alternative: "A", dark: nil, behind: nil)
    let table = Table(header: ["a"], rows: [["1"]], caption: "T")
    let claim = Claim(text: "c", profile: .quick, held: true)
    let hidden = PageSource.Cell(text: "hidden()", code: 2..<3, isHidden: true)
    let found = try cells([
      .prose("# Title\n\ntext", defines: []),
      .cell(Self.cell, outputs: [.text("x"), .text("y"), .table(table), .claim(claim), .figure(figure), .text("z")]),
      .cell(hidden, outputs: [.text("h")]), .cell(hidden, outputs: [.figure(figure)]),
    ])
    #expect(
      found.map { $0["cell_type"] as? String } == ["markdown", "code", "markdown", "code", "markdown", "markdown"])
    let identifiers = found.compactMap { $0["id"] as? String }
    #expect(identifiers == ["text-1", "code-2", "text-3", "code-4", "text-5", "text-6"])
    for cell in found {
      #expect(cell["metadata"] is [String: Any] && cell["source"] is [String])
      let isCode = cell["cell_type"] as? String == "code"
      let keys = ["cell_type", "id", "metadata", "source"] + (isCode ? ["execution_count", "outputs"] : [])
      #expect(Set(cell.keys) == Set(keys))
      if isCode { #expect(cell["execution_count"] is NSNull) }
    }
    #expect(source(found[0]) == "# Title\n\n> note\n\ntext")
    #expect(found[1]["source"] as? [String] == ["one()\n", "two()"])
    #expect(source(found[2]) == "![A](figures/01-a.png)\n\n*A*\n\n```text\nz\n```")
    #expect((found[3]["metadata"] as? [String: [String: Bool]]) == ["jupyter": ["source_hidden": true]])
    #expect(source(found[5]) == "end")

    let outputs = try #require(found[1]["outputs"] as? [[String: Any]])
    #expect(outputs.count == 3)
    #expect(outputs[0]["output_type"] as? String == "stream" && outputs[0]["name"] as? String == "stdout")
    #expect(outputs[0]["text"] as? [String] == ["x\n", "y"])
    for output in outputs[1...] {
      #expect(output["output_type"] as? String == "display_data" && output["metadata"] is [String: Any])
    }
    let data = outputs.dropFirst().compactMap { $0["data"] as? [String: [String]] }
    #expect(data[0]["text/markdown"]?.joined() == "| a |\n| ---: |\n| 1 |\n\n*T*")
    #expect(data[0]["text/plain"]?.joined() == "a\n─\n1\nT")
    #expect(data[1] == ["text/markdown": ["- ✓ c"], "text/plain": ["✓ c"]])
  }

  @Test(arguments: [
    ("a $`x_1`$ and $`\\hat{y}`$.", "a $x_1$ and $\\hat{y}$."),
    ("```math\nx\n```\nafter $`y`$", "$$\nx\n$$\nafter $y$"),
    ("````text\n```math\n$`x`$\n```\n````", "````text\n```math\n$`x`$\n```\n````"),
    (
      "[b](../b/README.md) [b](../b/README.md#x) [c](../c/README.md)",
      "[b](../b/b.ipynb) [b](../b/b.ipynb) [c](../c/README.md)"
    ),
  ])
  func proseIsAsJupyterReadsIt(prose: String, expected: String) throws {
    #expect(source(try cells([.prose("# T", defines: []), .prose(prose, defines: [])])[1]) == expected)
  }
}
