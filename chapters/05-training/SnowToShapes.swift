import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
func showFromSnowToShapes(
  _ page: Page, _ session: ChapterRun, _ ofBook: TrainedPair
) throws -> Trainer<ImageGenerator, ImageDiscriminator> {
  let run = session.run
  //: @show
  //: ## What the generator has to learn
  //:
  //: Before the run, look at sixteen of the {{images}} training images, which only the discriminator sees.

  //: {fold: the picture of real images}
  let real = session.images
  page.record("images", real.count)
  try page.show(
    ImageGrid(real.tensor(of: 0..<16), columns: 8, scale: 3), caption: "Real images: \(real.identity.variant)",
    alternative: session.set == .shapes
      ? "Two rows of drawn figures, each in one hue, on shaded, split or striped backgrounds"
      : "Two rows of photographs")

  //: ## From snow to blots, and on
  //:
  //: When do the first blots appear, and what do they gain by the end? To watch the generator learn, ten latent vectors are
  //: set aside. {define: An *evaluation* is a pause in the run, in which images are drawn from the same latent vectors and
  //: the generator is scored.} Code and claims call it a *look*. Now the run begins. Each row is one evaluation, drawn with
  //: the moving average of the weights, and the first is from before the first step.

  //: {fold: the training}
  let trainer = try session.train(page)
  try page.show(
    run.whole.filmstrip,
    caption: """
      The same latent vectors as training goes on: each column is one latent vector, and each row is a later moment. The \
      steps are at the left
      """,
    alternative: "From top to bottom: snow, faint spots, and then blots of colour, some of which get an outline")

  //: {fold: the numbers of the looks}
  let looks = run.history.frames.map { $0.step }
  page.record("own", run.history.turns.count)
  page.record("blotLook", looks[1])

  //: **The blots appear by step {{blotLook}}, a few of them in one colour.** After all {{own}} steps a few have an outline.
  //: (Chapter 2 explains [where the fine checkerboard comes
  //: from](../02-generator/README.md#where-checkerboards-come-from).)
  //:
  //: **Even after many more steps this recipe draws few recognisable figures**, as the first of these pairs shows:
  //:
  //: | pair | steps | batch | minutes | labels | its images |
  //: | --- | ---: | ---: | ---: | --- | --- |
  //: | `shapes-enhanced`, with this recipe | {{bookSteps}} | {{bookBatch}} | {{bookMinutes}} | none | [six in chapter 2](../02-generator/README.md#what-training-and-refinements-change) |
  //: | `shapes-classes` | {{classSteps}} | {{classBatch}} | {{classMinutes}} | both networks are told them | in the next section |
  //: | `shapes-wide` | {{wideSteps}} | {{wideBatch}} | {{wideMinutes}} | the discriminator learns them | [at the top](#5--training) |
  //:
  //: The page's run keeps this recipe, because you have seen its whole loop, six lines and one penalty. The recipe of the
  //: next section adds labels, another loss, a second penalty and rates that fall.
  //:
  //: ## Your first good generator: six minutes
  //:
  //: Another recipe does draw recognisable figures:
  //:
  //: ```
  //: swift run train shapes --recipe shapes-conditional --classes --epochs 6 --seed 1
  //: ```
  //:
  //: This trains a generator that is told which figure to draw, and then prints the command that draws with it. An *epoch*
  //: is one pass over all {{classImages}} images. The book's own pair of this kind is `shapes-classes`. Here are four latent
  //: vectors, each drawn as all ten figures.

  //: {fold: the picture of ten figures}
  let told = try TrainedPair.shipped(.shapes, .classes)
  let (figures, drawing) = (told.report.plan.classNames, try told.generator())
  let fourLatents = Random(seed: 7).normal([10, drawing.latentSize]).slice(0..<4)
  let drawnRows = (0..<4).map { row in
    let copies = Tensor.concatenate(Array(repeating: fourLatents.slice(row..<row + 1), count: figures.count))
    return withoutHistory {
      drawing(copies, classes: .oneHot(Array(figures.indices), of: figures.count), .inference)
    }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(drawnRows), columns: figures.count, scale: 3, columnLabels: figures),
    caption: """
      Four latent vectors, one in each row, as each of the ten figures, through shapes-classes. No image was picked
      """,
    alternative: """
      A column for each figure, from disc to bolt, and a row for each latent vector. Nearly all figures are recognisable, \
      many have two hues that run into each other, and along a row the background changes little.
      """)

  //: {fold: the claims about these pairs}
  page.record("classImages", told.report.plan.images)
  page.record("classSteps", told.report.steps)
  page.record("classBatch", told.report.plan.recipe.batchSize)
  page.record("classMinutes", told.report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "`shapes-classes` learnt for six minutes, to within one", abs(told.report.seconds / 60 - 6) < 1)
  let (ofClasses, ofStrip) = (told.report.plan.recipe, try TrainedPair.shipped(.shapes, .enhanced).report.plan.recipe)
  page.expect(
    "the settings of `shapes-classes` differ from those of `shapes-enhanced` also in the loss, in both penalties, in rates that fall and in labels that teach the discriminator",
    ofClasses.loss != ofStrip.loss && ofClasses.r1 != ofStrip.r1 && ofClasses.r2 > 0 && ofStrip.r2 == 0
      && ofClasses.fade != nil && ofStrip.fade == nil && ofClasses.classWeight > 0 && ofStrip.classWeight == 0)
  let (wide, narrow) = (
    try TrainedPair.shipped(.shapes, .wide).report, try TrainedPair.shipped(.shapes, .enhanced).report
  )
  page.expect(
    "`shapes-classes`, `shapes-enhanced` and `shapes-wide` were trained on two cores",
    [told.report, narrow, wide].allSatisfy { $0.machine.cores == 2 })
  let ofWide = wide.plan.recipe
  page.record("wideSteps", wide.steps)
  page.record("wideBatch", ofWide.batchSize)
  page.record("bookSteps", ofBook.report.steps)
  page.record("bookBatch", ofBook.report.plan.recipe.batchSize)
  page.record("bookMinutes", ofBook.report.seconds / 60, tolerance: 0, format: .decimals(0))
  let sixEpochs = 6 * (told.report.plan.images / ofClasses.batchSize)
  page.expect(
    "`shapes-classes` has the recipe `shapes-conditional` and seed 1, and six epochs are over nine tenths of its steps",
    ofClasses == .shapesConditional && told.report.plan.seed == 1 && sixEpochs < told.report.steps
      && 10 * sixEpochs > 9 * told.report.steps)
  page.expect(
    "`shapes-wide` made twice as many steps as `shapes-enhanced`, with batches twice as large, in networks twice as wide, with another loss, other penalties, rates that fall and labels that taught its discriminator, and its FDs are less than a third of the other's",
    wide.steps == 2 * narrow.steps && ofWide.batchSize == 2 * ofStrip.batchSize && ofWide == .shapesWide
      && ofWide.width == 2 * ofStrip.width
      && ofWide.loss != ofStrip.loss && ofWide.r1 != ofStrip.r1 && ofWide.r2 != ofStrip.r2 && ofWide.fade != nil
      && ofWide.classWeight > 0 && wide.plan.classNames.isEmpty && wide.quality.toTest < narrow.quality.toTest / 3
      && wide.quality.toTraining < narrow.quality.toTraining / 3)

  //: Nearly all of them are recognisable, though in many two hues run into each other, which happens in no real image. Which
  //: of the recipe's settings helps most was not measured. The networks of `shapes-wide`
  //: are also twice as wide as those of `shapes-enhanced`, and its generator is not told which figure to draw ([more on
  //: figures of a class](../../answers/classes.md#figures-of-a-class)).
  //:
  //: Other commands:
  //:
  //: | command | what it makes | minutes |
  //: | --- | --- | ---: |
  //: | `swift run train shapes --recipe shapes-wide --epochs 48 --keep-last --seed 1` | `shapes-wide` from scratch | {{wideMinutes}} |
  //: | `swift run chapter 5 --dataset shapes --profile full --epochs 12` | `shapes-enhanced` from scratch (some claims about this page's own run may fail) | {{bookMinutes}} |
  //: | `swift run chapter 5 --go-on` | a run as long as this page's that goes on from `shapes-enhanced` | under ½ |
  //: | `swift run chapter 5 --dataset cifar10 --profile full --epochs 16` | a pair that learns from 50,000 photographs, for as many steps as the book's `cifar10-enhanced` | {{fullMinutes}} |
  //: @hide
  return trainer
}
