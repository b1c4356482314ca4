import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # 5 · Training
//:
//: One network draws, another judges, and at the start neither does it well. Can they teach each other? The picture shows a
//: pair that trained for {{wideMinutes}} minutes: its images begin as snow, turn into blots and rough figures, and end as
//: figures, most of them recognisable. Beside each row is a Fréchet distance (FD), which tells how far its images are from
//: real ones. It falls from {{snowDistance}} to {{wideDistance}}, where real images have {{wideReal}}.

//: @hide
func showLongRun(_ page: Page) throws -> TestImages {
  //: @show
  //: {fold: the film strip}
  // The history of the pair's training has its evaluations. Where one is missing, a `UsageError` says which.
  let pair = try TrainedPair.shipped(.shapes, .wide)
  let rows = try [0, 625, 3125, 6000, 30_000].map { step -> (step: Int, images: Tensor, distance: Double) in
    guard let frame = pair.history.frames.first(where: { $0.step == step }),
      let score = pair.history.scores.first(where: { $0.step == step })
    else {
      throw UsageError(
        "shapes-wide has no evaluation after \(step.text) steps; restore the file that comes with the book")
    }
    return (step, frame.images.slice(0..<10), score.toTest)
  }
  let real = Shapes(seed: 0).dataset(16..<26)
  // `TestImages` measures FDs to test images, here to as many as the generator was scored with.
  let samples = pair.report.quality.samples
  let test = try TestImages(count: page.profile == .quick ? 250 : samples)
  let ofReal = try test.distance(of: DataSet.shapes.images(.train, 0..<test.count))
  try page.show(
    ImageGrid(
      Tensor.concatenate(rows.map(\.images) + [real.tensor(of: 0..<10)]), columns: 10, scale: 3,
      rowLabels: rows.map { "step \($0.step.text) · FD \($0.distance.text(.significant(2)))" }
        + ["real · FD \(ofReal.text(.significant(2)))"]),
    caption: """
      shapes-wide as it learnt: each column is one latent vector, and each row is a later moment. At the left are the step and \
      the Fréchet distance (FD) of \(samples.text) images to as many test images: a smaller one is better. The last row has real \
      training images
      """,
    alternative: """
      Rows of generated images: snow, blots and rough figures, and then figures, most of them recognisable. The last row has \
      real ones.
      """)

  //: {fold: the claim of the film strip}
  page.record("wideMinutes", pair.report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.record("wideReal", ofReal, tolerance: 0.02, format: .significant(2))
  page.record("wideDistance", pair.report.quality.toTest, tolerance: 0, format: .significant(2))
  page.record("snowDistance", rows[0].distance, tolerance: 0, format: .significant(2))
  page.expect(
    "the FD of the last generated row is that of the pair's report, to within a thousandth",
    abs(rows.last!.distance / pair.report.quality.toTest - 1) < 0.001)
  page.expect(
    "real images have a lower FD than the last generated row, with as many images", ofReal < rows.last!.distance,
    from: .standard)

  //: Within a column the figure and its hue change from row to row: while a generator learns, it may give the same latent
  //: vector another meaning.
  //:
  //: This page speaks of five generators of Shapes. Four come with the book ([the model card](MODEL_CARD.md)), and the page
  //: trains the fifth itself:
  //:
  //: | generator | who trained it, and how | minutes* | FD of {{scoredImages}} images |
  //: | --- | --- | ---: | ---: |
  //: | this page's run | the page, with narrow networks, for {{own}} steps | under half | {{ownScored}} |
  //: | `shapes-plain` | the book, with the same settings and chapter 2's plain generator | {{bareMinutes}} | {{bareScored}} |
  //: | `shapes-enhanced` | the book, with the same settings for longer | {{narrowMinutes}} | {{narrowScored}} |
  //: | `shapes-classes` | the book, as you will in the next section: told which figure to draw | {{classMinutes}} | {{classDistance}} |
  //: | `shapes-wide` | the book, with networks twice as wide; the discriminator learns the figures' names | {{wideMinutes}} | {{wideDistance}} |
  //: | real images | – | – | {{wideReal}} |
  //:
  //: (*On two cores; those of `shapes-classes` were idle, the others had other work too.) Fewer images give a higher FD on
  //: average, and so the model card has lower ones for `shapes-plain` and
  //: `shapes-enhanced`, from {{cardImages}} images.

  //: {fold: the scores of the generators}
  // The reports of the last two have their FDs with so many images; the others are scored here.
  let pairs = try [ShippedPair.Kind.plain, .enhanced, .classes].map { try TrainedPair.shipped(.shapes, $0) }
  let (bare, narrow, told) = (pairs[0].report, pairs[1].report, pairs[2].report)
  let scored = try pairs.prefix(2).map { test.distance(of: try $0.generator(), seed: page.seed) }
  page.record("bareScored", scored[0], tolerance: 0.05, format: .significant(2))
  page.record("narrowScored", scored[1], tolerance: 0.05, format: .significant(2))
  page.record("classDistance", told.quality.toTest, tolerance: 0, format: .significant(2))
  for (name, report) in [("bare", bare), ("narrow", narrow), ("class", told)] {
    page.record("\(name)Minutes", report.seconds / 60, tolerance: 0, format: .decimals(0))
  }
  page.record("scoredImages", samples)
  page.record("cardImages", narrow.quality.samples)
  page.expect(
    "the reports of `shapes-classes` and `shapes-wide` have the FDs of equally many images, those of `shapes-plain` and `shapes-enhanced` of more",
    told.quality.samples == samples && bare.quality.samples == narrow.quality.samples
      && narrow.quality.samples > samples)
  page.expect(
    "with as many images as `shapes-wide`, `shapes-plain` and `shapes-enhanced` have higher FDs than in their reports",
    scored[0] > bare.quality.toTest && scored[1] > narrow.quality.toTest, from: .standard)
  let (bareRecipe, narrowRecipe) = (bare.plan.recipe, narrow.plan.recipe)
  var enhancedBare = bareRecipe
  enhancedBare.refinements = narrowRecipe.refinements
  page.expect(
    "`shapes-plain` has the settings of `shapes-enhanced`, but no refinements of its generator",
    enhancedBare == narrowRecipe && bareRecipe.refinements == 0)
  //: @hide
  return test
}
//: @show

//: ## Your first generator of figures
//:
//: Start a training run of your own now, and read on meanwhile:
//:
//: ```
//: swift run train shapes --recipe shapes-conditional --classes --epochs 6 --seed 1
//: ```
//:
//: It trains a generator that is told which figure to draw, and then prints the command that draws with it. An *epoch* is
//: one pass over all {{classImages}} images. If you stop a run with Ctrl-C, it tells you how to go on. With this command the
//: book trained `shapes-classes`, in about {{classMinutes}} minutes on two idle cores. All times on this page are for two
//: cores; busy ones take longer. It learnt like this:

//: @hide
func showFirstGenerator(_ page: Page) throws {
  //: @show
  //: {fold: the film strip of the first generator}
  let told = try TrainedPair.shipped(.shapes, .classes)
  let figures = told.report.plan.classNames
  // The first evaluation is from before the first step.
  let learnt = Array(zip(told.history.frames, told.history.scores).dropFirst())
  try page.show(
    ImageGrid(
      Tensor.concatenate(learnt.map { $0.0.images }), columns: figures.count, scale: 3,
      rowLabels: learnt.map { "step \($0.1.step.text) · FD \($0.1.toTest.text(.significant(2)))" },
      columnLabels: figures),
    caption: """
      shapes-classes as it learnt: each column is one latent vector, always drawn as the same figure, and each row is a later \
      moment. The FDs are those of \(told.report.quality.samples.text) images
      """,
    alternative: """
      A column for each figure, from disc to bolt, and a row for each of five moments. In the first row the figures can be \
      recognised, but have soft outlines and often two hues. In the last all ten are clear, each in one hue.
      """)

  //: {fold: the claims of the first generator}
  page.record("classImages", told.report.plan.images)
  page.record("classFirst", learnt[0].1.toTest, tolerance: 0, format: .significant(2))
  page.expect(
    "`shapes-classes` learnt for two minutes, to within a quarter of one", abs(told.report.seconds / 60 - 2) < 0.25)
  page.expect(
    "every row of `shapes-classes` has the FD of its own step, and the last is that of the pair's report, to within a thousandth",
    learnt.allSatisfy { $0.0.step == $0.1.step }
      && abs(learnt.last!.1.toTest / told.report.quality.toTest - 1) < 0.001)
  page.expect(
    "in every row the FD of `shapes-classes` is lower than in the one above",
    zip(learnt, learnt.dropFirst()).allSatisfy { $0.1.toTest > $1.1.toTest })
  let plan = told.report.plan
  page.expect(
    "`shapes-classes` has the recipe `shapes-conditional`, seed 1 and six epochs",
    plan.recipe == .shapesConditional && plan.seed == 1
      && told.report.steps == 6 * (plan.images / plan.recipe.batchSize))

  //: In the last row all ten figures are recognisable. From row to row the FD falls, from {{classFirst}} to {{classDistance}}.
  //:
  //: How much do its images vary? The strip has only one latent vector in each column, so here are {{moreImages}} more
  //: images of the final network, each from a different latent vector:

  //: {fold: the picture of more figures}
  // A `TrainedGenerator` is a generator that comes with the book, found by its name.
  let drawer = try TrainedGenerator("shapes-classes")
  let more = drawer.images(
    drawer.latents(4 * figures.count, seed: page.seed), classes: (0..<4 * figures.count).map { $0 % figures.count })
  try page.show(
    ImageGrid(more, columns: figures.count, scale: 3, columnLabels: figures),
    caption:
      "More images of shapes-classes: each column is a figure, and every image has another latent vector. None was picked",
    alternative: "Four rows of the ten figures, from disc to bolt, in several hues")

  //: {fold: the numbers and the claim of the backgrounds}
  // The mean red, green and blue of an image's upper edge, two pixels high, from −1 to 1. The edge has hardly any colour if
  // they differ by less than 16 of 255 shades.
  func edge(_ image: Tensor) -> [Float] { image.slice(0..<2, axis: 1).mean(axes: [0, 1, 2]).scalars }
  func isGrey(_ image: Tensor) -> Bool { (edge(image).max()! - edge(image).min()!) * 127.5 < 16 }
  func count(_ images: Tensor, _ isMeant: (Tensor) -> Bool) -> Int {
    (0..<images.shape[0]).count { isMeant(images.slice($0..<$0 + 1)) }
  }
  page.record("moreImages", more.shape[0])
  page.record("greyDrawn", count(more, isGrey), tolerance: 2)
  let real = Shapes(seed: 0).dataset(0..<more.shape[0]).tensor(of: 0..<more.shape[0])
  page.record("greyReal", count(real, isGrey))
  page.expect(
    "more than one and a half times as many of these images as of the real ones have an upper edge of hardly any colour",
    2 * count(more, isGrey) > 3 * count(real, isGrey))

  //: In {{greyDrawn}} of these {{moreImages}} images the upper edge has hardly any colour, but only in {{greyReal}} of as many
  //: real ones: these backgrounds are too often grey. [A later section](#what-the-score-does-not-see) asks whether anything
  //: is missing in them.
  //:
  //: To follow a training run step by step, this page uses a simpler and faster one, which you can repeat:
  //:
  //: ```
  //: swift run chapter 5
  //: ```
  //:
  //: The training takes less than half a minute, and the whole page less than one. It is too short for figures and ends in
  //: blots, between the first row of the picture at the top and the second, but you will see its whole loop. If you have
  //: CIFAR-10 (`make cifar10`), it trains on photographs instead, which takes several times as long.
  //:
  //: **Before you read on, predict:** as the pictures get better, will the generator's loss fall?
  //: @hide
}
//: @show

//: ## The whole loop
//:
//: {define: One *step* is one turn for each player, the discriminator first.} You know it from chapter 1; here it takes six
//: lines of code. First the generator draws images, which serve both turns. The discriminator lowers its loss, which is
//: small if real images get high logits and generated ones low logits, and then the generator lowers its own, which is
//: small if its images get high logits. The last line updates an average. {define: A *moving average* of the generator's
//: weights keeps, after every step, most of what it was, and takes in a little of the current weights.} The picture shows
//: the two turns ([its code](source:Sources/Plots/TurnDiagram.swift#TurnDiagram)). Follow the gradient from right to left:
//: in the second turn it reaches the generator only through the discriminator.

//: @hide
func showStep(_ page: Page) throws {
  var recipe = Recipe.shapes
  (recipe.width, recipe.r1, recipe.dropout) = (8, 0, 0.2)
  let images = Shapes(seed: 0).dataset(0..<48)
  //: @show
  //: {fold: the diagram}
  try page.show(
    TurnDiagram(),
    caption: "One step: what goes forward through both networks (solid), and how far the gradient comes back (dashed)",
    alternative:
      "Two turns. In the first the gradient ends inside the discriminator, in the second inside the generator")

  //: In the code, `recipe` sets the networks' width and their learning rates, and `Recipe.trainer` makes a pair from it.

  let trainer = recipe.trainer(random: Random(seed: 1))
  let (generator, discriminator) = (trainer.generator, trainer.discriminator)
  func judge(_ images: Tensor) -> Tensor { discriminator(images, .training(trainer.random)) }

  // `update(_:lowering:)` computes the gradient of the loss and makes the step; in chapter 1 these were two calls. The usual
  // loss ignores `real` in the generator's turn; some others, in the second half of chapter 4, compare with it.
  func writtenOut(_ real: Tensor) {
    let fake = trainer.draw(real.shape[0])
    let discriminatorLoss = trainer.loss.discriminator(real: judge(real), fake: judge(fake))
    trainer.discriminatorRule.update(discriminator, lowering: discriminatorLoss)
    let generatorLoss = trainer.loss.generator(real: judge(real), fake: judge(fake))
    trainer.generatorRule.update(generator, lowering: generatorLoss)
    trainer.average?.update(trainer.averaged, towards: generator)
  }

  //: {fold: the check of three steps}
  let other = recipe.trainer(random: Random(seed: 1))
  for start in [0, 16, 32] {
    let real = images.tensor(of: start..<start + 16)
    writtenOut(real)
    _ = other.step(on: real)
  }
  page.expect(
    "three steps of six lines end with the same bits as three of `step`", trainer.fingerprint == other.fingerprint)

  //: {fold: the check of two losses}
  let low = Tensor.zeros([4, 1])
  let high = low + 1
  func looksAtReal(_ loss: any AdversarialLoss) -> Bool {
    loss.generator(real: high, fake: low).scalar != loss.generator(real: low, fake: low).scalar
  }
  page.expect(
    "in the generator's turn the usual loss ignores the logits of real images; relativistic pairs do not",
    !looksAtReal(NonSaturating()) && looksAtReal(RelativisticPairs()))
  //: @hide
}
//: @show

//: Chapter 1 used `detached` in the discriminator's turn. PyTorch needs it, but these lines do without, because this engine
//: computes gradients only for the weights that it is asked for.
//:
//: While its switches are off, the book's function `step` ([all of it](#appendix-the-loop-with-its-switches)) computes
//: exactly the same numbers. This page's run has one switch on, which adds chapter 1's penalty on the slope at real images,
//: here `R1(gamma: 1)`, to the discriminator's loss. To save time this is done in one step of sixteen, with the penalty
//: multiplied by sixteen.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  let test = try showLongRun(page)
  try showFirstGenerator(page)
  try showStep(page)
  let session = try ChapterRun(page, options)
  let ofBook = try TrainedPair.shipped(session.set, ShippedPair.Kind(options.generator))
  let trainer = try showFromSnowToShapes(page, session, ofBook)
  try showScore(page, session, options, trainer, ofBook, test)
  try showRecipeTakenApart(page)
  try showStripedGrounds(page)
  try showPhotographs(page)
  try showAveraging(page)
  try showResuming(page, session)
  try showAnswers(page, session)
  try showPairsOfShapes(page)
  try showPhotographsInTraining(page)
  try showAveragedPhotographs(page)
  try showSamples(page)
}
