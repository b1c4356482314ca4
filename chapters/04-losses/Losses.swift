import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: # 4 · Losses
//:
//: Each player of the game needs one number to make small. Which two numbers? The choice decides whether a generator
//: that is far behind can learn at all, what the numbers mean, and whether the players ever come to rest. This chapter
//: takes the losses apart one at a time, and ends with the smallest game there is, in which each player owns a single
//: number and everything can be seen.
//:
//: ![The smallest game, played in four ways](figures/07-the-smallest-game-played-in-four-ways.svg)
//:
//: ```
//: swift run chapter 4
//: ```
//:
//: It takes about fifteen seconds on two cores, and needs no data set.
//:
//: **Before you read on, predict:** two players each take small steps, always in the direction that is best for
//: themselves at that moment. There is one point where both would be content. Do they get there?

//: ## What a loss has to be
//:
//: A discriminator answers with a *logit* $`s`$; the probability of being real that it stands for is $`D = \sigma(s)`$
//: (chapter 3). A loss turns the logits of a batch of real and a batch of generated samples into two numbers, one for
//: each player.

/// What the two players of a generative adversarial network minimise, as functions of the discriminator's logits.
protocol AdversarialLoss: Sendable {
  /// The name to put in tables.
  var name: String { get }
  /// The discriminator's loss on a batch of real and a batch of generated samples.
  func discriminator(real: Tensor, fake: Tensor) -> Tensor
  /// The generator's loss on a batch that it generated.
  func generator(fake: Tensor) -> Tensor
}

//: ## The game as it was first written
//:
//: One number for both: {define: the *value* of the game, which says how well the discriminator tells real samples from
//: generated ones}:
//:
//: ```math
//: V(D, G) \;=\; \mathbb{E}_{x}\,\log D(x) \;+\; \mathbb{E}_{z}\,\log\bigl(1 - D(G(z))\bigr).
//: ```
//:
//: The discriminator makes it large, by answering near 1 to real samples $`x`$ and near 0 to generated ones $`G(z)`$.
//: The generator makes it small. That is the *minimax* game, named for $`\min_G \max_D V`$ (Goodfellow 2014). {define:
//: A game is *zero-sum* if what one player gains the other loses.}
//:
//: On logits, $`-\log \sigma(s)`$ is `softplus(−s)` and $`-\log(1 - \sigma(s))`$ is `softplus(s)`, which no logit can
//: overflow. The generator has no hand in the first term, so it is left out of the generator's loss.

/// The zero-sum game: the generator minimises what the discriminator maximises (Goodfellow 2014).
struct Minimax: AdversarialLoss {
  let name = "minimax (saturating)"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { (-real).softplus().mean() + fake.softplus().mean() }

  func generator(fake: Tensor) -> Tensor { -fake.softplus().mean() }
}

//: ## The form that is used
//:
//: In the same paper stands the form that everybody trains with. The discriminator's loss stays as it is: the *binary
//: cross-entropy* of its verdicts. {define: With the *non-saturating loss* the generator makes $`\log D(G(z))`$ large,
//: instead of making $`\log(1 - D(G(z)))`$ small.} It wants the same thing, and wants it hardest when it is furthest
//: from having it.

/// Binary cross-entropy for both players, the generator's with the labels exchanged (Goodfellow 2014).
struct NonSaturating: AdversarialLoss {
  /// One-sided label smoothing (Salimans 2016): real images are given the label `1 − smoothing`.
  var smoothing: Float = 0

  var name: String { smoothing == 0 ? "non-saturating" : "non-saturating, labels smoothed" }

  func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    let right = (-real).softplus().mean() * (1 - smoothing)
    let wrong = smoothing == 0 ? Tensor(0) : real.softplus().mean() * smoothing
    return right + wrong + fake.softplus().mean()
  }

  func generator(fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}

//: ## Other ways to keep score
//:
//: Nothing obliges a loss to be made of logarithms. *Least squares* asks for a logit of 1 for real and 0 for generated
//: samples. The *hinge* asks for a margin and no more. *Wasserstein* only compares means; what it is good for needs a
//: section of its own.

/// The squared distance of logits from 1 for real and 0 for generated samples (Mao 2016).
struct LeastSquares: AdversarialLoss {
  let name = "least squares"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor {
    ((real - 1).squared().mean() + fake.squared().mean()) * 0.5
  }

  func generator(fake: Tensor) -> Tensor { (fake - 1).squared().mean() * 0.5 }
}

/// A margin: logits beyond ±1 on the right side cost nothing (Lim & Ye 2017).
struct Hinge: AdversarialLoss {
  let name = "hinge"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { (1 - real).relu().mean() + (1 + fake).relu().mean() }

  func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

/// The difference of mean scores, an estimate of the Wasserstein-1 distance if the critic's slope is held to 1
/// (Arjovsky 2017). By itself it holds nothing.
struct Wasserstein: AdversarialLoss {
  let name = "Wasserstein"

  func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.mean() - real.mean() }

  func generator(fake: Tensor) -> Tensor { -fake.mean() }
}

//: @hide
func lossesChapter(_ page: Page) throws {
  try pulls(page)
  try lateStart(page)
  anotherGame(page)
  try value(page)
  try pointsApart(page)
  try exactDistance(page)
  try surfaces(page)
  smoothing(page)
  try onTheRing(page)
  try smallestGame(page)
}

