import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showValue(_ page: Page) throws {
  //: @show
  //: ## What the value measures
  //:
  //: A *divergence* says how different two distributions are. Against the best discriminator the value is −log 4 plus twice
  //: such a divergence. So the minimax generator makes that divergence small. Let the data have density $`p`$ and the generated samples $`q`$. The
  //: best discriminator answers $`D^* = p / (p + q)`$ (chapter 3). Put that into the value, and write $`m = (p + q) / 2`$
  //: for the mean of both:
  //:
  //: ```math
  //: \begin{aligned}
  //: V(D^*, G) &= \int p \log \frac{p}{p + q} + q \log \frac{q}{p + q} \\
  //: &= -\log 4 + \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) \\
  //: &= -\log 4 + 2\,\mathrm{JSD}(p, q).
  //: \end{aligned}
  //: ```
  //:
  //: The second line holds because $`p / (p + q)`$ is half of $`p / m`$, so each term brings $`-\log 2`$. {define: The
  //: *Kullback-Leibler divergence* of a density $`p`$ from another one $`m`$ is $`\mathrm{KL}(p \,\|\, m) = \int p \log (p /
  //: m)`$: 0 when they are equal, large where $`p`$ has samples and $`m`$ has hardly any.} {define: The *Jensen-Shannon
  //: divergence* (JSD) of two distributions is the mean of their Kullback-Leibler divergences from the average of both: 0
  //: when they are equal, and never more than log 2.} {define: A *nat* is the unit of a divergence or an entropy that is
  //: computed with natural logarithms, as all are in this book.} So −log 4 is the best that the generator can reach against a
  //: perfect discriminator. The table checks the formula on two Gaussians (`Normal`), by numerical integration (`integral`).

  let line = -14.0...14.0
  let data = Normal(mean: 0, deviation: 1)
  func value(_ logit: (Double) -> Double, against fakes: Normal) -> Double {
    integral(over: line) { x in
      let s = logit(x)
      return -data.density(x) * softplus(-s) - fakes.density(x) * softplus(s)
    }
  }
  let rows = [0.0, 0.5, 1, 2, 4, 6].map { mean in
    let fakes = Normal(mean: mean, deviation: 1)
    let best = value({ data.logDensity($0) - fakes.logDensity($0) }, against: fakes)
    return (mean: mean, best: best, divergence: jensenShannon(data, fakes, over: line))
  }

  //: {fold: the table of both sides}
  page.table(
    header: ["distance of the means", "V(D*, G)", "−log 4 + 2 JSD"],
    rows: rows.map { row in
      [row.mean.text(.decimals(1))] + [row.best, 2 * row.divergence - log(4)].map { $0.text(.decimals(6)) }
    },
    caption: "Data N(0, 1), generated N(distance, 1)")

  page.expect(
    "both sides agree to nine digits", rows.allSatisfy { abs($0.best - (2 * $0.divergence - log(4))) < 1e-9 })
  page.expect("with equal distributions the value is −log 4", abs(rows[0].best + log(4)) < 1e-9)

  //: And the non-saturating generator? Against the best discriminator its gradient is that of $`\mathrm{KL}(q \,\|\, p) -
  //: 2\,\mathrm{JSD}(p, q)`$ (Arjovsky & Bottou 2017). The first term is large where samples are generated that the data do not
  //: have. Data that no sample covers count for little in it. The folded code checks this formula too.

  //: {fold: the check of the non-saturating gradient}

  func difference(_ mean: Double) -> Double {
    mean * mean / 2 - 2 * jensenShannon(data, Normal(mean: mean, deviation: 1), over: line)
  }
  let checked = [0.5, 1, 2, 4].map { mean in
    // The slope of the best discriminator's logit is −mean everywhere, so the loss −log σ(s) pulls by mean · (1 − σ(s)).
    let fakes = Normal(mean: mean, deviation: 1)
    let pull = integral(over: line) { x in
      fakes.density(x) * mean * sigmoid(fakes.logDensity(x) - data.logDensity(x))
    }
    return (pull: pull, slope: (difference(mean + 1e-3) - difference(mean - 1e-3)) / 2e-3)
  }
  page.expect(
    "the non-saturating pull is the slope of KL(q‖p) − 2 JSD, to five digits",
    checked.allSatisfy { abs($0.pull - $0.slope) < 1e-5 })

  //: A real discriminator is never quite the best, so its value is lower and gives only a *bound*: $`\mathrm{JSD} \ge (V + \log
  //: 4) / 2`$. Here is one that learns, against fakes whose mean is 2. Its value is integrated after every ten steps.

  let random = Random(seed: page.seed).split("bound")
  let fakes = Normal(mean: 2, deviation: 1)
  let judge = PointDiscriminator(dimensions: 1, width: 32, random: random.split("judge"))
  let places = Tensor((0...4000).map { Float(-14 + 0.007 * Double($0)) }).reshaped([4001, 1])
  func reached() -> Double {
    let logits = withoutHistory { judge(places, .inference).scalars }
    return value({ Double(logits[Int((($0 + 14) / 0.007).rounded())]) }, against: fakes)
  }
  let looks = page.profile == .quick ? 8 : 60
  let values = (0...looks).map { look in
    if look > 0 {
      judge.train(
        steps: 10, random: random, real: { random.normal([256, 1]) }, fake: { random.normal([256, 1], mean: 2) })
    }
    return reached()
  }
  let limit = rows[3].best

  //: {fold: the figure of the value}
  try page.show(
    LinePlot(
      "A discriminator on its way", x: "training steps of the discriminator", y: "value V(D, G)",
      [Series("V(D, G)", x: (0...looks).map { 10 * $0 }, y: values, as: .discriminator)],
      references: [.horizontal(limit, "V(D*, G)"), .horizontal(-log(4), "−log 4")]),
    caption: "The value that a learning discriminator reaches, and the limit that the divergence sets")

  page.expect("no discriminator's value exceeds the best one's", values.allSatisfy { $0 <= limit + 1e-6 })
  page.expect("training brings it near", values.last! > limit - 0.02, from: .standard)
  page.record("underestimate", (limit - values.last!) / 2, tolerance: 0.00004, format: .significant(1))
  page.record("atFirst", (values[0] + log(4)) / 2, tolerance: 0.02, format: .significant(2))

  //: At the end the bound misses the true divergence by {{underestimate}}. At the start it says only that the divergence is at
  //: least {{atFirst}}, and no divergence is below 0. So a discriminator's loss of 2 log 2 can mean that the generator is
  //: perfect, or that the discriminator knows nothing.
  //: @hide
}

