import Evaluation
import GAN
import Notebook
import Pictures

//: ## Appendix: the recipes for photographs
//:
//: The plain recipe takes DCGAN's rates and its loss. It is not DCGAN: its discriminator has dropout where DCGAN has batch
//: normalisation, and the two differ in batch size, first weights and activations (see
//: [Differences](../../answers/differences.md)). The full recipe plays *relativistic pairs* (chapter 4) with light penalties on the
//: slope at real *and* at generated images, R1 and R2 (chapter 6). Huang 2024 finds that such a loss needs both penalties.

//: @hide
func showRecipes(_ page: Page) throws {
  //: @show
  let (full, conditional) = (
    try TrainedPair.shipped(.cifar10, .enhanced).report.plan.recipe,
    try TrainedPair.shipped(.cifar10, .classes).report.plan.recipe
  )
  let recipes: [(name: String, recipe: Recipe, toldClasses: Bool)] = [
    ("plain", .plain, false), ("quick", .enhanced, false), ("full", full, false), ("with classes", conditional, true),
  ]
  let settings: [(name: String, value: (Recipe, Bool) -> String)] = [
    ("generator", { recipe, _ in recipe.refinements == 0 ? "plain" : "enhanced" }),
    ("width", { recipe, _ in "\(recipe.width)" }), ("batch", { recipe, _ in "\(recipe.batchSize)" }),
    ("loss", { recipe, _ in recipe.loss.loss.name }),
    ("dropout", { recipe, _ in recipe.dropout > 0 ? "\(recipe.dropout)" : "none" }),
    ("R1, γ", { recipe, _ in recipe.r1 > 0 ? "\(recipe.r1)" : "none" }),
    ("R2, γ", { recipe, _ in recipe.r2 > 0 ? "\(recipe.r2)" : "none" }),
    ("penalties every", { recipe, _ in recipe.r1 > 0 ? "\(recipe.r1Interval) steps" : "–" }),
    ("labels told to both players", { _, told in told ? "yes" : "no" }),
    (
      "labels taught to the discriminator",
      { recipe, _ in recipe.classWeight == 0 ? "no" : "× \(recipe.classWeight)" }
    ),
    ("learning rate", { recipe, _ in "\(recipe.generatorRate)" }),
    (
      "which falls from step",
      { recipe, _ in recipe.fade.map { "\($0.after.text) to \($0.until.text)" } ?? "not" }
    ),
  ]

  //: {fold: the table of recipes}
  page.table(
    header: [""] + recipes.map(\.name),
    rows: settings.map { setting in [setting.name] + recipes.map { setting.value($0.recipe, $0.toldClasses) } },
    caption: "The recipes for photographs, as they are defined (the trials of the quick one end before its rates fall)")

  try page.expect(
    "the plain recipe and the two of the long runs are those that trained the pairs",
    try TrainedPair.shipped(.cifar10, .plain).report.plan.recipe == .plain && full == .photographs
      && conditional == .conditional)
  //: @hide
}
//: @show
