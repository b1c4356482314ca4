import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: # 5 · Training
//:
//: One network draws, another judges, and at the start neither is good at it. Can they teach each other? In this chapter they
//: do: a generator begins with snow and learns to draw figures. You watch it on the same latent vectors, row by row.
//:
//: ![The same latent vectors as training goes on](figures/03-the-same-latent-vectors-as-training-goes.png)
//:
//: *Each column is one latent vector, each row a later moment of training; steps at the left.*
//:
//: ```
//: swift run chapter 5
//: ```
//:
//: That takes less than a minute on two cores that do nothing else. It trains from the first step on, with the book's own images,
//: *Shapes*, or with CIFAR-10 if you have it (`make cifar10`), which takes several times as long. You can also go on from the
//: networks that come with the book, which were trained for longer, or train on 50,000 photographs for as long as the book's
//: `cifar10-enhanced` was trained:
//:
//: ```
//: swift run chapter 5 --go-on
//: swift run chapter 5 --dataset cifar10 --profile full --epochs 21
//: ```
//:
//: The first takes as long. The second took {{fullMinutes}} minutes on another machine. You can stop a run with
//: Ctrl-C at any moment. It then says how to go on.
//:
//: **Before you read on, predict:** as the pictures get better, will the generator's loss fall?

//: ## The loop, whole
//:
//: {define: One *step* is one turn for each player, the discriminator first.} You know it from chapter 1. It is six lines of
//: code. First the generator draws images, which serve both turns. In its turn the discriminator lowers its loss, which is small
//: where real images get high logits and generated ones get low logits. Then the generator lowers its own loss, which is small
//: where its images get high logits. (Chapter 4 has both losses. The usual loss ignores `real` in the generator's turn;
//: relativistic pairs compare with it. `lowering:` takes the gradient too.) The last line updates an average. {define: A *moving
//: average* of the generator's weights keeps, after every step, most of what it was, and takes in a little of the weights of the
//: moment.} The picture shows the two turns. (It is a `TurnDiagram`.)

