import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showAnswersToImages(_ page: Page) throws {
  //: @show
  //: ## A discriminator with a generator to judge
  //:
  //: When both players learn together, the answers to real and generated images overlap. Here is what the discriminator of
  //: the pair `shapes-enhanced` (chapter 5) answers, after {{criticSteps}} steps of training, to a thousand images from its
  //: generator and to a thousand real ones that it never saw:

  //: {fold: the answers, and the histogram of logits}
  let pair = try TrainedPair.shipped(.shapes, .enhanced)
  let (discriminator, generator) = (try pair.discriminator(), try pair.generator())
  page.record("criticSteps", pair.report.keptStep)
  let fakes = withoutHistory {
    generator(Random(seed: page.seed).split("images").split("critic").normal([1000, generator.latentSize]), .inference)
  }
  let unseen = Shapes(seed: 5).dataset(0..<1000).tensor(of: 0..<1000)
  let (onFakes, onUnseen) = withoutHistory {
    (discriminator(fakes, .inference).scalars, discriminator(unseen, .inference).scalars)
  }

  try page.show(
    Histogram(
      "What the discriminator answers", x: "logit",
      [
        Series("real", y: onUnseen, as: .real), Series("generated", y: onFakes, as: .generated),
      ]),
    caption: "The logits of real and of generated images",
    alternative: "Two histograms that overlap in the middle: that of generated images lies further left")

  //: {fold: the picture of the twelve images}
  let order = onFakes.indices.sorted { onFakes[$0] > onFakes[$1] }
  func chosen(_ indices: some Sequence<Int>) -> Tensor {
    Tensor.concatenate(indices.map { fakes.slice($0..<$0 + 1) })
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate([chosen(order.prefix(6)), chosen(order.suffix(6))]), columns: 6, scale: 4,
      rowLabels: ["highest", "lowest"]),
    caption: "Of a thousand generated images, the six with the highest logits and the six with the lowest",
    alternative: """
      Above, six rings and crescents of nearly one hue each, some of them dented. Below, three blue and cyan stars, and three \
      blots with several hues.
      """)

  //: {fold: the numbers and the claims}
  let (meanUnseen, meanFakes) = (Tensor(onUnseen).mean().scalar, Tensor(onFakes).mean().scalar)
  page.expect("on average real images get higher logits than generated ones", meanUnseen > meanFakes)
  let outdone = onFakes.reduce(0) { sum, fake in sum + onUnseen.count { $0 < fake } }
  let outdoneShare = Double(outdone) / Double(onFakes.count * onUnseen.count)
  page.record("outdone", outdoneShare, tolerance: 0.05, format: .percent(0))
  page.expect(
    "the logits overlap: in over a tenth of all pairs the generated image has the higher one", outdoneShare > 0.1)

  //: On average real images get the higher logits, but in {{outdone}} of all pairs of a generated and a real image the
  //: generated one does. The six highest are rings and crescents of nearly one hue each, some of them dented, while the six
  //: lowest are three stars and three blots in which hues run into each other. Twelve images are too few to show a rule,
  //: and the discriminator was never told what a ring or a star is.
  //: @hide
}