private func pulls(_ page: Page) throws {
  //: @show
  //: ## How hard each pulls
  //:
  //: The generator learns through one number per sample: the slope of its loss in the logit. Whatever direction the
  //: discriminator has to offer is multiplied by it first. So compare the slopes, as the engine computes them, with
  //: what they should be: $`\sigma(s)`$ for minimax, $`1 - \sigma(s)`$ for the non-saturating form.

  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  func pull(_ loss: any AdversarialLoss) -> Tensor {
    let total = loss.generator(fake: logits) * Float(logits.count)
    return gradients(of: total, wrt: [logits])[0].absoluteValue()
  }
  let losses: [any AdversarialLoss] = [Minimax(), NonSaturating(), LeastSquares(), Hinge()]
  try page.show(
    LinePlot(
      "How hard a generated sample is pulled", x: "the sample's logit s",
      y: Axis("|∂ generator's loss / ∂s|", range: 0...2.5),
      losses.map { Series($0 is Hinge ? "hinge, Wasserstein" : $0.name, x: logits.scalars, y: pull($0).scalars) },
      references: [.vertical(0, "undecided")]),
    caption: "The slope of the generator's loss, by the discriminator's verdict")
  let sigma = logits.detached().sigmoid()
  page.expect(
    "minimax pulls by σ(s), the non-saturating form by 1 − σ(s)",
    (pull(Minimax()) - sigma).absoluteValue().scalars.max()! < 1e-6
      && (pull(NonSaturating()) - (1 - sigma)).absoluteValue().scalars.max()! < 1e-6)
  page.record("saturated", pull(Minimax()).scalars[20], tolerance: 1e-6, format: .significant(1))

  //: At the left the discriminator is sure that the sample is generated, and rightly so: that is where a young
  //: generator's samples are. There the minimax loss pulls by next to nothing ({{saturated}} at a logit of −6).
  //: {define: A loss is *saturated* where its slope has all but vanished, so that nothing more is learnt from it.} The
  //: non-saturating form pulls with full force, and lets go as the sample begins to pass for real. Least squares pulls
  //: by the distance from 1, and pulls a sample *back* that is judged too real.
  //: @hide
}

private func lateStart(_ page: Page) throws {
  //: @show
  //: ## A late start, with and without Adam
  //:
  //: Does it matter in practice? Let the data be a narrow Gaussian on the line, and let the generator's points all
  //: start at least 4 away from it. The discriminator has had {{headStart}} steps to see that. Then both learn, the
  //: generator for one loss or the other, by plain gradient descent (SGD) or by Adam.

  let headStart = page.record("headStart", page.profile == .quick ? 60 : 1000)
  let steps = page.profile == .quick ? 40 : 1000
  let rules: [(name: String, make: () -> any Optimizer)] = [
    ("SGD", { SGD(learningRate: 0.002) }), ("Adam", { Adam(learningRate: 1e-3, beta1: 0.5) }),
  ]
  var starts: [(name: String, distances: [[Float]])] = []
  for (name, loss) in [("minimax", Minimax() as any AdversarialLoss), ("non-saturating", NonSaturating())] {
    for rule in rules {
      let races = try (1...3).map { seed in
        try race(loss, rule: rule.make(), headStart: headStart, steps: steps, every: 20, seed: seed)
      }
      starts.append(("\(name), \(rule.name)", races))
    }
  }

  //: @hide
  let places = starts[0].distances[0].indices.map { 20 * $0 }
  try page.show(
    LinePlot(
      "A late start", x: "step", y: "distance of the generated mean from the data's",
      starts.map { Series($0.name, x: places, y: $0.distances[0]) }),
    caption: "The generator's distance from the data while both players learn (seed 1)")
  let left = starts.map { start in start.distances.map { $0.last! / $0[0] } }
  page.table(
    header: ["generator's loss, optimiser", "seed 1", "seed 2", "seed 3"],
    rows: zip(starts, left).map { [$0.name] + $1.map { $0.text(.percent(0)) } },
    caption: "The share of the distance that is left after \(steps) steps")
  //: @show
  page.expect(
    "by SGD the minimax loss has not come a tenth of the way, on any of three seeds", left[0].allSatisfy { $0 > 0.9 },
    from: .standard)
  page.expect(
    "the other three have come more than half of the way, on every seed",
    left.dropFirst().joined().allSatisfy { $0 < 0.5 }, from: .standard)

  //: By SGD the saturated loss goes nowhere. By Adam it gets there, because Adam divides a gradient by its own usual
  //: size: a pull of a millionth, if it is steady, moves the weights as far as a pull of one. So Adam hides the fault,
  //: and nearly everybody trains with Adam. It does not remove it: within a batch each sample still counts by its
  //: $`\sigma(s)`$, so that those which nearly pass outweigh those which need help most. (Whoever moves at all
  //: overshoots, and comes back: the discriminator, too, has to learn that the fakes have moved.)
  //: @hide
}

private func anotherGame(_ page: Page) {
  //: @show
  //: ## The same goal, another game
  //:
  //: In the zero-sum game the discriminator's loss and the generator's add up to something that generated samples have
  //: no part in: what one gains by them the other loses. Ask for the slope of the *sum* of both losses in the logits of
  //: generated samples.

  let random = Random(seed: page.seed).split("another game")
  let (real, fake) = (random.normal([64, 1]), random.normal([64, 1], deviation: 2).tracked())
  func slopeOfSum(_ loss: any AdversarialLoss) -> Float {
    let sum = loss.discriminator(real: real, fake: fake) + loss.generator(fake: fake)
    return gradients(of: sum * 64, wrt: [fake])[0].absoluteValue().mean().scalar
  }
  let every: [any AdversarialLoss] = [Minimax(), NonSaturating(), LeastSquares(), Hinge(), Wasserstein()]
  page.table(
    header: ["loss", "mean |slope of the sum|"],
    rows: every.map { [$0.name, slopeOfSum($0).text(.decimals(3))] })
  page.expect("minimax and Wasserstein are zero-sum", slopeOfSum(Minimax()) < 1e-6 && slopeOfSum(Wasserstein()) < 1e-6)
  let others: [any AdversarialLoss] = [NonSaturating(), LeastSquares(), Hinge()]
  page.expect("the others are not", others.allSatisfy { slopeOfSum($0) > 0.05 })

  //: Only minimax and Wasserstein are zero-sum. With the non-saturating loss nobody minimises what the other maximises
  //: any more. Both games can come to rest at the same place, where the generated distribution is the data's and nobody
  //: can tell them apart. But the ways there differ: the smallest game, below, circles for ever, and its non-saturating
  //: twin does not. "The minimax loss" is often said of both. Say which.
  //: @hide
}

