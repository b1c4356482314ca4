import Datasets
import Engine
import GAN
import Notebook
import Pictures
import Plots

//: ## One more line
//:
//: Leaving modes out is called *mode collapse*, and is the subject of chapter 6. Does one more line help? The line measures
//: how fast the discriminator's answer changes at the real points, and adds this measure, *R1* (Mescheder 2018), to the
//: discriminator's loss, so that the answer does not change too fast there. Chapter 4 explains why that can help.
//:
//: In Swift the new line is `let penalty = R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random)`, and the
//: discriminator then learns from `discriminatorLoss + penalty`. <a id="r1-in-pytorch"></a>In PyTorch the loop above calls this
//: function:
//:
//: ```python
//: def r1(discriminator, real, gamma=0.3):
//:     real = real.clone().requires_grad_()  # So that the answers can be differentiated with respect to the points.
//:     # A slope for each point. `create_graph`: the penalty, too, is differentiated, with respect to the weights.
//:     (slopes,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
//:     return gamma / 2 * slopes.square().sum(dim=1).mean()  # `gamma` (γ) says how much the penalty counts.
//: ```
//:
//: The second pair is two new networks with the same first weights, trained with this line.

//: @hide
func firstGANWithR1(_ page: Page, ring: GaussianMixture, steps: Int) throws {
  //: @show
  //: {fold: the two new networks}
  // As above: with the same seed all random numbers are the same again, so the first weights are too.
  let random = Random(seed: page.seed)
  let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
  let discriminator = PointDiscriminator(random: random.split("discriminator"))
  let (generatorRule, discriminatorRule) = (
    Adam(learningRate: 1e-3, beta1: 0.5), Adam(learningRate: 1e-3, beta1: 0.5)
  )

  //: {fold: the frames of the film}
  // Each frame of the film is an `Image`.
  let (shownReal, shownLatents) = (ring.sample(count: 400, random: random), random.normal([400, 2]))
  var film: [Image] = []
  var moments: [(step: Int, points: Tensor)] = []
  // A frame of the film at every thirtieth of the training; three of them are also the picture at the top.
  func keepFrame(_ step: Int) {
    guard step.isMultiple(of: steps / 30) else { return }
    let points = withoutHistory { generator(shownLatents, .inference) }
    film.append(Image(real: shownReal, generated: points, side: 480, title: "step \(step.text)"))
    if [0, steps / 10, steps].contains(step) { moments.append((step, points)) }
  }

  //: {fold: the loop with the new line}
  // Apart from the line with `R1`, only `keepFrame` is new.
  keepFrame(0)
  for step in 1...steps {
    let real = ring.sample(count: 256, random: random)
    let fake = generator(random.normal([256, 2]), .training(random))
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }

    let discriminatorLoss = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
    // The new line: large if the answers change fast at the real points.
    let penalty = R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random)
    discriminatorRule.update(
      discriminator, with: gradients(of: discriminatorLoss + penalty, wrt: discriminator.parameters))

    let generatorLoss = (-judge(fake)).softplus().mean()
    generatorRule.update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
    keepFrame(step)
  }

  //: {fold: the film}
  let drawn = withoutHistory { generator(shownLatents, .inference) }
  // An `Animation` shows images one after another.
  try page.show(
    Animation(frames: film, secondsPerFrame: 0.15, secondsAtEnd: 2),
    caption: """
      Training, from the first step to the last: the second pair. Real points are grey discs, generated ones crosses
      """,
    alternative: "A film: crosses in one heap spread out, until most of them lie near eight grey modes")
  try showMoments(page, real: shownReal, moments)

  //: **With the new line the points lie near all eight modes.** But two runs on one seed prove little, so [chapter
  //: 6](../06-mode-collapse/README.md) compares games with and without R1 on ten seeds, and measures the price of R1: fewer
  //: of the points lie near a mode.

  //: {fold: the count of the modes of the second pair}
  let distances = nearestCentres(of: drawn, in: ring).distances
  page.expect(
    "on seed 1, with R1, at least 4 of the 400 points that the film shows lie within 0.2 of each of the eight centres",
    page.seed != 1 || (countModes(near: drawn, in: ring) == 8 && drawn.shape[0] == 400), from: .standard)
  page.expect(
    "with R1 more than half of the points lie within 0.2 of some centre",
    2 * distances.count { $0 < 0.2 } > distances.count, from: .standard)
  page.expect(
    "with R1 some points lie farther than 0.5 from every centre", distances.contains { $0 > 0.5 }, from: .standard)
  // What comes out of the minute on paper.
  let (right, wrong) = (softplus(-2.0), softplus(2.0))
  page.record("paperRight", right, tolerance: 0.001, format: .decimals(2))
  page.record("paperWrong", wrong, tolerance: 0.001, format: .decimals(2))
  page.expect("softplus of 2 is 2 more than softplus of −2", abs(wrong - right - 2) < 1e-12)

  //: {fold: both pairs on another seed, for exercise 1}
  // `Parallel` trains both at once.
  let others = Parallel.map([false, true]) { (isSecond: Bool) -> Int in
    // As above, in the same order, so that these are the pairs of a run with that seed.
    let random = Random(seed: 2)
    let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
    let discriminator = PointDiscriminator(random: random.split("discriminator"))
    let generatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
    let discriminatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
    _ = ring.sample(count: 400, random: random)
    let latents = random.normal([400, 2])
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }
    for _ in 1...steps {
      let real = ring.sample(count: 256, random: random)
      let fake = generator(random.normal([256, 2]), .training(random))
      var loss = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
      if isSecond { loss = loss + R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random) }
      discriminatorRule.update(discriminator, with: gradients(of: loss, wrt: discriminator.parameters))
      let generatorLoss = (-judge(fake)).softplus().mean()
      generatorRule.update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
    }
    return countModes(near: withoutHistory { generator(latents, .inference) }, in: ring)
  }
  page.record("modesOnSeed2", others[0], tolerance: 1)
  page.record("secondModesOnSeed2", others[1], tolerance: 1)

  //: At every step the generator learns from the discriminator's slope which way its points must move. {define: The *slope*
  //: of a discriminator at a sample says how fast its answer changes, and which way, if the sample moves a little: it is
  //: the gradient of the answer with respect to the sample.} Papers call it the *input gradient*. If you picture the
  //: answers as a landscape, high where the discriminator judges samples to be real, each generated point is told to go
  //: uphill.
  //:
  //: With R1, too, some points lie between the clusters. Whether more training could remove all of them is the question of
  //: [chapter 2](../02-generator/README.md#what-a-generator-draws-is-connected).
  //:
  //: **Try it**, if you have installed Swift. It takes a minute:
  //: `swift run lab --plan 'remedy=r1&d-rate=0.001&g-rate=0.001&length=3000&decays=0' --open` plays the game with R1 live in your
  //: browser, one step at a time if you like. Afterwards choose no remedy, and *Ten seeds*.
  //: @hide
}
//: @show