/// - Returns: The duel against the frozen discriminator, which an appendix takes up again.
func showDuels(_ page: Page) throws -> RingDuel {
  //: @show
  //: ## Usual, fast, weak, frozen
  //:
  //: <a id="strong-weak-frozen"></a>Can a discriminator be too strong for its generator, or too weak? One generator (two hidden
  //: layers of 128 units, Adam at a rate of 1e-3) plays on the ring of eight modes against a usual discriminator and three
  //: extreme ones, with nothing in between, for {{duelSteps}} steps, a third of chapter 1's:
  //:
  //: - *usual*: with the generator's size and learning rate;
  //: - *fast*: with ten times that learning rate;
  //: - *weak*: with only two units in each hidden layer;
  //: - *frozen*: with a learning rate of 0.
  //:
  //: [`duel`](source:Sources/Evaluation/RingDuel.swift#duel) trains both players, measures how near the generator's points
  //: come to a mode, and counts modes. <a id="words-for-counting"></a>The book has three words for counting:
  //:
  //: | word | said of | meaning |
  //: | --- | --- | --- |
  //: | {define: *good* {glossary: A generated point is *good* if it lies within three standard deviations of a mode's centre.}} | a point | within three standard deviations of a mode's centre, here 0.06; papers say *high-quality sample* (Srivastava 2017) |
  //: | {define: *covered* {glossary: A mode is *covered* if at least 4 of 500 generated points (20 of 2,500) lie within three standard deviations of its centre.}} | a mode | at least 4 of 500 points (20 of 2,500) lie in its small circle: the strict count |
  //: | {define: *reached* {glossary: A mode is *reached* if it is the nearest one to at least 4 of 500 generated points (20 of 2,500), near or far.}} | a mode | it is the nearest one to as many points, near or far: the lenient count |

  //: {fold: the drawing of one mode}
  // A `Callout` is a name with a line that leads to its point.
  let radius = 3 * Double(GaussianMixture.ring().deviation)
  let angles = (0...48).map { Double.pi * Double($0) / 48 }
  let circle = [-1.0, 1].map { side in
    Series(
      "", x: angles.map { 2 - radius * cos($0) }, y: angles.map { side * radius * sin($0) }, as: .covered)
  }
  // Halfway to either neighbour, which is an eighth of a turn away.
  let borders = [-1.0, 1].map { side in
    Series("", over: 0...2.6, as: .exact) { side * $0 * tan(Double.pi / 8) }
  }
  let (goodPoint, farPoint) = ((x: 2.02, y: 0.015), (x: 1.3, y: -0.15))
  let crosses = [goodPoint, farPoint].map { Series("", x: [$0.x], y: [$0.y], as: .generated) }
  let fromCentre = [goodPoint, farPoint].map { hypot($0.x - 2, $0.y) }
  try page.show(
    LinePlot(
      "One mode of the ring", x: .coordinate(1, range: 0...2.6), y: .coordinate(2, range: -1.2...1.2),
      borders + circle + crosses,
      callouts: [
        Callout("good: counts for both", x: goodPoint.x, y: goodPoint.y, right: -30, up: 30),
        Callout("counts for reached only", x: farPoint.x, y: farPoint.y, right: 0, up: 22),
        Callout("three deviations: 0.06", x: 2, y: -radius, right: 0, up: -70),
        Callout("halfway to the next mode", x: 1.5, y: 1.5 * tan(Double.pi / 8), right: -20, up: 30),
      ], equalAspect: true),
    caption: """
      One mode of the ring, with its small circle and its sector. Points in the circle are good, and count for covered \
      and for reached; points of the sector, to which this is the nearest mode, count for reached
      """,
    alternative: """
      A wedge that opens to the right, between two broken lines. In it lies a small circle with one cross inside; another cross \
      lies in the wedge, far to the left of the circle.
      """)
  page.expect(
    "of the two crosses in the drawing one lies in the circle of three deviations, 0.06, and the other outside it, and both "
      + "lie in the mode's sector",
    abs(radius - 0.06) < 1e-6 && fromCentre[0] < radius && fromCentre[1] > radius
      && [goodPoint, farPoint].allSatisfy { abs($0.y) < $0.x * tan(Double.pi / 8) })

  //: **Pick two:** against which one will the points end up nearest to a mode, and against which one farthest away?

  //: {fold: the four duels, and three with leaky ReLU}
  let (steps, seed) = (page.profile == .quick ? 66 : 1000, page.seed)
  page.record("duelSteps", steps)
  page.expect("the duels last a third of chapter 1's 3,000 steps", 3 * steps == 3000, from: .standard)
  let kinds: [(name: String, width: Int, rate: Float)] = [
    ("usual", 128, 1e-3), ("fast", 128, 1e-2), ("weak", 2, 1e-3), ("frozen", 128, 0),
  ]
  let duels = zip(
    kinds.map(\.name),
    Parallel.map(kinds) { duel(steps: steps, width: $0.width, learningRate: $0.rate, seed: seed) }
  ).map { ($0, $1) }
  // As small as the weak one, with an activation that is flat nowhere.
  let leaky = Parallel.map([seed, 2, 3]) {
    duel(steps: steps, width: 2, learningRate: 1e-3, activation: .leakyReLU(slope: 0.2), seed: $0)
  }

  //: {fold: the picture of four duels}
  // Where the points have left the ring far behind, a window that holds them too. All modes are one spot in it, too
  // small to be marked; the empty series stand here because all panels share one key.
  func zoomedOut(_ title: String, _ points: Tensor) -> ScatterPlot {
    let reach = 1.1 * Double(points.absoluteValue().scalars.max()!)
    return ScatterPlot(
      title, x: .coordinate(1, range: -reach...reach), y: .coordinate(2, range: -reach...reach),
      [
        Series("real", points: GaussianMixture.ring().sample(count: 300, random: Random(seed: 0)), as: .real),
        Series("generated", points: points, as: .generated),
      ] + ScatterPlot.modeRings.map { Series($0.name, x: [Double](), y: [Double](), as: $0.look) })
  }
  try page.show(
    Panels(
      duels.map { name, duel -> any Plot in
        let found = "\(duel.distance.text(.significant(2))) away, \(duel.covered) covered"
        return duel.distance > 5
          ? zoomedOut("\(name), zoomed out: \(found)", duel.points)
          : ScatterPlot("\(name): \(found)", generated: duel.points, over: .ring(), reach: 3)
      }, title: "Where the generator ends up", columns: 2),
    caption: """
      Generated points after training against each discriminator, with their mean distance from the nearest mode's centre and \
      the number of the 8 modes that they cover. \(ScatterPlot.ringNote). An arrowhead points to crosses outside; zoomed \
      out, all modes are one spot
      """,
    alternative: """
      Four plots. Usual: crosses on rays through the ring, and beyond it. Fast: crosses in heaps and strings near the ring. Weak: \
      crosses far from the ring, which is a spot in this plot. Frozen: one heap of crosses in the middle of the ring.
      """, behind: "I have decided: show where the points end up")

  //: {fold: the numbers and the claims}
  page.record("mostCovered", duels.map(\.1.covered).max()!, tolerance: 1)
  page.expect(
    "no generator covers more than half of the modes", duels.allSatisfy { $0.1.covered <= 4 }, from: .standard)
  page.expect(
    "on this seed the fast one has the lowest loss of the three that learn, and against it the points end nearest to "
      + "a mode",
    [0, 2].allSatisfy { duels[1].1.loss < duels[$0].1.loss }
      && [0, 2, 3].allSatisfy {
        duels[1].1.distance < duels[$0].1.distance
      },
    from: .standard)
  page.expect(
    "on this seed the points end farther from the modes against the weak one than against any other",
    [0, 1, 3].allSatisfy { duels[2].1.distance > duels[$0].1.distance }, from: .standard)
  page.record("away", duels[2].1.distance, tolerance: 40, format: .significant(1))
  let undecided = 2 * log(Float(2))
  let others = Parallel.map([2, 3]) { duel(steps: steps, width: 2, learningRate: 1e-3, seed: $0) }
  page.record("weakLosses", others.map { $0.loss.text(.decimals(2)) }.joined(separator: " and "))
  page.record("weakDistances", others.map { $0.distance.text(.significant(2)) }.joined(separator: " and "))
  page.expect(
    "against the weak one the points end more than 5 away from the nearest mode, on average, on each of three seeds",
    ([duels[2].1] + others).allSatisfy { $0.distance > 5 }, from: .standard)
  page.expect(
    "on this seed the weak one's loss is within 0.1 of 2 log 2, and its mean answers within 0.1 of ½; on two more "
      + "seeds the loss is more than 0.1 from 2 log 2",
    abs(duels[2].1.loss - undecided) < 0.1 && abs(duels[2].1.onFake - 0.5) < 0.1
      && abs(duels[2].1.onReal - 0.5) < 0.1 && others.allSatisfy { abs($0.loss - undecided) > 0.1 }, from: .standard)
  page.expect(
    "on this seed the loss of each of the three others is more than 0.2 from 2 log 2",
    [0, 1, 3].allSatisfy { abs(duels[$0].1.loss - undecided) > 0.2 }, from: .standard)
  page.expect(
    "against the weak one the points do not move in the last tenth of the steps, and the generator's loss has a "
      + "gradient of exactly 0 at each of them, although D(G(z)) is within 0.1 of ½",
    duels[2].1.movement == 0 && duels[2].1.steepest == 0 && abs(duels[2].1.onFake - 0.5) < 0.1, from: .standard)
  let leakyDistances = leaky.map { $0.distance.text(.significant(2)) }
  page.record(
    "leakyDistances", "\(leakyDistances[0]) on this seed, and \(leakyDistances[1]) and \(leakyDistances[2]) on two more"
  )
  page.expect(
    "with leaky ReLU in the weak one the gradient of the generator's loss is not 0 at one point or more, on each of three "
      + "seeds",
    leaky.allSatisfy { $0.steepest > 0 }, from: .standard)
  page.expect(
    "with leaky ReLU too the points end more than 5 away from the nearest mode, on average, on each of three seeds",
    leaky.allSatisfy { $0.distance > 5 }, from: .standard)
  page.record("frozenReached", duels[3].1.reached, tolerance: 2)
  let frozenFromOrigin = duels[3].1.points.squared().sum(axes: [1]).squareRoot().mean().scalar
  page.expect(
    "against the frozen one the points end within 0.5 of the origin, on average", frozenFromOrigin < 0.5,
    from: .standard)

  //: **Nearest against the *fast* one, farthest against the *weak* one.** Three observations on this seed:
  //:
  //: 1. *The fast discriminator did not stop this generator.* But no generator here covers more than {{mostCovered}} of the
  //:    8 modes. (Different learning rates for the two players are known as [two time-scale
  //:    rates](../../answers/remedies.md#term-two-time-scale-rates), TTUR; Heusel 2017.)
  //: 2. *Against the weak one the points no longer move*, because the gradient of the generator's loss is exactly 0 at each
  //:    of them. A ReLU unit outputs 0 for every input below 0, so with two units in a layer every path through the network
  //:    can be blocked. This does not explain why the points are so far away: with leaky ReLU, which blocks no path, they end
  //:    far away too.
  //: 3. *A discriminator that does not learn is only a fixed hill to climb.* Here the hill leads to the origin, where the
  //:    heap of points *reaches* {{frozenReached}} of the 8 modes from afar: the lenient count can mislead.
  //:
  //: **Is it the same on other seeds?** Against the weak one the points end far away on seeds 2 and 3 too, but the frozen one
  //: does not lead to the origin there.
  //:
  //: <details>
  //: <summary><b>What happens on seeds 2 and 3</b></summary>
  //:
  //: Against the weak one the points end at a mean distance of {{away}} on this seed, and of {{weakDistances}} on seeds 2 and
  //: 3. With leaky ReLU it is {{leakyDistances}}. The frozen one sends them outwards on seeds 2 and 3, past the ring
  //: ([why](#appendix-where-a-frozen-discriminator-leads)). In [shorter
  //: games](../../answers/discriminator.md#too-strong-too-weak) points end nearer against the fast one than against the usual
  //: one on all three seeds, although on one they reach fewer than half of the modes.
  //:
  //: </details>
  //:
  //: Would the discriminator's loss have told you this? In a perfect equilibrium every answer is ½, and the loss is 2 log 2.
  //: **Which of the four ends with a loss near 2 log 2 = {{indifferent}}?**

  //: {fold: the table of four duels and one more}
  let listed = duels + [("weak, leaky ReLU", leaky[0])]
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))", "distance", "reached", "covered"],
    rows: listed.map { name, duel in
      [name] + [duel.loss, duel.onReal, duel.onFake].map { $0.text(.decimals(2)) }
        + [duel.distance.text(.significant(2)), "\(duel.reached)", "\(duel.covered)"]
    },
    caption: """
      D(x) and D(G(z)) are the mean answers to real and to generated samples, over the last tenth of the steps, as the loss is. \
      The distance is that of the points at the end from the nearest mode's centre, on average. The last row is a fifth one, \
      weak with leaky ReLU
      """,
    behind: "I have decided: show their losses")

  //: **Balanced numbers do not mean good samples.** The weak one's loss ends near {{indifferent}} and its mean answers near
  //: ½, although its points are the farthest away. (On seeds 2 and 3 its loss, {{weakLosses}}, does not look balanced.)
  //:
  //: *Open this in the lab:* `swift run lab --plan 'd-width=2&g-rate=0.001&d-rate=0.001&length=1000&decays=0'` plays the
  //: weak one's game live. Widen the discriminator, change its rate, and watch the surface.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
  return duels[3].1
}