private func value(_ page: Page) throws {
  //: @show
  //: ## What the value measures
  //:
  //: Let the data have density $`p`$ and the generated samples $`q`$. The best discriminator answers
  //: $`D^* = p / (p + q)`$ (chapter 3). Put that into the value, and write $`m = (p + q) / 2`$ for the mean of both:
  //:
  //: ```math
  //: V(D^*, G) \;=\; \int p \log \frac{p}{p + q} + q \log \frac{q}{p + q}
  //: \;=\; -\log 4 + \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m)
  //: \;=\; -\log 4 + 2\,\mathrm{JSD}(p, q).
  //: ```
  //:
  //: KL is the Kullback-Leibler divergence, $`\int p \log (p / m)`$. {define: The *Jensen-Shannon divergence* (JSD) of
  //: two distributions is the mean of their Kullback-Leibler divergences from the average of both: 0 when they are
  //: equal, and never more than log 2.} So against a perfect discriminator the generator minimises a distance to the
  //: data, and −log 4 is the best it can reach. Check it on two Gaussians, both sides by numerical integration:

  let line = -14.0...14.0
  let data = Normal(mean: 0, deviation: 1)
  func value(_ logit: (Double) -> Double, against fakes: Normal) -> Double {
    integral(over: line) { x in
      let s = logit(x)
      return -data.density(x) * softplus(-s) - fakes.density(x) * softplus(s)
    }
  }
  let rows = [0.0, 0.5, 1, 2, 4, 6].map { mean in
    let fakes = Normal(mean: mean, deviation: 1)
    let best = value({ data.logDensity($0) - fakes.logDensity($0) }, against: fakes)
    return (mean: mean, best: best, divergence: jensenShannon(data, fakes, over: line))
  }
  page.table(
    header: ["distance of the means", "V(D*, G)", "−log 4 + 2 JSD", "JSD"],
    rows: rows.map { row in
      [row.mean.text(.decimals(1))]
        + [row.best, 2 * row.divergence - log(4), row.divergence].map { $0.text(.decimals(6)) }
    },
    caption: "Data N(0, 1), generated N(distance, 1); log 2 is \(log(2.0).text(.decimals(6)))")
  page.expect(
    "both sides agree to nine digits", rows.allSatisfy { abs($0.best - (2 * $0.divergence - log(4))) < 1e-9 })
  page.expect("with equal distributions the value is −log 4", abs(rows[0].best + log(4)) < 1e-9)

  //: A real discriminator is never quite the best, so its value is lower: what it reaches is only a *bound*,
  //: $`\mathrm{JSD} \ge (V + \log 4) / 2`$. Here is one that learns, against fakes two apart, its value integrated
  //: exactly after every few steps.

  let random = Random(seed: page.seed).split("bound")
  let fakes = Normal(mean: 2, deviation: 1)
  let judge = PointDiscriminator(dimensions: 1, width: 32, random: random.split("judge"))
  let places = Tensor((0...4000).map { Float(-14 + 0.007 * Double($0)) }).reshaped([4001, 1])
  func reached() -> Double {
    let logits = withoutHistory { judge(places, .inference).scalars }
    return value({ Double(logits[Int((($0 + 14) / 0.007).rounded())]) }, against: fakes)
  }
  let looks = page.profile == .quick ? 8 : 60
  let values = (0...looks).map { look in
    if look > 0 {
      _ = train(
        judge, steps: 10, random: random, real: { random.normal([256, 1]) }, fake: { random.normal([256, 1], mean: 2) })
    }
    return reached()
  }
  let limit = rows[3].best
  //: @hide
  try page.show(
    LinePlot(
      "A discriminator on its way", x: "its training steps", y: "value V(D, G)",
      [Series("V(D, G)", x: (0...looks).map { 10 * $0 }, y: values)],
      references: [.horizontal(limit, "V(D*, G)"), .horizontal(-log(4), "−log 4")]),
    caption: "The value that a learning discriminator reaches, and the limit that the divergence sets")
  //: @show
  page.expect("no discriminator's value exceeds the best one's", values.allSatisfy { $0 <= limit + 1e-6 })
  page.expect("training brings it near", values.last! > limit - 0.02, from: .standard)
  page.record("underestimate", (limit - values.last!) / 2, tolerance: 0.01, format: .significant(1))
  page.record("atFirst", (values[0] + log(4)) / 2, tolerance: 0.02, format: .significant(2))

  //: At the end the bound misses the true divergence by {{underestimate}}. At the start all it says is that the
  //: divergence is no less than {{atFirst}}, which is nothing. So a discriminator's loss that sits at 2 log 2 can mean
  //: that the generator is perfect, or that the discriminator knows nothing.
  //: @hide
}

