import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
func showPhotographs(_ page: Page) throws {
  //: @show
  //: ## Photographs
  //:
  //: The same loop learns to draw photographs, those of CIFAR-10. {define: A *recipe* is a set of training settings with a name:
  //: the networks' sizes, the losses, the learning rates.} In the code it is a `Recipe`. Two
  //: recipes are compared here. `plain` has chapter 2's plain generator, and DCGAN's loss and rates. It is not DCGAN, whose
  //: discriminator has batch normalisation where this one has dropout. `r1` differs from `plain` in six things:
  //:
  //: - its generator is the enhanced one, with a further convolution after each doubling (chapter 2);
  //: - its networks are half as wide;
  //: - its batches are half as large ({{r1Batch}} photographs, not {{plainBatch}});
  //: - its rates are four times as high;
  //: - its β₁ is 0, so Adam's average of the gradient has no memory (chapter 3);
  //: - its discriminator has the penalty R1 (chapter 4) in place of dropout.
  //:
  //: Each was trained from three seeds for {{trialSteps}} steps, in which `r1` saw half as many photographs, and scored at the end.
  //: (Each such run is a `QualityTrial` in the project's log.)
  //:
  //: **Predict again:** which of the two is then nearer to real photographs? Decide before you read on.

  //: {fold: the table of both recipes}
  // Of the recipes as they are, with no setting changed.
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  func runs(of recipe: String) -> [QualityTrial.Line] {
    trials.filter {
      $0.recipe == recipe && $0.settings == nil && $0.steps == 2000 && $0.dataset.hasPrefix("cifar10")
    }.sorted { $0.seed < $1.seed }
  }
  let (plain, withR1) = (runs(of: "plain"), runs(of: "r1"))
  page.table(
    header: ["recipe", "seed 1", "seed 2", "seed 3", "share of the most frequent class"],
    rows: [("plain", plain), ("r1", withR1)].map { name, found in
      let shares = found.map(\.largestShare).sorted().map { $0.text(.percent(0)) }
      return [name] + found.map { $0.toTest.text(.decimals(2)) } + ["\(shares[0]) to \(shares[shares.count - 1])"]
    },
    caption: """
      Squared Fréchet distances to test images after \(plain[0].steps.text) steps, of \(plain[0].samples.text) images, in the \
      features of CIFAR-10's network, which also names the classes
      """)

  //: {fold: the numbers and the claims of both recipes}
  page.record("trialSteps", plain[0].steps)
  page.record("plainBatch", Recipe.plain.batchSize)
  page.record("r1Batch", Recipe.withR1.batchSize)
  var changed = Recipe.plain
  (changed.refinements, changed.width, changed.batchSize) = (1, changed.width / 2, changed.batchSize / 2)
  (changed.generatorRate, changed.discriminatorRate) = (4 * changed.generatorRate, 4 * changed.discriminatorRate)
  (changed.dropout, changed.r1, changed.fade) = (0, Recipe.withR1.r1, Recipe.withR1.fade)
  changed.beta1 = 0
  page.expect(
    "`plain` and `r1` differ in these six things, and in nothing else until the rates of `r1` would fall",
    changed == .withR1 && Recipe.plain.beta1 > 0 && Recipe.plain.dropout > 0 && Recipe.plain.r1 == 0
      && Recipe.withR1.r1 > 0 && Recipe.withR1.fade!.after > plain[0].steps)
  page.expect(
    "after the same number of steps every seed of `r1` is nearer to test images than every seed of `plain`",
    plain.map(\.seed) == [1, 2, 3] && withR1.map(\.seed) == [1, 2, 3]
      && withR1.map(\.toTest).max()! < plain.map(\.toTest).min()!)
  page.expect(
    "on every seed of `r1` the most frequent class is rarer than on every seed of `plain`",
    withR1.map(\.largestShare).max()! < plain.map(\.largestShare).min()!)

  //: **It is `r1`, on every seed.** Its images are also spread more evenly over the classes. The six changes were made together,
  //: so the table does not say which of them matters. [An answer](../../answers/photographs.md) changes some of them one at a
  //: time, and says which recipe to start with.
  //:
  //: What does longer training bring? Three pairs come with the book, and here is what they draw, each from the first latent
  //: vectors of one seed, none picked. `cifar10-plain` was trained with the recipe `plain`. `cifar10-enhanced` has the enhanced
  //: generator, and its discriminator also learnt which class a photograph is of. In `cifar10-classes` both networks are told the
  //: class too. (An [appendix](#appendix-labels-and-classes) explains what such labels do.)

  //: {fold: the pictures of the three pairs}
  let kinds: [ShippedPair.Kind] = [.plain, .enhanced, .classes]
  let pairs = try kinds.map { try TrainedPair.shipped(.cifar10, $0) }
  let generators = try pairs.map { try $0.generator() }
  func latents(_ count: Int) -> Tensor { Random(seed: 7).normal([count, ImageGenerator.usualLatentSize]) }
  let albums = zip([10, 40], generators).map { count, generator in
    withoutHistory { generator(latents(count), .inference) }
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(albums), columns: 10, scale: 2, rowLabels: ["cifar10-plain", "cifar10-enhanced", "", "", ""]),
    caption: "Ten latent vectors through cifar10-plain, forty through cifar10-enhanced")
  let names = pairs[2].report.plan.classNames
  let rows = names.indices.map { label in
    withoutHistory {
      generators[2](latents(10), classes: .oneHot(Array(repeating: label, count: 10), of: names.count), .inference)
    }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(rows), columns: 10, scale: 2, rowLabels: names),
    caption: "The same ten latent vectors as each of the ten classes, through cifar10-classes, which is told the class")
  try page.show(
    pairs[1].history.filmstrip,
    caption: """
      cifar10-enhanced in training: each column is one latent vector, each row a later look; steps at the left. (The first row is \
      grey: it was drawn without batch statistics)
      """)

  //: In the first of these pictures the first row is one kind of cloud, ten times: `cifar10-plain` has collapsed (chapter 6
  //: counts it), so it is easily surpassed. Now read the film strip from the top. To the eye colours and rough shapes come first,
  //: and animals and vehicles that one can name come later. Here are the scores of the three pairs, and that of real
  //: photographs (from `OtherFeatures`, which the command `score` found).

  //: {fold: the table of the three pairs}
  let recipes: [(name: String, recipe: Recipe)] = [
    ("plain", .plain), ("photographs", .photographs), ("conditional", .conditional),
  ]
  let scored = try OtherFeatures.all()
  let real = scored.first { $0.images == "real" && $0.features == "book-cifar10" }!
  page.table(
    header: ["pair", "recipe", "steps", "distance to test images"],
    rows: zip(zip(kinds, recipes), pairs).map { kind, pair in
      [
        "cifar10-\(kind.0.rawValue)", kind.1.name, pair.report.steps.text,
        pair.report.quality.toTest.text(.decimals(2)),
      ]
    } + [["real training images", "–", "–", real.distance.text(.significant(3))]],
    caption: """
      Scores of the three pairs: squared Fréchet distances of \(pairs[0].report.quality.samples.text) images in the features \
      of CIFAR-10's network
      """)

  //: {fold: the numbers and the claims of the three pairs}
  page.expect(
    "the real photographs and the pairs were scored with the same number of images, and every pair is more than thirty times as far away",
    pairs.allSatisfy {
      $0.report.quality.samples == real.samples && $0.report.quality.toTest > 30 * real.distance
    })
  page.record(
    "timesReal", pairs.map(\.report.quality.toTest).min()! / real.distance, tolerance: 0, format: .decimals(0))
  page.record("classSteps", pairs[2].report.steps)
  page.record("fullMinutes", pairs[1].report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.record("classMinutes", pairs[2].report.seconds / 60, tolerance: 0, format: .decimals(0))
  let plans = pairs.map(\.report.plan)
  page.expect(
    "the three pairs were trained with these recipes, from their first step, on one seed",
    plans.map(\.recipe) == recipes.map(\.recipe) && plans.allSatisfy { $0.seed == 1 && $0.stepsBefore == 0 })
  page.expect(
    "`cifar10-enhanced` and `cifar10-classes` have the enhanced generator, and their discriminators learnt labels; only `cifar10-classes` was told classes",
    plans.map(\.recipe.refinements) == [0, 1, 1] && plans.map { $0.recipe.classWeight > 0 } == [false, true, true]
      && plans.map(\.classNames.isEmpty) == [true, true, false])

  //: Even the nearest pair is still about {{timesReal}} times as far away as real photographs. The rows compare pairs, and not
  //: recipes: steps, networks, losses and labels all differ. And CIFAR-10's network was taught the labels that the last two
  //: discriminators learnt, which flatters these pairs. ([Another
  //: answer](../../answers/photograph-trials.md#a-network-that-knows-the-labels) has their distances in the features of Shapes'
  //: network, which never saw a photograph.)
  //:
  //: One command makes `cifar10-enhanced` anew, from the first step:
  //:
  //: ```
  //: swift run train cifar10 --recipe photographs --epochs 21 --keep-last --seed 1
  //: ```
  //: @hide
}
