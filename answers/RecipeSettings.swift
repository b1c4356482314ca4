import Engine
import Evaluation
import GAN
import Notebook

//: ## The recipes, setting by setting
//:
//: Three recipes of the table were not compared above. `relativistic` trains with the loss of *relativistic pairs*
//: (chapter 4) and light penalties on the slope at real *and* at generated images, R1 and R2 (chapter 6); Huang 2024 find
//: that such a loss needs both. `photographs` adds labels and rates that fall, and with `conditional` both players are told
//: the classes too ([how](classes.md)). All recipes were trained on CIFAR-10 after one pass through JPEG ([the model
//: card](../chapters/05-training/MODEL_CARD.md) says what that may change). [Differences](differences.md) compares the
//: book's settings with those of the paper.
//:
//: `dcgan` differs from the paper's DCGAN:
//:
//: - images have 32 × 32 pixels, not 64 × 64, so there is one doubling fewer, and the networks are narrower;
//: - latent values are normal, not uniform;
//: - the generator has leaky ReLU, and a 3 × 3 convolution makes the colours;
//: - the discriminator begins with a convolution at full size and has the initial weights of He 2015;
//: - the remaining kernels are 4 × 4;
//: - batches have {{dcganBatch}} images, not 128, and images are drawn with an average of the weights.

//: @hide
func showRecipeSettings(_ page: Page) throws {
  //: @show
  //: {fold: the settings of a recipe}
  // `Adam`'s two other settings are the same in every recipe.
  func rules(_ recipe: Recipe) -> [Adam] {
    // Without labels there is no auxiliary classifier, and no class to tell.
    var alone = recipe
    (alone.classWeight, alone.classInput) = (0, .latent)
    let trainer = alone.trainer(random: Random(seed: 1))
    return [trainer.generatorRule, trainer.discriminatorRule].compactMap { $0 as? Adam }
  }
  let usual = rules(.plain)[0]
  let recipes: [(name: String, recipe: Recipe, toldClasses: Bool)] = [
    ("plain", .plain, false), ("dcgan", .dcgan, false), ("r1", .withR1, false),
    ("relativistic", .relativistic, false), ("photographs", .photographs, false), ("conditional", .conditional, true),
  ]
  let settings: [(name: String, value: (Recipe, Bool) -> String)] = [
    ("generator", { recipe, _ in recipe.refinements == 0 ? "plain" : "enhanced" }),
    ("width", { recipe, _ in "\(recipe.width)" }), ("batch", { recipe, _ in "\(recipe.batchSize)" }),
    ("loss", { recipe, _ in recipe.loss.loss.name }),
    ("dropout", { recipe, _ in recipe.dropout > 0 ? "\(recipe.dropout)" : "none" }),
    ("discriminator normalises", { recipe, _ in recipe.discriminatorNorm == .batch ? "batches" : "nothing" }),
    ("R1, γ", { recipe, _ in recipe.r1 > 0 ? "\(recipe.r1)" : "none" }),
    ("R2, γ", { recipe, _ in recipe.r2 > 0 ? "\(recipe.r2)" : "none" }),
    ("penalties every", { recipe, _ in recipe.r1 > 0 ? "\(recipe.r1Interval) steps" : "–" }),
    ("labels told to both players", { _, told in told ? "yes" : "no" }),
    (
      "labels taught to the discriminator",
      { recipe, _ in recipe.classWeight == 0 ? "no" : "× \(recipe.classWeight)" }
    ),
    ("learning rate", { recipe, _ in "\(recipe.generatorRate)" }),
    ("β₁", { recipe, _ in recipe.beta1 == 0 ? "0" : "\(recipe.beta1)" }),
    ("β₂ and ε", { _, _ in "\(usual.beta2) and \(usual.epsilon)" }),
    (
      "learning rate falls from step",
      { recipe, _ in recipe.fade.map { "\($0.after.text) to \($0.until.text)" } ?? "not" }
    ),
  ]

  //: {fold: the table of recipes}
  page.table(
    header: [""] + recipes.map(\.name),
    rows: settings.map { setting in [setting.name] + recipes.map { setting.value($0.recipe, $0.toldClasses) } },
    caption: "How the recipes for photographs are defined. The trials of r1 end before its rates fall")

  //: Which weights of a run are kept? **Usually those with the lowest FD to *training* images.** But `cifar10-enhanced` and
  //: `cifar10-classes` are kept as they were at the end ([why](photograph-trials.md#a-network-that-knows-the-labels)).

  //: {fold: the claims}
  page.record("dcganBatch", Recipe.dcgan.batchSize)
  page.expect(
    "in every recipe of the table the Adam of both players has these β₂ and ε",
    recipes.allSatisfy {
      let own = rules($0.recipe)
      return own.count == 2 && own.allSatisfy { $0.beta2 == usual.beta2 && $0.epsilon == usual.epsilon }
    })
  try page.expect(
    "of the networks that come with the book, all but `cifar10-enhanced` and `cifar10-classes` are kept at the look with their lowest FD, and these at their last",
    try ShippedPair.all.allSatisfy { shipped in
      let pair = try shipped.load()
      let isLong = shipped.data == .cifar10 && shipped.kind != .plain
      return pair.isKeptAtItsNearest != isLong && (!isLong || pair.report.keptStep == pair.report.steps)
    })
  //: @hide
}
//: @show
