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
//: they do: a generator begins with fog and learns to draw figures, and you watch it happen on the same latent vectors, row by
//: row.
//:
//: ![The same latent vectors as training goes on](figures/02-the-same-latent-vectors-as-training-goes.png)
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
//: The first takes about two minutes too, the second about {{fullMinutes}}. Stop it whenever you like with Ctrl-C; it says how to go on.
//:
//: **Before you read on, predict:** as the pictures get better, will the generator's loss fall?

//: ## The loop, whole
//:
//: A trainer holds the two players, their loss (chapter 4), an optimiser for each, the moving average of the generator's
//: weights, and a stream of random numbers. The other properties are off here: chapter 6's remedies and the classes of
//: photographs use them.
//:
//: A `Regularizer` adds a term to the discriminator's loss, and `Unrolling` lets the generator look ahead: both are
//: remedies of chapter 6.

//: {show: GAN/Training/Trainer.swift#Trainer}

//: {define: One *step* is one turn for each player, the discriminator first.} The fakes are drawn once and serve both
//: turns.

//: {show: GAN/Training/Trainer.swift#Trainer.step, Trainer.draw, Trainer.judge}

//: The discriminator's loss is small where real images get high logits and generated ones low. (`confusion` is what an
//: auxiliary classifier adds. There is none until photographs have labels, below, and until then it is `nil`.)

//: {show: GAN/Training/Trainer.swift#Trainer.discriminatorTurn}

//: A regulariser with an interval of 16 is evaluated in every sixteenth step only, and multiplied by 16 there, so that over
//: many steps it weighs as much as one that is evaluated every time. It saves most of the cost of second derivatives (*lazy
//: regularisation*, Karras 2020).

//: The generator's update asks one question: which way must the fakes move to look more real? Most losses look at the
//: fakes alone; `judge(real, classes)` is evaluated only for a loss that compares the two (chapter 4's relativistic
//: pairs).

//: {show: GAN/Training/Trainer.swift#Trainer.generatorTurn}

//: In PyTorch one calls `detach` or `requires_grad_(False)` here, and `zero_grad` later. This engine needs neither: it returns
//: gradients for the weights that it is asked for, which are the generator's.

//: {show: GAN/Training/Trainer.swift#Turn}

