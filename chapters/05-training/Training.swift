import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Store

//: # 5 · Training
//:
//: Two networks, one of which draws while the other judges, and neither knows how. Can they teach each other? In this
//: chapter they do: a generator that begins with grey fog ends with pictures, and you watch it happen on the same
//: latent vectors, row by row.
//:
//: ![The same latent vectors as training goes on](figures/02-the-same-latent-vectors-as-training-goes.png)
//:
//: ```
//: swift run chapter 5
//: ```
//:
//: That takes about a minute on two cores. It goes on from two networks that come with the book, trained on its own
//: images, *Shapes*, or on CIFAR-10 if you have it (`make cifar10`). To begin with the fog, and to do the real thing at
//: full width on 50,000 photographs:
//:
//: ```
//: swift run chapter 5 --from-scratch
//: swift run chapter 5 --dataset cifar10 --profile full --epochs 80
//: ```
//:
//: The first takes another minute, the second hours. Stop it whenever you like with Ctrl-C; it says how to go on.
//:
//: **Before you read on, predict:** as the pictures get better, will the generator's loss fall?

//: ## The loop, whole
//:
//: A trainer holds the two players, the loss they play for (chapter 4), an optimiser for each, the moving average of
//: the generator's weights, and a stream of random numbers. Four more properties are open places, empty here: the
//: remedies of chapter 6 go there.
//:
//: A `Regularizer` adds a term to the discriminator's loss, and `Unrolling` lets the generator look ahead: both are
//: remedies of chapter 6.

/// A generator and a discriminator in training.
final class Trainer<G: Generator, D: Discriminator> {
  let generator: G
  /// A twin of the generator, with the moving average of its weights.
  let averaged: G
  let discriminator: D
  var loss: any AdversarialLoss = NonSaturating()
  // The rates of DCGAN (Radford 2015); a run's plan may choose others.
  var generatorRule: any Optimizer = Adam(learningRate: 2e-4, beta1: 0.5)
  var discriminatorRule: any Optimizer = Adam(learningRate: 2e-4, beta1: 0.5)
  var average: MovingAverage? = MovingAverage(decay: 0.999)
  var random: Random

  /// What happens to samples, real and generated, on their way to the discriminator. Gradients pass through it.
  var augment: (_ samples: Tensor, _ random: Random) -> Tensor = { samples, _ in samples }
  /// What else the discriminator minimises.
  var regularizers: [any Regularizer] = []
  /// The turns that the discriminator has for each of the generator's.
  var discriminatorSteps = 1
  /// How the generator looks ahead; by default it plays against the discriminator as it is.
  var unrolling: Unrolling?

  init(generator: G, averaged: G, discriminator: D, random: Random) throws {
    self.generator = generator
    self.averaged = averaged
    self.discriminator = discriminator
    self.random = random
    try averaged.load(generator.state)
  }

  //: {define: One *step* is one turn for each player, the discriminator first.} The fakes are drawn once and serve both
  //: turns.

  /// Trains on a batch of real samples, which the discriminator's turns share among them.
  func step(on batch: Tensor) -> Turn {
    let shares = batch.split(into: discriminatorSteps)
    for share in shares.dropLast() { _ = discriminatorTurn(share, withoutHistory { draw(share.shape[0]) }) }
    let real = shares[discriminatorSteps - 1]
    let fake = draw(real.shape[0])
    var turn = discriminatorTurn(real, fake)
    turn.generatorLoss = generatorTurn(real, fake)
    average?.update(averaged, towards: generator)
    return turn
  }

  private func draw(_ count: Int) -> Tensor {
    generator(random.normal([count, generator.latentSize]), .training(random))
  }
  private func judge(_ samples: Tensor) -> Tensor { discriminator(augment(samples, random), .training(random)) }

  //: The discriminator's loss is small where real images get high logits and generated ones low.

  private func discriminatorTurn(_ real: Tensor, _ fake: Tensor) -> Turn {
    let (onReal, onFake) = (judge(real), judge(fake))
    let discriminatorLoss = loss.discriminator(real: onReal, fake: onFake)
    let due = regularizers.filter { discriminatorRule.steps.isMultiple(of: $0.interval) }
    let total = due.reduce(discriminatorLoss) { sum, regularizer in
      sum + regularizer.penalty(judge, real: real, fake: fake, random: random) * Float(regularizer.interval)
    }
    discriminatorRule.update(discriminator, with: gradients(of: total, wrt: discriminator.parameters))
    return Turn(
      discriminatorLoss: discriminatorLoss.scalar, generatorLoss: 0, onReal: onReal.detached().sigmoid().mean().scalar,
      onFake: onFake.detached().sigmoid().mean().scalar)
  }

  //: The generator's turn asks one question: which way must the fakes move to look more real?

  private func generatorTurn(_ real: Tensor, _ fake: Tensor) -> Float {
    let ahead = unrolling?.parameters(of: discriminator, discriminatorRule, loss, judge, real: real, fake: fake)
    let generatorLoss = discriminator.withParameters(ahead) { loss.generator(fake: judge(fake)) }
    generatorRule.update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
    return generatorLoss.scalar
  }

