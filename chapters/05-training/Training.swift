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
//: One network draws and another judges, and at the start neither can do it. Can they teach each other? In this chapter
//: they do: a generator begins with snow and learns to draw figures, and you watch it happen on the same latent vectors, row by
//: row.
//:
//: ![The same latent vectors as training goes on](figures/03-the-same-latent-vectors-as-training-goes.png)
//:
//: *Each column is one latent vector, each row a later moment of training; steps at the left.*
//:
//: ```
//: swift run chapter 5
//: ```
//:
//: That takes about two minutes on two cores, from the first step on, with the book's own images, *Shapes*, or with CIFAR-10 if
//: you have it (`make cifar10`). To go on from the networks that come with the book, which were trained for longer, or to train
//: on 50,000 photographs for as long as theirs were:
//:
//: ```
//: swift run chapter 5 --go-on
//: swift run chapter 5 --dataset cifar10 --profile full --epochs 21
//: ```
//:
//: The first takes about two minutes too, the second about {{fullMinutes}}. You can stop a run with Ctrl-C at any moment; it then
//: says how to go on. (*Deviation* on this page is short for standard deviation.)
//:
//: **Before you read on, predict:** as the pictures get better, will the generator's loss fall?

//: ## The loop, whole
//:
//: {define: One *step* is one turn for each player, the discriminator first.} You know it from chapter 1, and it is six lines.
//: (`lowering:` takes the gradient itself.) The fakes are drawn once and serve both turns. The discriminator's loss is small where real images get high logits and
//: generated ones low; the generator's is small where its own images get high logits. (Both are chapter 4's. Only a loss that
//: compares the two kinds of image also looks at the real ones in the generator's turn.) Last, the average of the generator's
//: weights moves a little towards the weights of the moment. (The figure is a `TurnDiagram`.)

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
  //: @hide
}
//: @show

//: `recipe` says how wide the networks are and at which rates they learn, and `Recipe.trainer` makes a pair from it. Two pairs
//: began with the same weights. One made three steps of these six lines, the other three of `step`, which is what the book
//: runs. They end with the same bits. (In PyTorch one detaches the fakes in the discriminator's turn, and calls `zero_grad` before
//: each turn, because the generator's turn also leaves gradients in the discriminator. This engine returns gradients only for the
//: weights that it is asked for, so it needs neither. Chapter 1's `detached` saves time and changes no number.)
//:
//: `step` is longer, because it has switches for everything that this book tries. For the check above all of them are off. In this
//: chapter's own run one is on: a `Regularizer` adds a term to the discriminator's loss, here R1 (chapter 4). The others are more
//: than one turn of the discriminator, a look ahead (`Unrolling`, chapter 6), and classes of images. Here it is, with the class
//: that it belongs to.

//: {show: GAN/Training/Trainer.swift#Trainer}

//: {show: GAN/Training/Trainer.swift#Trainer.step, Trainer.draw, Trainer.judge}

//: The discriminator's turn. (`confusion` is what an auxiliary classifier adds. There is none until photographs have labels,
//: below, and until then it is `nil`.) In the book's recipes for images R1 has an interval of 16: it is evaluated in every sixteenth
//: step only, and multiplied by 16 there. So over many steps it weighs as much as one that is evaluated every time, and most of the
//: cost of second derivatives is saved (*lazy regularisation*, Karras 2020).

//: {fold: the discriminator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.discriminatorTurn}

//: The generator's turn. `Unrolling` would let it look ahead, and `judge(real, classes)` is evaluated only for
//: a loss that compares real and generated images (chapter 4's relativistic pairs). A `Turn` has both losses, and the mean
//: probabilities D(x) and D(G(z)).

//: {fold: the generator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.generatorTurn}

