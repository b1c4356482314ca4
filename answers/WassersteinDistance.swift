import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # Wasserstein, and why a slope is bounded
//:
//: What does a loss measure where two distributions do not overlap? **With the minimax loss, nothing that helps.** Against
//: the best discriminator it measures the Jensen–Shannon divergence (JSD). Where two distributions do not overlap, the JSD
//: is the same however far apart they are, so its slope tells a generator nothing. The *Wasserstein-1 distance*, the least
//: work that turns one distribution into the other, grows with every step apart.
//:
//: Why must a critic's slope be bounded? **Without a bound its score is no distance.** A *critic* is a discriminator that
//: gives scores, not probabilities. The difference of its mean scores of real and of generated samples can measure that
//: distance, but only if its slope is nowhere more than 1: otherwise it can double the difference by doubling all scores.
//: But a bounded slope alone does not bring the two players to rest.
//:
//: ```
//: swift run answer wasserstein
//: ```
//:
//: It needs no data set. Read [*Other losses* in chapter 4](../chapters/04-losses/README.md#other-losses) first.

//: @hide
func wassersteinAnswer(_ page: Page) throws {
  try showPointsApart(page)
  try showCritics(page)
  try showSurfaces(page)
}

func showPointsApart(_ page: Page) throws {
  //: @show
  //: ## Two narrow bumps moving apart
  //:
  //: Against the best discriminator the value of the minimax game is $`-\log 4 + 2\,\mathrm{JSD}`$ ([chapter
  //: 4](../chapters/04-losses/README.md#what-the-value-measures)), so it is flat where two distributions do not overlap.
  //: Real and generated images may overlap very little. In a space of thousands of dimensions a generator's images form a
  //: thin sheet (a *manifold*), which has no more dimensions than the latent vector has numbers. Real images are thought to
  //: lie near a thin sheet too, and two thin sheets that cross share almost nothing, as two sheets of paper share only a
  //: line. Then, unless the sheets coincide in part, a perfect discriminator exists (Arjovsky & Bottou 2017).
  //:
  //: Take two narrow bumps, Gaussians with a standard deviation of {{bumpWidth}}, and a second measure of how far apart they
  //: are. {define: The *Wasserstein-1 distance* of two distributions, $`W_1`$, is the least work that turns one into the
  //: other: how much probability has to be carried, times how far.} It is also called the *earth mover's distance*. For two
  //: equal bumps it is the distance between them.
  //:
  //: **Decide before you read on:** as the bumps move apart, the best discriminator pulls with the saturating loss (minimax)
  //: or with the non-saturating one. Which of the two pulls vanishes, and which grows?

  //: {fold: the distances and pulls, and their picture}
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
  try page.show(
    Panels(
      [
        LinePlot(
          "How far apart they are", x: "distance of the two bumps", y: "JSD in nats, or W₁",
          [
            Series("JSD", x: distances, y: apart.map(\.divergence), as: .minimax),
            Series("W₁", x: distances, y: distances, as: .wasserstein),
          ], references: [.horizontal(log(2), "log 2")]),
        LinePlot(
          "How hard the generator is pulled", x: "distance of the two bumps",
          y: Axis("|pull|", .logarithmic, range: 1e-14...1e3),
          [
            Series("saturating", x: distances, y: apart.map(\.saturating), as: .minimax),
            Series("non-saturating", x: distances, y: apart.map(\.nonSaturating), as: .nonSaturating),
            Series("slope of W₁", x: distances, y: distances.map { _ in 1.0 }, as: .wasserstein),
          ]),
      ], columns: 2),
    caption: "Two narrow bumps moving apart: their distance by two measures, and the pull on the generator",
    alternative: """
      At the left W₁ is a straight line, and the JSD soon levels off at log 2. At the right, on a logarithmic axis, the \
      saturating pull falls ever more steeply, the non-saturating pull rises slowly, and the slope of W₁ is level.
      """)

  let (near, far) = (apart[10], apart[80])
  page.record("bumpWidth", width, tolerance: 0, format: .decimals(2))
  page.record("farPull", far.saturating, tolerance: 3e-14, format: .scientific(0))
  page.record("farOther", far.nonSaturating, tolerance: 0.01, format: .significant(2))
  let slope = (apart[11].divergence - apart[9].divergence) / 0.1
  page.expect(
    "at a distance of 0.5 the saturating pull is the slope of 2 JSD, to within 3%",
    abs(near.saturating - 2 * slope) < 0.03 * near.saturating)
  page.expect(
    "from a distance of 2 on the divergence is less than 0.0001 below log 2",
    apart[40...].allSatisfy { abs(log(2) - $0.divergence) < 1e-4 })
  page.expect("at a distance of 4 the saturating pull is less than a millionth", far.saturating < 1e-6)
  page.expect(
    "the non-saturating pull grows from each distance to the next",
    zip(apart, apart.dropFirst()).allSatisfy { $0.nonSaturating < $1.nonSaturating })

  //: **The saturating pull vanishes.** It is twice the slope of the divergence, which is almost flat from a distance of 2
  //: on; at 4 only {{farPull}} is left. **The non-saturating pull grows**, to {{farOther}} at the same distance, because the
  //: best logit of two such bumps is a straight line, which becomes steeper as they move apart.
  //:
  //: But Gaussians always overlap a little. On [supports](../chapters/03-discriminator/README.md#when-supports-are-apart)
  //: that are truly apart, a perfect discriminator answers 0 to every fake and is flat there. So the saturating loss does
  //: not pull (Arjovsky & Bottou 2017), and the non-saturating pull is undefined, because a slope of 0 is divided by an
  //: answer of 0. Near this limit the non-saturating pull can be large and erratic, as the same authors prove under
  //: assumptions about the discriminator's error.
  //:
  //: $`W_1`$ rises with a slope of 1 at every distance, however small, so its slope does not tell how far there is to go.
  //: @hide
}
//: @show

