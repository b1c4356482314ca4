import Foundation
import Metrics
import TestSupport
import Testing

@testable import Answers
@testable import Chapters
@testable import Evaluation
@testable import Notebook

/// The exercises at the ends of chapters and answers: each has a command that works, or names a line that is there; and what
/// a page says to expect of a command comes out in the quick profile, where that can be measured.
///
/// That all commands run, and that all claims hold in them, is for ``CommandTests``.
@Suite("Exercises", .serialized) struct ExerciseTests {
  /// An exercise as readers see it.
  struct Exercise: CustomTestStringConvertible {
    /// A chapter's number, or an answer's name.
    let page: String
    let number: Int
    let text: String

    var name: String { "\(page).\(number)" }
    var testDescription: String { name }
  }

  /// A line that readers are to change, and the words of the exercise that lead to it.
  struct NamedLine: CustomTestStringConvertible {
    let exercise: String
    let words: String
    let file: String
    let line: String

    var testDescription: String { "\(exercise) \(file)" }
  }

  static let exercises: [Exercise] = (chapters + answers).flatMap { page -> [Exercise] in
    guard let text = try? String(contentsOf: page.entry.page, encoding: .utf8),
      let section = text.firstMatch(of: #/(?m)^## Exercises\n([\s\S]*?)(?=^## |^---$)/#)?.output.1
    else { return [] }
    return section.matches(of: #/(?m)^(\d+)\. ((?:.*\n)(?:(?: +.*)?\n)*)/#).compactMap { match in
      Int(match.output.1).map { Exercise(page: page.entry.argument, number: $0, text: String(match.output.2)) }
    }
  }

  static let lines: [NamedLine] = [
    NamedLine(exercise: "1.5", words: "`sample`", file: "chapters/01-data/Images.swift", line: "let sample = 8000"),
    NamedLine(
      exercise: "2.2", words: "`UpBlock`", file: "Sources/GAN/Networks/ImageGenerator.swift",
      line: "from: inputs, to: outputs, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), bias: false,"),
    NamedLine(
      exercise: "2.3", words: "`toColour`", file: "Sources/GAN/Networks/ImageGenerator.swift",
      line: "toColour = Convolution("),
    NamedLine(
      exercise: "2.4", words: "`UpBlock`", file: "Sources/GAN/Networks/ImageGenerator.swift",
      line: "public let up: TransposedConvolution"),
    NamedLine(
      exercise: "2.4", words: "`ImageGeneratorStages.swift`", file: "Sources/GAN/Networks/ImageGeneratorStages.swift",
      line: "let work = side * side * block.up.weight.value.count"),
    NamedLine(
      exercise: "3.1", words: "`q`", file: "chapters/03-discriminator/Discriminator.swift",
      line: "let q = GaussianMixture.line(centres: [1], deviation: 0.5)"),
    NamedLine(
      exercise: "3.2", words: "`steps`", file: "chapters/03-discriminator/Strength.swift",
      line: #"let steps = page.record("apartSteps","#),
    NamedLine(
      exercise: "3.4", words: "`axis: 1`", file: "chapters/03-discriminator/ImageVerdicts.swift",
      line: "return Tensor.concatenate([left.slice(0..<seam, axis: 2), right.slice(seam..<32, axis: 2)], axis: 2)"),
    NamedLine(
      exercise: "3.5", words: "`discriminatorNorm: .batch`", file: "Sources/GAN/Training/Recipes.swift",
      line: "width: 16, generatorRate: 1e-3, discriminatorRate: 1e-3, beta1: 0, r1: 1, batchSize: 16)"),
    NamedLine(
      exercise: "4.2", words: "`track(steps: 20_000, rate: 0.4)`", file: "chapters/04-losses/GameAppendices.swift",
      line: "track(steps: 20_000)"),
    NamedLine(
      exercise: "4.3", words: "`trainer.loss = Minimax()`", file: "Sources/GAN/Training/Recipe.swift",
      line: "return trainer"),
    NamedLine(
      exercise: "5.4", words: "`Recipe.setRates(of:after:)`", file: "Sources/GAN/Training/Recipe.swift",
      line: "(trainer.discriminatorRule.learningRate, trainer.generatorRule.learningRate) = rates(after: steps)"),
    NamedLine(
      exercise: "6.4", words: "`Remedy.r1`", file: "Sources/GAN/Remedies/Remedies.swift",
      line: "public static func r1(gamma: Float = 0.3) -> Remedy {"),
    NamedLine(
      exercise: "6.5", words: "`let bare = try remedyRow(.bare, .ring, page).outcomes`",
      file: "chapters/06-mode-collapse/Collapse.swift", line: "let bare = try remedyRow(.bare, .ring, page).outcomes"),
    NamedLine(
      exercise: "7.1", words: "deviation of the noise", file: "chapters/07-metrics/Failures.swift",
      line: #"draw.random.split("noise").normal(images.shape, deviation: 0.15)"#),
    NamedLine(
      exercise: "wasserstein.1", words: "`width`", file: "answers/WassersteinDistance.swift", line: "let width = 0.25"),
    NamedLine(
      exercise: "wasserstein.2", words: "`GradientPenalty(lambda: 10)`", file: "answers/WassersteinDistance.swift",
      line: "GradientPenalty(lambda: 10, isOneSided: true)"),
  ]

  @Test func everyChapterEndsWithSome() {
    for chapter in chapters.compactMap({ $0.entry.number }) {
      let numbers = Self.exercises.filter { $0.page == "\(chapter)" }.map(\.number)
      #expect(numbers.count >= 3 && numbers == Array(1...numbers.count), "chapter \(chapter) has \(numbers)")
    }
  }

  @Test("has a command or a named line", arguments: exercises)
  func isDoable(_ exercise: Exercise) {
    let commands = CommandTests.commands(in: exercise.text)
    #expect(commands.allSatisfy(CommandTests.commands.contains))
    // Stopping with Ctrl-C, and going on to the same bits, is for `InterruptionTests`.
    let isInterruption = exercise.text.contains("Ctrl-C")
    #expect(!commands.isEmpty || isInterruption || Self.lines.contains { $0.exercise == exercise.name })
  }

  @Test("names a line that is there", arguments: lines)
  func line(_ named: NamedLine) throws {
    let exercise = try #require(Self.exercises.first { $0.name == named.exercise })
    #expect(exercise.text.contains(named.words))
    let text = try String(contentsOf: Document.root.appendingPathComponent(named.file), encoding: .utf8)
    #expect(text.ranges(of: named.line).count == 1)
  }

  // MARK: - What to expect

  /// The figures of a chapter in the quick profile, by their numbers, with the bytes of their files.
  private func figures(of chapter: Int, _ words: [String], seed: UInt64) throws -> [Int: Data] {
    let type = try #require(chapters.first { $0.entry.number == chapter })
    let page = try type.parse(words)
    return try withTemporaryFolder { folder in
      let options = RunOptions(profile: .quick, seed: seed, quiet: true, out: folder.appendingPathComponent("run"))
      let result = try Run(of: type.entry, options: options, show: page.show).perform()
      var figures: [Int: Data] = [:]
      for (index, figure) in result.publication.figures.enumerated() {
        figures[index + 1] = try Data(contentsOf: result.folder.appendingPathComponent("figures/\(figure.name)"))
      }
      return figures
    }
  }

  /// Exercises 1.4, 3.3 and 4.1: which figures depend on the seed.
  @Test(
    "another seed draws other figures, and not others",
    arguments: [(1, ["--dataset", "shapes"], [1, 2, 3, 6]), (3, [], [2, 3, 4, 5, 6, 8, 9, 10]), (4, [], [7])])
  func seeds(_ chapter: Int, _ words: [String], _ changing: [Int]) throws {
    let (first, second) = (
      try figures(of: chapter, words, seed: 1), try figures(of: chapter, words, seed: 2)
    )
    #expect(first.count == second.count)
    #expect(first.keys.filter { first[$0] != second[$0] }.sorted() == changing)
  }

  private func scores(_ fake: String, samples: Int, _ metrics: String) throws -> [Score] {
    var command = ScoreCommand(real: "shapes", fake: fake)
    (command.samples, command.metrics, command.resamples) = (samples, metrics, 0)
    return try #require(try command.table(isQuiet: true)).scores
  }

  /// Exercise 7.4.
  @Test func aSetAgainstItselfHasAnInceptionDistanceBelowZero() throws {
    let found = try scores("shapes", samples: 1000, "fid,kid")
    #expect(found.filter { $0.metric.hasPrefix("KID") }.allSatisfy { $0.value < 0 })
    #expect(abs(found[0].value) < 1e-6)
  }

  /// Exercise 7.5, with fewer images.
  @Test func disjointSetsComeNearerWithMoreImages() throws {
    let distances = try [250, 1000].map { try scores("shapes-test", samples: $0, "fid")[0].value }
    #expect(distances[1] < distances[0] && distances[1] > 0)
  }
}
