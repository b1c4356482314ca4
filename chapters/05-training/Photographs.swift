import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showPhotographs(_ page: Page) throws {
  //: @show
  //: ## Photographs
  //:
  //: The same loop learns to draw photographs. Three pairs come with the book. They were trained on CIFAR-10 after one pass through
  //: JPEG (the [model card](MODEL_CARD.md) says what that may change). First what they draw, each from the first latent vectors that
  //: came, none picked: the plain pair after {{plainMinutes}} minutes, the pair of the full recipe after {{fullMinutes}}, and one that
  //: is told which class to draw.

  let kinds: [ShippedPair.Kind] = [.plain, .enhanced, .classes]
  let pairs = try kinds.map { try TrainedPair.shipped(.cifar10, $0) }
  let generators = try pairs.map { try $0.generator() }
  func latents(_ count: Int) -> Tensor { Random(seed: 7).normal([count, ImageGenerator.usualLatentSize]) }
  let albums = zip([10, 40], generators).map { count, generator in
    withoutHistory { generator(latents(count), .inference) }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(albums), columns: 10, scale: 2, rowLabels: ["plain", "full", "", "", ""]),
    caption: "Ten latent vectors through the plain recipe's generator, forty through the full recipe's")
  let names = pairs[2].report.plan.classNames
  let rows = names.indices.map { label in
    withoutHistory {
      generators[2](latents(10), classes: .oneHot(Array(repeating: label, count: 10), of: names.count), .inference)
    }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(rows), columns: 10, scale: 2, rowLabels: names),
    caption: "The same ten latent vectors as each of the ten classes, through the generator that is told the class")
  try page.show(
    pairs[1].history.filmstrip,
    caption: """
      The full recipe on CIFAR-10: each column is one latent vector, each row a later look; steps at the left. (The first row is \
      grey: it was drawn without batch statistics)
      """)

  //: Colours, grounds and outlines come first, as they did with Shapes; animals and vehicles later.
  //:
  //: ### The recipes
  //:
  //: A `Recipe` holds what decides a run. The book has four for photographs:
  //:
  //: | on this page | on the command line | the pair that comes with the book |
  //: |---|---|---|
  //: | plain recipe | `--recipe plain` | `cifar10-plain` |
  //: | quick recipe | `--recipe enhanced` | none |
  //: | full recipe | `--recipe photographs` | `cifar10-enhanced` |
  //: | with classes | `--classes --recipe conditional` | `cifar10-classes` |
  //:
  //: (*Enhanced* alone is the generator with refinements, chapter 2. All but the plain recipe have it.)

  let recipes: [(name: String, recipe: Recipe, steps: Int)] = [
    ("plain", pairs[0].report.plan.recipe, pairs[0].report.steps), ("quick", .enhanced, 2000),
    ("full", pairs[1].report.plan.recipe, pairs[1].report.steps),
    ("with classes", pairs[2].report.plan.recipe, pairs[2].report.steps),
  ]

  //: {fold: the two tables and the figure}
  page.table(
    header: ["recipe", "generator", "width", "batch", "loss", "regularised by", "labels", "rates"],
    rows: recipes.map { name, recipe, steps in
      let holds = [("dropout", recipe.dropout), ("R1, γ", recipe.r1), ("R2, γ", recipe.r2)].filter { $0.1 > 0 }
      let told = name == "with classes" ? "told to both players, and " : ""
      let fade = recipe.fade.flatMap { steps > $0.after ? $0 : nil }
      return [
        name, recipe.refinements == 0 ? "plain" : "enhanced", "\(recipe.width)", "\(recipe.batchSize)",
        recipe.loss.loss.name,
        holds.map { "\($0) \($1)" }.joined(separator: "; ")
          + (recipe.r1 > 0 ? "; every \(recipe.r1Interval) steps" : ""),
        recipe.classWeight == 0 ? "none" : told + "taught to the discriminator, × \(recipe.classWeight)",
        "\(recipe.generatorRate)"
          + (fade.map { ", falling from step \($0.after.text) to \($0.until.text)" } ?? ""),
      ]
    }, caption: "The recipes of this section, as they are defined; the quick one as far as its trials went")
  let titles = ["plain", "full", "with classes"]
  page.table(
    header: [
      "recipe", "steps", "minutes", "kept after", "step with the smallest distance", "to training images",
      "to test images", "classes reached", "least and largest class",
    ],
    rows: zip(titles, pairs).map { name, pair in
      let (report, quality) = (pair.report, pair.report.quality)
      return [
        name, report.steps.text, (report.seconds / 60).text(.decimals(0)), report.keptStep.text,
        pair.history.best!.step.text, quality.toTraining.text(.decimals(2)), quality.toTest.text(.decimals(2)),
        "\(quality.classesCovered) of \(quality.shares.count)",
        "\(quality.shares.min()!.text(.percent(1))), \(quality.shares.max()!.text(.percent(1)))",
      ]
    },
    caption: """
      What they came to: Fréchet distances of 10,000 samples in the book's own features; minutes on a machine that did other work \
      beside them; a class is reached with a quarter of an equal share
      """)
  try page.show(
    LinePlot(
      "Distance to training images", x: "thousands of real images that the discriminator has seen",
      y: Axis("Fréchet distance, book features", .logarithmic),
      zip([("plain recipe", Encoding.plain), ("full recipe", .enhanced)], pairs).map { kind, pair in
        let scores = pair.history.scores
        return Series(
          kind.0, x: scores.map { Double($0.step * pair.report.plan.recipe.batchSize) / 1000 },
          y: scores.map(\.toTraining), as: kind.1
        )
      }),
    caption: """
      How far generated photographs are from real ones, by the number of real images that were looked at; the looks of the full \
      recipe are of fewer samples than those of the plain one
      """)

  //: {fold: the claims}
  for (name, pair) in zip(["plain", "full", "class"], pairs) { page.record("\(name)Steps", pair.report.steps) }
  for (name, pair) in [("plain", pairs[0]), ("class", pairs[2])] {
    page.record("\(name)Minutes", pair.report.seconds / 60, tolerance: 0, format: .decimals(0))
  }
  page.expect(
    "the full recipe's photographs, after more than eight times as many steps, are nearer to real ones than the plain recipe's",
    pairs[1].report.quality.toTest < pairs[0].report.quality.toTest
      && pairs[1].report.steps > 8 * pairs[0].report.steps)
  page.expect(
    "both pairs with the enhanced generator give every class between a twentieth and three twentieths of the images, the plain one does not",
    pairs.map { $0.report.quality.shares.min()! > 0.05 && $0.report.quality.shares.max()! < 0.15 }
      == [false, true, true])

  //: The plain recipe takes DCGAN's rates and its loss. It is not DCGAN: its discriminator has dropout where DCGAN has batch
  //: normalisation, and the two differ in batch size, first weights and activations (see
  //: [Differences](../../answers/differences.md)). The full recipe plays *relativistic pairs* (chapter 4) with light penalties on the
  //: slope at real *and* at generated images, R1 and R2 (chapter 6). Huang 2024 finds that such a loss needs both penalties.
  //:
  //: The two long runs differ in everything at once: {{plainSteps}} steps against {{fullSteps}}, another network, another recipe. So
  //: they say what each of them comes to, and not why. What brought the photographs nearer is
  //: [an answer of its own](../../answers/photographs.md), with one change at a time, and with PyTorch beside it. In short: most of
  //: the way from the plain to the quick recipe goes with R1 in place of dropout, and labels are not shown to help a generator that is
  //: told no class.
  //:
  //: Do the losses of a long run tell how good its images are?

  let (long, history) = (pairs[1], pairs[1].history)
  let nearest = history.best!
  func loss(_ of: (Turn) -> Float, around step: Int) -> Double {
    history.turns[step - 1000..<min(step + 1000, history.turns.count)].map { Double(of($0)) }.mean()
  }
  let steps = [nearest.step, history.turns.count]
  let (generatorLosses, discriminatorLosses) = (
    steps.map { loss(\.generatorLoss, around: $0) }, steps.map { loss(\.discriminatorLoss, around: $0) }
  )
  for (index, name) in ["Nearest", "End"].enumerated() {
    page.record("generator\(name)", generatorLosses[index], tolerance: 0, format: .decimals(2))
    page.record("discriminator\(name)", discriminatorLosses[index], tolerance: 0, format: .decimals(2))
  }
  page.record("nearestStep", nearest.step)
  page.record("nearestDistance", nearest.toTraining, tolerance: 0, format: .decimals(2))
  page.record("endDistance", history.scores.last!.toTraining, tolerance: 0, format: .decimals(2))
  page.expect(
    "from the full recipe's nearest look to its end both losses fall and the distance rises",
    generatorLosses[1] < generatorLosses[0] && discriminatorLosses[1] < discriminatorLosses[0]
      && history.scores.last!.toTraining > nearest.toTraining)
  page.expect(
    "the recipe is the one that trained it, from its first step",
    long.report.plan.recipe == .photographs && long.report.plan.seed == 1 && long.report.plan.stepsBefore == 0)

  //: They do not. From step {{nearestStep}} to the end of the full recipe's run both losses fall, the generator's from
  //: {{generatorNearest}} to {{generatorEnd}} and the discriminator's from {{discriminatorNearest}} to {{discriminatorEnd}}. The
  //: distance rises meanwhile, from {{nearestDistance}} to {{endDistance}}. (Losses are means over
  //: a thousand steps before and after; at the end, before.)
  //:
  //: The full recipe is one command, from the first step to the pair that comes with the book ({{fullMinutes}} minutes):
  //:
  //: ```
  //: swift run train cifar10 --recipe photographs --epochs 21 --keep-last --seed 1
  //: ```
  //: @hide
  try showPhotographsOfAClass(page, full: long, pair: pairs[2])
}
