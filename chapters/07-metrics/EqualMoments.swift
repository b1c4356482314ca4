import Datasets
import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// The ring, a Gaussian with the same moments, and the ring again, in one draw.
typealias EqualWorlds = (real: Tensor, cloud: Tensor, again: Tensor)

/// Shows the worlds and their scores, and returns them for the appendix's table of further scores.
func showEqualMoments(_ page: Page, draws: Int, random: Random) throws -> [EqualWorlds] {
  //: @show

  //: ## Equal moments, different worlds
  //:
  //: FD compares means and covariances. What if two sets share only these? Let the real "features" be eight modes on a ring,
  //: each five times as wide as those of the other chapters' ring, and the fakes one Gaussian with the ring's mean and
  //: covariance. {define: The *moments* of a distribution are the means of products of its values: of single values (the
  //: mean), of two (which give variance and covariance), of three, and so on.} So both sets have the same first two moments.

  //: {fold: the plot of the ring and the Gaussian}
  let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.1)
  let worlds = (0..<draws).map { draw in
    let random = random.split("worlds \(draw)")
    return (
      real: ring.sample(count: 2000, random: random),
      // Along an axis a ring has half of its squared radius as variance, and each mode adds its own.
      cloud: random.normal([2000, 2], deviation: Float((2 + 0.01).squareRoot())),
      again: ring.sample(count: 2000, random: random)
    )
  }
  try page.show(
    Panels(
      [
        ScatterPlot(
          "Eight modes on a ring", x: "first feature", y: "second feature",
          [Series("real", points: worlds[0].real, as: .real)], opacity: 0.35),
        ScatterPlot(
          "One Gaussian", x: "first feature", y: "second feature",
          [Series("fake", points: worlds[0].cloud, as: .generated)], opacity: 0.35),
      ], title: "Equal means, equal covariances", sharesScales: true),
    caption: "The ring of modes and the Gaussian have the same mean and covariance",
    alternative: """
      Two plots on the same axes. The real points make eight small, dense clusters on a ring. The fakes make one round \
      cloud, densest in its middle, which covers the ring's place and reaches far beyond it
      """)

  //: By eye the difference is obvious. **Which of FD, precision and coverage see it?** The table gives the scores of the
  //: Gaussian and of new points of the ring itself.

  //: {fold: the table of the Gaussian and the ring}
  let rows = [
    ("the Gaussian", worlds.map { ($0.real, $0.cloud) }), ("the ring again", worlds.map { ($0.real, $0.again) }),
  ]
  .map { name, pairs in
    let sets = pairs.map { (real: Matrix($0.0), fake: Matrix($0.1)) }
    let balls = sets.map { Neighbours(real: $0.real, fake: $0.fake) }
    return (
      name: name, fid: Spread(sets.map { squaredFrechetDistance($0.fake, $0.real) }),
      precision: Spread(balls.map(\.precision)), coverage: Spread(balls.map(\.coverage))
    )
  }
  page.table(
    header: ["fakes", "FD ↓", "precision ↑", "coverage ↑"],
    rows: rows.map {
      [$0.name, $0.fid.withDecimals(3), $0.precision.withDecimals(2), $0.coverage.withDecimals(2)]
    }, caption: "For FD the two are nearly equal. Precision and coverage see the difference", behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "each mode is five times as wide as those of the other chapters' ring",
    abs(ring.deviation / GaussianMixture.ring().deviation - 5) < 1e-5)
  page.expect(
    "FD is below 0.03 for both, where each feature has a variance of about 2",
    rows.allSatisfy { $0.fid.most < 0.03 })
  page.expect(
    "precision and coverage are low for the Gaussian and above 0.9 for the ring",
    rows[0].precision.most < 0.3 && rows[0].coverage.most < 0.5
      && min(rows[1].precision.least, rows[1].coverage.least) > 0.9)

  //: With infinitely many points FD would be 0. (Two scores in [an appendix](#appendix-a-score-that-sorts) also see the
  //: difference.)
  //: @hide
  return worlds
}
