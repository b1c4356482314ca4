import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## Other ways to keep score
//:
//: A loss need not be made of logarithms. {define: The *least-squares loss* (Mao 2016) is the squared distance of the logit from
//: 1 for real and from 0 for generated samples.} {define: The *hinge loss* (Lim & Ye 2017; Tran 2017) charges the discriminator
//: only for real samples with a logit below 1 and for generated ones with a logit above −1.} The *Wasserstein loss* compares mean
//: logits; a section below is about it. {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real
//: sample is real with a probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} (An appendix says
//: why only one side.)

//: {show: GAN/Losses/Losses.swift#LeastSquares, Hinge, Wasserstein}

//: These losses judge one sample at a time. {define: A *relativistic loss* (Jolicoeur-Martineau 2018) judges pairs: how much more
//: real does this real sample look than that generated one?} Only the difference of two logits counts, so a discriminator gains
//: nothing by calling everything real.

//: {show: GAN/Losses/Losses.swift#RelativisticPairs}

//: @hide
func lossesChapter(_ page: Page) throws {
  let games = try showSmallestGame(page)
  showZeroSum(page)
  try showPulls(page)
  try showLateStart(page)
  showValue(page)
  try showPointsApart(page)
  try showCritics(page)
  let trials = try showLossesOnTheRing(page)
  showEigenvalues(of: games, page)
  try showMoreOfTheValue(page)
  try showSurfaces(page)
  try showSmoothing(page)
  showSeeds(of: trials, page)
  showLuck(of: trials, page)
}

private func showZeroSum(_ page: Page) {
  //: @show
  //: Of the five losses so far that judge one sample at a time, only minimax and Wasserstein make a zero-sum game: in the sum of
  //: both players' losses, what the generated samples add cancels.

  //: {fold: the check of five losses}
  let random = Random(seed: page.seed).split("another game")
  let (real, fake) = (random.normal([64, 1]), random.normal([64, 1], deviation: 2).tracked())
  func slopeOfSum(_ loss: any UnpairedLoss) -> Float {
    let sum = loss.discriminator(real: real, fake: fake) + loss.generator(fake: fake)
    return gradients(of: sum * 64, wrt: [fake])[0].absoluteValue().mean().scalar
  }
  page.expect(
    "with minimax and Wasserstein the sum of both losses does not change with the logits of generated samples",
    slopeOfSum(Minimax()) < 1e-6 && slopeOfSum(Wasserstein()) < 1e-6)
  let others: [any UnpairedLoss] = [NonSaturating(), LeastSquares(), Hinge()]
  page.expect(
    "with the non-saturating, the least-squares and the hinge loss that sum does change",
    others.allSatisfy { slopeOfSum($0) > 0.05 })

  //: @hide
}

private func showPulls(_ page: Page) throws {
  //: @show
  //: ## How hard each pulls
  //:
  //: The discriminator's slope at a sample says where the sample should go. The loss says how much the sample counts: the slope
  //: of the loss in the sample's logit multiplies the discriminator's slope. By differentiation, that number is $`\sigma(s)`$
  //: for the minimax loss and $`1 - \sigma(s)`$ for the non-saturating one. The engine finds the same.

  //: {fold: the slopes and their figure}
  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  func slope(_ loss: any UnpairedLoss) -> Tensor {
    gradients(of: loss.generator(fake: logits) * Float(logits.count), wrt: [logits])[0]
  }
  func pull(_ loss: any UnpairedLoss) -> Tensor { slope(loss).absoluteValue() }
  let losses: [(name: String, loss: any UnpairedLoss, look: Encoding)] = [
    (Minimax().name, Minimax(), .minimax), (NonSaturating().name, NonSaturating(), .nonSaturating),
    (LeastSquares().name, LeastSquares(), .leastSquares), ("hinge, Wasserstein", Hinge(), .hinge),
  ]
  try page.show(
    LinePlot(
      "How hard a generated sample is pulled", x: "the sample's logit s",
      y: Axis("|slope of the generator's loss in s|", range: 0...2.5),
      losses.map { Series($0.name, x: logits.scalars, y: pull($0.loss).scalars, as: $0.look) },
      references: [.vertical(0, "undecided")]),
    caption: "The slope of the generator's loss, by the discriminator's logit")

  let sigma = logits.detached().sigmoid()
  page.expect(
    "at logits from −8 to 8 minimax pulls by σ(s), and the non-saturating loss by 1 − σ(s)",
    (pull(Minimax()) - sigma).absoluteValue().scalars.max()! < 1e-6
      && (pull(NonSaturating()) - (1 - sigma)).absoluteValue().scalars.max()! < 1e-6)
  page.expect(
    "least squares has the slope s − 1, which pulls a logit above 1 down",
    (slope(LeastSquares()) - (logits.detached() - 1)).absoluteValue().scalars.max()! < 1e-4)
  let (some, others) = (logits.detached(), logits.detached() * -0.5)
  let shift = RelativisticPairs().discriminator(real: some + 3, fake: others + 3).scalar
  page.expect(
    "the discriminator's loss of relativistic pairs does not change when all logits move by 3",
    abs(shift - RelativisticPairs().discriminator(real: some, fake: others).scalar) < 1e-5)
  page.record("saturated", pull(Minimax()).scalars[20], tolerance: 1e-6, format: .significant(1))

  //: At the left of the figure the discriminator is confident that the sample is generated. There the minimax loss pulls by next
  //: to nothing ({{saturated}} at a logit of −6). {define: A loss is *saturated* where its slope has all but vanished, so that
  //: almost nothing more is learnt from it.} The non-saturating loss pulls with a slope near 1, which falls as the discriminator
  //: begins to call the sample real. Least squares pulls by the distance from 1: a sample with a logit above 1 is pulled *back*.
  //: @hide
}