private func pointsApart(_ page: Page) throws {
  //: @show
  //: ## Two points moving apart
  //:
  //: A divergence is a poor guide when the distributions do not overlap. Take two narrow bumps, nearly points, and pull
  //: them apart. Two ways to say how far apart they are: the Jensen-Shannon divergence, and the Wasserstein-1 distance.
  //: {define: The *Wasserstein-1 distance* of two distributions, $`W_1`$, is the least total way that probability has
  //: to be carried to turn one into the other.} For two equal bumps that is simply the distance between them.
  //:
  //: And how hard is the generator pulled, by the best discriminator there is? The logit of that is a straight line,
  //: $`s(x) = \log p - \log q`$.

  let width = 0.25
  let fixed = Normal(mean: 0, deviation: width)
  let distances = (0...80).map { 0.05 * Double($0) }
  let apart = distances.map { distance in
    let moving = Normal(mean: distance, deviation: width)
    func pull(_ slope: (Double) -> Double) -> Double {
      integral(over: -3...7) { x in
        let logit = fixed.logDensity(x) - moving.logDensity(x)
        return moving.density(x) * slope(logit) * distance / (width * width)
      }
    }
    return (
      divergence: jensenShannon(fixed, moving, over: -3...7), saturating: pull(sigmoid),
      nonSaturating: pull { 1 - sigmoid($0) }
    )
  }
  //: @hide
  try page.show(
    Panels(
      [
        LinePlot(
          "How far apart they are", x: "distance of the two points", y: "",
          [
            Series("JSD", x: distances, y: apart.map(\.divergence)), Series("W₁", x: distances, y: distances),
          ], references: [.horizontal(log(2), "log 2")]),
        LinePlot(
          "How hard the generator is pulled", x: "distance of the two points",
          y: Axis("", .logarithmic, range: 1e-8...1e3),
          [
            Series("saturating", x: distances, y: apart.map(\.saturating)),
            Series("non-saturating", x: distances, y: apart.map(\.nonSaturating)),
            Series("slope of W₁", x: distances, y: distances.map { _ in 1.0 }),
          ]),
      ], columns: 2),
    caption: "Two narrow bumps moving apart: two measures of their distance, and the pull on the generator")
  //: @show
  let (near, far) = (apart[10], apart[80])
  page.record("flat", log(2) - apart[40].divergence, tolerance: 1e-9, format: .scientific(0))
  page.record("farPull", far.saturating, tolerance: 1e-12, format: .scientific(0))
  page.record("farOther", far.nonSaturating, tolerance: 0.01, format: .significant(2))
  let slope = (apart[11].divergence - apart[9].divergence) / 0.1
  page.expect("the saturating pull is the slope of 2 JSD", abs(near.saturating - 2 * slope) < 0.03 * near.saturating)
  page.expect("two apart, the divergence is log 2 to within a ten-thousandth", log(2) - apart[40].divergence < 1e-4)
  page.expect("four apart, the saturating pull has vanished", far.saturating < 1e-6)

  //: At a distance of 2 the divergence is short of log 2 by {{flat}}, and from there on it is flat: *two points at a
  //: distance of 3 are as different as at a distance of 4*. The saturating pull is the slope of that curve, exactly,
  //: and so it vanishes: {{farPull}} at a distance of 4. The better the discriminator, the less it teaches. The
  //: non-saturating pull does not follow the divergence. It grows ({{farOther}} at a distance of 4), because this
  //: discriminator's logit gets ever steeper. And $`W_1`$ goes on rising, straight as a ruler, with a slope of 1
  //: wherever the points are.
  //: @hide
}

//: @show
//: ## Wasserstein, if the slope is held
//:
//: That is the promise of the Wasserstein loss. $`W_1`$ is also the largest difference of mean scores that a critic can
//: make whose slope is nowhere more than 1 (Kantorovich & Rubinstein 1958):
//:
//: ```math
//: W_1(p, q) \;=\; \max_{|\nabla f| \le 1} \; \mathbb{E}_{x \sim p} f(x) - \mathbb{E}_{x \sim q} f(x).
//: ```
//:
//: On a line there is nothing to search for: carry the lowest point to the lowest, the next to the next.

/// The Wasserstein-1 distance of two equally large samples on the line.
func exactWasserstein(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.scalars.sorted(), b.scalars.sorted()).map { abs($0 - $1) }.reduce(0, +) / Float(a.count)
}

