import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## Other ways to keep score
//:
//: A loss need not be made of logarithms, and it need not judge one sample at a time. {define: The *least-squares loss* (Mao 2016) is
//: the squared distance of the logit from 1 for real and from 0 for generated samples.} {define: The *hinge loss* (Lim & Ye
//: 2017; Tran 2017) charges the discriminator only for real samples with a logit below 1 and for generated ones with a logit
//: above −1.} {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real sample is real with a
//: probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} (An appendix says what that changes, and
//: why only one side.) *Wasserstein* compares mean scores, and has a section of its own below.

//: {show: GAN/Losses/Losses.swift#LeastSquares, Hinge, Wasserstein}

//: These judge one sample at a time. {define: A *relativistic loss* (Jolicoeur-Martineau 2018) judges pairs: how much more
//: real does this real sample look than that generated one?} Only the difference of two logits counts. So a discriminator
//: gains nothing by calling everything real. The generator wins a pair only if its sample looks more real than the real one.

//: {show: GAN/Losses/Losses.swift#RelativisticPairs}

//: @hide
func lossesChapter(_ page: Page) throws {
  let games = try showSmallestGame(page)
  try showPulls(page)
  try showLateStart(page)
  showAnotherGame(page)
  try showValue(page)
  try showPointsApart(page)
  try showCritics(page)
  try showSurfaces(page)
  let trials = try showLossesOnTheRing(page)
  showEigenvalues(of: games, page)
  try showSmoothing(page)
  showSeeds(of: trials, page)
  showLuck(of: trials, page)
}

private func showPulls(_ page: Page) throws {
  //: @show
  //: ## How hard each pulls
  //:
  //: The minimax loss hardly pulls a sample that the discriminator has recognised as generated. The non-saturating loss pulls
  //: it hardest. The discriminator's slope at a sample says where to; the loss says how much the sample counts. It does so by one
  //: number, the slope of the loss in the sample's logit, which multiplies the discriminator's slope. In theory that number is
  //: $`\sigma(s)`$ for minimax and $`1 - \sigma(s)`$ for the non-saturating form; the engine finds the same.

  //: {fold: the slopes and their figure}
  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  func pull(_ loss: any UnpairedLoss) -> Tensor {
    let total = loss.generator(fake: logits) * Float(logits.count)
    return gradients(of: total, wrt: [logits])[0].absoluteValue()
  }
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
    "minimax pulls by σ(s), the non-saturating form by 1 − σ(s)",
    (pull(Minimax()) - sigma).absoluteValue().scalars.max()! < 1e-6
      && (pull(NonSaturating()) - (1 - sigma)).absoluteValue().scalars.max()! < 1e-6)
  let (some, others) = (logits.detached(), logits.detached() * -0.5)
  let shift = RelativisticPairs().discriminator(real: some + 3, fake: others + 3).scalar
  page.expect(
    "relativistic pairs do not change when all logits move by 3",
    abs(shift - RelativisticPairs().discriminator(real: some, fake: others).scalar) < 1e-5)
  page.record("saturated", pull(Minimax()).scalars[20], tolerance: 1e-6, format: .significant(1))

  //: At the left of the figure the discriminator is confident that the sample is generated. The samples of a generator that
  //: has learnt little are there. The minimax loss pulls by next to nothing ({{saturated}} at a logit of −6). {define: A
  //: loss is *saturated* where its slope has all but vanished, so that nothing more is learnt from it.} The non-saturating
  //: form pulls with a slope near 1, which falls as the sample begins to pass for real. Least squares pulls by the distance
  //: from 1: a sample with a logit above 1 is pulled *back*.
  //: @hide
}

private func showLateStart(_ page: Page) throws {
  //: @show
  //: ## A late start, with and without Adam
  //:
  //: Does the vanishing pull matter in practice? With plain gradient descent it does: a generator that is far behind does not
  //: move. With Adam it hardly does. The data are a narrow Gaussian on the line, and all of the generator's points start at
  //: least 4 away from its middle. The discriminator is trained alone for {{headStart}} steps. Then both learn. The discriminator
  //: uses Adam with a learning rate of 1e-3. The generator uses either loss, with plain gradient descent (*SGD*) at a rate of
  //: 0.002 or with Adam at a rate of 1e-3.

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
    "with SGD the minimax loss has not come a tenth of the way, on any of three seeds", left[0].allSatisfy { $0 > 0.9 },
    from: .standard)
  page.expect(
    "the other three have come more than half of the way, on every seed",
    left.dropFirst().joined().allSatisfy { $0 < 0.5 }, from: .standard)
  page.expect(
    "with Adam the two losses end equally near, to within a tenth of the distance at the start, on every seed",
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

  //: With SGD the saturated loss goes nowhere. With Adam the generator arrives, because Adam divides every gradient by a
  //: running mean of its size: a steady pull of a millionth moves the weights as far as a pull of one. The first steps are of
  //: full size too, however weak the gradient, as long as it is well above the 1e-8 that Adam adds to the divisor. In the figure the generator starts {{gapAtStart}} short of the data. It has passed
  //: them by step {{passes}}, is about {{farGap}} beyond them at step {{farStep}}, and then comes back. The non-saturating loss
  //: overshoots less. In the end the two differ by less than a tenth of the distance at the start. So Adam hides the
  //: fault of the saturating loss, except one part of it: within a batch each sample counts by its $`\sigma(s)`$, so samples that
  //: nearly pass outweigh those that are far off. Here all start about equally far off.
  //: @hide
}

private func showAnotherGame(_ page: Page) {
  //: @show
  //: ## The same goal, another game
  //:
  //: With the non-saturating loss the generator no longer minimises what the discriminator maximises. Both games can come to
  //: rest at the same place, where the generated distribution is the data's. The ways to that place differ, as the smallest
  //: games above show. Some texts call both forms "the minimax loss"; this book means the zero-sum one. Of the five losses so far
  //: that judge one sample at a time, only minimax and Wasserstein are zero-sum: generated samples drop out of the sum of both
  //: players' losses, so the slope of that sum in their logits is 0.

  //: {fold: the check of five losses}
  let random = Random(seed: page.seed).split("another game")
  let (real, fake) = (random.normal([64, 1]), random.normal([64, 1], deviation: 2).tracked())
  func slopeOfSum(_ loss: any UnpairedLoss) -> Float {
    let sum = loss.discriminator(real: real, fake: fake) + loss.generator(fake: fake)
    return gradients(of: sum * 64, wrt: [fake])[0].absoluteValue().mean().scalar
  }
  page.expect("minimax and Wasserstein are zero-sum", slopeOfSum(Minimax()) < 1e-6 && slopeOfSum(Wasserstein()) < 1e-6)
  let others: [any UnpairedLoss] = [NonSaturating(), LeastSquares(), Hinge()]
  page.expect("the others are not", others.allSatisfy { slopeOfSum($0) > 0.05 })

  //: @hide
}
