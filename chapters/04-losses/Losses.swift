import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## Other losses
//:
//: <a id="other-ways-to-keep-score"></a>The Wasserstein loss shows that a loss need not be made of logarithms. Here are
//: three more beside it, and a change of the labels, with the logit $`s`$ of a real sample and the logit $`t`$ of a generated
//: one:
//:
//: | loss | the idea | the discriminator minimises | the generator minimises |
//: | --- | --- | --- | --- |
//: | Wasserstein | the mean scores of real and of generated samples are to lie far apart | $`\mathbb{E}\,t - \mathbb{E}\,s`$ | $`-\mathbb{E}\,t`$ |
//: | least squares | {define: The *least-squares loss* (Mao 2016) is half the squared distance of the logit from 1 for real and from 0 for generated samples.} | $`\tfrac12\,\mathbb{E}(s - 1)^2 + \tfrac12\,\mathbb{E}\,t^2`$ | $`\tfrac12\,\mathbb{E}(t - 1)^2`$ |
//: | hinge | {define: The *hinge loss* (Lim & Ye 2017; Tran 2017) of the discriminator counts only real samples with a logit below 1 and generated ones with a logit above −1.} | $`\mathbb{E}\max(0, 1 - s) + \mathbb{E}\max(0, 1 + t)`$ | $`-\mathbb{E}\,t`$ |
//: | relativistic pairs | {define: A *relativistic loss* (Jolicoeur-Martineau 2018) judges pairs: how much more real does this real sample look than that generated one?} Only the difference of two logits counts | $`\mathbb{E}\ln(1 + e^{t - s})`$ | $`\mathbb{E}\ln(1 + e^{s - t})`$ |
//: | smoothed labels | {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real sample is real with a probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} ([Why only one side](#appendix-a-label-of-not-quite-1)) | binary cross-entropy, with the label 0.9 for real samples | as without them |

//: {fold: these losses}
//: {show: GAN/Losses/Losses.swift#LeastSquares, Hinge, Wasserstein, RelativisticPairs}

