import Metrics
import Notebook
import Pictures

//: @hide
func showMistakes(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) throws {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: [These mistakes](source:ClassicMistakes.swift#ClassicMistake.all) are easy to make. None of them raises an error, and each changes
  //: a score as if the generator were better or worse. In every row the fakes are real images, so the difference is due to the mistake
  //: alone. (A `ClassicMistake` is a mistake and what it costs.)

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
    rows: zip(mistakes[0], costs).map { mistake, cost in
      [mistake.name, mistake.score] + [cost.right, cost.wrong, cost.difference].map { $0.text(.significant(3)) }
    })

  //: {fold: the claims}
  page.expect(
    "the wrong range makes FID more than twenty times as large, and costs more than five times as much as any other "
      + "mistake on the features as they are",
    costs[0].wrong.least > 20 * costs[0].right.most
      && [1, 3, 4, 5].allSatisfy { costs[0].difference.least > 5 * costs[$0].difference.most }, from: .standard)
  page.expect(
    "careless resizing more than doubles the score on average", costs[1].wrong.mean > 2 * costs[1].right.mean,
    from: .standard)
  page.expect(
    "with features moved to 4,000, a covariance in 32 bits changes FID by more than its own size",
    mistakes.allSatisfy { abs($0[2].wrong - $0[2].right) > $0[2].right })
  page.expect(
    "with features where they are, 32 bits cost less than a hundredth of the score",
    mistakes.allSatisfy { abs($0[3].wrong - $0[3].right) < 0.01 * $0[3].right })
  page.expect("a tenth of the images at least doubles the score", mistakes.allSatisfy { $0[4].wrong > 2 * $0[4].right })
  page.expect("dividing by N lowers the score", mistakes.allSatisfy { $0[5].wrong < $0[5].right })
  page.expect(
    "images in the order of their classes lose more than half of IS",
    mistakes.allSatisfy { $0[6].wrong < $0[6].right / 2 })
  page.expect(
    "pairs of an image with itself raise KID by more than its deviation over the draws",
    costs[7].difference.least > costs[7].right.deviation)

  //: The wrong range costs FID most of the mistakes that somebody makes on the features as they are, and careless resizing more than
  //: doubles FID on average. A covariance in 32 bits does no harm to the features of this network. To show what it can do, 4,000 was
  //: added to all features in the row before: if features are large beside their deviation, even a squared distance below zero can come
  //: out. Images in the order of their classes lose most of the Inception Score. A covariance that is divided by $`N`$ and not by
  //: $`N - 1`$ *lowers* FID a little.
  //: @hide
}
