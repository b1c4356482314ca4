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
//: pair that trained for {{classMinutes}} minutes on two idle cores. Its images begin as snow, turn into rough figures, and
//: end as ten clear ones. Beside each row is a Fréchet distance (FD), which tells how far the images are from real ones. It
//: falls from {{snowDistance}} to {{classDistance}}, where real images have {{realDistance}}.

//: @hide
func showFirstGenerator(_ page: Page) throws {
  //: @show
  //: {fold: the film strip of the first generator}
  // The history of the pair's training has its evaluations, and the report the plan of the training.
  let told = try TrainedPair.shipped(.shapes, .classes)
  let figures = told.report.plan.classNames
  try page.show(
    told.history.strip(columnLabels: figures),
    caption: """
      shapes-classes as it learnt: each column is one latent vector, always drawn as the same figure, and each row is a later \
      moment. The FDs are those of \(told.report.quality.samples.text) images: a smaller one is better
      """,
    alternative: """
      A column for each figure, from disc to bolt, and a row for each of six moments. The first row is snow. In the second the \
      figures can be recognised, but have soft outlines and often two hues. In the last all ten are clear, each in one hue.
      """)

  //: {fold: the numbers and the claims of the first generator}
  let scores = told.history.scores
  page.record("classImages", told.report.plan.images)
  page.record("classSteps", told.report.steps)
  page.record("classMinutes", told.report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.record("classDistance", told.report.quality.toTest, tolerance: 0, format: .significant(2))
  page.record("snowDistance", scores[0].toTest, tolerance: 0, format: .significant(2))
  page.expect(
    "`shapes-classes` learnt for two minutes, to within a quarter of one", abs(told.report.seconds / 60 - 2) < 0.25)
  page.expect(
    "every row of `shapes-classes` has the FD of its own step, and the last is that of the pair's report, to within a thousandth",
    told.history.frames.map(\.step) == scores.map(\.step)
      && abs(scores.last!.toTest / told.report.quality.toTest - 1) < 0.001)
  page.expect(
    "in every row the FD of `shapes-classes` is lower than in the one above",
    zip(scores, scores.dropFirst()).allSatisfy { $0.toTest > $1.toTest })
  let plan = told.report.plan
  page.expect(
    "`shapes-classes` has the recipe `shapes-conditional`, seed 1 and six epochs",
    plan.recipe == .shapesConditional && plan.seed == 1
      && told.report.steps == 6 * (plan.images / plan.recipe.batchSize))

  //: ## Your first generator of figures
  //:
  //: Start a training run of your own now, and read on meanwhile:
  //:
  //: ```
  //: swift run train shapes --recipe shapes-conditional --classes --epochs 6 --seed 1
  //: ```
  //:
  //: It trains the generator of the picture: one that is told which figure to draw. {define: A *recipe* is a set of training
  //: settings with a name: the networks' sizes, the losses, the learning rates.} An *epoch* is one pass over all
  //: {{classImages}} images. At the end the run prints the command that draws with it; if you stop it with Ctrl-C, it tells
  //: you how to go on.
  //:
  //: The picture has only one latent vector in each column. How much do the images vary? Here are {{moreImages}} more of the
  //: final network, each from another latent vector:

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

  //: The figures and hues vary, but the backgrounds are too often without colour: {{greyDrawn}} of these images have a black,
  //: grey or white upper edge, and only {{greyReal}} of as many real ones. [A later section](#what-the-score-does-not-see) asks
  //: whether anything is missing in them.
  //:
  //: This page follows the beginning of the same training, step by step. You can repeat it:
  //:
  //: ```
  //: swift run chapter 5
  //: ```
  //:
  //: The training takes less than half a minute, and the whole page less than one. If you have CIFAR-10 (`make cifar10`), the page
  //: trains on photographs instead, without telling their classes, which takes several times as long.
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
//: exactly the same numbers. This page's run has two switches on:
//:
//: - *R1:* chapter 1's penalty on the slope at real images, here `R1(gamma: 1)`, is added to the discriminator's loss. To save
//:   time this is done in one step of sixteen, with the penalty multiplied by sixteen.
//: - *Labels:* both networks get the figure's name as a second input. The discriminator also learns to predict it from the
//:   image, which adds a term to each player's loss.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  try showFirstGenerator(page)
  try showStep(page)
  let session = try ChapterRun(page, options)
  let evaluations = try showFromSnowToShapes(page, session)
  try showScore(page, session, evaluations, options)
  try showLosses(page, session, options)
  try showRecipeTakenApart(page)
  try showStripedGrounds(page)
  try showPhotographs(page)
  try showAveraging(page)
  try showResuming(page, session)
  try showAnswers(page, session)
  try showLogitsOnGrounds(page)
  try showPairsOfShapes(page)
  try showPhotographsInTraining(page)
  try showAveragedPhotographs(page)
  try showSamples(page)
}
