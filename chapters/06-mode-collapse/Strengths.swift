import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// Compares remedies at several strengths: does the slope of the discriminator decide how many modes are covered?
func showStrengths(_ page: Page) throws {
  //: @show
  //: ### What the changes that help have in common
  //:
  //: Most of them hold D's slope down. If the slope decides, measuring it early tells whether a remedy will work. To test
  //: this, R1 and noise are made weaker and weaker, or the discriminator only learns more slowly. {define: The *steepest
  //: slope* of a discriminator is the greatest length of its slope over a region.} Here the region is the square of the first
  //: picture, before any bare pair has lost a mode.

  //: {fold: the runs of three remedies at several strengths}
  // A `RemedyStrengths` has a remedy's strengths and their runs, and `RemedySlope` says which moments are looked at.
  // A `Callout` is a name with a line that leads to its point.
  let strengths = try remedyStrengths(page)

  //: {fold: the picture of strengths}
  func steepest(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map(\.early).mean() }
  func covered(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map { Double($0.modes) }.mean() }
  // Where the name of each strength stands beside its point, weakest first, in pixels.
  let offsets: [[(right: Double, up: Double)]] = [
    [
      (right: 0, up: -20), (right: 12, up: 12), (right: 22, up: 8), (right: 10, up: 14), (right: 12, up: 10),
      (right: 8, up: 14), (right: 0, up: 16),
    ],
    [(right: 6, up: -20), (right: -14, up: -12), (right: -12, up: 4), (right: -12, up: -8), (right: 16, up: 16)],
    [(right: 12, up: 4), (right: -12, up: -16), (right: -14, up: 0), (right: -14, up: 6)],
  ]
  func named(_ strength: RemedyStrengths.Strength, _ offset: (right: Double, up: Double)) -> Callout {
    let name = ["R1, ", "input noise, fading ", " to 0", "discriminator's rate "].reduce(strength.remedy.title) {
      $0.replacing($1, with: "")
    }
    return Callout(name, x: steepest(strength), y: covered(strength), right: offset.right, up: offset.up)
  }
  let callouts = zip(strengths, offsets).map { remedy, places in
    zip(remedy.strengths, places).map { strength, offset in named(strength, offset) }
  }
  // Two with nearly the same slope, to be compared: the discriminator at a quarter of its rate, and R1 with γ 0.1.
  let compared = [strengths[2].strengths[1], strengths[0].strengths[5]]
  let link = Series("", x: compared.map(steepest), y: compared.map(covered), as: .exact)
  let looks: [Encoding] = [.r1, .instanceNoise, .slowDiscriminator]
  let means = zip(strengths, looks).map { remedy, look in
    let sorted = remedy.strengths.sorted { steepest($0) < steepest($1) }
    return Series(remedy.name, x: sorted.map(steepest), y: sorted.map(covered), as: look)
  }
  let ranges = zip(strengths, means).map { remedy, mean in
    let modes = remedy.strengths.sorted { steepest($0) < steepest($1) }.map { $0.runs.map { Double($0.modes) } }
    return mean.interval(lower: modes.map { $0.min()! }, upper: modes.map { $0.max()! }).whiskered()
  }
  func plot(_ title: String, _ curves: [Series], _ callouts: [Callout]) -> LinePlot {
    LinePlot(
      title,
      x: Axis(
        "steepest slope at step \(RemedySlope.moments[0].text) (logarithmic axis)", .logarithmic, range: 0.8...30,
        ticks: [1, 2, 5, 10, 20]),
      y: Axis("modes covered at the end, of 8", range: -0.6...9.2, ticks: [0, 2, 4, 6, 8]), curves, callouts: callouts)
  }
  try page.show(
    Panels(
      [
        plot("R1, and a slower discriminator", [ranges[0], ranges[2], link], callouts[0] + callouts[2]),
        plot("Noise that fades", [ranges[1]], callouts[1]),
      ], columns: 2),
    caption: """
      Three remedies at several strengths: each point is the mean of five seeds, and a whisker reaches from the worst seed to the best. \
      Names are R1's weight γ, the deviation from which noise fades, and the factor of the discriminator's rate \
      ([numbers](../../answers/remedies.md#three-remedies-at-several-strengths))
      """,
    alternative: """
      Two plots of the modes covered against the steepest slope. R1 and noise that fades fall from all eight modes to one or two as \
      the steepest slope grows. A slower discriminator is at the bottom at its left end, rises to most of the modes, and \
      falls again; a broken line joins one of its points to one of R1 high above. The whiskers are longest where R1 and noise fall.
      """)

  //: {fold: the claims of strengths}
  let (penalised, noisy, slow) = (strengths[0].strengths, strengths[1].strengths, strengths[2].strengths)
  let slowest = slow.last!
  let unspoilt = Array(slow.dropLast())
  page.expect(
    "at their weakest R1 and noise leave fewer than two modes on average, and at their strongest they cover all eight on every seed, with less than a quarter of the steepest slope",
    [penalised, noisy].allSatisfy {
      covered($0.first!) < 2 && $0.last!.runs.allSatisfy { $0.modes == 8 }
        && 4 * steepest($0.last!) < steepest($0.first!)
    })
  page.expect(
    "with each of the three, strengths that cover more than six modes on average have a smaller steepest slope than all that cover fewer than three, but for the slowest discriminator",
    [penalised, noisy, unspoilt].allSatisfy { ladder in
      let (many, few) = (ladder.filter { covered($0) > 6 }, ladder.filter { covered($0) < 3 })
      return !many.isEmpty && !few.isEmpty && many.map(steepest).max()! < few.map(steepest).min()!
    })
  page.expect(
    "a discriminator with a tenth of the rate has less than half of the steepest slope of one with half the rate, and the pair covers more than three times as many modes",
    2 * steepest(slow[2]) < steepest(slow[0]) && covered(slow[2]) > 3 * covered(slow[0]))
  page.expect(
    "with a fixed γ of 0.001 R1 covers fewer than two modes on average, and when γ falls from 1 to 0.001 it is above one half in the first 750 steps",
    covered(penalised[1]) < 2 && pow(0.001, 750 / Double(PlanePlan().steps)) > 0.5)
  let pairs = [(slow[1], penalised[5]), (slow[0], penalised[4]), (noisy[2], penalised[3])]
  page.expect(
    "R1 with γ of 0.1, 0.03 and 0.01 covers at least twice as many modes as the discriminator's rate × 0.25 and × 0.5 and noise from 0.2, each with a steepest slope that is up to a quarter larger",
    pairs.allSatisfy { other, r1 in
      2 * covered(other) <= covered(r1) && (1...1.25).contains(steepest(r1) / steepest(other))
    })
  page.expect(
    "with a twentieth of the rate the pair covers less than one mode on average, although the steepest slope is smaller still",
    covered(slowest) < 1 && steepest(slowest) < steepest(slow[2]))
  // The two points that the section on what does not hold compares.
  page.expect(
    "with R1 and γ = 0.1 the steepest slope is larger than with a twentieth of the discriminator's rate, and all eight modes are covered on each of five seeds",
    steepest(penalised[5]) > steepest(slowest) && penalised[5].runs.count == 5
      && penalised[5].runs.allSatisfy { $0.modes == 8 })
  for (name, strength) in [("slowest", slowest), ("held", penalised[5])] {
    page.record("\(name)Norm", steepest(strength), tolerance: 0, format: .decimals(1))
  }
  page.record("heldModes", covered(penalised[5]), tolerance: 0, format: .decimals(1))
  page.record("quarterModes", covered(slow[1]), tolerance: 0, format: .decimals(1))
  page.record("slowestModes", covered(slowest), tolerance: 0, format: .decimals(1))

  //: **With R1 and with noise, more modes are covered where the steepest slope is smaller, but the slope alone does not
  //: decide.** The broken line joins two points with nearly the same steepest slope: with R1 {{heldModes}} modes are covered on
  //: average, and at a quarter of the discriminator's rate {{quarterModes}}.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).

  //: ## Beyond the ring
  //:
  //: On a [grid of {{gridModes}} modes](#appendix-a-harder-place) no single change covers half of them on average in
  //: {{gridSteps}} steps. In {{gridLongSteps}}, 2 latent values *and* the gradient penalty cover all on each of four seeds. On
  //: images collapse is often partial, and [another page](../../answers/collapse-on-images.md) says how to count it there.
  //: @hide
}
