import Engine
import Foundation
import GAN
import Metrics
import Notebook

//: @hide
func showSmoothing(_ page: Page) throws {
  //: @show
  //: ## Appendix: a label of not quite 1
  //:
  //: If the discriminator is told 0.9 for real samples, there is a logit that it should not exceed. Its loss at a point is
  //: then $`-0.9\,p \log D - (0.1\,p + q) \log(1 - D)`$, so the best answer is
  //:
  //: ```math
  //: D^* \;=\; \frac{0.9\,p}{p + q}.
  //: ```
  //:
  //: This is never more than 0.9, which is $`\sigma(\log 9)`$. So the logit should not exceed $`\log 9`$, however confident
  //: the discriminator is that a sample is real. There the loss of a real sample has a slope of zero.

  let bound = Tensor([log(9)]).reshaped([1, 1]).tracked()
  let nothing = Tensor.zeros([1, 1])
  func slope(_ loss: NonSaturating) -> Float {
    gradients(of: loss.discriminator(real: bound, fake: nothing), wrt: [bound])[0].scalar
  }
  page.print("slope at a real sample of logit log 9, smoothed: \(slope(NonSaturating(smoothing: 0.1)))")
  page.print("                                   unsmoothed: \(slope(NonSaturating()))")
  page.expect(
    "at a logit of log 9 the loss of a real sample has a slope of 0 with smoothing, and falls without it",
    abs(slope(NonSaturating(smoothing: 0.1))) < 1e-6 && slope(NonSaturating()) < -0.05)

  //: Why only one side? {define: *Two-sided label smoothing* labels real samples below 1 and generated ones above 0, such as
  //: 0.9 and 0.1.} The best answer is then $`(0.9\,p + 0.1\,q) / (p + q)`$, with the generated samples' own density in the
  //: numerator (Salimans 2016; Goodfellow 2016). Compare the *logits* of the three best answers where generated samples are
  //: common and data are rare: $`\log (p / q)`$ without smoothing, $`\log (0.9\,p / (0.1\,p + q))`$ with one side smoothed,
  //: and $`\log ((0.9\,p + 0.1\,q) / (0.1\,p + 0.9\,q))`$ with both.

  //: {fold: the three logits and their slopes}
  let (data, fakes) = (Normal(mean: 0, deviation: 1), Normal(mean: 4, deviation: 1))
  // Without smoothing, with one side smoothed, with both.
  let best: [(Double) -> Double] = [
    { data.logDensity($0) - fakes.logDensity($0) },
    { log(0.9 * data.density($0) / (0.1 * data.density($0) + fakes.density($0))) },
    { x in
      let (p, q) = (data.density(x), fakes.density(x))
      return log((0.9 * p + 0.1 * q) / (0.1 * p + 0.9 * q))
    },
  ]
  func slope(_ kind: Int, at x: Double) -> Double { (best[kind](x + 1e-4) - best[kind](x - 1e-4)) / 2e-4 }
  page.record("slopePlain", abs(slope(0, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeOneSide", abs(slope(1, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeBoth", abs(slope(2, at: 4)), tolerance: 0.001, format: .decimals(3))
  page.expect(
    "at the generated samples' mean one-sided smoothing changes the slope by less than 1%, and two-sided smoothing "
      + "takes away more than 98% of it",
    abs(slope(1, at: 4) / slope(0, at: 4) - 1) < 0.01 && abs(slope(2, at: 4)) < 0.02 * abs(slope(0, at: 4)))

  //: Let the data be N(0, 1) and the generated samples N(4, 1). At the mean of the generated samples the best logit has a
  //: slope of {{slopePlain}} without smoothing, {{slopeOneSide}} with one side smoothed, and {{slopeBoth}} with both,
  //: because the last logit levels off at $`-\log 9`$. So where fakes are common and data are rare, two-sided smoothing
  //: removes nearly all of the best discriminator's slope.
  //: @hide
}