func showPointsApart(_ page: Page) throws {
  //: @show
  //: ## Two narrow bumps moving apart
  //:
  //: Where two distributions do not overlap, the Jensen-Shannon divergence is flat, and so teaches nothing. Those of images may
  //: hardly overlap. A generator's images form a thin sheet in a space of thousands of dimensions: the sheet has at most as many
  //: dimensions as the latent vector has numbers. Real images are thought to lie near a thin sheet too, and two thin sheets rarely
  //: share any volume (Arjovsky & Bottou 2017). Take the simplest case: two narrow bumps, nearly points, pulled apart. How far apart
  //: are they, by that divergence and by the Wasserstein-1 distance? {define: The *Wasserstein-1 distance* of two distributions, $`W_1`$, is the least work that turns one into
  //: the other: how much probability has to be carried, times how far.} For two equal bumps that is the distance between
  //: them.
  //:
  //: And how hard does the best discriminator pull the generator? Both bumps are Gaussians of one width, so the best logit,
  //: $`s(x) = \log p(x) - \log q(x)`$, is a straight line: the squares cancel.

  //: {fold: the distances and pulls, and their figure}
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
          y: Axis("|pull|", .logarithmic, range: 1e-8...1e3),
          [
            Series("saturating", x: distances, y: apart.map(\.saturating), as: .minimax),
            Series("non-saturating", x: distances, y: apart.map(\.nonSaturating), as: .nonSaturating),
            Series("slope of W₁", x: distances, y: distances.map { _ in 1.0 }, as: .wasserstein),
          ]),
      ], columns: 2),
    caption: "Two narrow bumps moving apart: two measures of their distance, and the pull on the generator")

  let (near, far) = (apart[10], apart[80])
  page.record("flat", log(2) - apart[40].divergence, tolerance: 1e-9, format: .scientific(0))
  page.record("farPull", far.saturating, tolerance: 3e-14, format: .scientific(0))
  page.record("farOther", far.nonSaturating, tolerance: 0.01, format: .significant(2))
  let slope = (apart[11].divergence - apart[9].divergence) / 0.1
  page.expect("the saturating pull is the slope of 2 JSD", abs(near.saturating - 2 * slope) < 0.03 * near.saturating)
  page.expect("two apart, the divergence is log 2 to within a ten-thousandth", log(2) - apart[40].divergence < 1e-4)
  page.expect("four apart, the saturating pull has vanished", far.saturating < 1e-6)

  //: At a distance of 2 the divergence is short of log 2 by {{flat}}, and from there on it is flat: by this measure, two
  //: bumps at a distance of 3 are as different as at a distance of 4. The saturating pull is twice the slope of that
  //: curve, so it vanishes too: it is {{farPull}} at a distance of 4. The non-saturating pull does not follow the divergence. It grows
  //: ({{farOther}} at a distance of 4), because this discriminator's logit gets steeper and steeper. $`W_1`$ keeps rising
  //: with a slope of 1, wherever the points are.
  //: @hide
}
