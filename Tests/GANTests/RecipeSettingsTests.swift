import Datasets
import Foundation
import Testing

@testable import GAN

/// Every setting of a recipe, by name.
@Suite("Recipe settings") struct RecipeSettingsTests {
  @Test func everyFieldHasASetting() {
    let fields = Mirror(reflecting: Recipe()).children.compactMap(\.label)
    #expect(fields == Recipe.settings.map(\.name))
  }

  @Test func aRecipeIsReadAsItWasWritten() throws {
    for (_, recipe) in Recipe.named {
      var read = Recipe(width: 3, dropout: 0.1)
      try read.set(json: recipe.json, file: "recipe.json")
      #expect(read == recipe)
      try recipe.checked()
    }
  }

  @Test func settingsAreChangedByName() throws {
    var recipe = Recipe()
    for text in ["generatorRate=3e-4", "width=24", "loss=hinge", "fade=100-200", "augmentation=colour+cutout"] {
      try recipe.set(text)
    }
    #expect(recipe.generatorRate == 3e-4 && recipe.width == 24 && recipe.loss == .hinge)
    #expect(recipe.fade == Recipe.Fade(after: 100, until: 200))
    #expect(recipe.augmentation == DifferentiableAugmentation(colour: true, translation: 0, cutout: 1 / 2))
    try recipe.set("fade=none")
    #expect(recipe.fade == nil && recipe.differences(from: Recipe()).map(\.name).contains("width"))
  }

  @Test(
    "settings that cannot be",
    arguments: [
      ("generatorrate=1", "generatorRate"), ("widht=8", "width"), ("width=0", "1 to 512"), ("width=65536", "1 to 512"),
      ("width=2.5", "whole number"), ("averageDecay=2", "averageDecay"), ("refinements=-1", "0 to 4"),
      ("generatorRate=nan", "a number"), ("generatorRate=inf", "a number"), ("loss=bce", "nonSaturating"),
      ("fade=200-100", "fade"), ("fade=0-9223372036854775808", "fade"), ("augmentation=blur", "cutout"),
      ("batchSize", "name=value"), ("=3", "name=value"),
    ])
  func wrong(_ text: String, _ hint: String) {
    var recipe = Recipe()
    let error = #expect(throws: RecipeError.self) { try recipe.set(text) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    #expect(recipe == Recipe(), "nothing is changed")
  }

  @Test("files that hold no recipe", arguments: ["", "[]", "{\"width\": [1]}", "{\"width\": null}", "{\"wide\": 1}"])
  func files(_ text: String) {
    var recipe = Recipe()
    #expect(throws: RecipeError.self) { try recipe.set(json: Data(text.utf8), file: "r.json") }
  }

  @Test func plansWithImpossibleNumbersAreRefused() {
    let plan = TrainingPlan(recipe: .shapes, images: Shapes().dataset(0..<16), flips: false, seed: 1)
    var (wide, decaying, odd) = (plan, plan, plan)
    wide.recipe.width = 65_536
    decaying.recipe.averageDecay = 2
    odd.shape.image.side = 48
    for plan in [wide, decaying, odd] { #expect(throws: RecipeError.self) { try plan.checked() } }
    #expect(throws: Never.self) { try plan.checked() }
  }
}