//: ## How to read these pages
//:
//: Every page is a program. Code that the text needs is shown, while the rest is folded at the end of its section, with the
//: claims that it checks; a box with a file and line numbers quotes the book's library. In the code, `page` is the page
//: itself: `page.show`, `page.print` and `page.table` put something on it, `page.record` keeps a number for the prose, and
//: `page.expect` checks a claim ([more about the page](#appendix-more-about-the-page)).
//:
//: A ✓ means that the claim held, and a ✗ that it failed. Most bounds were set after the first run, so a ✓ says that the
//: sentence still agrees with the program, and not that a prediction came true.
//:
//: **A ✗ in an exercise does not mean that you broke something.** Because you changed the experiment, a sentence about the
//: old one may no longer be true, but your run still finishes and shows everything.
//:
//: {define: A *seed* is the number from which all random numbers of a run are made: the same seed gives the same random
//: numbers.} How training ends depends on the seed, so a page says on how many seeds a result was seen; a result on one
//: seed is only an example. The processor and the version of the book can also change it, because they round differently
//: and small differences can grow ([an example](../05-training/README.md#a-score)).
//:
//: In all formulas log and ln both mean the natural logarithm. The *slope* of a discriminator is its slope at a sample, as
//: above, and where it is one number, the length of that gradient. For any other slope, of a loss or of a curve, the page
//: says what it belongs to.