//: That is the whole loop. What follows feeds it with images, looks at what it does, and keeps it safe.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  let session = try ChapterRun(page, options)
  let run = session.run
  //: @show
  //: ## What it is to learn
  //:
  //: Here are sixteen of the {{images}} training images. Only the discriminator sees them; the generator learns from its
  //: verdicts alone.

  let real = session.images
  page.record("images", real.count)
  try page.show(ImageGrid(real.tensor(of: 0..<16), columns: 8), caption: "Real images: \(real.identity.variant)")

  //: ## From fog to shapes
  //:
  //: Ten latent vectors are set aside. Before the first step and at every look after it, the averaged generator draws
  //: these ten. (*Averaged*: a moving average of the generator's weights, of which more below.)

  let trainer = try session.train(page)
  try page.show(
    run.whole.filmstrip,
    caption: "The same latent vectors as training goes on; steps at the left")

  page.record("own", run.history.turns.count)
  page.print("weights after \(run.whole.turns.count) steps: \(trainer.fingerprint)")

  //: Each row is one look. All {{own}} steps were made just now. Blots come first, then one colour for each figure, then outlines.
  //: The corners that tell a star from a disc take longer than this run. (In the first row batch normalisation takes the statistics of these ten images: none
  //: have been gathered yet, and without any it would be flat grey, chapter 2's "mode forgotten".) The number printed last is a
  //: fingerprint of every weight: the same seed gives the same one, on the same kind of processor, whatever the number of threads.

  //: ## A score
  //:
  //: Looking is slow, and two people see different things. Chapter 7 builds a number that says how far the generated
  //: images are from real ones: the *Fréchet distance* between what a trained network sees in both, 0 for two equal
  //: distributions. The network is the book's own, so these numbers compare the book's generators with one another and
  //: with nothing else. The same network also names the images: of Shapes it tells 80 kinds apart, ten figures in eight hues
  //: (chapter 6 calls them *modes*), and counts those that the generator draws.
  //:
  //: A pair that comes with the book was trained by the same recipe, for longer. Its curve is drawn too. A `History` holds
  //: what a run has measured, step by step and look by look.

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
  let last = page.record("last", own.last!.toTraining, tolerance: 1, format: .decimals(1))
  page.record("bookSteps", ofBook.report.steps)
  page.record("bookDistance", ofBook.report.quality.toTraining, tolerance: 0, format: .decimals(1))
  page.record("bookSamples", ofBook.report.quality.samples)
  page.expect(
    "from before the first step to the end of the run, the distance falls to less than a quarter",
    4 * last < untrained.toTraining, from: .standard)

  //: Untrained, the generator is at {{untrained}}; after this run it is at {{last}}. The pair that comes with the book made
  //: {{bookSteps}} steps by the same recipe and came to {{bookDistance}}. (That one is of {{bookSamples}} samples, this run's of
  //: {{samples}}, and fewer samples give a larger distance: chapter 7. So compare along each curve, not across the two.)
  //:
  //: Which moment of a run is kept? The Shapes networks that come with the book, but for the pair with classes, are kept as they
  //: were when the distance to *training* images was least. To pick the best by the test images, and then to report the test
  //: images, would be to train on them. The pairs whose rates fall are kept as they were at the end, for a reason that comes below.

  try page.expect(
    "of the networks that come with the book, those with constant rates are kept at their nearest look, those whose rates fall at their last",
    try ShippedPair.all.allSatisfy { try $0.load().isKeptAsPlanned })

  //: ## What the numbers do

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
    ], references: [.horizontal(2 * log(2), "2 log 2"), .horizontal(log(2), "log 2")])
  let beneath = LinePlot(
    "Distance to training images", x: Axis("step", range: wholeRun), y: Axis("Fréchet distance", .logarithmic),
    [curve("distance", own, as: .enhanced)])
  try page.show(
    Panels([losses, beneath], columns: 1),
    caption: """
      Both losses, averaged over a hundredth of the run at a time, with those of two players that are undecided; beneath, how \
      far the images were from real ones meanwhile
      """)

  //: {fold: the figure of the verdicts}
  let beliefs = LinePlot(
    "What the discriminator believes", x: "step", y: Axis("probability of being real", range: 0...1),
    [
      run.whole.series("D(x), real", \.onReal, as: .real),
      run.whole.series("D(G(z)), generated", \.onFake, as: .generated),
    ],
    references: [.horizontal(0.5, "undecided")])
  try page.show(beliefs, caption: "The mean verdict on real and on generated images")

  let generatorLosses = run.whole.means(of: \.generatorLoss, parts: 20).y
  let (least, most) = (generatorLosses.min()!, generatorLosses.max()!)
  page.record("leastLoss", least, tolerance: 0.1, format: .decimals(2))
  page.record("mostLoss", most, tolerance: 0.1, format: .decimals(2))
  page.expect(
    "the distance falls by a larger factor than lies between the generator's least and largest loss",
    untrained.toTraining / last > most / least, from: .standard)

  //: If you predicted that the generator's loss falls as its pictures get better, compare the figures. From untrained to
  //: trained the distance goes from {{untrained}} to {{last}}. The generator's loss, in twentieths of the run, stays
  //: between {{leastLoss}} and {{mostLoss}}, and does not tell how good the pictures are. It measures
  //: the generator against a discriminator that is learning too: as one gets better, the other's task gets harder. If
  //: both players were perfect, the discriminator would answer ½ to everything: every logit would be zero.

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
  //: nothing has the same losses. *Losses score the duel, not the images.* So look at the same latent vectors over time.

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
  try showTenMinutes(page)
  try showSamples(page, session, trainer)
  try showAveraging(page, session)
  try showResuming(page, session)
}
