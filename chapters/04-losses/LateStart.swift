import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
/// How a generated sample counts at each of the logits: the slope of the generator's loss with its sign turned. Above 0 the
/// sample is pushed towards a higher logit, and below 0 towards a lower one.
func factor(of loss: any UnpairedLoss, at logits: Tensor) -> Tensor {
  -gradients(of: loss.generator(fake: logits) * Float(logits.count), wrt: [logits])[0]
}

/// - Returns: The late starts, with what they have in common, which an appendix takes up again.
func showPulls(
  _ page: Page
) throws -> (starts: [LateStart], headStart: Int, steps: Int, rate: Float) {
  //: @show
  //: ### How much a sample counts
  //:
  //: <a id="how-hard-each-pulls"></a>The two forms differ in how hard they pull on a sample. This pull (chapter 3) is a
  //: product of two slopes: the discriminator's slope at the sample says where the sample should go, and the loss's own
  //: slope, in the sample's logit $`s`$ and with its sign turned, is a *factor* that says how much the sample counts. For the
  //: minimax loss the slope of $`\log(1 - \sigma(s)) = -\log(1 + e^s)`$ is $`-e^s / (1 + e^s) = -\sigma(s)`$, and for the
  //: non-saturating one that of $`-\log \sigma(s)`$ is $`-(1 - \sigma(s))`$.

  //: {fold: the slopes and their picture}
  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  let (saturating, nonSaturating) = (factor(of: Minimax(), at: logits), factor(of: NonSaturating(), at: logits))
  try page.show(
    LinePlot(
      "How much a generated sample counts", x: "the sample's logit s",
      y: Axis("factor: how much the sample counts", range: 0...1),
      [
        Series(Minimax().name, x: logits.scalars, y: saturating.scalars, as: .minimax),
        Series(NonSaturating().name, x: logits.scalars, y: nonSaturating.scalars, as: .nonSaturating),
      ], references: [.vertical(0, "undecided")]),
    caption: "The slope of the generator's loss, by the discriminator's logit and with its sign turned",
    alternative: """
      At the left, where the discriminator is confident that a sample is generated, the curve of the minimax loss is near \
      0 and that of the non-saturating loss near 1. They cross in the middle and have changed places at the right.
      """)

  //: {fold: the numbers and the claims}
  let (someReal, someFake) = (logits.detached(), logits.detached() * -0.5)
  let (minimax, both) = (Minimax(), discriminatorLoss(real: someReal, fake: someFake))
  page.expect(
    "the two functions of the minimax game give what the library's losses give",
    abs((both - minimax.discriminator(real: someReal, fake: someFake)).scalar) < 1e-6
      && abs((minimaxLoss(fake: someFake) - minimax.generator(fake: someFake)).scalar) < 1e-6)
  let sigma = logits.detached().sigmoid()
  page.expect(
    "at logits from −8 to 8 the factor is σ(s) for minimax, and 1 − σ(s) for the non-saturating loss",
    (saturating - sigma).absoluteValue().scalars.max()! < 1e-6
      && (nonSaturating - (1 - sigma)).absoluteValue().scalars.max()! < 1e-6)
  page.record("saturated", saturating.scalars[20], tolerance: 1e-6, format: .significant(1))
  page.record("asUndecided", 0.5 / saturating.scalars[20], tolerance: 1, format: .significant(1))

  //: At the left of the picture, where the discriminator is confident that the sample is generated, the minimax loss
  //: multiplies the discriminator's slope by next to nothing ({{saturated}} at a logit of −6): it is saturated, and the
  //: generator's gradient is said to *vanish*. The non-saturating loss multiplies the slope by nearly 1 there, and by less
  //: as the discriminator begins to call the sample real.
  //:
  //: ### A generator that starts late
  //:
  //: <a id="a-late-start-with-and-without-adam"></a>Does so small a factor matter? [Chapter
  //: 3](../03-discriminator/README.md#usual-fast-weak-frozen) asked whether a discriminator can be too strong. Here it gets a
  //: head start: the data are a narrow Gaussian on the line, all generated points lie at least 4 away from its middle, and
  //: the discriminator has learnt alone for {{headStart}} steps. Then both learn, the discriminator with Adam, and the
  //: generator with plain gradient descent (*SGD*, at a learning rate of {{sgdRate}}) or with Adam (at {{adamRate}}). Two
  //: losses and two rules make four kinds of race.
  //:
  //: **Decide: in which race or races will the generator hardly move?**

  //: {fold: the races}
  // A `race` and the `LateStart` that holds races of one kind are in an appendix. `SGD` is plain gradient descent.
  let headStart = page.record("headStart", page.profile == .quick ? 60 : 1000)
  let steps = page.profile == .quick ? 40 : 1000
  let sgdRate = page.record("sgdRate", Float(0.002), tolerance: 0, format: .significant(1))
  let adamRate = page.record("adamRate", Float(0.001), tolerance: 0, format: .significant(1))
  let rules: [(name: String, make: () -> any Optimizer)] = [
    ("SGD", { SGD(learningRate: sgdRate) }), ("Adam", { Adam(learningRate: adamRate, beta1: 0.5) }),
  ]
  var starts: [LateStart] = []
  for (name, loss) in [("minimax", Minimax() as any UnpairedLoss), ("non-saturating", NonSaturating())] {
    for rule in rules {
      let races = (1...3).map { seed in
        race(loss, rule: rule.make(), headStart: headStart, steps: steps, every: 20, seed: seed)
      }
      starts.append(LateStart(name: "\(name), \(rule.name)", distances: races))
    }
  }

  //: {fold: the picture of the late start}
  let places = starts[0].distances[0].indices.map { 20 * $0 }
  let looks = [Encoding.minimax.variant(0), .minimax.variant(1), .nonSaturating.variant(0), .nonSaturating.variant(1)]
  // The key names the losses by colour and the optimisers by dash: a series of gaps has no curve, only its line in the key.
  let gaps = places.map { _ in Float.nan }
  let keyLooks = [looks[0], looks[2], Encoding.way.variant(0), Encoding.way.variant(1)]
  let key = zip(["minimax", "non-saturating", "SGD", "Adam"], keyLooks).map { Series($0, x: places, y: gaps, as: $1) }
  try page.show(
    LinePlot(
      "A late start", x: "step", y: "generated mean minus the data's",
      key + zip(starts, looks).map { Series("", x: places, y: $0.distances[0], as: $1) },
      references: [.horizontal(0)]),
    caption: """
      How far the generated mean is from the data's while both players learn (seed 1): below 0 it falls short, above 0 it is \
      beyond. Solid lines: SGD; dashed lines: Adam
      """,
    alternative: """
      With the minimax loss and SGD the curve stays level, far below 0. The three others rise quickly, pass 0 and come back \
      towards it; that of the minimax loss with Adam rises the highest.
      """,
    behind: "I have decided: show the races")

  //: **Only one, at these rates: the minimax loss with plain gradient descent.** In the other races the generator passes the
  //: data and comes back, and on each of three seeds less than a quarter of the distance is left. Adam helps because it
  //: divides every gradient by its usual size, so a weak gradient moves the weights as far as a strong one.
  //:
  //: So the discriminator is too strong for this loss with this optimiser *at this rate*: at ten times the rate only
  //: {{tenTimesLeft}} of the distance is left, on average, but [a larger rate is no sure
  //: cure](#appendix-a-late-start-with-and-without-adam).

  //: {fold: the claims}
  let left = starts.map(\.left)
  page.expect(
    "with SGD and the minimax loss at least 98% of the distance is left, on each of three seeds",
    left[0].allSatisfy { $0 >= 0.98 }, from: .standard)
  page.expect(
    "with the other three pairs of loss and optimiser less than a quarter of the distance is left, on every seed, and on "
      + "seed 1 the mean passes the data and ends less than half as far beyond them as it was",
    left.dropFirst().joined().allSatisfy { $0 < 0.25 }
      && starts.dropFirst().allSatisfy { start in
        let farthest = start.distances[0].max()!
        return farthest > 0 && abs(start.distances[0].last!) < farthest / 2
      }, from: .standard)
  page.expect(
    "with Adam the two losses end at distances that differ by less than a tenth of that at the start, on every seed",
    (0..<3).allSatisfy { abs(left[1][$0] - left[3][$0]) < 0.1 }, from: .standard)
  let overshoots = starts.map { start in start.distances.map { $0.max()! } }
  let course = starts[1].distances[0]
  page.record("gapAtStart", -course[0], tolerance: 0.5, format: .decimals(1))
  page.record("passes", 20 * (course.firstIndex { $0 > 0 } ?? 0), tolerance: 20)
  page.record("farStep", 20 * course.firstIndex(of: course.max()!)!, tolerance: 40)
  page.record("farGap", course.max()!, tolerance: 0.5, format: .decimals(1))
  page.record("farGapOther", overshoots[3][0], tolerance: 0.5, format: .decimals(1))
  page.expect(
    "the non-saturating loss overshoots by less, with SGD and with Adam, on every seed",
    (0..<3).allSatisfy { max(overshoots[2][$0], overshoots[3][$0]) < overshoots[1][$0] }, from: .standard)
  //: @hide
  return (starts, headStart, steps, sgdRate)
}
//: @show