//: @hide
private func exactDistance(_ page: Page) throws {
  //: @show
  //: So an estimate by a critic can be checked against the truth. Four critics: one whose slope nobody holds; one whose
  //: weights are *clipped* to a small range after each step (Arjovsky 2017); one that is *penalised* for slopes above 1
  //: (Gulrajani 2017); and one whose layers are spectrally normalised, as the next section explains (Miyato 2018).

  let steps = page.profile == .quick ? 20 : 500
  let random = Random(seed: page.seed).split("distance")
  let rows = [1.0, 2, 4].map { (distance: Float) in
    func real() -> Tensor { random.normal([256, 1]) }
    func fake() -> Tensor { random.normal([256, 1], mean: distance, deviation: 0.5) }
    func plain() -> PointDiscriminator { PointDiscriminator(dimensions: 1, random: random.split("critic")) }
    let clipping = Clipping(Adam(learningRate: 1e-3, beta1: 0.5), to: 0.05)
    let penalty = GradientPenalty(lambda: 10, isOneSided: true)
    let normalised = SpectralPointDiscriminator(dimensions: 1, random: random.split("critic"))
    return (
      distance: distance,
      exact: exactWasserstein(random.normal([50_000, 1]), random.normal([50_000, 1], mean: distance, deviation: 0.5)),
      estimates: [
        trainCritic(plain(), steps: steps, random: random, real: real, fake: fake),
        trainCritic(plain(), steps: steps, rule: clipping, random: random, real: real, fake: fake),
        trainCritic(plain(), steps: steps, regularizer: penalty, random: random, real: real, fake: fake),
        trainCritic(normalised, steps: steps, random: random, real: real, fake: fake),
      ]
    )
  }
  page.table(
    header: ["distance of the means", "exact W₁", "unheld", "clipped", "penalised", "spectrally normalised"],
    rows: rows.map { row in
      ["\(Int(row.distance))", row.exact.text(.decimals(2))] + row.estimates.map { $0.text(.significant(3)) }
    },
    caption: "Data N(0, 1), generated N(distance, 0.5²): what a critic makes of it after \(steps) steps")
  page.expect(
    "unheld, the critic's score is more than a hundred times the distance",
    rows.allSatisfy { $0.estimates[0] > 100 * $0.exact }, from: .standard)
  page.expect(
    "penalised, it is W₁ · (1 + W₁ / 20) to within a tenth, at the largest distance",
    abs(rows[2].estimates[2] / (rows[2].exact * (1 + rows[2].exact / 20)) - 1) < 0.1, from: .standard)
  page.expect(
    "spectrally normalised, it is W₁ to within a tenth", rows.allSatisfy { abs($0.estimates[3] / $0.exact - 1) < 0.1 },
    from: .standard)

  //: *Unheld*, the scores run away. This is the loss broken on purpose, and the symptom is one to remember: a critic's
  //: loss that heads for minus infinity and says nothing about the samples any more. *Clipped*, the slope is held, but
  //: nobody knows to what; the column does not even grow in proportion to the distance. *Penalised*, the score is too
  //: high, by an amount that can be predicted. The penalty is a price, not a wall: a critic of slope $`L`$ gains
  //: $`L \, W_1`$ and pays $`10\,(L - 1)^2`$, which is best for it at $`L = 1 + W_1 / 20`$. *Spectrally normalised*, it
  //: is the distance.
  //: @hide
}

//: @show
//: ## A surface without cliffs
//:
//: How can a slope be held everywhere at once? A network is a chain of layers, and a chain stretches no more than the
//: product of what its links stretch. A matrix stretches by at most its largest *singular value*, its *spectral norm*.
//: {define: *Spectral normalisation* (Miyato 2018) divides every weight matrix by its largest singular value.} ReLU
//: stretches nothing, so the whole network then has a slope of at most 1, everywhere, by construction.

/// A discriminator of points whose layers are spectrally normalised.
final class SpectralPointDiscriminator: Module, Discriminator {
  let layers: [SpectralNorm<Linear>]

  init(dimensions: Int = 2, width: Int = 128, random: Random) {
    layers = denseLayers([dimensions, width, width, 1], initializer: .he, random: random).map {
      SpectralNorm($0, random: random)
    }
  }

  func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { layers.reduce(points) { $1($0, mode) } }
}

//: @hide
private func surfaces(_ page: Page) throws {
  //: @show
  //: Here are both kinds, trained for the same number of steps to tell the ring of eight clusters from a cloud in the
  //: middle.

  let steps = page.profile == .quick ? 60 : 600
  let random = Random(seed: page.seed).split("surfaces")
  let ring = GaussianMixture.ring()
  let grid = PlaneGrid(x: -3...3, y: -3...3)
  func cloud(_ count: Int) -> Tensor { random.normal([count, 2], deviation: 0.5) }
  func learnt(_ judge: some Discriminator) -> (surface: Tensor, steepest: Float, pull: Float) {
    _ = train(
      judge, steps: steps, random: random, real: { ring.sample(count: 256, random: random) }, fake: { cloud(256) })
    let fakes = cloud(1000).tracked()
    let loss = Minimax().generator(fake: judge(fakes, .inference)) * 1000
    let pull = gradients(of: loss, wrt: [fakes])[0].squared().sum(axes: [1]).squareRoot().mean().scalar
    return (
      withoutHistory { judge(grid.points, .inference).sigmoid() }, largestSlope(of: judge, at: grid.points),
      pull
    )
  }
  let free = learnt(PointDiscriminator(random: random.split("judge")))
  let held = learnt(SpectralPointDiscriminator(random: random.split("judge")))
  //: @hide
  try page.show(
    Panels(
      [("free", free), ("spectrally normalised", held)].map { name, judge in
        HeatMap(
          name, over: grid, values: judge.surface, label: "D(x)", range: 0...1, contours: [0.5],
          points: [
            Series("real", points: ring.sample(count: 160, random: random)), Series("generated", points: cloud(160)),
          ])
      }, title: "The discriminator's surface"),
    caption: "What a free and a spectrally normalised discriminator make of the plane")
  //: @show
  page.table(
    header: ["discriminator", "largest slope of its logit", "mean pull of the minimax loss on a fake"],
    rows: [("free", free), ("spectrally normalised", held)].map {
      [$0.0, $0.1.steepest.text(.decimals(2)), $0.1.pull.text(.significant(2))]
    })
  page.record("steepest", free.steepest, tolerance: 3, format: .significant(2))
  page.record("held", held.steepest, tolerance: 0.2, format: .significant(2))
  page.expect("with spectral normalisation no slope exceeds 1", held.steepest <= 1, from: .standard)
  page.expect("without, some exceed 4", free.steepest > 4, from: .standard)
  page.expect("the gentler surface pulls a saturated generator harder", held.pull > free.pull, from: .standard)

  //: The free discriminator has built a plateau, a basin, and a cliff between them with a slope of up to {{steepest}}.
  //: It tells real from generated nearly without error, and to a fake in the middle of its basin it says very little.
  //: The normalised one stays below a slope of 1, here below {{held}}; it is far less sure of anything, *and pulls
  //: harder*. What a generator needs is a slope where it stands. How good the verdicts are is another question.
  //: @hide
}