  //: Nobody froze the discriminator. Its weights were not asked for, so no gradient of theirs was computed.
  //: @hide
}
//: @show

/// What one step found.
struct Turn: Equatable {
  var discriminatorLoss: Float
  var generatorLoss: Float
  /// D(x): the mean probability of being real that the discriminator gave to real samples.
  var onReal: Float
  /// D(G(z)): the same for generated samples, before the generator's turn.
  var onFake: Float
}

//: That is all of it. What follows feeds it with images, looks at what it does, and keeps it safe.

//: @hide
func trainingChapter(_ page: Page, _ options: TrainingChapter) throws {
  let session = try TrainingSession(page, options)
  //: @show
  //: ## What it is to learn
  //:
  //: Sixteen of the {{images}} training images. The generator never sees them. Only the discriminator does, and the
  //: generator learns from its verdicts alone.

  let real = session.images
  page.record("images", real.count)
  try page.show(ImageGrid(real.tensor(of: 0..<16), columns: 8), caption: "Real images: \(real.name)")

  //: ## From fog to shapes
  //:
  //: Ten latent vectors are set aside. Before the first step, and again and again on the way, the averaged generator draws
  //: them, always the same ten.

  let trainer = try session.train()
  try page.show(session.filmstrip, caption: "The same latent vectors as training goes on; steps at the left")

  page.record("before", session.plan.stepsBefore)
  page.record("own", session.history.turns.count)
  page.print("weights after \(session.whole.turns.count) steps: \(trainer.fingerprint)")

  //: Each row is one look. The first {{before}} steps came with the book; the last {{own}} were trained just now. Colour
  //: and ground come first, outlines later, and last the corners that tell a star from a disc. (The first row is flat grey
  //: because nothing has gathered statistics yet: chapter 2's "mode forgotten".) The number printed last is a fingerprint of
  //: every weight: the same seed gives the same one, on the same kind of processor, whatever the number of threads.

  //: ## A score
  //:
  //: Looking is slow, and two people see different things. Chapter 7 builds a number that says how far the generated images
  //: are from real ones, the *Fréchet distance* between what a trained network sees in both: 0 for two equal
  //: distributions. The network is the book's own, so these numbers compare the book's generators with one another and
  //: with nothing else. The classifier also counts how many of the data's classes a generator reaches.

  let scores = session.whole.scores
  let best = session.whole.best!
  let distances = LinePlot(
    "Distance to real images", x: "step", y: Axis("Fréchet distance, book features", .logarithmic),
    [
      Series("training images", x: scores.map { Double($0.step) }, y: scores.map(\.toTraining)),
      Series("test images", x: scores.map { Double($0.step) }, y: scores.map(\.toTest)),
    ], references: [.vertical(Double(best.step), "best")])
  try page.show(distances, caption: "How far generated images are from real ones, look by look")
  page.table(
    header: ["steps", "to training images", "to test images", "classes reached"],
    rows: scores.suffix(8).map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $0.toTest.text(.decimals(2)), "\($0.classes)"]
    },
    caption: """
      Fréchet distances in \(session.featureName), 10,000 samples in the run that came with the book, \
      \(session.samples.text) in this one (fewer give a larger distance); a class is reached by a quarter of an equal \
      share
      """)
  let untrained = try session.untrained()
  page.expect(
    "training brought the generated images nearer to the real ones",
    best.toTraining < 0.5 * untrained.toTraining, from: .standard)

  //: The networks are kept as they were when the distance to *training* images was least: whoever picks the best by the
  //: test images, and then reports the test images, has trained on them.

  //: ## What the numbers do

  let losses = LinePlot(
    "Losses", x: "step", y: "loss",
    [
      session.whole.series("discriminator", \.discriminatorLoss),
      session.whole.series("generator", \.generatorLoss),
    ])
  try page.show(losses, caption: "Both losses, averaged over a hundredth of the run at a time")
  let beliefs = LinePlot(
    "What the discriminator believes", x: "step", y: Axis("probability of being real", range: 0...1),
    [session.whole.series("D(x), real", \.onReal), session.whole.series("D(G(z)), generated", \.onFake)],
    references: [.horizontal(0.5)])
  try page.show(beliefs, caption: "The mean verdict on real and on generated images")

  //: If you predicted a falling loss, look again. The generator's loss measures it against a discriminator that is
  //: learning too: as one gets better, the task of the other gets harder. If both players were perfect, the discriminator would
  //: answer ½ to everything: every logit would be zero.

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
    session.whole.means(of: \.onReal, parts: 4).y.last! > session.whole.means(of: \.onFake, parts: 4).y.last!,
    from: .standard)
  page.expect(
    "the generator has learnt contrast: its images spread at least half as far as real ones",
    spread(of: session.drawn) > 0.5 * spread(of: real.tensor(of: 0..<16)),
    from: .standard)
  //: @hide
  try showPhotographs(page)
  try showTimeToQuality(page)
  try showSamples(page, session, trainer)
  try showAveraging(page)
  try showResuming(page, data: real)
}