//: @hide
func showStep(_ page: Page) throws {
  //: @show
  //: {fold: the diagram}
  try page.show(
    TurnDiagram(),
    caption: "One step: what goes forward through both networks (solid), and how far the gradient comes back (dashed)",
    alternative: "Two turns. In the first the gradient ends at the discriminator, in the second it passes through it")
  //: @hide
  var recipe = Recipe.shapes
  (recipe.width, recipe.r1, recipe.dropout) = (8, 0, 0.2)
  let images = Shapes(seed: 0).dataset(0..<48)
  //: @show
  //: `recipe` says how wide the networks are and at which rates they learn, and `Recipe.trainer` makes a pair from it. `images`
  //: are some images of Shapes.

  let (trainer, other) = (recipe.trainer(random: Random(seed: 1)), recipe.trainer(random: Random(seed: 1)))
  let (generator, discriminator) = (trainer.generator, trainer.discriminator)
  func judge(_ images: Tensor) -> Tensor { discriminator(images, .training(trainer.random)) }

  func writtenOut(_ real: Tensor) {
    let fake = trainer.draw(real.shape[0])
    let discriminatorLoss = trainer.loss.discriminator(real: judge(real), fake: judge(fake))
    trainer.discriminatorRule.update(discriminator, lowering: discriminatorLoss)
    let generatorLoss = trainer.loss.generator(real: judge(real), fake: judge(fake))
    trainer.generatorRule.update(generator, lowering: generatorLoss)
    trainer.average?.update(trainer.averaged, towards: generator)
  }

  for start in [0, 16, 32] {
    let real = images.tensor(of: start..<start + 16)
    writtenOut(real)
    _ = other.step(on: real)
  }
  page.print("three steps, written out: \(trainer.fingerprint)\nthree of `step`:          \(other.fingerprint)")
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

//: Two pairs began with the same weights. One made three steps of these six lines, the other three of `step`, which is what the
//: book runs. They end with the same bits.
//:
//: `step` also has switches for everything that this book tries. For the check above all of them are off. In this chapter's own
//: run one is on: R1 (chapter 4) adds to the discriminator's loss a penalty on its slope at real images. An
//: [appendix](#appendix-the-loop-with-its-switches) shows `step` whole.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  try showStep(page)
  let session = try ChapterRun(page, options)
  let run = session.run
  //: @show
  //: ## What it is to learn
  //:
  //: Here are sixteen of the {{images}} training images. Only the discriminator sees them. The generator learns from the
  //: discriminator's gradient at its own images, and from nothing else.

  let real = session.images
  page.record("images", real.count)
  try page.show(ImageGrid(real.tensor(of: 0..<16), columns: 8), caption: "Real images: \(real.identity.variant)")

  //: ## From snow to shapes
  //:
  //: To see the generator learn, ten latent vectors are set aside. {define: A *look* is a pause in the run, in which images are
  //: drawn from the same latent vectors and the generator is scored.} Each row of the picture is one look, and the first row is
  //: from before the first step. The images are drawn with the moving average of the weights. Look for blots first, then for
  //: figures of mostly one colour, then for outlines. Some figures still mix two colours at the end.

  let trainer = try session.train(page)
  try page.show(
    run.whole.filmstrip,
    caption: "The same latent vectors as training goes on; steps at the left")

  page.record("own", run.history.turns.count)
  page.print("weights after \(run.whole.turns.count) steps: \(trainer.fingerprint)")
  //: @hide
  let patterns = run.history.frames.map { (step: $0.step, share: patternOfPeriodTwo($0.images)) }
  let strongest = patterns.dropFirst().max { $0.share < $1.share } ?? patterns[0]
  //: @show
  page.expect(
    "after the first look the pattern of period 2 over the whole image is strongest in the first half of the run, there more than twice as strong as at the end",
    2 * strongest.step <= run.history.turns.count && strongest.share > 2 * patterns.last!.share, from: .standard)

  //: All {{own}} steps were made just now. In rows of the first half there is a fine checkerboard over the whole image, and it
  //: fades. (Chapter 2 says where it comes from, and how it is measured.) The number printed above is a fingerprint of every
  //: weight. On the same kind of processor the same seed gives the same number, whatever the number of threads.

  //: ## A score
  //:
  //: A score says in one number how near the images are to real ones. Chapter 7 builds it. It is the *Fréchet distance* between
  //: what a trained network sees in generated images and what it sees in real ones: 0 for two equal distributions, so smaller is
  //: better. The network is the book's own. Its numbers compare the book's generators with one another and with nothing else. It
  //: also names what an image shows: one of the 80 *modes* of chapter 1, ten figures in eight hues. The table counts
  //: the modes that the generator draws. A mode counts if it gets at least a quarter of an equal share of the images, so that one
  //: wrong name does not count. (*Test images* are real images that nothing was trained on.)
  //:
  //: The figure has a second curve, of `shapes-enhanced`, a pair that comes with the book. It was trained for longer, with
  //: the same recipe but for β₁: Adam's memory of the direction (chapter 3) is {{beta1}} in this run, and was {{ofBookBeta1}} there.
  //: (A `History` holds what a run measured at every step and every look.)

  let own = run.history.scores
  let ofBook = try TrainedPair.shipped(session.set, ShippedPair.Kind(options.generator))
  func curve(_ name: String, _ scores: [History.Score], as look: Encoding) -> Series {
    Series(name, x: scores.map { $0.step + run.plan.stepsBefore }, y: scores.map(\.toTraining), as: look)
  }

  //: {fold: the figure of the distance}
  try page.show(
    LinePlot(
      "Distance to training images", x: "step", y: Axis("Fréchet distance, book features", .logarithmic),
      [
        Series(
          "the book's pair, 10,000 samples", x: ofBook.history.scores.map(\.step),
          y: ofBook.history.scores.map(\.toTraining),
          as: .exact), curve("this run, \(session.samples.text) samples", own, as: .enhanced),
      ]),
    caption: """
      How far generated images are from real ones, look by look: this run, and the pair that comes with the book. Compare \
      the looks of one curve, and not the two curves: fewer samples make a distance larger (chapter 7)
      """)

  //: {fold: the table of looks}
  let modes = session.judge.network.classNames.count
  page.table(
    header: ["steps of this run", "to training images", "to test images", "modes, of \(modes)"],
    rows: own.map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $0.toTest.text(.decimals(2)), "\($0.classes)"]
    },
    caption: """
      Fréchet distances of \(session.samples.text) samples in \(session.judge.network.name)
      """)

  let untrained = session.untrained()
  page.record("samples", session.samples)
  page.record("untrained", untrained.toTraining, tolerance: 0.1, format: .decimals(1))
  let last = page.record("last", own.last!.toTraining, tolerance: 0.5, format: .decimals(1))

  //: {fold: the claims}
  page.record("bookSteps", ofBook.report.steps)
  page.record("bookDistance", ofBook.report.quality.toTraining, tolerance: 0, format: .decimals(1))
  let setbacks = page.record(
    "setbacks", zip(own, own.dropFirst()).count { $0.toTraining < $1.toTraining }, tolerance: 0)
  page.record("ofBookBeta1", Double(ofBook.report.plan.recipe.beta1), tolerance: 0, format: .significant(1))
  page.record("beta1", Double(run.plan.recipe.beta1), tolerance: 0, format: .significant(1))
  page.record("looks", own.count - 1)
  page.expect(
    "from before the first step to the end of the run, the distance falls", last < untrained.toTraining, from: .standard
  )
  // Photographs take longer to come so far.
  if session.set == .shapes {
    page.expect(
      "it falls to less than half, and at least one look was further away than the look before it",
      2 * last < untrained.toTraining && setbacks > 0, from: .standard)
    var theirs = ofBook.report.plan.recipe
    theirs.beta1 = run.plan.recipe.beta1
    page.expect(
      "the pair that comes with the book was trained with the recipe of this run, but for β₁",
      theirs == run.plan.recipe, from: .standard)
  }

  //: Before the first step the generator is at {{untrained}}, and after this run at {{last}}. At {{setbacks}} of the {{looks}}
  //: looks after the first it was further away than at the look before, so a single look can mislead. The pair that comes with
  //: the book made {{bookSteps}} steps and came to {{bookDistance}}.
  //:
  //: ## What the numbers do
  //:
  //: The losses do not say how good the images are. Here they are over the run. Beneath them is the distance to training images
  //: over the same steps.

  //: @hide
  page.record(
    "fullMinutes", try TrainedPair.shipped(.cifar10, .enhanced).report.seconds / 60, tolerance: 0, format: .decimals(0))
  //: @show
  //: {fold: the figure of the losses}
  let wholeRun = 0...Double(run.whole.turns.count)
  let losses = LinePlot(
    "Losses", x: Axis("step", range: wholeRun), y: "loss",
    [
      run.whole.series("discriminator", \.discriminatorLoss, as: .discriminator),
      run.whole.series("generator", \.generatorLoss, as: .generator),
      Series("undecided: 2 log 2", over: wholeRun, as: .discriminator.variant(2)) { _ in 2 * log(2) },
      Series("undecided: log 2", over: wholeRun, as: .generator.variant(2)) { _ in log(2) },
    ])
  let beneath = LinePlot(
    "Distance to training images", x: Axis("step", range: wholeRun), y: Axis("Fréchet distance", .logarithmic),
    [curve("distance", own, as: .enhanced)])
  try page.show(
    Panels([losses, beneath], columns: 1),
    caption: """
      Both losses, averaged over a hundredth of the run at a time, and what each would be if the discriminator answered ½ to \
      everything; beneath, how far the images were from real ones meanwhile
      """)

  //: {fold: the figure of the verdicts}
  let beliefs = LinePlot(
    "What the discriminator believes", x: Axis("step", range: wholeRun),
    y: Axis("probability of being real", range: 0...1),
    [
      run.whole.series("D(x), real", \.onReal, as: .real),
      run.whole.series("D(G(z)), generated", \.onFake, as: .generated),
    ],
    references: [.horizontal(0.5, "undecided")])
  try page.show(beliefs, caption: "The mean verdict on real and on generated images")

  let generatorLosses = run.whole.means(of: \.generatorLoss, parts: 20).y
  let changes = zip(generatorLosses, generatorLosses.dropFirst()).map { $1 - $0 }
  let firstLoss = run.whole.means(of: \.generatorLoss, parts: max(1, run.whole.turns.count / 10)).y[0]
  page.record("pointSteps", run.whole.turns.count / 100)
  page.record("firstLoss", firstLoss, tolerance: 0.05, format: .decimals(2))
  page.record("endLoss", generatorLosses.last!, tolerance: 0.05, format: .decimals(2))
  page.expect(
    "the generator's loss is higher in the last twentieth of the run than in its first ten steps, and the images are nearer",
    firstLoss < generatorLosses.last! && last < untrained.toTraining, from: .standard)
  page.expect(
    "from one twentieth of the run to the next the generator's loss rises at least three times, and falls at least three times",
    changes.count { $0 > 0 } >= 3 && changes.count { $0 < 0 } >= 3, from: .standard)

  //: **Does the generator's loss fall as its pictures get better? No.** In the first ten steps it is {{firstLoss}}, and in the
  //: last twentieth of the run {{endLoss}}. (The figure's first point is a mean over {{pointSteps}} steps.) On the way it goes up
  //: and down. Meanwhile the distance fell from {{untrained}} to {{last}}. So the loss does not say how good the images are. It
  //: compares the generator with a discriminator that is learning too: when one player gets better, the other's task gets harder.
  //:
  //: If both players were perfect, the discriminator would answer ½ to everything: every logit would be zero. What would the
  //: losses be then?

  let undecided = Tensor.zeros([16, 1])
  let balance = (
    NonSaturating().discriminator(real: undecided, fake: undecided).scalar,
    NonSaturating().generator(fake: undecided).scalar
  )
  page.print("discriminator: \(balance.0)   generator: \(balance.1)")
  page.expect(
    "undecided, the discriminator's loss is 2 log 2 and the generator's log 2",
    abs(balance.0 - 2 * log(2)) < 1e-6 && abs(balance.1 - log(2)) < 1e-6)

  //: These two values are the level lines in the figure of the losses. They prove nothing about the images: a discriminator that
  //: answers ½ to everything because it knows nothing has the same losses. *Losses score the duel, not the images.* So look at
  //: the same latent vectors over time, and measure a distance.

  page.expect(
    "in the last quarter of the run the discriminator still gives real images a higher mean probability than generated ones",
    run.whole.means(of: \.onReal, parts: 4).y.last! > run.whole.means(of: \.onFake, parts: 4).y.last!,
    from: .standard)
  //: @hide
  try showPhotographs(page)
  try showSamples(page, session)
  try showAveraging(page, session)
  try showResuming(page, session)
  try showCopySearch(page, session, trainer)
  try showPhotographsOfAClass(page)
  try showRecipes(page)
}

/// What a checkerboard and stripes of period 2 leave in the means of images, as a share of their deviation: chapter 2's
/// measure.
private func patternOfPeriodTwo(_ images: Tensor) -> Float {
  // The mean of each of the four positions in a block: image, position, channel.
  let means = images.reshaped([-1, 16, 2, 16, 2, 3]).mean(axes: [1, 3]).reshaped([-1, 4, 3])
  let ways: [[Float]] = [[1, -1, -1, 1], [1, -1, 1, -1], [1, 1, -1, -1]]
  let size = ways.reduce(Float(0)) { sum, signs in
    sum + (means * Tensor(signs).reshaped([1, 4, 1]) / 4).sum(axes: [1]).squared().mean().scalar
  }
  return size.squareRoot() / spread(of: images)
}
