import Datasets
import Engine
import Foundation
import Notebook
import Testing

@testable import Book

/// The networks that come with the book, and what is said about them.
@Suite("Trained pairs") struct TrainedPairTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("chapters/05-training")

  @Test func theEnhancedGeneratorOfShapesReachesNearlyAllModes() throws {
    let pair = try TrainedPair.shipped(.shapes, .enhanced)
    #expect(pair.report.quality.classesCovered >= 78 && pair.report.quality.samples == 10_000)
    let generator = try pair.generator()
    let latents = Random(seed: 3).normal([1600, generator.latentSize])
    let network = try BookFeatures(.shapes)
    let modes = network(withoutHistory { generator(latents, .inference) }).logits.argmax()
    #expect(Set(modes).count >= 76)
  }

  @Test("shipped pairs", arguments: BookFeatures.Kind.allCases)
  func pairs(_ kind: BookFeatures.Kind) throws {
    for choice in GeneratorChoice.allCases {
      let pair = try TrainedPair.shipped(kind, choice)
      #expect(pair.history.best?.step == pair.report.bestStep && pair.history.turns.count == pair.report.steps)
      #expect(Set(pair.history.scores.map(\.step)).isSubset(of: pair.history.frames.map(\.step)))
      #expect(pair.report.plan.recipe.refinements == (choice == .plain ? 0 : 1))
      let (generator, discriminator) = (try pair.generator(), try pair.discriminator())
      let images = withoutHistory { generator(Random(seed: 1).normal([4, generator.latentSize]), .inference) }
      #expect(images.shape == [4, 32, 32, 3] && discriminator(images, .inference).shape == [4, 1])
    }
  }

  @Test func aPairIsReadAsItWasWritten() throws {
    let pair = try TrainedPair.shipped(.shapes, .plain)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("pair.safetensors.zst")
      try pair.write(to: file)
      let read = try TrainedPair(contentsOf: file)
      #expect(read.report == pair.report && read.history.turns == pair.history.turns)
      #expect(read.history.scores == pair.history.scores)
      for (name, tensor) in pair.generatorState { #expect(read.generatorState[name]?.scalars == tensor.scalars) }
      let stranger = folder.appendingPathComponent("stranger.safetensors.zst")
      try BookFeatures(.shapes).write(to: stranger)
      #expect(throws: NotATrainedPair.self) { try TrainedPair(contentsOf: stranger) }
    }
  }

  @Test func theModelCardSaysWhatTheFilesSay() throws {
    let card = try String(contentsOf: Self.folder.appendingPathComponent("MODEL_CARD.md"), encoding: .utf8)
    #expect(try card == modelCard(), "swift run bench model-card > chapters/05-training/MODEL_CARD.md")
  }

  @Test func theTableOfRecipesSaysWhatWasMeasured() throws {
    let table = try String(contentsOf: Self.folder.appendingPathComponent("RECIPES.md"), encoding: .utf8)
    #expect(try table == recipeTable(), "swift run bench recipes > chapters/05-training/RECIPES.md")
  }
}

/// What the discriminator is shown in place of images.
@Suite("Differentiable augmentation") struct AugmentationTests {
  private let images = Random(seed: 1).uniform([6, 8, 8, 3], in: -1..<1)

  @Test func nothingIsDoneWithoutStrength() {
    let augmentation = DifferentiableAugmentation(colour: false, translation: 0, cutout: 0)
    #expect(augmentation(images, Random(seed: 2)).scalars == images.scalars)
  }

  @Test func theSameChanceGivesTheSameChange() {
    let augmentation = DifferentiableAugmentation()
    let (one, two) = (augmentation(images, Random(seed: 2)), augmentation(images, Random(seed: 2)))
    #expect(one.scalars == two.scalars && one.scalars != augmentation(images, Random(seed: 3)).scalars)
  }

  /// What is covered or moved out gives no gradient, and everything else does.
  @Test func gradientsComeBackToWhereTheValuesWere() {
    let tracked = images.tracked()
    let augmentation = DifferentiableAugmentation(colour: false)
    let found = gradients(of: augmentation(tracked, Random(seed: 2)).sum(), wrt: [tracked])[0].scalars
    #expect(found.allSatisfy { $0 == 0 || $0 == 1 })
    let share = found.reduce(0, +) / Float(found.count)
    #expect((0.4...0.95).contains(share))
  }

  /// Colours are changed by factors and offsets of a whole image, so differences within one keep their order.
  @Test func coloursChangeAlikeEverywhereInAnImage() {
    let grey = Tensor(shape: [2, 1, 3, 3], scalars: [-0.5, 0, 0.5, -0.5, 0, 0.5].flatMap { [$0, $0, $0] })
    let changed = DifferentiableAugmentation(translation: 0, cutout: 0)(grey, Random(seed: 4)).scalars
    for image in 0..<2 {
      let values = stride(from: image * 9, to: image * 9 + 9, by: 3).map { changed[$0] }
      #expect(values[0] < values[1] && values[1] < values[2])
      #expect(abs((values[2] - values[1]) - (values[1] - values[0])) < 1e-5)
    }
  }
}