//: That is the whole loop. What follows feeds it with images, looks at what it does, and keeps it safe.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  try showStep(page)
  let session = try ChapterRun(page, options)
  let run = session.run
  //: @show
  //: ## What it is to learn
  //:
  //: Here are sixteen of the {{images}} training images. Only the discriminator sees them. The generator sees no real image: it
  //: learns from the discriminator's gradient at its own images.

  let real = session.images
  page.record("images", real.count)
  try page.show(ImageGrid(real.tensor(of: 0..<16), columns: 8), caption: "Real images: \(real.identity.variant)")

  //: ## From snow to shapes
  //:
  //: Blots come first, then figures of mostly one colour, then outlines. Some figures still mix two colours at the end. To see it,
  //: ten latent vectors are set aside. {define: A
  //: *look* is a pause in the run, in which the ten images are drawn and the generator is scored.} Each row is one look, the first
  //: of them before the first step. (The images are drawn by the *averaged* generator: a moving average of its weights, of
  //: which more below.)

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
    "after the first look the checkerboard is strongest in the first half of the run, there more than twice as strong as at the end",
    2 * strongest.step <= run.history.turns.count && strongest.share > 2 * patterns.last!.share, from: .standard)

  //: All {{own}} steps were made just now. In the rows of the first half a fine checkerboard lies over the figures; by the last row it
  //: has gone, by itself (chapter 2 says where it comes from, and how it is measured). In the first row batch normalisation takes the statistics of these ten images: none have been
  //: gathered yet, and without any the row would be flat grey, chapter 2's "mode forgotten". The number printed last is a fingerprint
  //: of every weight: the same seed gives the same one, on the same kind of processor, whatever the number of threads.

  //: ## A score
  //:
  //: A number says the same as the rows, and goes on where the eye gives up. Chapter 7 builds it: the *Fréchet distance*
  //: between what a trained network sees in generated images and in real ones, 0 for two equal distributions. The network
  //: is the book's own, so these numbers compare the book's generators with one another and with nothing else. The same
  //: network also names the images: of Shapes it tells 80 kinds apart, ten figures in eight hues (chapter 6 calls them
  //: *modes*), and counts those that the generator draws.
  //:
  //: A pair that comes with the book was trained with the same recipe, for longer. Its curve is drawn too, from the `History` of
  //: its run, which holds what was measured at every step and every look.

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
    caption:
      "How far generated images are from real ones, look by look: this run, and the pair that comes with the book")

  //: {fold: the table of looks}
  let modes = session.judge.network.classNames.count
  page.table(
    header: ["steps of this run", "to training images", "to test images", "modes, of \(modes)"],
    rows: own.map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $0.toTest.text(.decimals(2)), "\($0.classes)"]
    },
    caption: """
      Fréchet distances of \(session.samples.text) samples in \(session.judge.network.name); a mode counts if it gets a \
      quarter of an equal share
      """)

  let untrained = session.untrained()
  page.record("samples", session.samples)
  page.record("untrained", untrained.toTraining, tolerance: 0.1, format: .decimals(1))
  let last = page.record("last", own.last!.toTraining, tolerance: 0.5, format: .decimals(1))

  //: {fold: the claims}
  page.record("bookSteps", ofBook.report.steps)
  page.record("bookDistance", ofBook.report.quality.toTraining, tolerance: 0, format: .decimals(1))
  page.record("bookSamples", ofBook.report.quality.samples)
  let setbacks = page.record(
    "setbacks", zip(own, own.dropFirst()).count { $0.toTraining < $1.toTraining }, tolerance: 0)
  page.record("looks", own.count)
  page.expect(
    "from before the first step to the end of the run, the distance falls", last < untrained.toTraining, from: .standard
  )
  // Photographs take longer than a minute to come so far.
  if session.set == .shapes {
    page.expect(
      "it falls to less than a quarter, and at least one look was further away than the look before it",
      4 * last < untrained.toTraining && setbacks > 0, from: .standard)
  }

  //: Before the first step the generator is at {{untrained}}; after this run it is at {{last}}. Of {{looks}} looks
  //: {{setbacks}} was further away than the look before it, so a single look can mislead. The pair that comes with the book made
  //: {{bookSteps}} steps with the same recipe and came to {{bookDistance}}. (That one is of {{bookSamples}} samples, this run's of
  //: {{samples}}, and fewer samples give a larger distance: chapter 7. So compare along each curve, not across the two.)
  //:
  //: Which moment of a run is kept? Most Shapes networks of the book are kept at the look where the distance to *training* images
  //: was least. (A look that was picked by its distance to the test images could not be reported fairly by that distance.) Networks
  //: whose rates fall are kept at their end, and [an answer](../../answers/photographs.md#a-judge-that-knows-the-labels) gives the
  //: reason.

  try page.expect(
    "of the networks that come with the book, those with constant rates are kept at their nearest look, those whose rates fall at their last",
    try ShippedPair.all.allSatisfy { try $0.load().isKeptAsPlanned })

  //: ## What the numbers do
  //:
  //: The losses hardly say how good the images are. Here they are over the run, and beneath them the distance to
  //: training images over the same steps.

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
  let (least, most) = (generatorLosses.min()!, generatorLosses.max()!)
  let firstLoss = run.whole.means(of: \.generatorLoss, parts: max(1, run.whole.turns.count / 10)).y[0]
  page.record("firstLoss", firstLoss, tolerance: 0.05, format: .decimals(2))
  page.record("mostLoss", most, tolerance: 0.05, format: .decimals(2))
  page.record("endLoss", generatorLosses.last!, tolerance: 0.05, format: .decimals(2))
  // The end of the twentieth of the run in which the loss is largest, and the last look up to there.
  let peak = (generatorLosses.firstIndex(of: most)! + 1) * run.whole.turns.count / generatorLosses.count
  let atPeak = own.last { $0.step <= peak } ?? own[0]
  page.record("peak", Double(peak), tolerance: 300, format: .significant(2))
  page.record("peakDistance", atPeak.toTraining, tolerance: 2, format: .decimals(0))
  page.expect(
    "in the first ten steps the generator's loss is less than in any twentieth of the run", firstLoss < least,
    from: .standard)
  page.expect(
    "the generator's loss is largest between a third and two thirds of the run, and ends at least a tenth lower",
    (0.33...0.67).contains(Double(peak) / Double(run.whole.turns.count)) && generatorLosses.last! < 0.9 * most,
    from: .standard)
  page.expect(
    "the distance is less where the loss is largest than at the start, and still less at the end",
    untrained.toTraining > atPeak.toTraining && atPeak.toTraining > last, from: .standard)

  //: **Does the generator's loss fall as its pictures get better? First it rises, and then it falls.** In the first ten steps it is
  //: {{firstLoss}}. It jumps while snow becomes blots, and then goes up and down: its mean over a twentieth of the run is largest about
  //: step {{peak}}, at {{mostLoss}}. From there it falls to {{endLoss}}. The distance is less at that step than at the start, and still less at the end: from {{untrained}} to {{peakDistance}}, and then to {{last}}. So the loss does not say how good they are. It measures the generator against a discriminator that is learning too: as
  //: one gets better, the other's task gets harder. If both players were perfect, the discriminator would answer ½ to everything: every
  //: logit would be zero.

  let undecided = Tensor.zeros([16, 1])
  let balance = (
    NonSaturating().discriminator(real: undecided, fake: undecided).scalar,
    NonSaturating().generator(fake: undecided).scalar
  )
  page.print("discriminator: \(balance.0)   generator: \(balance.1)")
  page.expect(
    "undecided, the discriminator's loss is 2 log 2 and the generator's log 2",
    abs(balance.0 - 2 * log(2)) < 1e-6 && abs(balance.1 - log(2)) < 1e-6)

  //: But those numbers prove nothing about the images. A discriminator that answers ½ to everything because it knows
  //: nothing has the same losses. *Losses score the duel, not the images.* So look at the same latent vectors over time. At the
  //: end of this run the discriminator still tells real from generated images, and the generated ones have at least half the
  //: contrast of real ones.

  //: {fold: the claims}
  page.expect(
    "at the end the discriminator still tells real from generated, on average",
    run.whole.means(of: \.onReal, parts: 4).y.last! > run.whole.means(of: \.onFake, parts: 4).y.last!,
    from: .standard)
  page.expect(
    "the generator has learnt contrast: its images spread at least half as far as real ones",
    spread(of: session.drawn) > 0.5 * spread(of: real.tensor(of: 0..<16)),
    from: .standard)
  //: @hide
  try showPhotographs(page)
  try showSamples(page, session, trainer)
  try showAveraging(page, session)
  try showResuming(page, session)
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
