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
  //: The same loop learns to draw photographs. These three pairs come with the book; they were trained on CIFAR-10. First what they
  //: draw, each from the first latent vectors that came, none picked: the plain pair after {{plainMinutes}} minutes, the enhanced one
  //: after {{fullMinutes}}, and one that is told which class to draw.

  let kinds: [ShippedPair.Kind] = [.plain, .enhanced, .classes]
  let pairs = try kinds.map { try TrainedPair.shipped(.cifar10, $0) }
  let generators = try pairs.map { try $0.generator() }
  func latents(_ count: Int) -> Tensor { Random(seed: 7).normal([count, ImageGenerator.usualLatentSize]) }
  let albums = zip([10, 40], generators).map { count, generator in
    withoutHistory { generator(latents(count), .inference) }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(albums), columns: 10, scale: 2, rowLabels: ["plain", "enhanced", "", "", ""]),
    caption: "Ten latent vectors through the plain generator of photographs, forty through the enhanced one")
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
      The enhanced generator on CIFAR-10: the same latent vectors as training goes on; steps at the left. (The first row is grey: \
      it was drawn without batch statistics)
      """)

  //: Colours, grounds and outlines come first, as they did with Shapes; animals and vehicles later. These are the recipes, a
  //: `Recipe` each, of the three pairs and of one more that is compared with the plain one below:

  let recipes: [(name: String, recipe: Recipe, steps: Int)] = [
    ("plain", pairs[0].report.plan.recipe, pairs[0].report.steps), ("quick", .enhanced, 2000),
    ("full", pairs[1].report.plan.recipe, pairs[1].report.steps),
    ("with classes", pairs[2].report.plan.recipe, pairs[2].report.steps),
  ]

  //: {fold: the two tables and the figure}
  page.table(
    header: ["recipe", "generator", "width", "batch", "loss", "held by", "labels", "rates"],
    rows: recipes.map { name, recipe, steps in
      let holds = [("dropout", recipe.dropout), ("R1, γ", recipe.r1), ("R2, γ", recipe.r2)].filter { $0.1 > 0 }
      let told = name == "with classes" ? "told to both players, and " : ""
      let fade = recipe.fade.flatMap { steps > $0.after ? $0 : nil }
      return [
        name, recipe.refinements == 0 ? "plain" : "enhanced", "\(recipe.width)", "\(recipe.batchSize)",
        recipe.loss.loss.name, holds.map { "\($0) \($1)" }.joined(separator: "; "),
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
      "Distance to training images", x: "real images that the discriminator has seen",
      y: Axis("Fréchet distance, book features", .logarithmic),
      zip([("plain recipe", Encoding.plain), ("full recipe", .enhanced)], pairs).map { kind, pair in
        let scores = pair.history.scores
        return Series(
          kind.0, x: scores.map { $0.step * pair.report.plan.recipe.batchSize }, y: scores.map(\.toTraining), as: kind.1
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

  //: The *plain recipe* takes DCGAN's rates and its loss. It is not DCGAN: its discriminator has dropout where DCGAN has batch
  //: normalisation, and the two differ in batch size, first weights and activations (see
  //: [Differences](../../answers/differences.md)). So nothing here is a measurement of DCGAN.
  //:
  //: The runs of the plain and of the full recipe differ in everything at once: {{plainSteps}} steps against {{fullSteps}}, another
  //: network, another recipe. So they say what each of them comes to, and not why.
  //:
  //: ### What each part is worth
  //:
  //: Four things went into the full recipe. Three seeds tested the first, and three the labels alone. The other two
  //: were never tested alone. ([RECIPES.md](RECIPES.md) has all that was tried. A `QualityTrial` is a recipe that was trained from
  //: the first step and scored on the way.)
  //:
  //: **R1 in place of dropout, a narrow network, high rates.** After {{trialSteps}} steps the quick recipe is nearer to real photographs
  //: than the plain one, on each of three seeds. The two recipes differ in five things: the convolutions that refine the enhanced
  //: generator's images, the width, the batch, the rates, and R1 or dropout. Which of them matters? The other rows change one thing
  //: about the quick recipe (one row two things).

  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let early = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 2000 && $0.settings == nil }
  func distances(_ recipe: String, _ value: (QualityTrial.Line) -> Double = { $0.toTraining }) -> [Double] {
    early.filter { $0.recipe == recipe }.sorted { $0.seed < $1.seed }.map(value)
  }
  let changes = [
    "enhanced": "quick recipe", "plain": "plain recipe", "enhanced-dropout": "dropout 0.4 in place of R1",
    "enhanced-slow": "half the rates", "enhanced-wide": "half the rates and twice the width",
    "enhanced-large-batch": "twice the batch", "enhanced-light-r1": "a tenth of R1's γ",
    "enhanced-two-rates": "half the generator's rate", "enhanced-smoothed": "real labels 0.9",
    "enhanced-hinge": "the hinge loss", "enhanced-augmented": "differentiable augmentation",
  ]
  page.table(
    header: ["recipe, or what is changed about the quick one", "seed 1", "seed 2", "seed 3"],
    rows: changes.keys.sorted { distances($0)[0] < distances($1)[0] }.map { recipe in
      let found = distances(recipe).map { $0.text(.decimals(2)) }
      return [changes[recipe]!] + found + Array(repeating: "", count: 3 - found.count)
    }, caption: "Distance to training images after 2,000 steps on CIFAR-10, 10,000 samples; the nearest first")
  let quickTrials = distances("enhanced")
  page.record("trialSteps", early[0].steps)
  for (name, recipe) in [
    ("Quick", "enhanced"), ("Plain", "plain"), ("Dropout", "enhanced-dropout"), ("Slow", "enhanced-slow"),
    ("Wide", "enhanced-wide"), ("Large", "enhanced-large-batch"), ("Augmented", "enhanced-augmented"),
  ] {
    page.record("trial\(name)", distances(recipe)[0], tolerance: 0, format: .decimals(2))
  }
  page.record("quickLeast", quickTrials.min()!, tolerance: 0, format: .decimals(2))
  page.record("quickMost", quickTrials.max()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after equally many steps the quick recipe is nearer to test images on each of three seeds than the plain recipe on any",
    distances("plain") { $0.toTest }.count == 3 && distances("enhanced") { $0.toTest }.count == 3
      && distances("enhanced") { $0.toTest }.max()! < distances("plain") { $0.toTest }.min()!)
  var made = Recipe.plain
  (made.refinements, made.width, made.batchSize, made.dropout, made.r1) = (1, 32, 32, 0, 1)
  (made.generatorRate, made.discriminatorRate, made.fade) = (8e-4, 8e-4, Recipe.enhanced.fade)

  //: {fold: the claims}
  page.expect(
    "the two recipes differ in these five things, and in nothing else until the quick one's rates would fall",
    made == .enhanced && Recipe.enhanced.fade!.after > early[0].steps)
  page.expect(
    "on one seed, dropout in place of R1, half the rates, or the hinge loss end further away than any of three seeds of the quick recipe",
    ["enhanced-dropout", "enhanced-slow", "enhanced-hinge"].allSatisfy { distances($0)[0] > quickTrials.max()! })
  page.expect(
    "of the changes of one thing only augmentation ends further away than dropout in place of R1",
    changes.keys.filter {
      !["plain", "enhanced-wide"].contains($0) && distances($0)[0] > distances("enhanced-dropout")[0]
    }
      == ["enhanced-augmented"])
  page.expect(
    "twice the batch, a tenth of γ, half the generator's rate and smoothed labels end within the range of three seeds",
    ["enhanced-large-batch", "enhanced-light-r1", "enhanced-two-rates", "enhanced-smoothed"].allSatisfy {
      (quickTrials.min()!...quickTrials.max()!).contains(distances($0)[0])
    })

  //: On seed 1 the plain recipe is at {{trialPlain}} and the quick one at {{trialQuick}}. With dropout in place of R1 the quick
  //: recipe is at {{trialDropout}}: most of the difference goes with this one change. Half the rates cost less ({{trialSlow}}), half the rates
  //: with twice the width about as much ({{trialWide}}). Twice the batch is at {{trialLarge}}, within the range of the quick
  //: recipe's own seeds, {{quickLeast}} to {{quickMost}}: at equal steps the small batch gains nothing that can be seen here, it only
  //: makes steps cheaper. What the refinements are worth was not tried alone. Differentiable augmentation (Zhao 2020), meant for few images, is the
  //: furthest away ({{trialAugmented}}); there were 50,000. All of this is one seed, except for the two recipes themselves.
  //:
  //: Both recipes are scored by the moving average of their weights, whose decay of 0.999 remembers a thousand steps. At the
  //: plain recipe's low rates that average may still be behind the last weights. So the table compares whole recipes, averaging
  //: included.
  //:
  //: **Relativistic pairs** (chapter 4) with light penalties on the slope at real *and* at generated images: R1 and R2
  //: (chapter 6). Huang 2024 finds that such a loss needs both penalties. Here no trial differs in the loss alone, so what it is worth
  //: on these photographs was not measured.
  //:
  //: **Labels.** CIFAR-10 has labels. {define: An *auxiliary classifier* (Odena 2017) is a second output of the discriminator
  //: that says which class an image is of.} It learns the classes of real images, from the same features that tell real from
  //: generated. So the discriminator must look for what makes a horse a horse. The generator is told no class, but its loss now
  //: also asks that each of its images be of *some* class, and all of them together of all classes (Springenberg 2015). Both
  //: wishes are in one number, `mutualInformation`; its exponential is chapter 7's Inception Score, as this classifier sees it.

  //: {show: GAN/Training/AuxiliaryClassifier.swift#Trainer.assess, mutualInformation}

  //: Do labels bring the images nearer? The same recipe without and with labels, on three seeds, for {{labelSteps}} steps, with rates
  //: that fall from the middle on. The distance is measured twice: in the features of a network that was taught these very labels, so
  //: that it may please that network more than it pleases the eye, and in those of the network of Shapes, which never saw a photograph.

  let fading = "fade=1000-2000"
  func seeds(_ settings: [String]) -> [QualityTrial.Line] {
    trials.filter { $0.recipe == "relativistic" && $0.settings == settings }.sorted { $0.seed < $1.seed }
  }
  let (unlabelled, labelled) = (seeds([fading]), seeds(["classWeight=0.25", fading]))
  page.record("labelSteps", labelled[0].steps)

  //: {fold: the table of labels}
  page.table(
    header: [
      "labels", "seed", "to test images", "last weights", "in Shapes' features", "classes reached",
      "least and largest class",
    ],
    rows: (unlabelled + labelled).map { trial in
      [
        trial.settings!.count == 1 ? "none" : "× 0.25", "\(trial.seed)", trial.toTest.text(.decimals(2)),
        trial.lastToTest!.text(.decimals(2)), trial.otherToTest!.text(.decimals(2)), "\(trial.classes) of 10",
        "\(trial.leastShare.text(.percent(1))), \(trial.largestShare.text(.percent(1)))",
      ]
    }, caption: "Pairs that draw without a class, 10,000 samples")

  //: {fold: the claims}
  page.expect(
    "in features that were taught the same labels, two of three seeds are nearer with labels and one is further away",
    labelled.map(\.seed) == unlabelled.map(\.seed) && labelled.count == 3
      && zip(labelled, unlabelled).count { $0.toTest < $1.toTest } == 2)
  page.expect(
    "in Shapes' features all three seeds are further away with labels",
    zip(labelled, unlabelled).allSatisfy { $0.otherToTest! > $1.otherToTest! })

  //: On two seeds of three the images come nearer with labels, in the features that were taught them. On the third they do not, and
  //: in Shapes' features they are further away on every seed. So in so many steps labels are not shown to help, and a score that
  //: resembles the loss would have said that they do. In the long runs it is much the same: below.
  //:
  //: **Rates that fall.** At constant rates two players who circle may go on circling (chapter 4). Here the rates fall to a twentieth
  //: between step {{fadeAfter}} and step {{fadeUntil}}. These are all looks of both long runs:

  let (long, conditional) = (pairs[1], pairs[2])
  let fade = long.report.plan.recipe.fade!
  let falling = [long, conditional].map(\.history.scores)

  //: {fold: the table of looks}
  page.table(
    header: ["step", "full recipe: to training images", "with classes: to training images"],
    rows: zip(falling[0], falling[1]).map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $1.toTraining.text(.decimals(2))]
    }, caption: "Every look of two runs whose rates fall; all looks are of equally many samples")

  //: {fold: the claims}
  page.record("fadeAfter", fade.after)
  page.record("fadeUntil", fade.until)
  page.record("fadeBestStep", long.history.best!.step)
  page.record("fadeBest", long.history.best!.toTraining, tolerance: 0, format: .decimals(2))
  page.record("fadeEnd", falling[0].last!.toTraining, tolerance: 0, format: .decimals(2))
  page.record("fadeFirst", falling[0].first { $0.step >= fade.after }!.toTraining, tolerance: 0, format: .decimals(2))
  page.expect(
    "both were nearest at the same look in the middle of the fall, and from there on further away at every look",
    long.history.best!.step == conditional.history.best!.step
      && falling.allSatisfy { scores in
        let rest = scores.drop { $0.step < long.history.best!.step }
        return rest.count > 2 && zip(rest, rest.dropFirst()).allSatisfy { $0.toTraining < $1.toTraining }
      })
  page.expect(
    "the recipe is the one that trained it, from its first step",
    long.report.plan.recipe == .photographs && long.report.plan.seed == 1 && long.report.plan.stepsBefore == 0)

  //: At the first look after the fall began the full recipe was at {{fadeFirst}}, at step {{fadeBestStep}} at {{fadeBest}}, and at the
  //: end at {{fadeEnd}}. So in these features both pairs moved away from the data in the second half of the fall. In others the pair with
  //: classes came nearer meanwhile (below). No run with constant rates was made beside them, so what the fall is worth is not known.
  //:
  //: The full recipe is one command, from the first step to the pair that comes with the book ({{fullMinutes}} minutes):
  //:
  //: ```
  //: swift run train cifar10 --recipe photographs --epochs 21 --keep-last --seed 1
  //: ```
  //: @hide
  try showPhotographsOfAClass(page, enhanced: long, pair: conditional)
  //: @show
  //: @hide
}
