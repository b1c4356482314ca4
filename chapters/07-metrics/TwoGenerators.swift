import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Returns: The scores of new real images and of the three generators in every draw.
func showGenerators(_ page: Page, _ draws: [MetricsDraw]) -> [[SetScores]] {
  //: @show

  //: ## Three generators, five scores
  //:
  //: Chapter 2's *enhanced* generator draws mostly blots, while chapter 5's `shapes-wide` and `shapes-classes` draw figures.
  //: **Do all five scores rank these three and new real images in the same order?**

  //: {fold: the scores}
  // The scores of every draw: of new real images, and of what the three generators make, the best first.
  let scored = draws.map { draw in draw.candidates.map { draw.scores($0.features) } }
  func over(_ candidate: Int, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scored.map { $0[candidate][keyPath: score] })
  }

  //: {fold: the table of scores}
  let columns = SetScores.five
  /// Whether the means of a score rank some of the four in this order.
  func ranks(_ column: SetScores.Column, _ order: [Int]) -> Bool {
    let means = order.map { over($0, column.score).mean }
    return zip(means, means.dropFirst()).allSatisfy { column.isDistance ? $0 < $1 : $0 > $1 }
  }
  let agreeing = columns.dropFirst().filter { ranks($0, [0, 1, 2, 3]) }.map(\.name)
  let others = columns.dropFirst().map(\.name).filter { !agreeing.contains($0) }
  page.table(
    header: ["score"] + draws[0].candidates.map(\.name),
    rows: columns.map { column in
      // Some shares of the generators are near 0, so all shares get a third decimal.
      let decimals = column.decimals == 2 && !column.isDistance ? 3 : column.decimals
      return ["\(column.name) \(column.isDistance ? "↓" : "↑")"]
        + draws[0].candidates.indices.map { over($0, column.score).withDecimals(decimals) }
    },
    caption: """
      No. The columns stand in FD's order. Scores with the same: \
      \(agreeing.isEmpty ? "none" : agreeing.joined(separator: ", ")). With another: \(others.joined(separator: ", "))
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "on average FD ranks them: new real images, `shapes-wide`, `shapes-classes`, the enhanced generator",
    ranks(columns[0], [0, 1, 2, 3]), from: .standard)
  page.expect(
    "on average FD, IS, precision and coverage put `shapes-wide` after new real images and before the enhanced generator",
    columns.filter { $0.name != "recall" }.allSatisfy { ranks($0, [0, 1, 3]) }, from: .standard)
  page.expect(
    "in every draw all five scores put new real images before the enhanced generator",
    columns.allSatisfy { column in
      let (real, generated) = (over(0, column.score), over(3, column.score))
      return column.isDistance ? real.most < generated.least : real.least > generated.most
    }, from: .standard)

  //: {fold: the tight heaps and the wide balls}
  page.expect(
    "on average recall of `shapes-wide` is higher than that of new real images",
    over(1, \.recall).mean > over(0, \.recall).mean, from: .standard)
  page.record("enhancedPrecision", over(3, \.precision).mean, tolerance: 0.01, format: .decimals(2))
  page.record("enhancedDistance", over(3, \.fid).mean, tolerance: 0.1, format: .decimals(1))
  page.record("withinModes", draws[0].varianceWithinModes, tolerance: 0.02, format: .percent(0))
  page.expect(
    "less than a fifth of the variance of real features is within modes", draws[0].varianceWithinModes < 0.2,
    from: .standard)
  let radii = draws.map { draw in
    [draw.real, draw.candidates[3].features].map { Neighbours.radii(of: $0.features).median() }
  }
  page.expect(
    "in every draw recall of the enhanced generator is above 0.7, and its precision and coverage are below 0.2",
    over(3, \.recall).least > 0.7 && over(3, \.precision).most < 0.2 && over(3, \.coverage).most < 0.2, from: .standard)
  page.expect(
    "in every draw the enhanced generator's median ball is more than 1.5 times as wide as that of real images",
    radii.allSatisfy { $0[1] > 1.5 * $0[0] }, from: .standard)

  //: **The enhanced generator's *recall* is high for a bad reason:** its images lie far apart, so their balls are wide and
  //: contain many real images. Even better than real images is the recall of `shapes-wide`, likely for the same reason.
  //:
  //: The enhanced generator's FD is {{enhancedDistance}} here and {{testDistance}} in chapter 5, where the real images are
  //: test images ([seven of its FDs](#more-images-another-score)).
  //: @hide
  return scored
}
//: @show
