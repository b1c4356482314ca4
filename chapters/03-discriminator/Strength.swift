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
  //: How well does a discriminator tell real images from generated ones after a long training of both players? Here is what
  //: that of the pair `shapes-enhanced` (chapter 5) answers, after {{criticSteps}} steps, to a thousand images from its
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
  page.record("auc", 1 - outdoneShare, tolerance: 0.05, format: .percent(0))
  page.expect(
    "the logits overlap: in over a tenth of all pairs the generated image has the higher one", outdoneShare > 0.1)

  //: **The answers overlap: in {{outdone}} of all pairs of a generated and a real image, the generated one gets the higher
  //: logit**, although on average the real ones do. {define: The *AUC* of a classifier of two classes is the share of pairs,
  //: one sample of each class, that it puts in the right order.} (The letters stand for the area under a curve, the ROC
  //: curve.) So the AUC here is {{auc}}, where guessing would have 50%. Twelve images are too few to show what it goes by.
  //: @hide
}

/// - Returns: Where the points end against the frozen discriminator on three seeds and on seed 4, for an appendix.
func showDuels(_ page: Page) throws -> [Tensor] {
  //: @show
  //: ## Usual, fast, busy, weak, frozen
  //:
  //: <a id="strong-weak-frozen"></a><a id="usual-fast-weak-frozen"></a>Can a discriminator be too strong for its generator,
  //: or too weak? One generator (two hidden layers of 128 units, Adam at a rate of 1e-3) plays on the ring of eight modes
  //: against five discriminators, all with leaky ReLU, for chapter 1's {{duelSteps}} steps, on three seeds:
  //:
  //: - *usual*: with the generator's size and learning rate;
  //: - *fast*: with ten times that learning rate ([two time-scale
  //:   rates](../../answers/remedies.md#term-two-time-scale-rates), TTUR; Heusel 2017);
  //: - *busy*: as the usual one, but with five updates, on new points each time, for each of the generator's;
  //: - *weak*: with only two units in each hidden layer;
  //: - *frozen*: with a learning rate of 0.
  //:
  //: [`duel`](source:Sources/Evaluation/RingDuel.swift#duel) trains both players, measures how near the generator's points
  //: come to a mode, and counts modes. <a id="words-for-counting"></a>These are the book's words for counting:
  //:
  //: | word | said of | meaning |
  //: | --- | --- | --- |
  //: | {define: *good* {glossary: A generated point is *good* if it lies within three standard deviations of a mode's centre.}} | a point | within three standard deviations of a mode's centre, here 0.06; papers say *high-quality sample* (Srivastava 2017) |
  //: | {define: *covered* {glossary: A mode is *covered* if at least 4 of 500 generated points (20 of 2,500) lie within three standard deviations of its centre.}} | a mode | at least 4 of 500 points (20 of 2,500) lie in its small circle: the strict count; papers say *captured* |
  //: | {define: *reached* {glossary: A mode is *reached* if it is the nearest one to at least 4 of 500 generated points (20 of 2,500), near or far.}} | a mode | it is the nearest one to as many points, near or far: the lenient count |
  //: | *lost* (chapter 6) | a mode | no longer reached |
  //: | *near* (chapter 1) | a point | within 0.2 of a mode's centre; chapter 1 counts the modes that have at least 4 of 400 points near them |
  //: | *named* (chapter 5) | a mode of Shapes | a trained network gives at least a quarter of an equal share of the images its name |

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

  //: **Predict:** with which discriminators will the points end near the modes? Which one sends them farthest away?

  //: {fold: the five duels on three seeds, and one more}
  let steps = page.record("duelSteps", page.profile == .quick ? 66 : 3000)
  let seeds = [page.seed, page.seed + 1, page.seed + 2]
  page.expect("the duels last as long as chapter 1's training, 3,000 steps", steps == 3000, from: .standard)
  let kinds: [(name: String, width: Int, rate: Float, updates: Int)] = [
    ("usual", 128, 1e-3, 1), ("fast", 128, 1e-2, 1), ("busy", 128, 1e-3, 5),
    ("weak", 2, 1e-3, 1), ("frozen", 128, 0, 1),
  ]
  // One more game, against a frozen one on seed 4, is for an appendix.
  var games: [(width: Int, rate: Float, updates: Int, seed: UInt64)] = []
  for kind in kinds {
    for seed in seeds { games.append((kind.width, kind.rate, kind.updates, seed)) }
  }
  games.append((128, 0, 1, 4))
  // The games were played once and come with the book; `--fresh` plays them again. A `RingDuel` is how one ends.
  let kept = try page.cached("duels", configuration: ["steps": "\(steps)", "games": "\(games)"], usesData: false) {
    let finished: [RingDuel] = Parallel.map(games) {
      duel(
        steps: steps, width: $0.width, learningRate: $0.rate, discriminatorSteps: $0.updates,
        activation: .leakyReLU(slope: 0.2), seed: $0.seed)
    }
    let rows = finished.flatMap { end -> [Float] in
      [
        end.loss, end.onReal, end.onFake, end.distance, Float(end.covered), Float(end.reached),
      ]
    }
    return [
      "numbers": Tensor(shape: [games.count, 6], scalars: rows),
      "points": Tensor.concatenate(finished.map(\.points)).reshaped([games.count, 500, 2]),
    ]
  }

  //: {fold: what is kept of a duel}
  /// What the page keeps of a `RingDuel`, under the same names.
  struct DuelEnd {
    let loss: Double
    let onReal: Double
    let onFake: Double
    let distance: Double
    let covered: Int
    let reached: Int
    let points: Tensor
  }
  let numbers = try kept.values("numbers", [games.count, 6])
  let places = try kept.tensor("points", [games.count, 500, 2])
  let played = games.indices.map { game -> DuelEnd in
    let row = Array(numbers[6 * game..<6 * game + 6])
    return DuelEnd(
      loss: row[0], onReal: row[1], onFake: row[2], distance: row[3], covered: Int(row[4]), reached: Int(row[5]),
      points: places.slice(game..<game + 1).reshaped([500, 2]))
  }
  // For each kind its duels, one for each seed.
  let duels = kinds.indices.map { Array(played[$0 * seeds.count..<($0 + 1) * seeds.count]) }
  let (usual, fast, busy) = (duels[0], duels[1], duels[2])
  let (weak, frozen, fourth) = (duels[3], duels[4], played[games.count - 1])

  //: {fold: the picture of five duels}
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
      Five plots of generated crosses and of the ring of modes, one for each discriminator. Where the crosses lie far from the \
      ring, the plot is zoomed out, and the ring is a spot in it.
      """, behind: "I have decided: show where the points end up")

  //: {fold: the table of five duels on three seeds}
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
  let (near, far) = (usual + fast + busy, weak + frozen)
  page.expect(
    "on each of three seeds the points end less than 1 from a mode against the usual, the fast and the busy one, on average, and more "
      + "than 1 from it against the weak and the frozen one, where they cover no mode",
    near.allSatisfy { $0.distance < 1 } && far.allSatisfy { $0.distance > 1 && $0.covered == 0 }, from: .standard)
  page.expect(
    "on each of three seeds the points end farther away against the frozen one than against the weak one",
    zip(weak, frozen).allSatisfy { $0.distance < $1.distance }, from: .standard)
  page.expect(
    "on two seeds of three the fast one's loss ends above the usual one's",
    zip(usual, fast).count { $0.loss < $1.loss } == 2 && seeds.count == 3, from: .standard)
  page.expect(
    "on each of three seeds the busy one's loss is below the usual one's, and its mean answers are farther apart",
    zip(usual, busy).allSatisfy { $1.loss < $0.loss && $1.onReal - $1.onFake > $0.onReal - $0.onFake }, from: .standard)
  let modes = page.record("duelModes", GaussianMixture.ring().modes * seeds.count)
  let usualCovered = page.record("usualCovered", usual.map(\.covered).reduce(0, +))
  let busyCovered = page.record("busyCovered", busy.map(\.covered).reduce(0, +))
  page.expect(
    "against the busy one fewer modes are covered than against the usual one, but by less than an eighth of all",
    busyCovered < usualCovered && 8 * (usualCovered - busyCovered) < modes, from: .standard)
  page.record("usualLoss", usual.map(\.loss).mean(), tolerance: 0.03, format: .decimals(2))
  page.record("busyLoss", busy.map(\.loss).mean(), tolerance: 0.03, format: .decimals(2))
  let undecided = 2 * log(2.0)
  let balanced = weak.filter { end in
    abs(end.loss - undecided) < 0.1 && [end.onReal, end.onFake].allSatisfy { abs($0 - 0.5) < 0.1 }
  }
  page.expect(
    "on each of three seeds the weak one's loss is within 0.1 of 2 log 2, and its mean answers within 0.1 of ½",
    balanced.count == 3, from: .standard)
  //: **Against the usual, the fast and the busy one the points end near the modes. The weak and the frozen one send them
  //: away**, the frozen one farther on every seed. A discriminator that does not learn is only a fixed hill to climb, and its first weights decide [where
  //: the hill leads](#appendix-where-a-frozen-discriminator-leads). (A mode may look full of crosses and yet not be covered,
  //: because its small circle is no wider than a cross.)
  //:
  //: Would the discriminator's loss have told you this? In a perfect equilibrium every answer is ½, and the loss is 2 log 2 =
  //: {{indifferent}}. **Decide:** does a loss near this number mean that the points are near the modes?

  //: {fold: the table of their losses}
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))"],
    rows: zip(kinds, duels).map { kind, duels in
      let numbers = [duels.map(\.loss), duels.map(\.onReal), duels.map(\.onFake)]
      return [kind.name] + numbers.map { listed($0.map { $0.text(.decimals(2)) }) }
    },
    caption: """
      On seeds \(seedNames). D(x) and D(G(z)) are the mean answers to real and to generated samples, over the last tenth of the \
      steps, as the loss is; of the busy one's five updates in a step, the last counts
      """,
    behind: "I have decided: show their losses")

  //: **Balanced numbers do not mean good samples.** On all three seeds the weak one's loss ends within 0.1 of
  //: {{indifferent}} and its mean answers near ½, although its points are far from the modes. (Programs that take the mean
  //: over all samples, real and generated, show half of this loss, log 2.) [Chapter
  //: 5](../05-training/README.md#what-the-numbers-do) asks the same of images.
  //:
  //: **So a discriminator can be too weak.** Can it also be too strong? The fast one does not answer this, because its loss
  //: ends above the usual one's on two seeds of three. The busy one is stronger: its mean loss is {{busyLoss}}, where the
  //: usual one's is {{usualLoss}}. **And yet it does the generator little harm here:** over the three seeds {{busyCovered}} of
  //: {{duelModes}} modes are covered against it, and {{usualCovered}} against the usual one. [Chapter
  //: 4](../04-losses/README.md#a-generator-that-starts-late) lets a discriminator learn alone first.
  //:
  //: *Open this in the lab:* `swift run lab --plan 'd-width=2&g-rate=0.001&d-rate=0.001&length=3000&decays=0'` plays the
  //: weak one's game live, with plain ReLU. Widen the discriminator, change its rate, and watch the surface.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
  return (frozen + [fourth]).map(\.points)
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
    header: ["the generator's loss", "mean pull on a fake"],
    rows: [
      ["minimax (saturating)", slopes[0].text(.scientific(1))], ["non-saturating", slopes[1].text(.significant(2))],
    ])

  //: {fold: the claim}
  page.expect(
    "the saturating pull is below 0.01, and the non-saturating one above 0.5", slopes[0] < 1e-2 && slopes[1] > 0.5,
    from: .standard)
  //: @hide
}
