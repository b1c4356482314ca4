import Engine
import GAN
import Notebook
import Pictures
import Plots

//: ## Other losses
//:
//: <a id="other-ways-to-keep-score"></a>A loss need not be made of logarithms, and a discriminator need not answer with a
//: probability. {define: A *critic* is a discriminator that gives scores, not probabilities.} <a id="six-losses"></a>The
//: table has the two losses so far and four others. Here $`s`$ is the logit, or score, of a real sample and $`t`$ that of a
//: generated one:
//:
//: | loss | the discriminator makes small | the generator makes small |
//: | --- | --- | --- |
//: | minimax | $`\mathbb{E}\log(1 + e^{-s}) + \mathbb{E}\log(1 + e^{t})`$ | $`-\mathbb{E}\log(1 + e^{t})`$ |
//: | non-saturating | $`\mathbb{E}\log(1 + e^{-s}) + \mathbb{E}\log(1 + e^{t})`$ | $`\mathbb{E}\log(1 + e^{-t})`$ |
//: | least squares | $`\tfrac12\,\mathbb{E}(s - 1)^2 + \tfrac12\,\mathbb{E}\,t^2`$ | $`\tfrac12\,\mathbb{E}(t - 1)^2`$ |
//: | hinge | $`\mathbb{E}\max(0, 1 - s) + \mathbb{E}\max(0, 1 + t)`$ | $`-\mathbb{E}\,t`$ |
//: | Wasserstein | $`\mathbb{E}\,t - \mathbb{E}\,s`$ | $`-\mathbb{E}\,t`$ |
//: | relativistic pairs | $`\mathbb{E}\log(1 + e^{t - s})`$ | $`\mathbb{E}\log(1 + e^{s - t})`$ |
//:
//: - {define: With the *Wasserstein loss* (Arjovsky 2017) a critic makes its mean score of real samples large and its mean score of
//:   generated samples small, and the generator makes the mean score of its samples large.}
//: - {define: The *least-squares loss* (Mao 2016) is half the squared distance of the logit from 1 for real and from 0 for
//:   generated samples.} In the paper's notation the targets here are $`a = 0`$ for generated samples, $`b = 1`$ for real
//:   ones, and $`c = 1`$ for what the generator wants. With $`b - c = 1`$ and $`b - a = 2`$, and against the best
//:   discriminator, the generator would minimise Pearson's $`\chi^2`$ divergence between $`p + q`$ and $`2q`$.
//: - {define: The *hinge loss* (Lim & Ye 2017; Tran 2017) of the discriminator counts only real samples with a logit below 1 and
//:   generated ones with a logit above −1.}
//: - {define: A *relativistic loss* (Jolicoeur-Martineau 2018) judges pairs: how much more real does this real sample look
//:   than that generated one?} Only the difference between the two logits counts.

//: {fold: these losses}
//: {show: GAN/Losses/Losses.swift#LeastSquares, Hinge, Wasserstein, RelativisticPairs}

//: @hide
func lossesChapter(_ page: Page) throws {
  // The picture of this game stands at the top of the page, so it comes first.
  try showSmallestGame(page)
  let late = try showPulls(page)
  let games = try showFriction(page)
  showValue(page)
  try showOtherLosses(page)
  let trials = try showLossesOnTheRing(page)
  showEigenvalues(of: games, page)
  showLargerRates(late, page)
  try showMoreOfTheValue(page)
  try showSmoothing(page)
  showSeeds(of: trials, page)
  showLuck(of: trials, page)
}