private func smoothing(_ page: Page) {
  //: @show
  //: ## A label of not quite 1
  //:
  //: {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real sample is real with a
  //: probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} Its loss at a point is then
  //: $`-0.9\,p \log D - (0.1\,p + q) \log(1 - D)`$, and the best answer
  //:
  //: ```math
  //: D^* \;=\; \frac{0.9\,p}{p + q}.
  //: ```
  //:
  //: However sure it is that a sample is real, its logit should not exceed $`\log 9`$. The loss itself says so: its
  //: slope there is zero.

  let bound = Tensor([log(9)]).reshaped([1, 1]).tracked()
  let nothing = Tensor.zeros([1, 1])
  func slope(_ loss: NonSaturating) -> Float {
    gradients(of: loss.discriminator(real: bound, fake: nothing), wrt: [bound])[0].scalar
  }
  page.print("slope at a real sample of logit log 9, smoothed: \(slope(NonSaturating(smoothing: 0.1)))")
  page.print("                                   unsmoothed: \(slope(NonSaturating()))")
  page.expect(
    "with smoothing a real sample's best logit is log 9, without it there is none",
    abs(slope(NonSaturating(smoothing: 0.1))) < 1e-6 && slope(NonSaturating()) < -0.05)

  //: Why only one side? With generated samples labelled 0.1 as well, the best answer would be
  //: $`(0.9\,p + 0.1\,q) / (p + q)`$, with the generated samples' own density in the numerator. Where there are only
  //: fakes that is a constant 0.1: a flat surface, which gives them no direction to move in.
  //: @hide
}

private func onTheRing(_ page: Page) throws {
  //: @show
  //: ## All of them on the ring
  //:
  //: Now the losses of this chapter, nothing else changed, on the ring of eight clusters: the same two networks, 4,000
  //: steps of Adam, five seeds. A generated point is *good* if it lies within three deviations of a cluster's centre,
  //: and a cluster is *reached* if at least 20 of 2,500 points are good there. (The 35 generators come with the book;
  //: `--fresh` trains them again.)

  let ring = GaussianMixture.ring()
  let trials = try ringTrials(for: page)
  let reached = trials.map { $0.counts(over: ring).map { $0.modes(atLeast: 20) } }
  let good = trials.map { $0.counts(over: ring).map(\.highQualityShare) }
  let means = good.map { $0.reduce(0, +) / Double($0.count) }
  page.table(
    header: ["loss", "clusters reached, of 8, for each seed", "good points, mean", "least", "most"],
    rows: trials.indices.map { trial in
      [trials[trial].name, reached[trial].map { "\($0)" }.joined(separator: " ")]
        + [means[trial], good[trial].min()!, good[trial].max()!].map { $0.text(.percent(0)) }
    })
  let real = ring.sample(count: 300, random: Random(seed: page.seed))
  //: @hide
  try page.show(
    Panels(
      trials.map { trial in
        ScatterPlot(
          trial.name, x: Axis(range: -3...3), y: Axis(range: -3...3),
          [Series("real", points: real, isMuted: true), Series("generated", points: trial.points[0].slice(0..<500))])
      }),
    caption: "Generated points after training with each loss, over real ones (seed 1)")
  //: @show
  let ranges = good.map { $0.max()! - $0.min()! }
  let between = page.record("between", means.max()! - means.min()!, tolerance: 0.02, format: .percent(0))
  let within = page.record(
    "within", ranges.reduce(0, +) / Double(ranges.count), tolerance: 0.02, format: .percent(0))
  page.expect("seeds of one loss differ by more than the losses do", within > between)
  page.expect(
    "no loss reaches all eight clusters on every seed", reached.allSatisfy { $0.contains { $0 < ring.modes } })
  page.expect(
    "unheld Wasserstein makes no fewer good points than minimax or least squares", means[5] >= max(means[0], means[3]))
  page.expect(
    "smoothed labels reach at least as many clusters as plain ones, on every seed",
    zip(reached[2], reached[1]).allSatisfy { $0 >= $1 })

  //: From the best mean to the worst, the losses differ by {{between}} of all points. From the luckiest seed to the
  //: unluckiest, *one and the same loss* differs by {{within}}, on average. Whoever compares two losses by one run each
  //: has compared two seeds. What can be said from five: with smoothed labels no seed did worse in clusters; the
  //: saturating form, under Adam, does learn; and the Wasserstein loss whose slope nobody held, and whose scores run
  //: away, holds its own among the others. A number that runs away measures nothing; it need not hinder anything
  //: either.
  //:
  //: No loss reached all eight clusters on every seed. That is *mode collapse*, and chapter 6 is about it. Large
  //: comparisons on images came to the same conclusion: with enough tuning and enough seeds, no loss is better than the
  //: others throughout (Lucic 2018).
  //: @hide
}

//: @show
//: ## The smallest game there is
//:
//: Now take everything away that can be taken away. All the data is at 0. The generator has one number, $`\theta`$: it
//: puts all its samples there. The discriminator has one number, $`\psi`$: its logit at $`x`$ is $`\psi x`$. This is
//: the *DiracGAN* (Mescheder 2018). Its value is
//:
//: ```math
//: V(\psi, \theta) \;=\; \log \sigma(0) + \log\bigl(1 - \sigma(\psi\theta)\bigr),
//: ```
//:
//: and the one place where both are content is $`\theta = 0,\ \psi = 0`$: the generated sample is where the data is,
//: and the discriminator shrugs. Differentiate, and this is where each number is pulled:

/// The smallest adversarial game (Mescheder 2018).
struct DiracGAN {
  /// Whether the generator plays for the minimax loss; if not, for the non-saturating one.
  var isZeroSum = true
  /// Instance noise (Sønderby 2016): the discriminator sees every sample moved by this much, up or down.
  var noise = 0.0
  /// γ of the penalty R1 = γ/2 · |slope at the real samples|², and the slope is ψ (Mescheder 2018).
  var r1 = 0.0

  /// The players' numbers.
  struct Place {
    var theta: Double
    var psi: Double
    var radius: Double { hypot(theta, psi) }
  }

  /// The direction in which each player would like its own number to move.
  func pull(at place: Place) -> Place {
    let (theta, psi) = (place.theta, place.psi)
    let pulls = [-noise, noise].map { offset in
      let (real, fake) = (offset, theta + offset)
      return Place(
        theta: psi * sigmoid(isZeroSum ? psi * fake : -psi * fake),
        psi: real * sigmoid(-psi * real) - fake * sigmoid(psi * fake))
    }
    return Place(theta: (pulls[0].theta + pulls[1].theta) / 2, psi: (pulls[0].psi + pulls[1].psi) / 2 - r1 * psi)
  }
}

//: @hide
private func smallestGame(_ page: Page) throws {
  //: @show
  //: Do not trust the formula: the engine can differentiate the losses of this chapter.

  func engine(_ loss: any AdversarialLoss, at place: DiracGAN.Place) -> DiracGAN.Place {
    let (theta, psi) = (Tensor(Float(place.theta)).tracked(), Tensor(Float(place.psi)).tracked())
    let (real, fake) = (psi * Tensor(0), psi * theta)
    return DiracGAN.Place(
      theta: Double(-gradients(of: loss.generator(fake: fake), wrt: [theta])[0].scalar),
      psi: Double(-gradients(of: loss.discriminator(real: real, fake: fake), wrt: [psi])[0].scalar))
  }
  let probes = [DiracGAN.Place(theta: 1, psi: 0), .init(theta: -0.5, psi: 2), .init(theta: 0.3, psi: -1)]
  page.expect(
    "the formula is what the engine computes, for both forms of the loss",
    probes.allSatisfy { place in
      [(DiracGAN(), Minimax() as any AdversarialLoss), (DiracGAN(isZeroSum: false), NonSaturating())].allSatisfy {
        let (formula, found) = ($0.pull(at: place), engine($1, at: place))
        return abs(formula.theta - found.theta) < 1e-6 && abs(formula.psi - found.psi) < 1e-6
      }
    })

  //: Now play it for 2,000 steps of 0.1 from $`\theta = 1,\ \psi = 0`$: both players moving at once; one after the
  //: other; with instance noise; and with R1. {define: *Instance noise* moves every sample, real or generated, at
  //: random before the discriminator sees it (Sønderby 2016).} Here it moves it by 1, up or down. {define: *R1* charges
  //: the discriminator for the square of its slope at the real samples (Mescheder 2018).}

  let steps = 2000
  let once = DiracGAN().track(steps: steps)
  let inTurn = DiracGAN().track(steps: steps, alternates: true)
  let noisy = DiracGAN(noise: 1).track(steps: steps)
  let penalised = DiracGAN(r1: 0.3).track(steps: steps)
  //: @hide
  func panel(_ title: String, _ game: DiracGAN, _ track: [DiracGAN.Place]) -> LinePlot {
    LinePlot(
      title, x: Axis("θ, the generator's", range: -3.3...3.3), y: Axis("ψ, the discriminator's", range: -3.3...3.3),
      [Series("", x: track.map(\.theta), y: track.map(\.psi))], arrows: game.field(reach: 3), equalAspect: true)
  }
  try page.show(
    Panels([
      panel("at once", DiracGAN(), once), panel("in turn", DiracGAN(), inTurn),
      panel("instance noise", DiracGAN(noise: 1), noisy), panel("R1", DiracGAN(r1: 0.3), penalised),
    ]),
    caption: "The smallest game, played in four ways")
  //: @show
  let plays: [(name: String, track: [DiracGAN.Place])] = [
    ("minimax, at once", once), ("minimax, in turn", inTurn),
    ("non-saturating, at once", DiracGAN(isZeroSum: false).track(steps: steps)),
    ("non-saturating, in turn", DiracGAN(isZeroSum: false).track(steps: steps, alternates: true)),
    ("minimax, instance noise of 1", noisy), ("minimax, R1 with γ = 0.3", penalised),
  ]
  func shown(_ distance: Double) -> String { distance.text(distance < 0.001 ? .scientific(0) : .significant(3)) }
  page.table(
    header: ["game", "distance from the solution at the start", "after 2,000 steps"],
    rows: plays.map { [$0.name, shown($0.track[0].radius), shown($0.track.last!.radius)] })
  page.record("grown", once.last!.radius, tolerance: 0.005, format: .decimals(2))
  page.record("kept", inTurn.last!.radius, tolerance: 0.005, format: .decimals(2))
  page.expect(
    "the pull is at right angles to the way home",
    probes.allSatisfy {
      let pull = DiracGAN().pull(at: $0)
      return abs(pull.theta * $0.theta + pull.psi * $0.psi) < 1e-12
    })
  page.expect(
    "at once: farther with every single step", zip(once, once.dropFirst()).allSatisfy { $1.radius > $0.radius })
  page.expect(
    "in turn: never nearer than 0.9, never farther than 1.1", inTurn.allSatisfy { (0.9...1.1).contains($0.radius) })
  page.expect(
    "noise and R1 take both players home", noisy.last!.radius < 1e-9 && penalised.last!.radius < 1e-9)

  //: If you predicted that small steps in everybody's best direction lead to the solution: they lead *around* it. The
  //: pull $`\sigma(\psi\theta) \cdot (\psi, -\theta)`$ is everywhere at right angles to the way home. Somebody who
  //: walks along tangents gets farther out with every step: {{grown}} after 2,000. Taking turns repairs just that, and
  //: circles ({{kept}}) without ever arriving. Nothing is wrong with the step size. The game itself turns.
  //:
  //: The non-saturating game has the same solution and, close to it, the same circles. But farther out its pulls do not
  //: cancel, and it drifts inwards, ever more slowly. Taken at once, with steps of $`h`$, it gets no nearer than
  //: $`\sqrt{2h}`$, where the drift and the tangents hold each other up:

  let settled = DiracGAN(isZeroSum: false).track(steps: 20_000).last!.radius
  page.record("settled", settled, tolerance: 0.002, format: .decimals(3))
  page.print("after 20,000 steps of 0.1: \(settled.text(.decimals(4)))   √0.2 = \(0.2.squareRoot().text(.decimals(4)))")
  page.expect("the non-saturating game settles near √(2h)", abs(settled - 0.2.squareRoot()) < 0.01)

  //: ## Why R1 helps, in two numbers
  //:
  //: Near the solution only the linear part of the pull counts, a 2 × 2 matrix, and its *eigenvalues* say everything: a
  //: step of size $`h`$ multiplies by $`1 + h\lambda`$. A negative real part leads home, an imaginary part turns. Here
  //: the matrix is
  //:
  //: ```math
  //: \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix},
  //: \qquad
  //: \lambda \;=\; -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}.
  //: ```
  //:
  //: Without R1 that is $`\pm i/2`$: pure turning. Instance noise of deviation $`\nu`$ acts, near the solution, like R1
  //: with $`\gamma = \nu^2/2`$. The eigenvalues found by differentiating the pull numerically, beside the formula:

  let games: [(name: String, game: DiracGAN, gamma: Double)] = [
    ("nothing", DiracGAN(), 0), ("R1, γ = 0.3", DiracGAN(r1: 0.3), 0.3), ("R1, γ = 1", DiracGAN(r1: 1), 1),
    ("R1, γ = 10", DiracGAN(r1: 10), 10), ("instance noise of 1", DiracGAN(noise: 1), 0.5),
  ]
  func formula(_ gamma: Double) -> EigenvaluePair {
    EigenvaluePair(middle: -gamma / 2, radicand: gamma * gamma / 4 - 0.25)
  }
  page.table(
    header: ["held by", "eigenvalues, found", "by the formula", "distance after 200 steps"],
    rows: games.map { name, game, gamma in
      [name, game.eigenvalues.text, formula(gamma).text, game.track(steps: 200).last!.radius.text(.significant(2))]
    })
  page.expect(
    "the eigenvalues are those of the formula",
    games.allSatisfy { $0.game.eigenvalues.distance(to: formula($0.gamma)) < 1e-6 })
  //: @hide
  try page.show(
    LinePlot(
      "How far from home", x: "step", y: Axis("distance from the solution", .logarithmic, range: 1e-6...3),
      games.map { game in Series(game.name, y: game.game.track(steps: 400).map(\.radius)) }),
    caption: "The distance from the solution, for R1 of different strengths and for instance noise")
  //: @show
  func distance(_ gamma: Double) -> Double { DiracGAN(r1: gamma).track(steps: 200).last!.radius }
  page.expect("γ = 1 is faster than both less and more", distance(1) < distance(0.3) && distance(1) < distance(10))

  //: At $`\gamma = 1`$ the turning just stops, and the way home is shorter than with less or with more. Ten times as
  //: much is *overdamped*: the discriminator is held so firmly to a slope of 0 that the generator is hardly told
  //: anything. A penalty can be too strong, and then looks like a learning rate that is too small.
  //:
  //: This is a game with two numbers. What it shows about networks with a million is not that they circle like this,
  //: but that nothing prevents it: a GAN is not a valley to roll down into. Chapter 6 tries R1, noise and the others on
  //: networks.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. The value $`V = \mathbb{E}\log D(x) + \mathbb{E}\log(1 - D(G(z)))`$ goes up for the discriminator and down for
//:    the generator; against the best discriminator it is −log 4 + 2 JSD.
//: 2. The non-saturating generator wants the same and is pulled hardest when it is furthest behind; the game is no
//:    longer zero-sum.
//: 3. Where supports are apart the JSD is flat; the Wasserstein distance is not, but a critic measures it only if its
//:    slope is held.
//: 4. Two players who each descend may circle: the pull of a game need not point home.
//: 5. R1 and noise make it point home; so does, a little, giving up zero sums.
//:
//: ## Exercises
//:
//: 1. Which numbers on this page depend on chance? Predict, then compare with `swift run chapter 4 --seed 2`.
//: 2. In `pointsApart`, make the bumps twice as wide (`width`). From what distance on is the JSD flat now? Run
//:    `swift run chapter 4`: the claim about a distance of 2 decides.
//: 3. Take steps of 0.4 in the non-saturating game (`track(steps: 20_000, rate: 0.4)`). Where will it settle? The claim
//:    beside it has the answer for 0.1.
//: 4. In `exactDistance`, charge for slopes below 1 as well: `GradientPenalty(lambda: 10)`. On a line that builds a
//:    wall at slope 0, and a critic that begins with the wrong sign stays behind it. Run the chapter: what does the
//:    table say now? Why would a plane be kinder?
//: 5. Give chapter 5's trainer the saturating loss: `trainer.loss = Minimax()` in `TrainingPlan.trainer()`. With Adam,
//:    and no head start, do you expect a difference? `swift run chapter 5`
//:
//: [Chapter 5](../05-training/README.md) trains images with the non-saturating loss. In short:
//: [the minimax loss](../../answers/minimax.md).
