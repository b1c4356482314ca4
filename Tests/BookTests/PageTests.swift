import Datasets
import Evaluation
import Foundation
import GAN
@testable import Notebook
@testable import weave
import Testing
@testable import Weaving

@testable import Answers
@testable import Chapters

/// The published pages: what their sources and outputs say, and links that lead somewhere.
@Suite("Pages") struct PageTests {
  @Test func everyPageIsAsItsSourceAndItsRunSay() throws {
    try weaver.run(.check, [], of: chapters + answers, RunArguments.parse(["--quiet"]))
  }

  /// The most of the book's Swift that may stay off its pages: libraries hold, pages show.
  private static let largestHiddenShare = 0.15

  @Test func pagesShowTheCodeOfTheBook() throws {
    let hidden = try HiddenShare(weaver.shelf)
    let found = hidden.share.text(.percent(1))
    #expect(
      hidden.share <= Self.largestHiddenShare,
      "\(found) of \(hidden.total) lines are on no page; most of them in \(hidden.description)")
  }

  @Test("links lead somewhere", arguments: Document.all)
  func links(_ document: Document) throws {
    #expect(brokenLinks(in: try document.text, at: document.place) == [])
  }

  @Test func everyWorkThatAPageNamesIsInTheBibliography() throws {
    let place = "answers/bibliography.md"
    let pages = Document.all.filter { $0.path.hasPrefix("chapters/") || $0.path.hasPrefix("answers/") }
    let works = try #require(try Bibliography(of: Document.root)).anchors
    #expect(works["Goodfellow 2014"] == "goodfellow-2014")
    var named: Set<String> = []
    for page in pages where page.path != place {
      let text = try page.text.split { $0.isWhitespace }.joined(separator: " ")
      let name = #/(\p{Lu}[\p{L}'’\-]+(?: & \p{Lu}[\p{L}'’\-]+)?)(?: et al\.)?,? ((?:19|20)[0-9]{2})\b/#
      for match in text.matches(of: name) {
        let work = "\(match.1) \(match.2)"
        #expect(works[work] != nil, "\(page.path)")
        named.insert(work)
      }
    }
    #expect(named.count > 30, "the works that pages name are found")
  }

  /// Weaving links the pages; what is written by hand and not woven has its links by hand.
  @Test("works that are named link to the bibliography", arguments: Document.all)
  func works(_ document: Document) throws {
    guard document.path != "answers/bibliography.md", document.path != "SECURITY.md" else { return }
    let bibliography = try #require(try Bibliography(of: Document.root))
    let text = try document.text
    #expect(try bibliography.linked(page: text, from: document.place.deletingLastPathComponent()) == text)
  }

  /// The table of differences is written by hand; these cells say what the recipes `r1` and `dcgan` are.
  @Test func theDifferencesAreThoseOfTheRecipe() throws {
    let text = try #require(Document.all.first { $0.path == "answers/differences.md" }).text
    let (recipe, dcgan) = (Recipe.withR1, Recipe.dcgan)
    #expect(recipe.loss == .nonSaturating && dcgan.loss == .nonSaturating && recipe.classWeight == 0)
    #expect(text.contains("| loss | non-saturating | non-saturating |"))
    #expect(recipe.r1 == 1 && recipe.r1Interval == 16 && recipe.r2 == 0 && dcgan.r1 == 0 && dcgan.r2 == 0)
    #expect(text.contains("| penalty | R1, γ = 1, in one step of 16 and multiplied by 16 | no |"))
    #expect(recipe.generatorRate == 8e-4 && recipe.beta1 == 0 && recipe.averageDecay > 0)
    #expect(dcgan.generatorRate == 2e-4 && dcgan.beta1 == 0.5 && dcgan.averageDecay > 0)
    #expect(
      text.contains(
        "| Adam, 8e-4, β₁ 0; a moving average of the weights | Adam, 2e-4, β₁ 0.5; a moving average of the weights |"))
    #expect(recipe.batchSize == 32 && dcgan.batchSize == 64 && 2 * recipe.width == dcgan.width)
    #expect(text.contains("| batch | 32 | 64 |"))
    #expect(recipe.fade?.after == 93_720 && recipe.fade?.until == 124_960)
    #expect(text.contains("fall from step 93,720 to step 124,960"))
    let photographs = Recipe.photographs
    #expect(photographs.loss == .relativistic && photographs.r1 < recipe.r1 && photographs.r2 > 0)
    #expect(photographs.classWeight > 0 && photographs.beta1 == 0 && photographs.fade?.after == 10_000)
    #expect(
      photographs.generatorRate == recipe.generatorRate && photographs.batchSize == recipe.batchSize
        && photographs.beta1 == recipe.beta1)
    #expect(2 * photographs.width == 3 * recipe.width && photographs.refinements == recipe.refinements)
  }

  /// The table of pairs on the ring has these numbers of other pages' code.
  @Test(arguments: [
    ("chapters/01-data/FirstGAN.swift", "PointGenerator(latentSize: 2,"),
    ("chapters/01-data/FirstGAN.swift", "Adam(learningRate: 1e-3, beta1: 0.5)"),
    ("chapters/01-data/FirstGAN.swift", ".quick ? 60 : 3000"), ("chapters/01-data/OneMoreLine.swift", "R1(gamma: 0.3)"),
    ("Sources/Evaluation/RingDuel.swift", "PointGenerator(latentSize: 2,"),
    ("Sources/Evaluation/RingDuel.swift", "Adam(learningRate: 1e-3, beta1: 0.5)"),
    ("chapters/03-discriminator/Strength.swift", ".quick ? 66 : 3000"),
    ("chapters/03-discriminator/Strength.swift", "(\"weak\", 2, 1e-3, 1)"),
    ("chapters/03-discriminator/Strength.swift", "(\"fast\", 128, 1e-2, 1)"),
    ("chapters/04-losses/RingTrials.swift", "PointGenerator(latentSize: 2,"),
    ("answers/ModeCollapse.swift", ".quick ? 40 : 4000"),
  ])
  func theRingsAreThoseOfTheirPages(path: String, setting: String) throws {
    #expect(try String(contentsOf: Document.root.appendingPathComponent(path), encoding: .utf8).contains(setting))
  }

  /// The cells of a table's rows in a document, by the first cell; of rows of one name, the last.
  private func rows(of path: String) throws -> [(name: String, cells: [String])] {
    let text = try #require(Document.all.first { $0.path == path }).text
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return (cells[0], Array(cells.dropFirst()))
    }
  }

  /// The table of symptoms is written by hand; it speaks of these rows of the grid's table on the page on the remedies.
  @Test func theSymptomOfBlurIsThatOfTheGrid() throws {
    let found = try rows(of: "answers/remedies.md")
    func row(_ name: String) throws -> (good: Double, reached: Double) {
      let cells = try #require(found.last { $0.name == name }).cells
      func mean(_ cell: String) throws -> Double { try #require(Double(cell.prefix { $0 != "%" && $0 != " " })) }
      return (try mean(cells[2]), try mean(cells[3]))
    }
    let (pac, dropout, r1) = (try row("PacGAN, packs of 4"), try row("dropout, rate 0.3"), try row("R1, γ 0.3"))
    #expect([pac, dropout, r1].allSatisfy { $0.reached > 20 && $0.good < 10 }, "with a penalty or without")
    #expect(try row("R1, γ 1 → 0.001").good < 10 && row("R1 and R2, γ 1 → 0.001").good < 10, "fading helps little")
  }

  /// docs/USING.md says so beside its advice for small sets.
  @Test func augmentationWasTheWorstOfTheNamedRecipesOnManyPhotographs() throws {
    let lines: [QualityTrial.Line] = try trialLog("recipes")
    let named = lines.filter { $0.settings == nil || $0.settings == ["beta1=0.5"] }
    let photographs = named.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 2000 }
    let worst = photographs.max { $0.toTraining < $1.toTraining }
    #expect(worst?.recipe == "r1-augmented" && photographs.count > 5)
  }

  /// The captions of README.md are written by hand; these are the minutes, steps and distances of the pairs that they name.
  @Test func theFrontPageHasTheNumbersOfItsPairs() throws {
    let text = try #require(Document.all.first { $0.path == "README.md" }).text.split { $0.isWhitespace }
      .joined(separator: " ")
    func minutes(_ pair: TrainedPair) -> String { (pair.report.seconds / 60).text(.decimals(0)) }
    func distance(_ pair: TrainedPair) -> String { pair.report.quality.toTest.text(.significant(2)) }
    let told = try TrainedPair.shipped(.shapes, .classes)
    #expect(
      text.contains(
        "as it learnt to draw Shapes, the book's figures: six epochs in \(minutes(told)) minutes on two idle cores."))
    #expect(text.contains("it ends at \(distance(told)).*"))
    let wide = try TrainedPair.shipped(.shapes, .wide)
    #expect(
      text.contains(
        "`shapes-wide`, a wider pair, after \(wide.report.steps.text) steps: its FD is \(distance(wide))."))
    let photographs = try TrainedPair.shipped(.cifar10, .classes)
    let idle = try StepTime.of("conditional-step").minutes(of: photographs.report.steps).text(.significant(2))
    #expect(text.contains("`cifar10-classes` trained on CIFAR-10 for \(photographs.report.steps.text) steps"))
    #expect(text.contains("steps (about \(idle) minutes on two idle cores), and is told which class to draw"))
    #expect(told.report.steps * told.report.plan.recipe.batchSize == 6 * told.report.plan.images)
  }

  /// The plain recipe has DCGAN's rates, and dropout in the place of its batch normalisation: no result is DCGAN's.
  @Test(arguments: Document.all) func noRecipeIsCalledThatOfDCGAN(_ document: Document) throws {
    let text = try document.text.split { $0.isWhitespace }.joined(separator: " ")
    #expect(!text.contains(#/DCGAN['’]s recipe|DCGAN recipe|\| DCGAN['’]s \|/#))
  }

  /// Chapters show parts of programs that nothing here runs; at least they are parts of those programs.
  @Test(arguments: [
    ("01-data", ["first_gan.py"]), ("02-generator", ["networks.py"]), ("03-discriminator", ["networks.py"]),
    ("04-losses", ["losses.py"]), ("05-training", ["training.py", "figures.py"]), ("06-mode-collapse", ["collapse.py"]),
    ("07-metrics", ["scores.py"]),
  ])
  func linesInPythonAreThoseOfTheScript(chapter: String, names: [String]) throws {
    let page = try #require(Document.all.first { $0.path == "chapters/\(chapter)/README.md" }).text
    let blocks = page.matches(of: #/```python\n([^`]*)```/#).map { $0.output.1 }
    let scripts = try names.map {
      try String(contentsOf: Document.root.appendingPathComponent("scripts/pytorch/\($0)"), encoding: .utf8)
    }
    #expect(!blocks.isEmpty && blocks.allSatisfy { block in scripts.contains { $0.contains(block) } })
    #expect(names.allSatisfy { page.contains("(../../scripts/pytorch/\($0))") })
  }

  /// The notebook in Python has no other file to import, so it repeats lines of chapter 1's program.
  @Test func notebookInPythonIsThatOfItsScript() throws {
    func text(_ name: String) throws -> String {
      try String(contentsOf: Document.root.appendingPathComponent("scripts/pytorch/\(name)"), encoding: .utf8)
    }
    let (script, program) = (try text("gan.py"), try text("first_gan.py"))
    let cells = script.components(separatedBy: "\n# %%").dropFirst().map { cell in
      let isProse = cell.hasPrefix(" [markdown]\n")
      let lines = cell.components(separatedBy: "\n").dropFirst().map { line in
        isProse ? String(line.dropFirst(line.hasPrefix("# ") ? 2 : 1)) : line
      }
      let type = isProse ? "markdown" : "code"
      return "\(type)\n" + lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }
    let published = try PublishedNotebook(at: "scripts/pytorch/gan.ipynb").cells.map {
      "\($0.cellType)\n" + $0.source.joined().trimmingCharacters(in: .newlines)
    }
    #expect(published == cells)

    // The data and the networks, both turns, and R1.
    for (beginning, after) in [
      ("angles = ", "\n\n\ndef train"), ("        # The discriminator's turn", "\n    return generator"),
      ("def r1", "\n\n\ndef print_map"),
    ] {
      let start = try #require(program.range(of: beginning)).lowerBound
      let end = try #require(program.range(of: after, range: start..<program.endIndex)).lowerBound
      #expect(script.contains(String(program[start..<end])))
    }
  }

  @Test func documentsAreFound() {
    let paths = Document.all.map(\.path)
    let some = ["README.md", "CONTRIBUTING.md", "docs/USING.md", "answers/glossary.md", "answers/symptoms.md"]
    #expect(Set(some).isSubset(of: paths))
    for entry in (chapters + answers).map({ $0.entry }) {
      #expect(paths.contains(entry.page.relativePath(from: Document.root)))
      #expect(Document.notebooks.contains(entry.notebook.relativePath(from: Document.root)))
    }
  }

  private struct PublishedNotebook: Decodable {
    struct Cell: Decodable {
      let cellType: String
      let source: [String]
    }
    let cells: [Cell]

    init(at path: String) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(Self.self, from: Data(contentsOf: Document.root.appendingPathComponent(path)))
    }
  }

  @Test("links of notebooks lead somewhere", arguments: Document.notebooks)
  func notebook(_ path: String) throws {
    let place = Document.root.appendingPathComponent(path)
    let prose = try PublishedNotebook(at: path).cells.filter { $0.cellType == "markdown" }.map { $0.source.joined() }
    #expect(!prose.isEmpty)
    #expect(prose.flatMap { brokenLinks(in: $0, at: place) } == [])
  }

  @Test func brokenLinksAreFound() {
    let place = Document.root.appendingPathComponent("chapters/05-training/README.md")
    let good = """
      # Some *title*: it's **1 / 2**

      [a](#some-title-its-1--2) [b](Training.swift) [c](Training.swift#L1-L3) [d](../../README.md#chapters)
      <a id="x"></a> [e](#x) `[no](link)` ![f](figures/04-real-images-shapes.png) [g](https://example.org/x)
      <picture><source srcset="figures/04-real-images-shapes.png"><img src="figures/04-real-images-shapes.png" width="9"></picture>
      ```
      [no](link)
      ```
      """
    #expect(brokenLinks(in: good, at: place) == [])
    let bad = "[a](#gone) [b](Gone.swift) [c](Training.swift#L9999) [d](Training.swift#x) [e](../../README.md#gone)"
    #expect(brokenLinks(in: bad, at: place).count == 5)
    let pictures =
      "| a<br><img src=\"figures/gone.png\" width=\"9\"> | <picture><source srcset=\"figures/gone.svg\"></picture> |"
    #expect(brokenLinks(in: pictures, at: place).count == 2)
  }
}
