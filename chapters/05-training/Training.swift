import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: # 5 · Training
//:
//: One network draws and another judges, and at the start neither can do it. Can they teach each other? In this chapter
//: they do: a generator that begins with grey fog ends with pictures, and you watch it happen on the same latent vectors,
//: row by row.
//:
//: ![The same latent vectors as training goes on](figures/02-the-same-latent-vectors-as-training-goes.png)
//:
//: ```
//: swift run chapter 5
//: ```
//:
//: That takes about a minute on two cores. It goes on from two networks that come with the book, trained on its own
//: images, *Shapes*, or on CIFAR-10 if you have it (`make cifar10`). To begin with the fog, or to train on 50,000
//: photographs from the first step:
//:
//: ```
//: swift run chapter 5 --from-scratch
//: swift run chapter 5 --dataset cifar10 --profile full --epochs 21
//: ```
//:
//: The first takes another minute, the second hours. Stop it whenever you like with Ctrl-C; it says how to go on.
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

//: The discriminator's loss is small where real images get high logits and generated ones low. (`confusion` is about the
//: classes of images, and `nil` until photographs have some, below.)

//: {show: GAN/Training/Trainer.swift#Trainer.discriminatorTurn}

//: A regulariser with an interval of 16 is evaluated in every sixteenth step only, and multiplied by 16 there, so that over
//: many steps it weighs as much as one that is evaluated every time. It saves most of the cost of second derivatives (*lazy
//: regularisation*, Karras 2020).

//: The generator's update asks one question: which way must the fakes move to look more real? Most losses look at the
//: fakes alone; `judge(real, classes)` is evaluated only for a loss that compares the two (chapter 4's relativistic
//: pairs).

//: {show: GAN/Training/Trainer.swift#Trainer.generatorTurn}

//: Nobody froze the discriminator. Its weights were not asked for, so no gradient of theirs was computed.

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
  //: these ten.

  let trainer = try session.train(page)
  try page.show(
    run.whole.filmstrip,
    caption: """
      The same latent vectors as training goes on; steps at the left. The first row is grey because no statistics have been \
      gathered yet
      """)

  page.record("before", run.plan.stepsBefore)
  page.record("own", run.history.turns.count)
  page.print("weights after \(run.whole.turns.count) steps: \(trainer.fingerprint)")

  //: Each row is one look. The first {{before}} steps came with the book; the last {{own}} were trained just now. Colour
  //: and ground come first, outlines later, and last the corners that tell a star from a disc. (The first row is flat
  //: grey because nothing has gathered statistics yet: chapter 2's "mode forgotten".) The number printed last is a
  //: fingerprint of every weight: the same seed gives the same one, on the same kind of processor, whatever the number of
  //: threads.

  //: ## A score
  //:
  //: Looking is slow, and two people see different things. Chapter 7 builds a number that says how far the generated
  //: images are from real ones: the *Fréchet distance* between what a trained network sees in both, 0 for two equal
  //: distributions. The network is the book's own, so these numbers compare the book's generators with one another and
  //: with nothing else. The classifier also counts how many of the data's classes a generator reaches.
  //:
  //: A `History` holds what a run has measured, step by step and look by look.

  let own = run.history.scores
  let earlier = run.whole.scores.filter { $0.step <= run.plan.stepsBefore && run.plan.stepsBefore > 0 }
  func curve(_ name: String, _ scores: [History.Score], from first: Int, as look: Encoding) -> Series {
    Series(name, x: scores.map { $0.step + first }, y: scores.map(\.toTraining), as: look)
  }
  let (before, ofBook) = (run.plan.stepsBefore, "10,000 samples: came with the book")
  let distances = LinePlot(
    "Distance to training images", x: "step", y: Axis("Fréchet distance, book features", .logarithmic),
    (earlier.isEmpty ? [] : [curve(ofBook, earlier, from: 0, as: .enhanced)])
      + [curve("\(session.samples.text) samples: this run", own, from: before, as: .enhanced.variant(1))],
    references: earlier.isEmpty ? [] : [.vertical(Double(before), "this run begins")])
  try page.show(
    distances,
    caption:
      "How far generated images are from real ones, look by look; where this run begins, the number of samples changes")
  page.table(
    header: ["steps of this run", "to training images", "to test images", "classes"],
    rows: own.suffix(8).map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $0.toTest.text(.decimals(2)), "\($0.classes)"]
    },
    caption: """
      Fréchet distances of \(session.samples.text) samples in \(session.judge.network.name); a class counts if it gets a \
      quarter of an equal share
      """)
  let untrained = session.untrained()
  page.record("samples", session.samples)
  page.record("untrained", untrained.toTraining, tolerance: 0.1, format: .decimals(1))
  page.record("first", own.first!.toTraining, tolerance: 0.05, format: .decimals(2))
  let last = page.record("last", own.last!.toTraining, tolerance: 0.1, format: .decimals(2))
  page.expect(
    "from the first step of all, the distance has fallen to less than a quarter", 4 * last < untrained.toTraining,
    from: .standard)
  page.expect(
    "in this run it has changed by less than a tenth", abs(last / own.first!.toTraining - 1) < 0.1, from: .standard)

  //: These are distances of {{samples}} samples. The curve of the run that came with the book is of 10,000, and fewer
  //: samples give a larger distance (chapter 7). So compare along each curve, not across the two: the step between them
  //: is no loss of quality. Untrained, the generator is at {{untrained}}. This run began at {{first}} and ended at
  //: {{last}}: its steps have changed nothing that this score sees. A minute is short, and at these rates the pair had
  //: already come to where it circles.
  //:
  //: The networks are kept as they were when the distance to *training* images was least. To pick the best by the test
  //: images, and then to report the test images, would be to train on them.

  //: ## What the numbers do

  let wholeRun = 0...Double(run.whole.turns.count)
  let losses = LinePlot(
    "Losses", x: Axis("step", range: wholeRun), y: "loss",
    [
      run.whole.series("discriminator", \.discriminatorLoss, as: .discriminator),
      run.whole.series("generator", \.generatorLoss, as: .generator),
    ], references: [.horizontal(2 * log(2), "2 log 2"), .horizontal(log(2), "log 2")])
  let beneath = LinePlot(
    "Distance to training images", x: Axis("step", range: wholeRun), y: Axis("Fréchet distance", .logarithmic),
    [curve("distance", run.whole.scores, from: 0, as: .enhanced)])
  try page.show(
    Panels([losses, beneath], columns: 1),
    caption: """
      Both losses, averaged over a hundredth of the run at a time, with those of two players that are undecided; beneath, how \
      far the images were from real ones meanwhile
      """)
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
  //: between {{leastLoss}} and {{mostLoss}}, goes down and up, and nowhere tells how good the pictures are. It measures
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
  //: nothing has the same losses. *Losses score the duel, not the images.*

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
  try showTimeToQuality(page)
  try showSamples(page, session, trainer)
  try showAveraging(page, session)
  try showResuming(page, session)
}
