import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures

//: @hide
/// What each of the recipes drew on seed 1: of the pairs that `bench quality --out` kept, the first ten images at the last step.
/// A pair that is told classes draws the ten figures in their order.
///
/// - Returns: Images `[recipes, 10, 32, 32, 3]`, from 0 to 255.
/// - Throws: A `StoreError` or ``PageError`` if the file is missing or damaged.
private func drawnByRecipe(_ recipes: Int) throws -> Tensor {
  try CachedTensors(shipped: "recipe-images", in: "chapters/05-training/cache").tensor(
    "images", [recipes, 10, 32, 32, 3])
}

func showRecipeTakenApart(_ page: Page) throws {
  //: @show
  //: ## The recipe that works, taken apart
  //:
  //: `shapes-enhanced` was trained for twice as many steps as `shapes-classes`, and it draws mostly blots ([six of its
  //: images](../02-generator/README.md#what-training-and-refinements-change)). What makes the figures? Four ingredients were
  //: added to its recipe, `shapes`, each of them alone:
  //:
  //: - *falling rates*, from step {{fadeFrom}} to step {{fadeUntil}};
  //: - *the relativistic loss*, which judges a real and a generated image as a pair ([chapter
  //:   4](../04-losses/README.md#other-losses)), with γ = {{lightPenalty}} for R1 and for R2, the same penalty at generated images;
  //: - *the figure predicted:* the discriminator also learns to name the figure;
  //: - *the figure as input* of both networks.
  //:
  //: **Which of them makes the figures?** Decide first. Each recipe was trained for {{apartSteps}} steps, on two seeds. The last
  //: two have several ingredients, and the very last is `shapes-conditional`.

  //: {fold: the seven recipes}
  // A `QualityTrial` trains with a recipe, and its `Line` has the scores.
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let apartSteps = 8000
  let (predicted, fade) = (["classWeight=0.5"], ["fade=3000-8000"])
  let relativistic = ["loss=relativistic", "r1=0.3", "r2=0.3"]
  // Each recipe as a change of one that has a name, and whether both networks are told the figure.
  let recipes: [(name: String, base: String, settings: [String]?, isTold: Bool)] = [
    ("nothing", "shapes", nil, false),
    ("falling rates", "shapes", fade, false),
    ("the relativistic loss", "shapes", relativistic, false),
    ("the figure predicted", "shapes", predicted, false),
    ("the figure as input", "shapes", nil, true),
    ("as input, and predicted", "shapes", predicted, true),
    ("both, and falling rates", "shapes-conditional", nil, true),
  ]
  // The trainings with each recipe, seed 1 before seed 2. Where one is missing, a `UsageError` says which.
  let lines = try recipes.map { recipe in
    let found = trials.filter {
      $0.recipe == recipe.base && $0.settings == recipe.settings && ($0.conditional == true) == recipe.isTold
        && $0.steps == apartSteps && $0.dataset == "shapes"
    }
    guard found.map(\.seed) == [1, 2] else {
      throw UsageError(
        "recipes.jsonl has not one training of \(recipe.base) with \(recipe.settings ?? []) and \(apartSteps) steps on each of "
          + "seeds 1 and 2; restore the file that comes with the book")
    }
    return found
  }
  let figures = try TrainedPair.shipped(.shapes, .classes).report.plan.classNames
  try page.show(
    ImageGrid(
      drawnByRecipe(recipes.count).reshaped([-1, 32, 32, 3]), columns: 10, scale: 2, range: 0...255,
      rowLabels: recipes.map(\.name)),
    caption: """
      Ten images by each of seven recipes, on seed 1. The last three rows were told what to draw: their columns are \
      \(figures.joined(separator: ", "))
      """,
    alternative: """
      Seven rows of ten small images. In the four rows without the figure as input they are blots and broken figures, in the \
      three with it most are a figure that can be named.
      """, behind: "I have decided: show what they drew")
  page.table(
    header: ["added to `shapes`", "FD", "by CIFAR-10's network", "modes named"],
    rows: zip(recipes, lines).map { recipe, found in
      [recipe.name]
        + [
          found.map { $0.toTest.text(.decimals(2)) }, found.map { ($0.otherToTest ?? .nan).text(.decimals(2)) },
          found.map { "\($0.classes)" },
        ].map { $0.joined(separator: ", ") }
    },
    caption: """
      FD of \(lines[0][0].samples.text) images of each recipe to as many test images, in the features of Shapes' network and of \
      CIFAR-10's, and how many of 80 modes are named; seed 1, seed 2
      """, behind: "I have decided: show the FDs")

  //: {fold: the numbers and the claims of the seven recipes}
  let full = Recipe.shapesConditional
  let pairs = try lines[2][0].changed ?? Recipe.called("shapes")
  page.record("lightPenalty", Double(pairs.r1), tolerance: 0, format: .decimals(1))
  page.record("fadeFrom", full.fade?.after ?? 0)
  page.record("fadeUntil", full.fade?.until ?? 0)
  page.record("apartSteps", apartSteps)
  page.expect(
    "the seven recipes have the ingredients that they are named after, and are `shapes` otherwise; the last is `shapes-conditional`",
    recipes.indices.allSatisfy { row in
      var expected = Recipe.shapes
      if [3, 5, 6].contains(row) { expected.classWeight = full.classWeight }
      if [1, 6].contains(row) { expected.fade = full.fade }
      if row == 2 { (expected.loss, expected.r1, expected.r2) = (.relativistic, pairs.r1, pairs.r1) }
      return lines[row][0].changed == expected && (row == 6) == (expected == full)
    })
  page.expect(
    "all trainings that take the recipe apart were scored with as many images",
    Set(lines.joined().map(\.samples)).count == 1)
  let told = recipes.indices.filter { recipes[$0].isTold }
  let untold = recipes.indices.filter { !recipes[$0].isTold }
  func distances(_ rows: [Int]) -> [Double] { rows.flatMap { lines[$0].map(\.toTest) } }
  // By the other network, which was not taught the labels of Shapes.
  func byOther(_ rows: [Int]) -> [Double] { rows.flatMap { lines[$0].map { $0.otherToTest ?? .nan } } }
  page.record("toldWorst", distances(told).max()!, tolerance: 0, format: .decimals(2))
  page.record("untoldBest", distances(untold).min()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "every recipe with the figure as input has less than two thirds of the FD of every recipe without, by Shapes' network and by CIFAR-10's",
    3 * distances(told).max()! < 2 * distances(untold).min()! && 3 * byOther(told).max()! < 2 * byOther(untold).min()!)
  let (alone, predicting) = (lines[4], lines[3])
  page.expect(
    "with the figure as input alone all 80 modes are named on both seeds, and the FDs are less than a quarter of those without any ingredient",
    zip(alone, lines[0]).allSatisfy { $0.classes == 80 && 4 * $0.toTest < $1.toTest })
  page.expect(
    "the figure predicted alone lowers the FD on both seeds, by less than a quarter",
    zip(predicting, lines[0]).allSatisfy { $0.toTest < $1.toTest && 4 * $0.toTest > 3 * $1.toTest })
  page.expect(
    "the relativistic loss alone lowers the FD on both seeds, by less than a quarter; falling rates lower it on one seed only",
    zip(lines[2], lines[0]).allSatisfy { $0.toTest < $1.toTest && 4 * $0.toTest > 3 * $1.toTest }
      && zip(lines[1], lines[0]).count { $0.toTest < $1.toTest } == 1)
  let among = told.map { lines[$0].map(\.toTest) }
  page.expect(
    "of the three recipes with the figure as input, none has the lowest FD on both seeds",
    among.indices.allSatisfy { row in
      among.contains { $0[0] < among[row][0] } || among.contains { $0[1] < among[row][1] }
    })
  let wide = try TrainedPair.shipped(.shapes, .wide).report
  page.expect(
    "the discriminator of `shapes-wide` learnt labels, and the pair is wider than these, was trained for more steps, and is told no figure",
    wide.plan.recipe.classWeight > 0 && wide.plan.recipe.width > Recipe.shapes.width && wide.steps > apartSteps
      && wide.plan.classNames.isEmpty)

  //: **The figure as input makes the figures.** The highest FD with it is {{toldWorst}}, and the lowest without it
  //: {{untoldBest}}. CIFAR-10's network, which was never taught figures, puts the recipes on the same two sides. Each of the
  //: other three ingredients, added alone, changes little, and added to the input they make no difference that can be told
  //: from luck.
  //:
  //: How does a figure enter the networks? In PyTorch ([`figures.py`](../../scripts/pytorch/figures.py)) the generator gets ten
  //: more numbers beside its latent vector, a 3 for the wanted figure and 0 for the others. `told` says whether figures are
  //: given at all.
  //:
  //: ```python
  //: def draw(network, latents, classes):
  //:     return network(torch.cat([latents, 3 * F.one_hot(classes, 10)], dim=1) if told else latents)
  //: ```
  //:
  //: The discriminator adds to its usual logit a sum over what it has `seen` in the image, with weights of the given figure's
  //: `own` (a *projection discriminator*, Miyato & Koyama 2018; [in
  //: Swift](source:Sources/GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator)):
  //:
  //: ```python
  //:     logits = shared(seen) + (own.weight[classes] * seen).sum(dim=1, keepdim=True)
  //: ```
  //:
  //: Why does this help? A generator without labels has to learn ten kinds of images, and nothing tells it where one kind ends and the next
  //: begins. With labels it has ten easier tasks, and a discriminator that knows the figure can reject a blot that is a
  //: little like several of them. This reason fits the numbers, but it was not tested on its own ([more on
  //: labels](../../answers/classes.md)). Without labels figures are possible too: `shapes-wide` draws them, in wider networks
  //: that were trained for longer, with the figure predicted.
  //: @hide
}