//: @hide
func lossesChapter(_ page: Page) throws {
  let games = try showSmallestGame(page)
  showValue(page)
  try showPointsApart(page)
  try showCritics(page)
  showZeroSum(page)
  let lateStarts = try showPulls(page)
  try showLateStart(page, lateStarts)
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
  //: Of least squares, hinge and Wasserstein only the Wasserstein loss makes a zero-sum game, as minimax does: what a generated
  //: sample adds to one player's loss, it takes from the other's.

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

/// - Returns: How far twelve generators that start late are from the data, by loss, optimiser and seed.
private func showPulls(_ page: Page) throws -> [(name: String, distances: [[Float]])] {
  //: @show
  //: ## How much a sample counts
  //:
  //: <a id="how-hard-each-pulls"></a>The pull on a sample (chapter 3) is a product. While the discriminator's slope at the sample
  //: says where the sample should go, the loss says how much the sample counts: its own slope, in the sample's logit, is a *factor*
  //: that multiplies the discriminator's slope. Its size is $`\sigma(s)`$ for the minimax loss and $`1 - \sigma(s)`$ for the
  //: non-saturating one.

  //: {fold: the slopes and their picture}
  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  func slope(_ loss: any UnpairedLoss) -> Tensor {
    gradients(of: loss.generator(fake: logits) * Float(logits.count), wrt: [logits])[0]
  }
  func factor(_ loss: any UnpairedLoss) -> Tensor { slope(loss).absoluteValue() }
  let losses: [(name: String, loss: any UnpairedLoss, look: Encoding)] = [
    (Minimax().name, Minimax(), .minimax), (NonSaturating().name, NonSaturating(), .nonSaturating),
    (LeastSquares().name, LeastSquares(), .leastSquares), ("hinge, Wasserstein", Hinge(), .hinge),
  ]
  // The picture ends at 3.5, where the line of least squares leaves it.
  func shown(_ values: Tensor) -> [Float] { Array(values.scalars.prefix(116)) }
  try page.show(
    LinePlot(
      "How much a generated sample counts", x: "the sample's logit s",
      y: Axis("|slope of the generator's loss in s|", range: 0...2.5),
      losses.map { Series($0.name, x: shown(logits), y: shown(factor($0.loss)), as: $0.look) },
      references: [.vertical(0, "undecided")]),
    caption: "The slope of the generator's loss, by the discriminator's logit")

  //: {fold: the numbers and the claims}
  let sigma = logits.detached().sigmoid()
  page.expect(
    "at logits from −8 to 8 the factor is σ(s) for minimax, and 1 − σ(s) for the non-saturating loss",
    (factor(Minimax()) - sigma).absoluteValue().scalars.max()! < 1e-6
      && (factor(NonSaturating()) - (1 - sigma)).absoluteValue().scalars.max()! < 1e-6)
  page.expect(
    "least squares has the slope s − 1, which changes its sign at a logit of 1",
    (slope(LeastSquares()) - (logits.detached() - 1)).absoluteValue().scalars.max()! < 1e-4)
  let (some, others) = (logits.detached(), logits.detached() * -0.5)
  let shift = RelativisticPairs().discriminator(real: some + 3, fake: others + 3).scalar
  page.expect(
    "the discriminator's loss of relativistic pairs does not change when all logits move by 3",
    abs(shift - RelativisticPairs().discriminator(real: some, fake: others).scalar) < 1e-5)
  page.record("saturated", factor(Minimax()).scalars[20], tolerance: 1e-6, format: .significant(1))

  //: At the left of the picture the discriminator is confident that the sample is generated. There the minimax loss multiplies
  //: the discriminator's slope by next to nothing ({{saturated}} at a logit of −6): it is saturated, and the field says that the
  //: generator's gradient *vanishes*. The non-saturating loss multiplies the slope by nearly 1, and by less as the discriminator
  //: begins to call the sample real. Least squares multiplies it by the logit's distance from 1, so it sends a sample with a
  //: logit above 1 *back*.
  //:
  //: Does the small factor matter? Let a generator start late: all its points lie at least 4 away from the middle of the data, and
  //: the discriminator has learnt alone for {{headStart}} steps. Then both learn, the discriminator by Adam, and the generator by
  //: plain gradient descent (*SGD*, with a rate of {{sgdRate}}; no other was tried) or by Adam too. **In which of the four kinds of
  //: race will the generator hardly move? Decide before you look at the table.**

  //: {fold: the twelve races}
  // A `race` is in an appendix. `SGD` is plain gradient descent.
  let headStart = page.record("headStart", page.profile == .quick ? 60 : 1000)
  let steps = page.profile == .quick ? 40 : 1000
  let sgdRate = page.record("sgdRate", Float(0.002), tolerance: 0, format: .significant(1))
  let rules: [(name: String, make: () -> any Optimizer)] = [
    ("SGD", { SGD(learningRate: sgdRate) }), ("Adam", { Adam(learningRate: 1e-3, beta1: 0.5) }),
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

  //: {fold: the table of what is left}
  // The mean distance over the last fifth of the steps, as a share of the distance at the start.
  let left = starts.map { start in
    start.distances.map { distances in
      let last = distances.suffix(max(distances.count / 5, 1)).map { abs($0) }
      return last.reduce(0, +) / Float(last.count) / abs(distances[0])
    }
  }
  page.table(
    header: ["generator's loss, optimiser", "seed 1", "seed 2", "seed 3"],
    rows: zip(starts, left).map { [$0.name] + $1.map { $0.text(.percent(0)) } },
    caption: """
      The mean distance over the last fifth of \(steps.text) steps, as a share of the distance at the start
      """)

  //: {fold: the claims}
  page.expect(
    "with SGD and the minimax loss at least 98% of the distance is left, on each of three seeds",
    left[0].allSatisfy { $0 >= 0.98 }, from: .standard)
  page.expect(
    "with the other three pairs of loss and optimiser it has come more than half of the way, on every seed",
    left.dropFirst().joined().allSatisfy { $0 < 0.5 }, from: .standard)
  page.expect(
    "with Adam the two losses end at distances that differ by less than a tenth of that at the start, on every seed",
    (0..<3).allSatisfy { abs(left[1][$0] - left[3][$0]) < 0.1 }, from: .standard)

  //: **With plain gradient descent at this rate and the minimax loss it hardly moves; with Adam it comes most of the way**,
  //: because Adam divides
  //: every gradient by the root of a running mean of its square, so that a weak gradient moves the weights as far as a strong one
  //: ([an appendix](#a-late-start-with-and-without-adam) shows the way). The non-saturating loss needs no Adam for that.
  //: @hide
  return starts
}
