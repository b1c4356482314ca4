import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Returns: The scores of new real images and of the three generators in every draw, and the enhanced generator's
///   precision with half of the images.
func showGenerators(
  _ page: Page, _ draws: [MetricsDraw]
) throws -> (scored: [[SetScores]], precisionOfHalf: Spread) {
  let isShort = page.profile == .quick
  let count = draws[0].count
  //: @show

  //: ## Three generators, five scores
  //:
  //: Chapter 2's *enhanced* generator draws mostly blots. Chapter 5's `shapes-wide` and `shapes-classes` draw figures;
  //: here the second is told each figure equally often. **Do all five scores rank these three and new real images in the
  //: same order?**

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
      No. The columns stand in FD's order, the best at the left. Scores with the same order: \
      \(agreeing.isEmpty ? "none" : agreeing.joined(separator: ", ")). With another: \(others.joined(separator: ", ")). \
      \(count.text) images against \(count.text) training images
      """, behind: "I have decided")

  //: {fold: the claims}
  // A `Scoring` draws the features anew, with replacement, for an interval of a score.
  let intervals = draws.map { draw in
    [0, 3].map { candidate in
      Scoring(
        real: .features(draw.real), fake: .features(draw.candidates[candidate].features), seed: page.seed,
        resamples: isShort ? 20 : 100
      ).values(.fid)[0]
    }
  }
  page.expect(
    "in every draw the intervals of the FDs of new real images and the enhanced generator lie apart, in this order",
    intervals.allSatisfy { $0[0].high! < $0[1].low! }, from: .standard)
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
  page.record("enhancedPrecision", over(3, \.precision).mean, tolerance: 0.01, format: .decimals(2))
  page.record("enhancedDistance", over(3, \.fid).mean, tolerance: 0.1, format: .decimals(1))
  page.expect(
    "recall of `shapes-wide` is on average higher than that of new real images",
    over(1, \.recall).mean > over(0, \.recall).mean, from: .standard)
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

  //: **The enhanced generator's *recall* is high for a bad reason.** Its images lie far apart, so their balls are wide and
  //: contain many real images: its median ball is more than 1.5 times as wide as that of real images. Recall even puts
  //: `shapes-wide` above new real images.
  //:
  //: **The enhanced generator's *precision* is the lowest of all.** In this network's features the modes are tight clusters,
  //: with only {{withinModes}} of the variance within them. So a slightly wrong image lies beside its cluster, in no ball.
  //:
  //: **Compare two precisions only at the same number of images.** With only {{eighth}} images on each side, the enhanced
  //: generator's mean precision is higher than that of new real images. When images are few, the fifth neighbour of many
  //: real ones belongs to a different mode, so their balls also contain what lies between modes.

  //: {fold: the plot of precision and N}
  let (names, looks) = (draws[0].candidates.map(\.name), [Encoding.real, .wide, .classes, .enhanced])
  let sizes = [8, 4, 2, 1].map { count / $0 }
  let precision = names.indices.map { candidate in
    sizes.map { size in
      Spread(
        draws.map { draw in
          let fake = draw.candidates[candidate].features.features
          return Neighbours(real: draw.real.features.rows(0..<size), fake: fake.rows(0..<size)).precision
        })
    }
  }
  try page.show(
    LinePlot(
      "Precision and the number of images",
      x: Axis("N, images on each side (logarithmic axis)", .logarithmic, ticks: sizes.map { Double($0) }),
      y: Axis("precision", range: 0...1.05),
      names.indices.map { candidate in
        Series(names[candidate], x: sizes, y: precision[candidate].map(\.mean), as: looks[candidate])
          .interval(lower: precision[candidate].map(\.least), upper: precision[candidate].map(\.most))
      }),
    caption: """
      Precision with few images, and its range over the draws
      """,
    alternative: """
      New real images stay near 1 throughout. The enhanced generator begins above them and is near 1 for the two smaller \
      numbers of images; then it falls steeply to nearly 0, and half-way down its range is wide. The curves of shapes-wide \
      and shapes-classes end between the two
      """)

  //: {fold: the claims}
  let radiiOfFew = draws.map { $0.radii(ofFirst: sizes[0]) }
  page.expect(
    "with an eighth of the images the enhanced generator's precision is above 0.85 in every draw",
    precision[3][0].least > 0.85, from: .standard)
  page.expect(
    "with an eighth of the images the enhanced generator's mean precision is higher than that of real images",
    precision[3][0].mean > precision[0][0].mean, from: .standard)
  page.expect(
    "with all images it is below 0.15 in every draw", precision[3][3].most < 0.15, from: .standard)
  page.expect(
    "from the fewest to all images the mean precisions of `shapes-wide` and `shapes-classes` fall by less than the enhanced "
      + "generator's",
    [1, 2].allSatisfy {
      precision[$0][0].mean - precision[$0][3].mean < precision[3][0].mean - precision[3][3].mean
    }, from: .standard)
  page.expect(
    "with all images the mean precisions of `shapes-wide` and `shapes-classes` lie between those of the enhanced generator "
      + "and of new real images",
    [1, 2].allSatisfy {
      precision[3][3].mean < precision[$0][3].mean && precision[$0][3].mean < precision[0][3].mean
    }, from: .standard)
  page.expect(
    "in every draw the median ball of images with fewer than five more of their mode is more than twice as wide",
    radiiOfFew.allSatisfy { $0.rare > 2 * $0.usual }, from: .standard)
  //: @hide
  page.record("eighth", sizes[0])
  //: @show
  //: @hide
  return (scored, precision[3][2])
}
//: @show