func showSupportsApart(_ page: Page) throws {
  //: @show
  //: ## When supports are apart
  //:
  //: {define: The *support* of a distribution is where its samples can lie.} If the supports of real and generated samples
  //: are apart, the discriminator can be confident of every answer. Then the *minimax* form of the generator's loss,
  //: $`\log(1 - D)`$, almost stops pulling the fakes, while the *non-saturating* form, $`-\log D`$, still pulls, for the
  //: reason that [chapter 4](../04-losses/README.md#how-much-a-sample-counts) gives. The table shows it for a discriminator
  //: trained for {{apartSteps}} steps on two Gaussians whose centres are 40 deviations apart, so that in practice their
  //: samples never meet.

  //: {fold: the training, and the table of both gradients}
  // `Minimax` and `NonSaturating` are of the kind `UnpairedLoss`: the generator's half looks only at fakes.
  let random = Random(seed: page.seed).split("apart")
  let steps = page.record("apartSteps", page.profile == .quick ? 100 : 1500)
  let far = (
    real: GaussianMixture.line(centres: [-2], deviation: 0.1), fake: GaussianMixture.line(centres: [2], deviation: 0.1)
  )
  let discriminator = PointDiscriminator(dimensions: 1, random: random.split("certain"))
  discriminator.train(
    steps: steps, random: random, real: { far.real.sample(count: 256, random: random) },
    fake: { far.fake.sample(count: 256, random: random) })
  let fakes = far.fake.sample(count: 256, random: random).tracked()
  let slopes = [Minimax() as any UnpairedLoss, NonSaturating()].map { loss in
    let total = loss.generator(fake: discriminator(fakes, .inference)) * 256
    return gradients(of: total, wrt: [fakes])[0].absoluteValue().mean().scalar
  }

  page.table(
    header: ["the generator's loss", "mean |gradient| at a fake"],
    rows: [
      ["minimax (saturating)", slopes[0].text(.scientific(1))], ["non-saturating", slopes[1].text(.significant(2))],
    ])

  //: {fold: the claim}
  page.expect(
    "the saturating gradient is below 0.01, and the non-saturating one above 0.5", slopes[0] < 1e-2 && slopes[1] > 0.5,
    from: .standard)
  //: @hide
}
