import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
func showPhotographs(_ page: Page) throws {
  //: @show
  //: ## Three pairs that come with the book
  //:
  //: The same loop learns to draw photographs, those of CIFAR-10. Three such pairs come with the book, each trained with a recipe
  //: of its own. {define: A *recipe* is a set of training settings with a name: the networks' sizes, the losses, the learning
  //: rates.} While `cifar10-plain` was trained for {{plainMinutes}} minutes only, the two others had more than an hour. Here is
  //: what they draw, and how one of them learnt it. None of these images was picked.

  //: {fold: the pictures of the three pairs}
  let kinds: [ShippedPair.Kind] = [.plain, .enhanced, .classes]
  let pairs = try kinds.map { try TrainedPair.shipped(.cifar10, $0) }
  let generators = try pairs.map { try $0.generator() }
  func latents(_ count: Int) -> Tensor { Random(seed: 7).normal([count, ImageGenerator.usualLatentSize]) }
  let names = pairs[2].report.plan.classNames
  let rows = names.indices.map { label in
    withoutHistory {
      generators[2](latents(10), classes: .oneHot(Array(repeating: label, count: 10), of: names.count), .inference)
    }
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(rows), columns: 10, scale: 3, isSmooth: true,
      rowLabels: names.map { $0 == "automobile" ? "car" : $0 }),
    caption:
      "The same ten latent vectors as each of the ten classes, through cifar10-classes, which is told the class (enlarged smoothly)"
  )
  let albums = zip([6, 36], generators).map { count, generator in
    withoutHistory { generator(latents(40).slice(0..<count), .inference) }
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(albums), columns: 6, scale: 4,
      rowLabels: ["cifar10-plain", "cifar10-enhanced", "", "", "", "", ""]),
    caption: "Six latent vectors through cifar10-plain, thirty-six through cifar10-enhanced")
  try page.show(
    pairs[1].history.filmstrip,
    caption: """
      cifar10-enhanced in training: each column is one latent vector, each row a later look; steps at the left. (The first row is \
      grey for the same reason as in the picture at the top)
      """)

  //: In the first picture each row is one class, because `cifar10-classes` is told what to draw. An
  //: [appendix](#appendix-labels-and-classes) explains how, and [another
  //: page](../../answers/photographs.md#better-looking-images-without-more-training) shows what this generator draws if images
  //: are picked. The second picture's first row shows clouds without things in them: by CIFAR-10's network `cifar10-plain` has
  //: lost {{lostClasses}} of the ten classes, which [a page on collapse](../../answers/collapse-on-images.md#on-photographs)
  //: counts. Now read the film strip from the top. To the eye, colours and rough shapes come first, and animals and vehicles
  //: that one can name come later.
  //:
  //: Do the pairs copy their training images? A [search](#appendix-does-it-copy) finds fewer close matches than there are among
  //: real test photographs.
  //:
  //: How near are they to real photographs? The pairs differ in recipe, networks, labels and training time all at once, so the
  //: table does not say which of these matters. Its last row has the distance of real photographs
  //: ([code](source:Sources/Evaluation/OtherFeatures.swift#OtherFeatures)).

  //: {fold: the table of the three pairs}
  let recipes: [(name: String, recipe: Recipe)] = [
    ("plain", .plain), ("photographs", .photographs), ("conditional", .conditional),
  ]
  let scored = try OtherFeatures.all()
  let real = scored.first { $0.images == "real" && $0.features == "book-cifar10" }!
  func byShapes(_ images: String) -> Double {
    scored.first { $0.images == images && $0.features == "book-shapes" }!.distance
  }
  var rowsOfPairs = kinds.indices.map { at -> [String] in
    let (report, plan) = (pairs[at].report, pairs[at].report.plan)
    let told = plan.classNames.isEmpty ? "" : ", both networks are told them"
    return [
      "cifar10-\(kinds[at].rawValue)", recipes[at].name,
      (plan.recipe.refinements == 0 ? "plain" : "enhanced") + ", width \(plan.recipe.width)",
      plan.recipe.classWeight == 0 ? "none" : "the discriminator learns them" + told, report.keptStep.text,
      report.quality.toTest.text(.decimals(2)),
      byShapes(kinds[at].rawValue).text(.decimals(2)),
    ]
  }
  rowsOfPairs.append(
    [
      "real training images", "–", "–", "–", "–", real.distance.text(.significant(3)),
      byShapes("real").text(.significant(3)),
    ])
  page.table(
    header: [
      "pair", "recipe", "generator", "labels", "kept after steps", "distance, CIFAR-10's network",
      "distance, Shapes' network",
    ], rows: rowsOfPairs,
    caption: """
      The three pairs: squared Fréchet distances of \(pairs[0].report.quality.samples.text) images to test images in the features \
      of two networks, which compare the book's own generators and nothing else. cifar10-classes is kept at its nearest look, \
      by the first network's distance to training images, and cifar10-enhanced at its end
      """)

  // What is said about the pairs.
  page.expect(
    "the real photographs and the pairs were scored with the same number of images, and every pair's squared distance is more than ten times theirs",
    pairs.allSatisfy {
      $0.report.quality.samples == real.samples && $0.report.quality.toTest > 10 * real.distance
    })
  page.expect(
    "by CIFAR-10's network `cifar10-classes` is nearer than `cifar10-enhanced`, by Shapes' network it is farther away",
    pairs[2].report.quality.toTest < pairs[1].report.quality.toTest && byShapes("classes") > byShapes("enhanced"))
  page.expect(
    "by both networks `cifar10-plain` is the farthest away",
    pairs.dropFirst().allSatisfy { $0.report.quality.toTest < pairs[0].report.quality.toTest }
      && ["classes", "enhanced"].allSatisfy { byShapes($0) < byShapes("plain") })
  page.record(
    "timesReal", pairs.map(\.report.quality.toTest).min()! / real.distance, tolerance: 0, format: .decimals(0))
  page.record("classSteps", pairs[2].report.steps)
  page.record("plainMinutes", pairs[0].report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "`cifar10-plain` was trained for less than ten minutes, and the two other pairs for more than an hour",
    pairs[0].report.seconds < 600 && pairs.dropFirst().allSatisfy { $0.report.seconds > 3600 })
  page.record("fullMinutes", pairs[1].report.seconds / 60, tolerance: 0, format: .decimals(0))
  let cloudy = pairs[0].report.quality
  page.record("lostClasses", cloudy.shares.count - cloudy.classesCovered)
  page.expect(
    "by CIFAR-10's network `cifar10-plain` misses classes, and the two other pairs cover all ten",
    cloudy.classesCovered < 10
      && pairs.dropFirst().allSatisfy { $0.report.quality.classesCovered == $0.report.quality.shares.count })
  let plans = pairs.map(\.report.plan)
  page.expect(
    "the three pairs were trained with these recipes, from their first step, on one seed",
    plans.map(\.recipe) == recipes.map(\.recipe) && plans.allSatisfy { $0.seed == 1 && $0.stepsBefore == 0 })
  page.expect(
    "`cifar10-enhanced` and `cifar10-classes` have the enhanced generator, and their discriminators learnt labels; only `cifar10-classes` was told classes",
    plans.map(\.recipe.refinements) == [0, 1, 1] && plans.map { $0.recipe.classWeight > 0 } == [false, true, true]
      && plans.map(\.classNames.isEmpty) == [true, true, false])

  //: `cifar10-plain` is the farthest away by both networks. Which of the two other pairs is better stays open: by CIFAR-10's
  //: network it is `cifar10-classes`, by Shapes' network `cifar10-enhanced`. CIFAR-10's network was taught the labels that the
  //: discriminators of both learnt, and Shapes' network never saw a photograph
  //: ([more](../../answers/photograph-trials.md#a-network-that-knows-the-labels)). By CIFAR-10's network even the nearest pair
  //: has about {{timesReal}} times the squared distance of real photographs. The FID of papers, in the features of Inception,
  //: [is missing here](#what-was-not-measured).
  //:
  //: ## Three recipes
  //:
  //: <a id="photographs"></a>How much does the recipe matter? `dcgan` is as near to DCGAN (Radford 2015) as the book's
  //: networks come, `plain` has dropout where the discriminator of `dcgan` has batch normalisation, and `r1` has the penalty
  //: R1 (chapter 4) and other settings. Each was trained and scored
  //: ([code](source:Sources/Evaluation/QualityTrial.swift#QualityTrial)) on three seeds for {{trialSteps}} steps, which are
  //: {{passes}} passes over the photographs, or {{r1Passes}} for `r1` with its smaller batches.
  //:
  //: **Predict again:** which of the three is then nearest to real photographs?

  //: {fold: the table of three recipes}
  // Of the recipes as they are, with no setting changed.
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  func runs(of recipe: String) -> [QualityTrial.Line] {
    trials.filter {
      $0.recipe == recipe && $0.settings == nil && $0.steps == 2000 && $0.dataset.hasPrefix("cifar10")
    }.sorted { $0.seed < $1.seed }
  }
  let (plain, dcgan, withR1) = (runs(of: "plain"), runs(of: "dcgan"), runs(of: "r1"))
  page.table(
    header: ["recipe", "seed 1", "seed 2", "seed 3", "share of the most frequent class"],
    rows: [plain, dcgan, withR1].map { found in
      let shares = found.map(\.largestShare).sorted().map { $0.text(.percent(0)) }
      let distances = found.map { $0.toTest.text(.decimals(2)) }
      return [found[0].title()] + distances + ["\(shares[0]) to \(shares[shares.count - 1])"]
    },
    caption: """
      Squared Fréchet distances to test images after \(plain[0].steps.text) steps, of \(plain[0].samples.text) images, in the \
      features of CIFAR-10's network, which also names the classes
      """)

  // What is said about them.
  page.record("trialSteps", plain[0].steps)
  page.record("dcganBatch", Recipe.dcgan.batchSize)
  func passes(_ recipe: Recipe) -> Double { Double(plain[0].steps * recipe.batchSize) / 50_000 }
  page.record("passes", passes(.plain), tolerance: 0, format: .decimals(1))
  page.record("r1Passes", passes(.withR1), tolerance: 0, format: .decimals(1))
  page.expect(
    "`dcgan` and `plain` have equal batches, and `r1` sees half as many photographs as they do",
    passes(.dcgan) == passes(.plain) && 2 * passes(.withR1) == passes(.plain))
  var normalised = Recipe.plain
  (normalised.dropout, normalised.discriminatorNorm) = (0, .batch)
  let judge = Recipe.dcgan.discriminator(random: Random(seed: 1))
  let isNormalisedBehindEach = judge.norms.count == judge.halvings.count
  let hasKernelsOfFour = judge.halvings.allSatisfy { $0.window.kernel.height == 4 && $0.window.kernel.width == 4 }
  page.expect(
    "`dcgan` is `plain` with batch normalisation in the place of dropout, behind every convolution but the first; the others have 4 × 4 kernels",
    normalised == .dcgan && Recipe.plain.dropout > 0 && Recipe.plain.refinements == 0 && isNormalisedBehindEach
      && hasKernelsOfFour && judge.fromColour.window.stride == 1)
  page.expect(
    "both rates of `r1` are four times those of `plain` and of `dcgan`",
    [Recipe.plain, .dcgan].allSatisfy {
      4 * $0.generatorRate == Recipe.withR1.generatorRate && 4 * $0.discriminatorRate == Recipe.withR1.discriminatorRate
    })
  page.expect(
    "`r1` has the penalty R1, and `plain` and `dcgan` have none",
    Recipe.withR1.r1 > 0 && [Recipe.plain, .dcgan].allSatisfy { $0.r1 == 0 })
  page.expect(
    "after the same number of steps every seed of `r1` is nearer to test images than every seed of `plain`",
    [plain, dcgan, withR1].allSatisfy { $0.map(\.seed) == [1, 2, 3] }
      && withR1.map(\.toTest).max()! < plain.map(\.toTest).min()!)
  page.expect(
    "every seed of `dcgan` is nearer than every seed of `plain`, and farther away than every seed of `r1`",
    dcgan.map(\.toTest).max()! < plain.map(\.toTest).min()! && dcgan.map(\.toTest).min()! > withR1.map(\.toTest).max()!)
  page.expect(
    "on every seed of `r1` the most frequent class is rarer than on every seed of `plain`",
    withR1.map(\.largestShare).max()! < plain.map(\.largestShare).min()!)

  //: **It is `r1`, on every seed, after {{trialSteps}} steps; but it learns at four times the rate of the other two.** `plain`
  //: is last on every seed, and spreads its images less evenly over the classes than `r1`. All images were drawn with the
  //: average of the weights; with the last weights [the lead over `dcgan` is less
  //: clear](#appendix-the-average-on-photographs). [Another page](../../answers/photographs.md) says what sets the three apart,
  //: how much of the lead β₁ explains, and which recipe to start with.
  //: @hide
}