private func showOtherLosses(_ page: Page) throws {
  //: @show
  //: Of least squares, hinge and Wasserstein, only the Wasserstein loss makes a zero-sum game, as minimax does: what a
  //: generated sample adds to one player's loss, it takes from the other's. The picture shows the factor by which each loss
  //: multiplies the discriminator's slope, beside those of [the first two losses](#how-hard-each-pulls). For least squares
  //: it is $`1 - t`$, which is negative above 1, so a generated sample with a larger logit is pushed *back*. Relativistic pairs are not in the picture, because their slope depends on two logits.

  //: {fold: the slopes of other losses}
  let shown = Tensor((-30...30).map { Float($0) / 10 }).reshaped([61, 1]).tracked()
  let drawn: [(name: String, loss: any UnpairedLoss, look: Encoding)] = [
    (Minimax().name, Minimax(), .minimax), (NonSaturating().name, NonSaturating(), .nonSaturating),
    (LeastSquares().name, LeastSquares(), .leastSquares), ("hinge, Wasserstein", Hinge(), .hinge),
  ]
  try page.show(
    LinePlot(
      "How much a generated sample counts", x: "the sample's logit t",
      y: Axis("factor: how much the sample counts", range: -2.25...4.25),
      drawn.map { Series($0.name, x: shown.scalars, y: factor(of: $0.loss, at: shown).scalars, as: $0.look) },
      references: [.vertical(0, "undecided"), .horizontal(0)], names: [(name: "pushed back", x: 1.6, y: -1.4)]),
    caption: """
      How much a generated sample counts with other losses, by the discriminator's logit. Above 0 the sample is pushed \
      towards a higher logit, below 0 towards a lower one
      """,
    alternative: """
      The curves of the minimax and of the non-saturating loss cross. Hinge and Wasserstein share one level line. Least \
      squares is a straight line that falls from far above the others, through 0 at a logit of 1, to negative values.
      """)

  //: {fold: the checks of these losses}
  let random = Random(seed: page.seed).split("another game")
  let (real, fake) = (random.normal([64, 1]), random.normal([64, 1], deviation: 2).tracked())
  let (s, t) = (real.scalars.map { Double($0) }, fake.scalars.map { Double($0) })
  func mean(_ values: [Double], _ term: (Double) -> Double) -> Double { values.map(term).mean() }
  let entropy: Double = mean(s) { softplus(-$0) } + mean(t) { softplus($0) }
  let squares: Double = mean(s) { ($0 - 1) * ($0 - 1) } + mean(t) { $0 * $0 }
  let wantedSquares: Double = mean(t) { ($0 - 1) * ($0 - 1) }
  let hinges: Double = mean(s) { max(0, 1 - $0) } + mean(t) { max(0, 1 + $0) }
  let ahead: [Double] = zip(s, t).map { $0 - $1 }
  let written: [(loss: any AdversarialLoss, discriminator: Double, generator: Double)] = [
    (Minimax(), entropy, -mean(t) { softplus($0) }), (NonSaturating(), entropy, mean(t) { softplus(-$0) }),
    (LeastSquares(), squares / 2, wantedSquares / 2), (Hinge(), hinges, -t.mean()),
    (Wasserstein(), t.mean() - s.mean(), -t.mean()),
    (RelativisticPairs(), mean(ahead) { softplus(-$0) }, mean(ahead) { softplus($0) }),
  ]
  page.expect(
    "the formulas in the table of six losses give what the library's losses give",
    written.allSatisfy { entry in
      abs(Double(entry.loss.discriminator(real: real, fake: fake).scalar) - entry.discriminator) < 1e-5
        && abs(Double(entry.loss.generator(real: real, fake: fake).scalar) - entry.generator) < 1e-5
    })
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
    "least squares has the slope t − 1, so its factor is 1 − t, which is negative above a logit of 1",
    (slopes - (logits.detached() - 1)).absoluteValue().scalars.max()! < 1e-4)
  let (some, rest) = (logits.detached(), logits.detached() * -0.5)
  let shift = RelativisticPairs().discriminator(real: some + 3, fake: rest + 3).scalar
  page.expect(
    "the discriminator's loss of relativistic pairs does not change when all logits move by 3",
    abs(shift - RelativisticPairs().discriminator(real: some, fake: rest).scalar) < 1e-5)

  //: One can also change the labels. {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a
  //: real sample is real with a probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} [An
  //: appendix](#appendix-a-label-of-not-quite-1) explains why only one side.
  //:
  //: ### Why bound a slope?
  //:
  //: A *WGAN* (Arjovsky 2017) has a critic and the Wasserstein loss. Without a bound on the critic's slope, the difference
  //: of its two mean scores means nothing, because doubling all scores doubles it. With a bound, the largest difference
  //: measures how far apart the two distributions are. This distance, *Wasserstein-1*, is the least work that turns one
  //: distribution into the other, and unlike the JSD it is not flat where they do not overlap. [A separate
  //: page](../../answers/wasserstein.md) shows how well four critics measure it.
  //:
  //: {define: A *gradient penalty* (Gulrajani 2017) is a term of the discriminator's loss that grows with how far its slope,
  //: at chosen places, is from what is wanted.} It can ask for any slope, but only at these places (in code,
  //: `GradientPenalty`).
  //:
  //: {define: *Spectral normalisation* (Miyato 2018) divides every weight matrix by its largest singular value, the most by
  //: which it can stretch a vector.} This bounds every layer, and with it the slope at every place (in code,
  //: `SpectralPointDiscriminator`).
  //: @hide
}
//: @show
