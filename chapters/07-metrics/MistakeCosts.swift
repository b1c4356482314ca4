import Metrics
import Notebook
import Pictures

//: @hide
func showMistakes(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: Scores can also be computed wrongly, and no program complains. What do four mistakes
  //: ([code](source:ClassicMistakes.swift#ClassicMistake.all)) cost, with new real images as the fakes?

  //: {fold: the table of mistakes}
  let mistakes = draws.map { ClassicMistake.all(in: $0, network) }
  let costs = mistakes[0].indices.map { row in
    (
      right: Spread(mistakes.map { $0[row].right }), wrong: Spread(mistakes.map { $0[row].wrong }),
      difference: Spread(mistakes.map { $0[row].wrong - $0[row].right })
    )
  }
  page.table(
    header: ["mistake", "score", "done right", "with the mistake"],
    rows: zip(mistakes[0], costs).map { mistake, cost in
      [mistake.name, mistake.score] + [cost.right, cost.wrong].map { $0.withDecimals(2) }
    },
    caption: """
      Compare only within a row: in the second the reference is smaller too, and the IS of the last is the mean over ten parts of \
      the images, which is lower than that of all at once
      """)

  //: {fold: the claims}
  page.expect(
    "the wrong range makes FD more than twenty times as large, and costs more than five times as much as any other "
      + "mistake in the table that changes FD",
    costs[0].wrong.least > 20 * costs[0].right.most
      && (1...2).allSatisfy { costs[0].difference.least > 5 * costs[$0].difference.most }, from: .standard)
  page.record("rangeFactor", costs[0].wrong.mean / costs[0].right.mean, tolerance: 10, format: .significant(2))
  page.record("fewFactor", costs[2].wrong.mean / costs[2].right.mean, tolerance: 0.5, format: .significant(2))
  page.expect(
    "careless resizing more than doubles FD on average", costs[1].wrong.mean > 2 * costs[1].right.mean,
    from: .standard)
  page.expect(
    "a tenth of the images makes FD more than three times as large, in every draw",
    mistakes.allSatisfy { $0[2].wrong > 3 * $0[2].right }, from: .standard)
  page.expect(
    "images in the order of their classes lose more than half of IS",
    mistakes.allSatisfy { $0[3].wrong < $0[3].right / 2 })

  //: **The wrong range of pixels makes FD about {{rangeFactor}} times as large**, and a tenth of the images about
  //: {{fewFactor}} times ([why](#more-images-another-score)). IS is low if each of its ten parts has only a few classes.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
}
