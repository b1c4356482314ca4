import Metrics
import Notebook
import Pictures

//: @hide
func showMistakes(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) -> [[ClassicMistake]] {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: [These mistakes](source:ClassicMistakes.swift#ClassicMistake.all) are easy to make, and none of them raises an error. In every row
  //: the fakes are real images, so the difference is due to the mistake alone.

  let mistakes = draws.map { ClassicMistake.all(in: $0, network) }
  let costs = mistakes[0].indices.map { row in
    (
      right: Spread(mistakes.map { $0[row].right }), wrong: Spread(mistakes.map { $0[row].wrong }),
      difference: Spread(mistakes.map { $0[row].wrong - $0[row].right })
    )
  }

  //: {fold: the table of mistakes}
  page.table(
    header: ["mistake", "score", "done right", "with the mistake", "difference"],
    rows: zip(mistakes[0], costs).prefix(6).map { mistake, cost in
      [mistake.name, mistake.score] + [cost.right, cost.wrong].map { $0.withDecimals(2) }
        + [cost.difference.text(.significant(3))]
    })

  //: {fold: the claims}
  page.expect(
    "the wrong range makes FID more than twenty times as large, and costs more than five times as much as any other "
      + "mistake in the table that changes FID",
    costs[0].wrong.least > 20 * costs[0].right.most
      && (1...3).allSatisfy { costs[0].difference.least > 5 * costs[$0].difference.most }, from: .standard)
  page.expect(
    "careless resizing more than doubles the score on average", costs[1].wrong.mean > 2 * costs[1].right.mean,
    from: .standard)
  page.expect("a tenth of the images at least doubles the score", mistakes.allSatisfy { $0[2].wrong > 2 * $0[2].right })
  page.expect("dividing by N lowers the score", mistakes.allSatisfy { $0[3].wrong < $0[3].right })
  page.expect(
    "images in the order of their classes lose more than half of IS",
    mistakes.allSatisfy { $0[4].wrong < $0[4].right / 2 })
  page.expect(
    "pairs of an image with itself raise KID by more than its deviation over the draws",
    costs[5].difference.least > costs[5].right.deviation)

  //: The wrong range costs FID most, and careless resizing more than doubles it on average. Images in the order of their classes lose
  //: most of the Inception Score. A covariance that is divided by $`N`$ and not by $`N - 1`$ *lowers* FID a little. (An appendix has a
  //: mistake of rounding.)
  //: @hide
  return mistakes
}
