import Metrics
import Notebook
import Pictures

//: @hide
func showMistakes(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) throws {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: [These mistakes](source:ClassicMistakes.swift#ClassicMistake.all) are easily made. None of them raises an error, and each looks
  //: like a better or a worse generator. The fakes are real images in every row, so what is added to a score is due to the mistake.
  //: (A `ClassicMistake` is one of them, and what it costs.)

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
    "the wrong range makes FID more than twenty times as large", costs[0].wrong.least > 20 * costs[0].right.most,
    from: .standard)
  page.expect(
    "careless resizing more than doubles the score on average", costs[1].wrong.mean > 2 * costs[1].right.mean,
    from: .standard)
  page.expect(
    "where features are large beside their spread, 32 bits give a distance that is far from the right one",
    mistakes.allSatisfy { abs($0[2].wrong - $0[2].right) > $0[2].right })
  page.expect(
    "where the features of this network are, 32 bits cost less than a hundredth of the score",
    mistakes.allSatisfy { abs($0[3].wrong - $0[3].right) < 0.01 * $0[3].right })
  page.expect("a tenth of the images at least doubles the score", mistakes.allSatisfy { $0[4].wrong > 2 * $0[4].right })
  page.expect("dividing by N lowers the score", mistakes.allSatisfy { $0[5].wrong < $0[5].right })
  page.expect(
    "unshuffled splits lose more than half of the score", mistakes.allSatisfy { $0[6].wrong < $0[6].right / 2 })
  page.expect(
    "pairs of an image with itself raise KID, by more than its deviation over the draws",
    costs[7].difference.least > costs[7].right.deviation)

  //: Of the mistakes made on the features as they are, the wrong range costs FID most by far, and careless resizing more than doubles it. A covariance in 32 bits is harmless where the features of this network are. To make the fault visible, 4,000 was added to all
  //: features in the row before: where features are large beside their deviation, even a squared distance below zero can come out. A
  //: covariance divided by $`N`$ and not by $`N - 1`$ *lowers* the score a little, most of all with few images.
  //: @hide
}
