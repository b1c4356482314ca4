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
func trainingChapter(_ page: Page) throws {
  let session = try TrainingSession(page)
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
  page.expect(
    "training brought the generated images nearer to the real ones", best.toTraining < 0.5 * scores[0].toTraining,
    from: .standard)

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

  //: ## Photographs
  //:
  //: The same loop at work on CIFAR-10's photographs, in two runs that come with the book: DCGAN's sizes and rates with the
  //: plain generator, and the enhanced one with everything that paid (RECIPES.md, in this folder, has all that was tried).

  let photographs = try [GeneratorChoice.plain, .enhanced].map { try TrainedPair.shipped(.cifar10, $0) }
  let trials: [QualityTrial.Line] = try trialLog("recipes") + trialLog("time-to-quality")
  page.table(
    header: ["generator", "steps", "minutes", "best after", "to training images", "to test images", "classes reached"],
    rows: zip(["plain", "enhanced"], photographs.map(\.report)).map { name, report in
      [
        name, report.steps.text, (report.seconds / 60).text(.decimals(0)), report.bestStep.text,
        report.quality.toTraining.text(.decimals(2)), report.quality.toTest.text(.decimals(2)),
        "\(report.quality.classesCovered) of \(report.quality.shares.count)",
      ]
    }, caption: "Two runs on CIFAR-10, Fréchet distances of 10,000 samples in the book's own features")
  try page.show(
    LinePlot(
      "Distance to training images", x: "step", y: Axis("Fréchet distance, book features", .logarithmic),
      zip(["plain", "enhanced"], photographs).map { name, pair in
        // A run that was scored only later began as the trials of its recipe and seed did.
        let scores = pair.history.scores
        let beginning = trials.filter {
          $0.recipe == name && $0.seed == pair.report.plan.seed && $0.steps < scores[0].step
        }.sorted { $0.steps < $1.steps }
        return Series(
          name, x: beginning.map { Double($0.steps) } + scores.map { Double($0.step) },
          y: beginning.map(\.toTraining) + scores.map(\.toTraining))
      }),
    caption: "How far generated photographs are from real ones")
  try page.show(
    photographs[1].history.filmstrip,
    caption: "The enhanced generator on CIFAR-10: the same latent vectors as training goes on; steps at the left")
  let albums = try zip([10, 40], photographs).map { count, pair in
    let generator = try pair.generator()
    return withoutHistory { generator(Random(seed: 7).normal([count, generator.latentSize]), .inference) }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(albums), columns: 10, scale: 2, rowLabels: ["plain", "enhanced", "", "", ""]),
    caption: "Ten latent vectors through the plain generator of photographs, forty through the enhanced one")
  page.expect(
    "the enhanced generator's photographs are nearer to real ones than the plain one's",
    photographs[1].report.quality.toTest < photographs[0].report.quality.toTest)

  //: Colours, grounds and outlines come first, as they did with Shapes; what an animal is made of comes later, if it
  //: comes at all.
  //:
  //: The two runs differ in length, and each is a single run. So here are both recipes again, from scratch, for the same
  //: {{trialSteps}} steps, on three seeds. A plain step looks at twice as many images and costs more than twice the time.

  let early = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 2000 }
  let (plainTrials, enhancedTrials) = (early.filter { $0.recipe == "plain" }, early.filter { $0.recipe == "enhanced" })
  page.record("trialSteps", early[0].steps)
  page.table(
    header: ["recipe", "seed", "to training images", "to test images", "classes reached", "least and largest class"],
    rows: (plainTrials + enhancedTrials).map { trial in
      [
        trial.recipe, "\(trial.seed)", trial.toTraining.text(.decimals(2)), trial.toTest.text(.decimals(2)),
        "\(trial.classes) of 10", "\(trial.leastShare.text(.percent(1))), \(trial.largestShare.text(.percent(1)))",
      ]
    }, caption: "After equally many steps on CIFAR-10, scored as above")
  page.expect(
    "on each of three seeds the enhanced recipe is nearer to real photographs than the plain one on any",
    plainTrials.count == 3 && enhancedTrials.count == 3
      && enhancedTrials.map(\.toTest).max()! < plainTrials.map(\.toTest).min()!)
  page.expect(
    "the enhanced pair that comes with the book is less than half as far as any plain one was then",
    photographs[1].report.quality.toTest < plainTrials.map(\.toTest).min()! / 2)

  //: More steps do not always help. At constant rates the enhanced run was nearest to its training images after
  //: {{steadyBest}} steps, at {{steadyDistance}}, and by step {{steadySteps}} it had come no nearer: two players who circle go
  //: on circling. Then its rates were let fall, and in {{fadeSteps}} more steps the distance came down to {{fadedDistance}}.
  //: A plain DCGAN at constant rates can do worse than stand still. The logs that PyTorch-StudioGAN published show it on
  //: CIFAR-10 at an Inception FID of 49 after 42,000 steps and of 137 after 200,000. So the best networks are kept on the way,
  //: and not the last.

  let long = photographs[1]
  let fade = long.report.plan.recipe.fade!
  let steady = long.history.scores.filter { $0.step <= fade.after }.min { $0.toTraining < $1.toTraining }!
  page.record("steadyBest", steady.step)
  page.record("steadyDistance", steady.toTraining, tolerance: 0, format: .decimals(2))
  page.record("steadySteps", fade.after)
  page.record("fadeSteps", long.report.bestStep - fade.after)
  page.record("fadedDistance", long.report.quality.toTraining, tolerance: 0, format: .decimals(2))
  page.expect("the last third of the steps at constant rates made nothing better", 3 * steady.step < 2 * fade.after)
  page.expect("with rates that fall it came nearer than ever before", long.report.bestStep > fade.after)

  //: ## Ten minutes
  //:
  //: What would the same ten minutes bring elsewhere? One machine, two cores, {{minutes}} minutes of training each: the
  //: enhanced recipe in this book's engine, and DCGAN with the plain generator as one would write it in PyTorch.
  //:
  //: ```
  //: swift run bench quality --minutes 10
  //: scripts/pytorch-quality --data FOLDER --out FOLDER
  //: ```

  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  page.record("minutes", Int(here.last!.minutes.rounded()))
  page.record("hereSteps", here.last!.steps)
  page.record("thereSteps", there.last!.steps)
  page.table(
    header: ["minutes", "this book, enhanced: steps", "distance", "\(there[0].peer), plain: steps", "distance"],
    rows: zip(here, there).map {
      [
        $1.minutes.text(.decimals(0)), $0.steps.text, $0.toTest.text(.decimals(2)), $1.steps.text,
        $1.toTest.text(.decimals(2)),
      ]
    }, caption: "Distances of 10,000 samples to the test images, in the book's own features")
  try page.show(
    LinePlot(
      "Ten minutes of training", x: "minutes", y: Axis("Fréchet distance, book features", .logarithmic),
      [
        Series("this book, enhanced", x: here.map(\.minutes), y: here.map(\.toTest)),
        Series("\(there[0].peer), plain", x: there.map(\.minutes), y: there.map(\.toTest)),
      ]), caption: "How near to real photographs so many minutes bring generated ones")
  page.expect(
    "after ten minutes the book's images are nearer to real ones", here.last!.toTest < there.last!.toTest)

  //: Two things are compared at once, a recipe and an engine, and the number of steps is where they meet: {{hereSteps}} steps
  //: of narrow networks on 32 images here, {{thereSteps}} of wide ones on 64 there. PyTorch's images are drawn with the last
  //: weights, as its tutorials do; this book's with their average.

  //: ## Does it copy?
  //:
  //: A generator that memorised would make perfect pictures. Below each generated image stands the training image
  //: nearest to it, by the squared distance of pixels.

  let samples = session.drawn.slice(0..<8)
  let nearest = nearestImages(to: samples, in: real)
  try page.show(
    ImageGrid(Tensor.concatenate([samples, real.tensor(of: nearest.map(\.index))]), columns: 8),
    caption: "Above: generated. Below: the nearest of all training images")
  page.expect("none of them equals a training image", nearest.allSatisfy { $0.distance > 1e-3 })

  //: ## A walk, once more
  //:
  //: Chapter 2 walked from one latent vector to another through an untrained generator. Now the points on the way have
  //: something to be.

  let walk = latentWalk(from: session.latents.slice(0..<1), to: session.latents.slice(1..<2), steps: 8)
  try page.show(
    ImageGrid(withoutHistory { trainer.averaged(walk, .inference) }, columns: 8),
    caption: "Eight steps between two latent vectors, trained")

  //: ## What the average does
  //:
  //: The images above were not drawn by the generator's last weights. {define: A *moving average* of the weights keeps,
  //: after every step, most of what it was, and takes in a little of the weights of the moment.} Two players who learn
  //: from each other tend to circle and to tremble, and an average does neither. In the plane it can be measured: eight
  //: clusters on a ring, a small generator, and its average beside it.

  let rings = try (1...3).map { seed in
    try duel(steps: page.profile == .quick ? 60 : 600, width: 128, learningRate: 1e-3, seed: seed)
  }
  try page.show(
    Panels(
      [("last weights", rings[0].points), ("averaged weights", rings[0].averaged)].map { name, points in
        ScatterPlot(name, [Series("real", points: rings[0].real, isMuted: true), Series("generated", points: points)])
      }, title: "The ring"),
    caption: "Generated points over real ones: from the last weights, and from their average")
  page.table(
    header: [
      "seed", "a point moves: last weights", "average", "distance to the nearest cluster: last weights", "average",
    ],
    rows: rings.enumerated().map { index, ring in
      ["\(index + 1)"]
        + [ring.movement, ring.averagedMovement, ring.distance, ring.averagedDistance].map { $0.text(.decimals(3)) }
    },
    caption: "How far a point moved in the last tenth of the steps, and how far from the data it is")
  page.expect(
    "for each of three seeds the average's points move less", rings.allSatisfy { $0.averagedMovement < $0.movement },
    from: .standard)

  //: The average is *calmer*: that is what it is for. Whether calm is better depends on what the weights were doing. The
  //: right half of the table says how near the data the points are, and there an average of a generator that is still on
  //: its way can just as well be behind.

  //: ## Stop, and go on
  //:
  //: {define: A *checkpoint* holds every weight, the average, both optimisers' memories, the random stream's place, the
  //: place in the data and all that was measured.} So a run that was stopped, by Ctrl-C or by a power cut, goes on as if nothing
  //: had happened: not nearly, but to the last bit. Here is the claim, tried on a run of six steps.

  let (unbroken, resumed) = try resumeTrial(page, data: real)
  page.print("six steps:               \(unbroken)\nthree, stop, load, three: \(resumed)")
  page.expect("a resumed run ends with the same bits", unbroken == resumed)
  //: @hide
}
//: @show