private func showLateStart(_ page: Page) throws {
  //: @show
  //: ## A late start, with and without Adam
  //:
  //: Does the vanishing pull matter in practice? With plain gradient descent (*SGD*) it does: a generator that is far behind
  //: hardly moves. With Adam it matters less. Here the data are a narrow Gaussian on the line, and all of the generator's points
  //: start at least 4 away from its middle. The discriminator is trained alone for {{headStart}} steps. Then both learn, the
  //: discriminator by Adam, and the generator by SGD or by Adam, with one loss or the other.

  //: {fold: the twelve races}
  let headStart = page.record("headStart", page.profile == .quick ? 60 : 1000)
  let steps = page.profile == .quick ? 40 : 1000
  let rules: [(name: String, make: () -> any Optimizer)] = [
    ("SGD", { SGD(learningRate: 0.002) }), ("Adam", { Adam(learningRate: 1e-3, beta1: 0.5) }),
  ]
  var starts: [(name: String, distances: [[Float]])] = []
  for (name, loss) in [("minimax", Minimax() as any UnpairedLoss), ("non-saturating", NonSaturating())] {
    for rule in rules {
      let races = (1...3).map { seed in
        race(loss, rule: rule.make(), headStart: headStart, steps: steps, every: 20, seed: seed)
      }
      starts.append(("\(name), \(rule.name)", races))
    }
  }

  //: {fold: the figure of the late start}
  let places = starts[0].distances[0].indices.map { 20 * $0 }
  let looks = [Encoding.minimax.variant(0), .minimax.variant(1), .nonSaturating.variant(0), .nonSaturating.variant(1)]
  try page.show(
    LinePlot(
      "A late start", x: "step", y: "generated mean minus the data's",
      zip(starts, looks).map { Series($0.name, x: places, y: $0.distances[0], as: $1) },
      references: [.horizontal(0)]),
    caption: """
      How far the generated mean is from the data's while both players learn (seed 1): below 0 it falls short, above 0 it is \
      beyond. Solid lines: SGD; dashed lines: Adam
      """)

  //: {fold: the table of what is left}
  // The mean distance over the last fifth of the steps, as a share of the distance at the start.
  let left = starts.map { start in
    start.distances.map { distances in
      let last = distances.suffix(distances.count / 5).map { abs($0) }
      return last.reduce(0, +) / Float(last.count) / abs(distances[0])
    }
  }
  page.table(
    header: ["generator's loss, optimiser", "seed 1", "seed 2", "seed 3"],
    rows: zip(starts, left).map { [$0.name] + $1.map { $0.text(.percent(0)) } },
    caption: """
      The share of the distance that is left: the mean over the last fifth of \(steps.text) steps, as a share of the distance \
      at the start
      """)

  page.expect(
    "with SGD and the minimax loss the generator has not come a tenth of the way, on any of three seeds",
    left[0].allSatisfy { $0 > 0.9 }, from: .standard)
  page.expect(
    "with the other three pairs of loss and optimiser it has come more than half of the way, on every seed",
    left.dropFirst().joined().allSatisfy { $0 < 0.5 }, from: .standard)
  page.expect(
    "with Adam the two losses end at distances that differ by less than a tenth of that at the start, on every seed",
    (0..<3).allSatisfy { abs(left[1][$0] - left[3][$0]) < 0.1 }, from: .standard)
  let overshoots = starts.map { start in start.distances.map { $0.max()! } }
  let course = starts[1].distances[0]
  page.record("gapAtStart", -course[0], tolerance: 0.5, format: .decimals(1))
  page.record("passes", 20 * (course.firstIndex { $0 > 0 } ?? 0), tolerance: 20)
  page.record("farStep", 20 * course.firstIndex(of: course.max()!)!, tolerance: 40)
  page.record("farGap", course.max()!, tolerance: 2, format: .decimals(0))
  page.expect(
    "with Adam the minimax loss overshoots by more than half of the distance at the start, on every seed",
    zip(overshoots[1], starts[1].distances).allSatisfy { $0 > -$1[0] / 2 }, from: .standard)
  page.expect(
    "the non-saturating loss overshoots by less, with SGD and with Adam, on every seed",
    (0..<3).allSatisfy { max(overshoots[2][$0], overshoots[3][$0]) < overshoots[1][$0] }, from: .standard)

  //: With SGD and the minimax loss the generator hardly moves. With Adam it arrives, because Adam divides every gradient by a
  //: running mean of its size: a weak gradient moves the weights as far as a strong one, if it is well above the 1e-8 that Adam
  //: adds to the divisor. In the figure the generator starts {{gapAtStart}} short of the data. With the minimax loss and Adam
  //: it has passed them by step {{passes}}, is about {{farGap}} beyond them at step {{farStep}}, and then comes back. The
  //: non-saturating loss overshoots less.
  //:
  //: In the end the two losses with Adam are about equally near, so Adam hides this fault of the minimax loss. It does not hide
  //: another one: within a batch each sample counts by its $`\sigma(s)`$, so samples that the discriminator nearly calls real
  //: count more than those that are far off. (The experiment does not test that.)
  //: @hide
}
