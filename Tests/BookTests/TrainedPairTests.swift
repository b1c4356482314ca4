import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store
import TestSupport
import Testing

@testable import Evaluation

/// The networks that come with the book, and what is said about them.
@Suite("Trained pairs") struct TrainedPairTests {
  @Test func theEnhancedGeneratorOfShapesReachesNearlyAllModes() throws {
    let pair = try TrainedPair.shipped(.shapes, .enhanced)
    #expect(pair.report.quality.classesNamed >= 78 && pair.report.quality.samples == 10_000)
    let generator = try pair.generator()
    let latents = Random(seed: 3).normal([1600, generator.latentSize])
    let network = try BookFeatures(for: .shapes)
    let modes = network(withoutHistory { generator(latents, .inference) }).logits.argmax()
    #expect(Set(modes).count >= 76)
  }

  @Test("shipped pairs", arguments: ShippedPair.all.map(\.name))
  func pairs(_ name: String) throws {
    let shipped = try #require(ShippedPair.all.first { $0.name == name })
    let pair = try shipped.load()
    #expect(
      [pair.history.best?.step, pair.history.scores.last?.step].contains(pair.report.keptStep)
        && pair.history.turns.count == pair.report.steps)
    #expect(Set(pair.history.scores.map(\.step)).isSubset(of: pair.history.frames.map(\.step)))
    #expect(pair.report.plan.recipe.refinements == (shipped.kind == .plain ? 0 : 1))
    #expect(pair.report.plan.shape.classes == (shipped.kind == .classes ? 10 : 0))
    let generator = try pair.generator()
    let images = withoutHistory { generator(Random(seed: 1).normal([4, generator.latentSize]), .inference) }
    #expect(images.shape == [4, 32, 32, 3])
    if shipped.hasDiscriminator {
      #expect(try pair.discriminator()(images, .inference).shape == [4, 1])
    } else {
      #expect(throws: NoDiscriminator.self) { try pair.discriminator() }
    }
  }

  @Test func lettersComeWithTheirNearestTrainingImages() throws {
    let pair = try LettersPair.load()
    let generator = try pair.generator()
    #expect(pair.report.plan.shape.classes == 26 && pair.discriminatorState == nil)
    #expect(TrainedGenerator.names.contains(LettersPair.name))
    let found = try LettersPair.nearest()
    let latents = try found.tensor("latents", [26, generator.latentSize])
    let drawn = withoutHistory { generator(latents, classes: .oneHot(Array(0..<26), of: 26), .inference) }
    let differences = (try found.tensor("nearest", [26, 64, 64, 1]) - drawn).squared().mean(axes: [1, 2, 3]).scalars
    #expect(drawn.shape == [26, 64, 64, 1])
    // Weights may be rounded otherwise on another processor.
    let distances = try found.values("distances", [26 * 40])
    #expect(differences.indices.allSatisfy { abs(Double(differences[$0]) - distances[40 * $0]) < 0.01 })
  }

  @Test func allNetworksThatComeWithTheBookAreSmall() throws {
    let files = ["chapters", "answers"].flatMap { folder in
      FileManager.default.enumerator(at: BookFiles.url(folder), includingPropertiesForKeys: nil)?.allObjects ?? []
    }
    let sizes = try files.compactMap { $0 as? URL }.filter { $0.path.contains("/cache/") }.map {
      try Data(contentsOf: $0).count
    }
    #expect(sizes.count > 20 && sizes.reduce(0, +) < 16_000_000)
  }

  @Test func aPairMayBeKeptWithoutItsDiscriminator() throws {
    var pair = try TrainedPair.shipped(.shapes, .plain)
    pair.discriminatorState = nil
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("generator.safetensors.zst")
      try pair.write(to: file)
      let read = try TrainedPair(contentsOf: file)
      #expect(read.report == pair.report && read.discriminatorState == nil)
      #expect(try read.generator().state.count == pair.generatorState.count)
      let error = #expect(throws: NoDiscriminator.self) { try read.discriminator() }
      #expect(error?.description.contains("its file holds the generator alone") == true)
      #expect(throws: NoDiscriminator.self) {
        try TrainingRun(
          read.report.plan, images: Shapes(seed: 0).dataset(0..<16), total: 1, goingOnFrom: read,
          latents: Random(seed: 1).normal([1, 100]))
      }
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
      try BookFeatures(for: .shapes).write(to: stranger)
      #expect(throws: NotATrainedPair.self) { try TrainedPair(contentsOf: stranger) }
    }
  }

  @Test func everyPairOfPhotographsWasComparedByEveryJudge() throws {
    let lines = try OtherFeatures.all()
    for judge in PhotographJudge.allCases {
      for images in ["real", "plain", "enhanced", "classes"] {
        #expect(try lines.line(of: images, by: judge).samples == 10_000)
      }
    }
    let fewer = lines.filter { $0.features != .imageNet || $0.images != "plain" }
    let missing = #expect(throws: UsageError.self) { try fewer.line(of: "plain", by: .imageNet) }
    #expect(missing?.description.contains("other-features.jsonl has no line of plain in imagenet") == true)
  }

  @Test func theModelCardSaysWhatTheFilesSay() throws {
    let card = try String(contentsOf: BookFiles.url("chapters/05-training/MODEL_CARD.md"), encoding: .utf8)
    #expect(try card == modelCard(), "swift run bench model-card > chapters/05-training/MODEL_CARD.md")
  }

  @Test func theTableOfRecipesSaysWhatWasMeasured() throws {
    let table = try String(contentsOf: BookFiles.url("chapters/05-training/RECIPES.md"), encoding: .utf8)
    #expect(try table == recipeTable(), "swift run bench recipes > chapters/05-training/RECIPES.md")
  }
}