//: ## Symptoms
//:
//: | what you see | what it often means | see it happen |
//: |---|---|---|
//: | the discriminator's loss near 0, D(x) near 1, D(G(z)) near 0 | it has won; the generator gets little to learn from | [chapter 3](../03-discriminator/README.md): supports apart |
//: | both verdicts stay at ½ and the pictures at fog | it knows nothing: too weak | [chapter 3](../03-discriminator/README.md): weak |
//: | verdicts that move only because the generator does | it does not learn: its learning rate is 0 | [chapter 3](../03-discriminator/README.md): frozen |
//: | the generator's loss rises steadily | usual while the discriminator improves; look at the pictures | this chapter |
//: | images of one flat grey | wrong mode, or running statistics not loaded | [chapter 2](../02-generator/README.md): the mode forgotten |
//: | black or washed-out images | data not in [−1, 1] | [chapter 1](../01-data/README.md): the range forgotten |
//: | a fine checkerboard | stamps that disagree | [chapter 2](../02-generator/README.md): checkerboards |
//: | many latent vectors, few kinds of picture | mode collapse | [chapter 2](../02-generator/README.md): hues and grounds that are missing |
//:
//: ## In five lines
//:
//: 1. A step is one turn each: the discriminator learns to tell, then the generator learns to be mistaken for real.
//: 2. The generator learns only through the discriminator's gradient at its own images.
//: 3. Losses score the duel, not the images; look at the same latent vectors over time.
//: 4. The average of the generator's weights is calmer than the weights of any moment.
//: 5. A checkpoint holds everything, and a resumed run ends with the same bits.
//:
//: ## Exercises
//:
//: 1. Is the enhanced generator worth its time? `swift run chapter 5 --generator plain` against `--generator enhanced`.
//: 2. Does another seed change how it ends, or only how it gets there? `swift run chapter 5 --seed 2`
//: 3. Stop a run with Ctrl-C and resume it as it tells you to. Compare the fingerprint with that of an unbroken run.
//: 4. In `Recipe.setRates(of:after:)`, let the discriminator learn five times as fast as the generator. Predict the curve of
//:    D(G(z)) first.