//: ## Wasserstein, if the slope is bounded
//:
//: With the *Wasserstein loss* a critic makes the difference of its mean scores of real and of generated samples large. This
//: difference can be an estimate of $`W_1`$, but only if the critic's slope is bounded. {define: A function is *1-Lipschitz*
//: if it never changes by more than the distance between two places, so that its slope is nowhere more than 1.} $`W_1`$ is
//: the largest difference of mean scores that a 1-Lipschitz critic can make (Kantorovich & Rubinstein 1958):
//:
//: ```math
//: W_1(p, q) \;=\; \max_{|\nabla f| \le 1} \; \mathbb{E}_{x \sim p} f(x) - \mathbb{E}_{x \sim q} f(x).
//: ```
//:
//: Here $`f`$ is the critic and $`\nabla f`$ its slope. On a line the least work is known: carry the lowest point to the
//: lowest, and the next one to the next.

//: {show: Metrics/Distances/WassersteinDistance.swift#exactWasserstein}

//: @hide
func showCritics(_ page: Page) throws {
  //: @show
  //: So a critic's score can be compared with the exact distance. The table does this for four critics; [the next
  //: section](#how-to-bound-a-slope) says more about the last three:
  //:
  //: - *unbounded*: nothing bounds its slope.
  //: - *clipped*: its weights are clipped to a small range after each step (Arjovsky 2017).
  //: - *penalised*: it pays for slopes above 1, at random points between a real and a generated sample, through a *gradient
  //:   penalty* (Gulrajani 2017).
  //: - *spectrally normalised*: each of its layers is bounded by *spectral normalisation* (Miyato 2018).

  //: {fold: the four critics}
  // `Clipping` clips the weights after each step, and a `GradientPenalty` charges for the slope.
  let steps = page.profile == .quick ? 20 : 500
  let random = Random(seed: page.seed).split("distance")
  let rows = [1.0, 2, 4].map { (distance: Float) in
    func real() -> Tensor { random.normal([256, 1]) }
    func fake() -> Tensor { random.normal([256, 1], mean: distance, deviation: 0.5) }
    func plain() -> PointDiscriminator { PointDiscriminator(dimensions: 1, random: random.split("critic")) }
    func estimate(
      by critic: some Discriminator, rule: any Optimizer = Adam(learningRate: 1e-3, beta1: 0.5),
      regularizer: (any Regularizer)? = nil
    ) -> Float {
      critic.train(
        steps: steps, loss: Wasserstein(), rule: rule, regularizer: regularizer, random: random, real: real, fake: fake)
      return withoutHistory {
        let scores = (0..<8).map { _ in
          Wasserstein().discriminator(real: critic(real(), .inference), fake: critic(fake(), .inference)).scalar
        }
        return -scores.reduce(0, +) / 8
      }
    }
    let clipping = Clipping(Adam(learningRate: 1e-3, beta1: 0.5), to: 0.05)
    let penalty = GradientPenalty(lambda: 10, isOneSided: true)
    let normalised = SpectralPointDiscriminator(dimensions: 1, random: random.split("critic"))
    return (
      distance: distance,
      exact: exactWasserstein(random.normal([50_000, 1]), random.normal([50_000, 1], mean: distance, deviation: 0.5)),
      estimates: [
        estimate(by: plain()), estimate(by: plain(), rule: clipping),
        estimate(by: plain(), regularizer: penalty), estimate(by: normalised),
      ]
    )
  }

  //: {fold: the table of scores}
  page.table(
    header: ["distance of the means", "exact W₁", "unbounded", "clipped", "penalised", "spectrally normalised"],
    rows: rows.map { row in
      ["\(Int(row.distance))", row.exact.text(.decimals(2))] + row.estimates.map { $0.text(.significant(3)) }
    },
    caption: """
      Data N(0, 1), generated N(distance, 0.5²): critics' scores after \(steps) steps. The clipped critic's weights are kept \
      between −0.05 and 0.05 (in Arjovsky et al. 2017, ±0.01)
      """)

  //: {fold: the claims}
  page.expect(
    "without a bound the critic's score is more than a hundred times the distance, at all three distances",
    rows.allSatisfy { $0.estimates[0] > 100 * $0.exact }, from: .standard)
  page.expect(
    "without a bound, and with clipping, a larger distance gets a larger score",
    [0, 1].allSatisfy { critic in zip(rows, rows.dropFirst()).allSatisfy { $0.estimates[critic] < $1.estimates[critic] }
    },
    from: .standard)
  page.expect(
    "with the penalty the score is W₁ · (1 + W₁ / 20), to within a tenth at all three distances",
    rows.allSatisfy { abs($0.estimates[2] / ($0.exact * (1 + $0.exact / 20)) - 1) < 0.1 }, from: .standard)
  page.expect(
    "with clipping the score does not grow in proportion: four times the distance, less than three times the score",
    rows[2].estimates[1] < 3 * rows[0].estimates[1], from: .standard)
  page.expect(
    "with spectral normalisation the score is W₁ to within a tenth, at all three distances",
    rows.allSatisfy { abs($0.estimates[3] / $0.exact - 1) < 0.1 }, from: .standard)

  //: **Without a bound the score is no distance**, because a critic that doubles all its scores doubles their difference:
  //: there is no best score, and the critic's loss keeps falling. The clipped critic's scores do not grow in proportion to
  //: the distance, and the penalised critic's are too high, by a factor that the next section gives. **With spectral
  //: normalisation the score is the distance to within a tenth**, at least on a line.
  //: @hide
}
//: @show
