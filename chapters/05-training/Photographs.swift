import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
func showPhotographs(_ page: Page) throws {
  //: @show
  //: ## Three pairs for photographs
  //:
  //: <a id="three-pairs-that-come-with-the-book"></a>The same loop can learn to draw photographs. Three pairs that learnt from
  //: CIFAR-10 come with the book, each trained with a different recipe: `cifar10-plain` for only {{plainMinutes}} minutes, the
  //: other two for more than an hour. Here is what `cifar10-classes` draws; no image was picked.

  //: {fold: the picture of ten classes}
  let kinds: [ShippedPair.Kind] = [.plain, .enhanced, .classes]
  let pairs = try kinds.map { try TrainedPair.shipped(.cifar10, $0) }
  let generator = try pairs[2].generator()
  func latents(_ count: Int) -> Tensor { Random(seed: 7).normal([count, ImageGenerator.usualLatentSize]) }
  let names = pairs[2].report.plan.classNames
  let rows = names.indices.map { label in
    withoutHistory {
      generator(latents(10), classes: .oneHot(Array(repeating: label, count: 10), of: names.count), .inference)
    }
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(rows), columns: 10, scale: 3, isSmooth: true,
      rowLabels: names.map { $0 == "automobile" ? "car" : $0 }),
    caption: """
      The same ten latent vectors as each of the ten classes, through cifar10-classes, which is told the class. The images are \
      enlarged smoothly
      """,
    alternative: """
      Ten rows of ten small pictures: airplanes, cars, birds, cats, deer, dogs, frogs, horses, ships and trucks. Many cars, \
      ships and trucks are recognisable, most cats, deer and frogs are not, and the pictures of a column often have the same \
      hues.
      """)

  //: Each row is one class, because `cifar10-classes` is told which class to draw, and its discriminator which class to
  //: judge. The class determines the object, and the latent vector appears to determine the background and the
  //: hues. With the tenth vector nearly every picture is washed out, which is a fault of this generator. [Labels and classes](../../answers/classes.md) explains how they
  //: are told, what that gains, and which command made the pair. [An
  //: appendix](#appendix-a-pair-of-photographs-in-training) shows images of the other two, which are told no class.

  //: {fold: the claim of the ten classes}
  let lightness = (0..<10).map { column in
    rows.map { $0.slice(column..<column + 1).mean().scalar }.reduce(0, +)
  }
  page.expect(
    "the tenth latent vector has the lightest images, on average over the classes",
    lightness.dropLast().allSatisfy { $0 < lightness[9] })

  //: A [search](#appendix-does-it-copy) finds fewer close matches to training images among theirs than among real test
  //: photographs.
  //:
  //: How far are their images from real photographs? Two networks score them: CIFAR-10's network, which was taught the
  //: labels that the discriminators of two pairs learnt, and a public network, which was taught ImageNet's labels and
  //: nothing from this book ([how](source:scripts/imagenet-distance)). Because the pairs differ in recipe ([all
  //: settings](../../answers/photographs.md#the-recipes-setting-by-setting)), labels and training time at once, the table
  //: does not show which of these matters.

  //: {fold: the table of the three pairs}
  let recipes: [(name: String, recipe: Recipe)] = [
    ("plain", .plain), ("photographs", .photographs), ("conditional", .conditional),
  ]
  // An `OtherFeatures` is an FD in the features of one `PhotographJudge`.
  let scored = try OtherFeatures.all()
  func byImageNet(_ images: String) throws -> Double { try scored.line(of: images, by: .imageNet).distance }
  let real = try scored.line(of: "real", by: .cifar10)
  let rowsOfPairs = try kinds.indices.map { at in
    let (report, plan) = (pairs[at].report, pairs[at].report.plan)
    let told = plan.classNames.isEmpty ? "" : ", both networks are told them"
    return [
      "cifar10-\(kinds[at].rawValue)", recipes[at].name,
      plan.recipe.classWeight == 0 ? "none" : "the discriminator learns them" + told, report.keptStep.text,
      report.quality.toTest.text(.decimals(2)), try byImageNet(kinds[at].rawValue).text(.significant(3)),
    ]
  }
  page.table(
    header: ["pair", "recipe", "labels", "steps", "FD, CIFAR-10's network", "FD, ImageNet's network"],
    rows: rowsOfPairs + [
      [
        "\(real.samples.text) real training images", "–", "–", "–", real.distance.text(.significant(3)),
        try byImageNet("real").text(.significant(3)),
      ]
    ],
    caption: """
      The FD of \(real.samples.text) images of each pair to test images, in the features of two networks. These FDs cannot be \
      compared with published scores
      """)

  // What is said about the pairs.
  page.expect(
    "the real photographs and the pairs were scored with the same number of images, and every pair's FD is more than ten times theirs",
    pairs.allSatisfy {
      $0.report.quality.samples == real.samples && $0.report.quality.toTest > 10 * real.distance
    })
  func distances(_ judge: PhotographJudge) throws -> [Double] {
    try kinds.map { try scored.line(of: $0.rawValue, by: judge).distance }
  }
  let (byLabels, byOthers) = (try distances(.cifar10), try distances(.imageNet))
  page.expect(
    "by both networks `cifar10-plain` has the highest FD",
    [byLabels, byOthers].allSatisfy { max($0[1], $0[2]) < $0[0] })
  page.expect(
    "by CIFAR-10's network `cifar10-classes` has less than half of the FD of `cifar10-enhanced`, by ImageNet's `cifar10-enhanced` has the lower one, by less than a tenth",
    2 * byLabels[2] < byLabels[1] && byOthers[1] < byOthers[2] && byOthers[2] < 1.1 * byOthers[1])
  try page.expect(
    "by both networks every pair has more than four times the FD of real photographs",
    try byLabels.min()! > 4 * real.distance && byOthers.min()! > 4 * byImageNet("real"))
  page.record("plainMinutes", pairs[0].report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "`cifar10-plain` was trained for less than ten minutes, and the two other pairs for more than an hour, all on two cores",
    pairs[0].report.seconds < 600 && pairs.dropFirst().allSatisfy { $0.report.seconds > 3600 }
      && pairs.allSatisfy { $0.report.machine.cores == 2 })
  page.record("fullMinutes", pairs[1].report.seconds / 60, tolerance: 0, format: .decimals(0))
  let cloudy = pairs[0].report.quality
  page.record("lostClasses", cloudy.shares.count - cloudy.classesNamed)
  page.expect(
    "by CIFAR-10's network fewer than ten classes are named among the images of `cifar10-plain`, and all ten among those of the two other pairs",
    cloudy.classesNamed < 10
      && pairs.dropFirst().allSatisfy { $0.report.quality.classesNamed == $0.report.quality.shares.count })
  let plans = pairs.map(\.report.plan)
  page.expect(
    "the three pairs were trained with these recipes, from their first step, on one seed",
    plans.map(\.recipe) == recipes.map(\.recipe) && plans.allSatisfy { $0.seed == 1 && $0.stepsBefore == 0 })
  page.expect(
    "`cifar10-enhanced` and `cifar10-classes` have the enhanced generator, and their discriminators learnt labels; only `cifar10-classes` was told classes",
    plans.map(\.recipe.refinements) == [0, 1, 1] && plans.map { $0.recipe.classWeight > 0 } == [false, true, true]
      && plans.map(\.classNames.isEmpty) == [true, true, false])

  //: Both networks put `cifar10-plain` far behind and real photographs far ahead. **About the other two they disagree.** The
  //: network that was taught the same labels gives `cifar10-classes`, which is told them, less than half the FD of
  //: `cifar10-enhanced`, while the one that was taught other labels hardly tells the two apart. So before you believe a
  //: score, ask what its network was taught, and whether the generator learnt the same.
  //:
  //: How much does the recipe matter? [A recipe for photographs](../../answers/photographs.md#three-recipes-on-three-seeds)
  //: compares three recipes on the same seeds and says which to start with.
  //: @hide
}
