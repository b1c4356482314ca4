import Engine
import GAN
import Notebook
import Pictures
import Plots

//: ## Other losses
//:
//: <a id="other-ways-to-keep-score"></a>A loss need not be made of logarithms, and a discriminator need not answer with a
//: probability: a [critic](#why-bound-a-slope) gives scores. Here are four other losses, with the logit or score $`s`$ of a real
//: sample and $`t`$ of a generated one:
//:
//: | loss | the idea | the discriminator minimises | the generator minimises |
//: | --- | --- | --- | --- |
//: | Wasserstein | {define: With the *Wasserstein loss* (Arjovsky 2017) a critic makes its mean score of real samples large and its mean score of generated samples small, and the generator makes the mean score of its samples large.} | $`\mathbb{E}\,t - \mathbb{E}\,s`$ | $`-\mathbb{E}\,t`$ |
//: | least squares | {define: The *least-squares loss* (Mao 2016) is half the squared distance of the logit from 1 for real and from 0 for generated samples.} | $`\tfrac12\,\mathbb{E}(s - 1)^2 + \tfrac12\,\mathbb{E}\,t^2`$ | $`\tfrac12\,\mathbb{E}(t - 1)^2`$ |
//: | hinge | {define: The *hinge loss* (Lim & Ye 2017; Tran 2017) of the discriminator counts only real samples with a logit below 1 and generated ones with a logit above −1.} | $`\mathbb{E}\max(0, 1 - s) + \mathbb{E}\max(0, 1 + t)`$ | $`-\mathbb{E}\,t`$ |
//: | relativistic pairs | {define: A *relativistic loss* (Jolicoeur-Martineau 2018) judges pairs: how much more real does this real sample look than that generated one?} Only the difference of two logits counts | $`\mathbb{E}\ln(1 + e^{t - s})`$ | $`\mathbb{E}\ln(1 + e^{s - t})`$ |

//: {fold: these losses}
//: {show: GAN/Losses/Losses.swift#LeastSquares, Hinge, Wasserstein, RelativisticPairs}

//: @hide
func lossesChapter(_ page: Page) throws {
  // The picture of this game stands at the top of the page, so it comes first.
  try showSmallestGame(page)
  try showPulls(page)
  let games = try showFriction(page)
  showValue(page)
  try showOtherLosses(page)
  let trials = try showLossesOnTheRing(page)
  showEigenvalues(of: games, page)
  try showMoreOfTheValue(page)
  try showSmoothing(page)
  showSeeds(of: trials, page)
  showLuck(of: trials, page)
}

private func showOtherLosses(_ page: Page) throws {
  //: @show
  //: Of least squares, hinge and Wasserstein only the Wasserstein loss makes a zero-sum game, as minimax does: what a generated
  //: sample adds to one player's loss, it takes from the other's. Least squares multiplies the discriminator's slope by the
  //: logit's distance from 1, so it sends a sample with a logit above 1 *back*. The picture shows how much a generated sample
  //: counts with these losses, beside the two of [the beginning](#how-hard-each-pulls). Relativistic pairs are not in it, because
  //: their slope depends on two logits.

  //: {fold: the slopes of other losses}
  // The picture ends at 3.5, where the line of least squares leaves it.
  let shown = Tensor((-80...35).map { Float($0) / 10 }).reshaped([116, 1]).tracked()
  let drawn: [(name: String, loss: any UnpairedLoss, look: Encoding)] = [
    (Minimax().name, Minimax(), .minimax), (NonSaturating().name, NonSaturating(), .nonSaturating),
    (LeastSquares().name, LeastSquares(), .leastSquares), ("hinge, Wasserstein", Hinge(), .hinge),
  ]
  try page.show(
    LinePlot(
      "How much a generated sample counts", x: "the sample's logit s",
      y: Axis("|slope of the generator's loss in s|", range: 0...2.5),
      drawn.map { Series($0.name, x: shown.scalars, y: factor(of: $0.loss, at: shown).scalars, as: $0.look) },
      references: [.vertical(0, "undecided")]),
    caption: "How much a generated sample counts with other losses, by the discriminator's logit",
    alternative: """
      The curves of the minimax and of the non-saturating loss cross. Hinge and Wasserstein share one level line. Least \
      squares is a V that touches 0 at a logit of 1 and leaves the picture on both sides.
      """)

  //: {fold: the checks of these losses}
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
  let logits = Tensor((-80...80).map { Float($0) / 10 }).reshaped([161, 1]).tracked()
  let slopes = gradients(of: LeastSquares().generator(fake: logits) * Float(logits.count), wrt: [logits])[0]
  page.expect(
    "least squares has the slope s − 1, which changes its sign at a logit of 1",
    (slopes - (logits.detached() - 1)).absoluteValue().scalars.max()! < 1e-4)
  let (some, rest) = (logits.detached(), logits.detached() * -0.5)
  let shift = RelativisticPairs().discriminator(real: some + 3, fake: rest + 3).scalar
  page.expect(
    "the discriminator's loss of relativistic pairs does not change when all logits move by 3",
    abs(shift - RelativisticPairs().discriminator(real: some, fake: rest).scalar) < 1e-5)

  //: One can also change the labels. {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real
  //: sample is real with a probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} [An
  //: appendix](#appendix-a-label-of-not-quite-1) says why only one side.
  //:
  //: Why a [WGAN](#why-bound-a-slope)? Where two distributions do not overlap, the JSD is flat, and its slope tells a generator
  //: nothing. The *Wasserstein-1 distance*, the least work that turns one distribution into the other, is not flat there, and a
  //: critic with a bounded slope can measure it. (In code the two bounds are `GradientPenalty` and
  //: `SpectralPointDiscriminator`.) [A page of its own](../../answers/wasserstein.md) shows how well four critics do.
  //: @hide
}
//: @show
