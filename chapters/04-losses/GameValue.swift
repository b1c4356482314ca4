import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## What the value measures
//:
//: From here on the chapter is for a second reading, and this section uses integrals. The first reading of chapters 5 to 7 does
//: not need it: chapter 6 repeats the few words that it takes from here.
//:
//: Against the best discriminator, the minimax generator minimises a *divergence*, a number that says how different two
//: distributions are. The data have the density $`p`$ and the generated samples $`q`$, so the best answer is
//: $`D^* = p / (p + q)`$ (chapter 3). Put that into the value, and write $`m = (p + q) / 2`$ for the mean of both densities:
//:
//: ```math
//: \begin{aligned}
//: V(D^*, G) &= \int \Bigl( p \log \frac{p}{p + q} + q \log \frac{q}{p + q} \Bigr)\, dx \\
//: &= -\log 4 + \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) \\
//: &= -\log 4 + 2\,\mathrm{JSD}(p, q).
//: \end{aligned}
//: ```
//:
//: The second line holds because $`p / (p + q)`$ is half of $`p / m`$, so each term brings $`-\log 2`$. {define: The
//: *Kullback-Leibler divergence* of a density $`p`$ from another one $`m`$ is
//: $`\mathrm{KL}(p \,\|\, m) = \int p \log (p / m)\,dx`$: 0 when they are equal, large where $`p`$ has samples and $`m`$ has
//: few.} {define: The *Jensen–Shannon divergence* (JSD) of two distributions is the mean of their Kullback-Leibler
//: divergences from the average of both: 0 when they are equal, and never more than log 2.} {define: A *nat* is the unit
//: of a divergence or an entropy that is computed with natural logarithms, as all are in this book.} So against the best
//: discriminator the generator cannot get the value below −log 4.
//:
//: The table compares both sides of the formula for two Gaussians with a deviation of 1, at four distances of their means. At 2
//: the best discriminator's value is {{valueTwo}}, as if it gave the right answer a probability of {{rightTwo}} each time; one
//: that only guesses gives it ½.

//: {fold: gameValue}
/// The value of the game, if the discriminator has the given logit at every place of the line. A `Normal` is a Gaussian on
/// the line, and `integral` is computed numerically.
func gameValue(_ logit: (Double) -> Double, data: Normal, fakes: Normal, over line: ClosedRange<Double>) -> Double {
  integral(over: line) { x in
    let s = logit(x)
    return -data.density(x) * softplus(-s) - fakes.density(x) * softplus(s)
  }
}

//: @hide
func showValue(_ page: Page) {
  //: @show
  //: {fold: the table of both sides}
  let line = -14.0...14.0
  let data = Normal(mean: 0, deviation: 1)
  let rows = [0.0, 1, 2, 4].map { mean in
    let fakes = Normal(mean: mean, deviation: 1)
    let best = gameValue({ data.logDensity($0) - fakes.logDensity($0) }, data: data, fakes: fakes, over: line)
    return (mean: mean, best: best, divergence: jensenShannon(data, fakes, over: line))
  }

  page.table(
    header: ["distance of the means", "V(D*, G)", "−log 4 + 2 JSD"],
    rows: rows.map { row in
      [row.mean.text(.decimals(0))] + [row.best, 2 * row.divergence - log(4)].map { $0.text(.decimals(4)) }
    },
    caption: "Data N(0, 1), generated N(distance, 1)")

  //: {fold: the numbers and the claims}
  page.record("valueTwo", rows[2].best, tolerance: 0.001, format: .decimals(2))
  page.record("rightTwo", exp(rows[2].best / 2), tolerance: 0.001, format: .decimals(2))
  page.expect(
    "at all four distances both sides differ by less than a billionth",
    rows.allSatisfy { abs($0.best - (2 * $0.divergence - log(4))) < 1e-9 })
  page.expect("with equal distributions the value is −log 4", abs(rows[0].best + log(4)) < 1e-9)

  //: Because a real discriminator is never quite the best, its value is lower and gives only a *bound*:
  //: $`\mathrm{JSD} \ge (V + \log 4) / 2`$. So a value of −log 4 can mean that the generator is perfect, or that the
  //: discriminator knows nothing. ([An appendix](#appendix-more-about-the-value) watches the bound while a discriminator learns,
  //: and says what the non-saturating loss minimises.)
  //: @hide
}

func showPointsApart(_ page: Page) throws {
  //: @show
  //: ## Two narrow bumps moving apart
  //:
  //: Where two distributions do not overlap, the Jensen–Shannon divergence is flat, and teaches nothing. Real and generated
  //: images may overlap very little. In a space of thousands of dimensions a generator's images form a thin sheet (a *manifold*),
  //: which has no more dimensions than the latent vector has numbers. Real images are thought to lie near a thin sheet too, and
  //: two thin sheets that cross share almost nothing, as two sheets of paper share only a line. Then, unless the sheets coincide
  //: in part, a perfect discriminator exists (Arjovsky & Bottou 2017).
  //:
  //: Take two narrow bumps, Gaussians with a deviation of {{bumpWidth}}. How far apart they are can also be measured in another
  //: way. {define: The *Wasserstein-1 distance* of two distributions, $`W_1`$, is the least work that turns one into the
  //: other: how much probability has to be carried, times how far.} It is also called the *earth mover's distance*. For two
  //: equal bumps it is the distance between them.
  //:
  //: **Decide before you read on:** the bumps move apart. The best discriminator pulls with the saturating loss (minimax) and
  //: with the non-saturating one. Which of the two pulls vanishes, and which grows?

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
    caption: "Two narrow bumps moving apart: their distance by two measures, and the pull on the generator")

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

  //: **The saturating pull vanishes.** It is twice the slope of the divergence, which is almost flat from a distance of 2 on; at 4
  //: only {{farPull}} is left. **The non-saturating pull grows**, to {{farOther}} at the same distance, because the best logit of
  //: two such bumps is a straight line, which gets steeper as they move apart.
  //:
  //: But Gaussians always overlap a little. On supports (chapter 3) that are truly apart a perfect discriminator answers 0 to
  //: every fake and is flat there, so the saturating loss does not pull (Arjovsky & Bottou 2017). [An
  //: appendix](#appendix-more-about-the-value) says what becomes of the other one.
  //:
  //: And $`W_1`$? It rises with a slope of 1 at every distance, however small, so its slope does not say how far there is to
  //: go.
  //: @hide
}
