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
  //: The same loop learns to draw photographs. A `Recipe` holds what decides a run: the networks, the losses, the rates. The book
  //: has five recipes for photographs. Three pairs come with the book that were trained with them, on CIFAR-10 after one pass
  //: through JPEG (the [model card](MODEL_CARD.md) says what that may change).
  //:
  //: | recipe | its generator | what it uses labels for | the pair that comes with the book |
  //: |---|---|---|---|
  //: | `plain` | plain | nothing | `cifar10-plain` |
  //: | `r1` | enhanced | nothing | none |
  //: | `relativistic` | enhanced | nothing | none |
  //: | `photographs` | enhanced | the discriminator learns them | `cifar10-enhanced` |
  //: | `conditional` | enhanced | the discriminator learns them, and both networks are told them | `cifar10-classes` |
  //:
  //: A pair is named by its data set and its generator (`cifar10-classes` has the enhanced one, told the class). Its recipe is in
  //: the table.
  //:
  //: The enhanced generator has a further convolution after each doubling (chapter 2). One appendix explains [what labels
  //: do](#appendix-labels-and-classes), another has the [recipes line by line](#appendix-the-recipes-for-photographs).
  //:
  //: First what they draw, each from the first latent vectors of one seed, none picked. `cifar10-plain` was trained for
  //: {{plainSteps}} steps, the other two for {{fullSteps}}.

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

  //: In this film strip colours and rough shapes come first, to the eye, and animals and vehicles that one can name come later.
  //: Here is what the three pairs came to.

  //: {fold: the table and the figure}
  let titles = ["cifar10-plain", "cifar10-enhanced", "cifar10-classes"]
  let properties: [(name: String, value: (TrainedPair) -> String)] = [
    ("steps", { $0.report.steps.text }),
    ("distance to training images", { $0.report.quality.toTraining.text(.decimals(2)) }),
    ("distance to test images", { $0.report.quality.toTest.text(.decimals(2)) }),
    ("share of the rarest class", { $0.report.quality.shares.min()!.text(.percent(1)) }),
    ("share of the most frequent class", { $0.report.quality.shares.max()!.text(.percent(1)) }),
  ]
  page.table(
    header: [""] + titles,
    rows: properties.map { property in [property.name] + pairs.map(property.value) },
    caption: "What they came to: Fréchet distances of 10,000 samples in the book's own features, and shares of classes")
  try page.show(
    LinePlot(
      "Distance to training images", x: "thousands of real images that the discriminator has seen",
      y: Axis("Fréchet distance, book features", .logarithmic),
      zip([("cifar10-plain", Encoding.plain), ("cifar10-enhanced", .enhanced)], pairs).map { kind, pair in
        let scores = pair.history.scores
        return Series(
          kind.0, x: scores.map { Double($0.step * pair.report.plan.recipe.batchSize) / 1000 },
          y: scores.map(\.toTraining), as: kind.1
        )
      }),
    caption: """
      How far generated photographs are from real ones, by the number of real images that were looked at; the looks of \
      cifar10-enhanced are of fewer samples than those of cifar10-plain
      """)

  //: {fold: the claims}
  for (name, pair) in zip(["plain", "full", "class"], pairs) { page.record("\(name)Steps", pair.report.steps) }
  page.record("classMinutes", pairs[2].report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.record("nearestStep", pairs[1].history.best!.step)
  let recipes: [Recipe] = [.plain, .withR1, .relativistic, .photographs, .conditional]
  let isAsTold =
    recipes.map(\.refinements) == [0, 1, 1, 1, 1]
    && recipes.map { $0.classWeight > 0 } == [false, false, false, true, true]
  let plans = pairs.map(\.report.plan)
  let areTheirs =
    plans.map(\.recipe) == [recipes[0], recipes[3], recipes[4]]
    && plans.map { $0.classNames.isEmpty } == [true, true, false]
  page.expect(
    "the recipes are as the table of recipes says, and the three pairs were trained with them, from their first step",
    isAsTold && areTheirs && plans.allSatisfy { $0.seed == 1 && $0.stepsBefore == 0 })
  let distances = pairs.map(\.report.quality.toTest)
  page.expect(
    "`cifar10-enhanced` and `cifar10-classes` made the same number of steps, were nearest to training images at the same earlier step, and were kept at the end",
    pairs[1].report.steps == pairs[2].report.steps
      && pairs[1].history.best!.step == pairs[2].history.best!.step
      && pairs.dropFirst().allSatisfy {
        $0.history.best!.step < $0.report.steps && $0.report.keptStep == $0.report.steps
      })
  page.expect(
    "`cifar10-enhanced` made more than eight times as many steps as `cifar10-plain`, and is nearer to real photographs",
    pairs[1].report.steps > 8 * pairs[0].report.steps && distances[1] < distances[0])
  page.expect(
    "`cifar10-classes` is nearer to them than both", distances[2] < distances[1] && distances[2] < distances[0])
  page.expect(
    "`cifar10-enhanced` and `cifar10-classes` give every class between a twentieth and three twentieths of the images, `cifar10-plain` does not",
    pairs.map { $0.report.quality.shares.min()! > 0.05 && $0.report.quality.shares.max()! < 0.15 }
      == [false, true, true])

  //: (In the features of the book's network both long runs were nearest at step {{nearestStep}}. They were kept at the end
  //: because [another network disagrees](../../answers/photographs.md#a-judge-that-knows-the-labels).)
  //:
  //: `cifar10-enhanced` is nearer to real photographs than `cifar10-plain`, and its classes are more even. But the two differ in
  //: nearly everything at once: the number of steps, the generator, the loss, and labels. So they show what each of them comes
  //: to, and not why. [An answer](../../answers/photographs.md) changes one thing at a time, and says which recipe to start with.
  //:
  //: In these features `cifar10-classes` is the nearest of the three. But the network that makes the features was taught
  //: the same labels as the discriminator of that pair. In features that know none of these labels it is [not
  //: ahead](../../answers/photographs.md#a-judge-that-knows-the-labels) of `cifar10-enhanced`.
  //:
  //: One command makes `cifar10-enhanced` anew, from the first step:
  //:
  //: ```
  //: swift run train cifar10 --recipe photographs --epochs 21 --keep-last --seed 1
  //: ```
  //: @hide
}
