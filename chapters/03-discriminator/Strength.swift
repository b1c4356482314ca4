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

/// - Returns: The duels against the frozen discriminator on three seeds, which an appendix takes up again.
func showDuels(_ page: Page) throws -> [RingDuel] {
  //: @show
  //: ## Usual, fast, weak, frozen
  //:
  //: <a id="strong-weak-frozen"></a>Can a discriminator be too strong for its generator, or too weak? One generator (two hidden
  //: layers of 128 units, Adam at a rate of 1e-3) plays on the ring of eight modes against a usual discriminator and three
  //: extreme ones, all with leaky ReLU, for {{duelSteps}} steps, a third of chapter 1's, on three seeds:
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
  // From the centre to the circle, downward to the right.
  let spoke = (0...20).map { radius * Double($0) / 20 }
  let drawnRadius = Series("", x: spoke.map { 2 + 0.8 * $0 }, y: spoke.map { -0.6 * $0 }, as: .exact)
  // Halfway to either neighbour, which is an eighth of a turn away.
  let borders = [-1.0, 1].map { side in
    Series("", over: 0...2.1, as: .exact) { side * $0 * tan(Double.pi / 8) }
  }
  let (goodPoint, farPoint) = ((x: 1.985, y: 0.03), (x: 1.3, y: -0.15))
  func cross(_ point: (x: Double, y: Double)) -> Series { Series("", x: [point.x], y: [point.y], as: .generated) }
  let fromCentre = [goodPoint, farPoint].map { hypot($0.x - 2, $0.y) }
  try page.show(
    Panels(
      [
        LinePlot(
          "the sector of a mode", x: .coordinate(1, range: 0...2.4), y: .coordinate(2, range: -0.9...0.9),
          borders + circle + [cross(farPoint)],
          callouts: [
            Callout("counts for reached only", x: farPoint.x, y: farPoint.y, right: 10, up: -24),
            Callout("halfway to the next", x: 1.4, y: 1.4 * tan(Double.pi / 8), right: -16, up: 18),
          ], equalAspect: true),
        LinePlot(
          "its small circle, enlarged", x: .coordinate(1, range: 1.9...2.1), y: .coordinate(2, range: -0.075...0.075),
          circle + [drawnRadius, cross(goodPoint)],
          callouts: [
            Callout("good: counts for both", x: goodPoint.x, y: goodPoint.y, right: -10, up: 57),
            Callout("three deviations: 0.06", x: 2 + 0.4 * radius, y: -0.3 * radius, right: 0, up: -74),
          ], equalAspect: true),
      ], columns: 2),
    caption: """
      One mode of the ring, with its small circle and its sector. Points in the circle are good, and count for covered \
      and for reached; points of the sector, to which this is the nearest mode, count for reached
      """,
    alternative: """
      Left, a wedge that opens to the right, between two broken lines, with a small circle in it, and a cross far to the left of \
      the circle. Right, the circle enlarged, with a line from its centre to its edge and one cross inside.
      """)
  page.expect(
    "of the two crosses in the drawing one lies in the circle of three deviations, 0.06, and the other outside it, and both "
      + "lie in the mode's sector",
    abs(radius - 0.06) < 1e-6 && fromCentre[0] < radius && fromCentre[1] > radius
      && [goodPoint, farPoint].allSatisfy { abs($0.y) < $0.x * tan(Double.pi / 8) })

  //: **Pick two:** against which one will the points end up nearest to a mode, and against which one farthest away?

  //: {fold: the four duels on three seeds, and one with plain ReLU}
  let steps = page.record("duelSteps", page.profile == .quick ? 66 : 1000)
  let seeds = [page.seed, page.seed + 1, page.seed + 2]
  page.expect("the duels last a third of chapter 1's 3,000 steps", 3 * steps == 3000, from: .standard)
  let kinds: [(name: String, width: Int, rate: Float)] = [
    ("usual", 128, 1e-3), ("fast", 128, 1e-2), ("weak", 2, 1e-3), ("frozen", 128, 0),
  ]
  let games = kinds.flatMap { kind in seeds.map { (width: kind.width, rate: kind.rate, seed: $0) } }
  let played = Parallel.map(games) {
    duel(steps: steps, width: $0.width, learningRate: $0.rate, activation: .leakyReLU(slope: 0.2), seed: $0.seed)
  }
  // For each kind its duels, one for each seed.
  let duels = kinds.indices.map { Array(played[$0 * seeds.count..<($0 + 1) * seeds.count]) }
  let weak = duels[2]
  let blocked = duel(steps: steps, width: 2, learningRate: 1e-3, seed: page.seed)

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
      ] + ScatterPlot.modeRings.map { Series($0.name, x: [Double](), y: [Double](), as: $0.look) },
      note: ScatterPlot.ringNote)
  }
  try page.show(
    Panels(
      zip(kinds, duels).map { kind, duels -> any Plot in
        let first = duels[0]
        let found = "\(first.distance.text(.significant(2))) away, \(first.covered) covered"
        return first.distance > 5
          ? zoomedOut("\(kind.name), zoomed out: \(found)", first.points)
          : ScatterPlot("\(kind.name): \(found)", generated: first.points, over: .ring(), reach: 3)
      }, title: "Where the generator ends up", columns: 2),
    caption: """
      Generated points after training against each discriminator, on the first seed, with their mean distance from the nearest \
      mode's centre and the number of the 8 modes that they cover. An arrowhead points to crosses \
      outside; zoomed out, all modes are one spot
      """,
    alternative: """
      Four plots of generated crosses and of the ring of modes, one for each discriminator. Where the crosses lie far from the \
      ring, the plot is zoomed out, and the ring is a spot in it.
      """, behind: "I have decided: show where the points end up")

  //: {fold: the table of four duels on three seeds}
  func listed(_ values: [String]) -> String { values.joined(separator: " · ") }
  let seedNames = "\(seeds[0]), \(seeds[1]) and \(seeds[2])"
  page.table(
    header: ["discriminator", "distance", "reached", "covered"],
    rows: zip(kinds, duels).map { kind, duels in
      [
        kind.name, listed(duels.map { $0.distance.text(.significant(2)) }), listed(duels.map { "\($0.reached)" }),
        listed(duels.map { "\($0.covered)" }),
      ]
    },
    caption: """
      On seeds \(seedNames), at the end: the mean distance of the points from the nearest mode's centre, and how many of the 8 \
      modes they reach and cover
      """)

  //: {fold: the numbers and the claims}
  func ends(_ kind: Int, _ isMeant: (Float, [Float]) -> Bool) -> Int {
    seeds.indices.count { seed in
      let others = kinds.indices.filter { $0 != kind }.map { duels[$0][seed].distance }
      return isMeant(duels[kind][seed].distance, others)
    }
  }
  page.expect(
    "against the fast one the points end nearest to a mode on each of three seeds, and against the frozen one farthest on two and against the weak one on the other",
    ends(1) { $0 < $1.min()! } == 3 && ends(3) { $0 > $1.max()! } == 2 && ends(2) { $0 > $1.max()! } == 1,
    from: .standard)
  page.expect(
    "against the usual and the fast one the points reach all eight modes on each of three seeds",
    (duels[0] + duels[1]).allSatisfy { $0.reached == 8 }, from: .standard)
  page.record("mostCovered", played.map(\.covered).max()!, tolerance: 1)
  page.expect(
    "against the weak one the points end more than 5 away from the nearest mode, on average, on each of three seeds",
    weak.allSatisfy { $0.distance > 5 }, from: .standard)
  page.record("away", weak[0].distance, tolerance: 4, format: .significant(2))
  page.record("weakLosses", weak.dropFirst().map { $0.loss.text(.decimals(2)) }.joined(separator: " and "))
  let undecided = 2 * log(Float(2))
  page.expect(
    "on seed 1 the weak one's loss is within 0.1 of 2 log 2, and its mean answers within 0.1 of ½",
    page.seed != 1
      || (abs(weak[0].loss - undecided) < 0.1 && abs(weak[0].onFake - 0.5) < 0.1 && abs(weak[0].onReal - 0.5) < 0.1),
    from: .standard)
  page.expect(
    "on seed 1 the loss of each of the three others is more than 0.2 from 2 log 2",
    page.seed != 1 || [0, 1, 3].allSatisfy { abs(duels[$0][0].loss - undecided) > 0.2 }, from: .standard)
  page.expect(
    "on seed 1, with plain ReLU in the weak one, the points do not move in the last tenth of the steps, and the "
      + "generator's loss has a gradient of exactly 0 at each of them",
    page.seed != 1 || (blocked.movement == 0 && blocked.steepest == 0), from: .standard)

  //: **The points end nearest to a mode against the fast one, on each of three seeds.** They end farthest away against the
  //: frozen one on two of the seeds, and against the weak one on the other.
  //:
  //: 1. *Usual and fast:* the points reach all eight modes, but in so few steps they cover at most {{mostCovered}}. (Different
  //:    learning rates for the two players are known as [two time-scale
  //:    rates](../../answers/remedies.md#term-two-time-scale-rates), TTUR; Heusel 2017.)
  //: 2. *Weak:* on each seed the points end more than 5 away from the nearest mode, on average. Two units in a layer may be too
  //:    few to mark eight places, but this was not tested.
  //: 3. *Frozen:* a discriminator that does not learn is only a fixed hill to climb, and its first weights decide [where the
  //:    hill leads](#appendix-where-a-frozen-discriminator-leads).
  //:
  //: <details>
  //: <summary><b>The weak one with plain ReLU</b></summary>
  //:
  //: With plain ReLU in the weak one the points no longer move at the end, on seed 1, because the gradient of the generator's
  //: loss is exactly 0 at each of them. A ReLU unit outputs 0 for every input below 0, so with two units in a layer every path
  //: through the network can be blocked.
  //:
  //: </details>
  //:
  //: Would the discriminator's loss have told you this? In a perfect equilibrium every answer is ½, and the loss is 2 log 2.
  //: **Which of the four ends with a loss near 2 log 2 = {{indifferent}} on seed 1?**

  //: {fold: the table of their losses}
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))"],
    rows: zip(kinds, duels).map { kind, duels in
      let numbers = [duels.map(\.loss), duels.map(\.onReal), duels.map(\.onFake)]
      return [kind.name] + numbers.map { listed($0.map { $0.text(.decimals(2)) }) }
    },
    caption: """
      On seeds \(seedNames). D(x) and D(G(z)) are the mean answers to real and to generated samples, over the last tenth of the \
      steps, as the loss is
      """,
    behind: "I have decided: show their losses")

  //: **Balanced numbers do not mean good samples.** On seed 1 the weak one's loss ends near {{indifferent}} and its mean answers
  //: near ½, although its points lie {{away}} from the nearest mode, on average. (On seeds 2 and 3 its loss is {{weakLosses}}.)
  //:
  //: **So a discriminator can be too weak; one that is too strong was not seen here.** In [a similar
  //: game](../../answers/discriminator.md#too-strong-too-weak) the generator reaches fewer than half of the modes against
  //: the fast one on one seed of three, and in [chapter 4](../04-losses/README.md#a-generator-that-starts-late) one that has
  //: learnt alone is too strong for one of two losses.
  //:
  //: *Open this in the lab:* `swift run lab --plan 'd-width=2&g-rate=0.001&d-rate=0.001&length=1000&decays=0'` plays the
  //: weak one's game live, with plain ReLU. Widen the discriminator, change its rate, and watch the surface.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
  return duels[3]
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
