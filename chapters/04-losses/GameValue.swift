import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## What the value measures
//:
//: This section uses integrals. Chapter 6 repeats what it needs from it.
//:
//: Against the best discriminator, the minimax generator minimises a *divergence*, a number that measures how different two
//: distributions are. If the data have the density $`p`$ and the generated samples $`q`$, the best answer is
//: $`D^* = p / (p + q)`$ (chapter 3). Put that into the value, and write $`m = (p + q) / 2`$ for the mean of the two
//: densities:
//:
//: ```math
//: \begin{aligned}
//: V(D^*, G) &= \int \Bigl( p \log \frac{p}{p + q} + q \log \frac{q}{p + q} \Bigr)\, dx \\
//: &= -\log 4 + \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) \\
//: &= -\log 4 + 2\,\mathrm{JSD}(p, q).
//: \end{aligned}
//: ```
//:
//: The second line holds because $`p / (p + q)`$ is half of $`p / m`$, so each term contributes $`-\log 2`$. {define: The
//: *Kullback–Leibler divergence* of a density $`p`$ from another one $`m`$ is
//: $`\mathrm{KL}(p \,\|\, m) = \int p \log (p / m)\,dx`$: 0 when they are equal, large where $`p`$ has samples and $`m`$ has
//: few.} {define: The *Jensen–Shannon divergence* (JSD) of two distributions is the mean of their Kullback–Leibler
//: divergences from the average of both: 0 when they are equal, and never more than log 2.} {define: A *nat* is the unit of
//: a divergence or an entropy that is computed with natural logarithms, as all are in this book.} So against the best
//: discriminator the generator cannot get the value below −log 4.
//:
//: The table compares both sides of the formula for two Gaussians with a standard deviation of 1, at four distances between
//: their means. At 2 the best discriminator's value is {{valueTwo}}, as if it gave the right answer a probability of
//: {{rightTwo}} each time; one that only guesses gives it ½.

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

  //: A real discriminator is never quite the best, so its value is lower and gives only a *bound*:
  //: $`\mathrm{JSD} \ge (V + \log 4) / 2`$. A value of −log 4 can therefore mean that the generator is perfect, or that the
  //: discriminator knows nothing. [An appendix](#appendix-more-about-the-value) follows the bound while a discriminator
  //: learns, and says what the non-saturating loss minimises; [*Wasserstein, and why a slope is
  //: bounded*](../../answers/wasserstein.md) says what the value measures where two distributions do not overlap.
  //: @hide
}
//: @show
