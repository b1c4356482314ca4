import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: ## Appendix: the whole tables
//:
//: Means and deviations over the seeds. *All 8* counts the seeds in which all modes were covered. *Cost* is the time of a step in
//: steps of the plain pair.

//: @hide
func showRemedyTables(_ page: Page, _ rows: RemedyRows) throws {
  func table(_ outcomes: [RemedyRow], modes: Int, caption: String, line: Int = #line) {
    page.table(
      header: ["", "covered", "all \(modes)", "high quality", "reached", "KL", "spread", "cost"],
      rows: outcomes.map { row in
        [
          row.remedy.title, row.text(\.modes, .decimals(1)), "\(row.seedsCovering(modes)) of \(row.outcomes.count)",
          row.text(\.quality, .percent(0)), row.text(\.reached, .decimals(1)), row.text(\.divergence, .decimals(2)),
          row.text(\.spread, .decimals(2)), "× " + rows.costs[row.remedy.flag]!.text(.decimals(1)),
        ]
      }, caption: caption, line: line)
  }
  let row = Dictionary(uniqueKeysWithValues: rows.ring.map { ($0.remedy.flag, $0) })
  //: @show
  table(rows.ring, modes: 8, caption: "The ring: every change, over ten seeds")

  //: {fold: the claims}
  page.expect(
    "WGAN in both forms, WGAN-GP, and R1 in all three have at least 70% of their points good on at least 8 of 10 seeds",
    ["wgan", "wgan-steps", "wgan-gp", "r1", "fading-r1", "r1-r2"].allSatisfy {
      row[$0]!.outcomes.count { $0.quality >= 0.7 } >= 8
    })
  page.expect(
    "WGAN with one critic step and R1 with R2 have at least 85% of their points good on average",
    ["wgan", "r1-r2"].allSatisfy { row[$0]!.mean(\.quality) >= 0.85 })
  page.expect(
    "dropout, minibatch standard deviation and spectral norm cover all 8 modes on no seed",
    ["dropout", "minibatch-deviation", "spectral-norm"].allSatisfy { row[$0]!.seedsCovering(8) == 0 })
  page.expect(
    "minibatch standard deviation reaches at least 7 modes on average, with less than half of the points of high quality",
    row["minibatch-deviation"]!.mean(\.reached) >= 7 && row["minibatch-deviation"]!.mean(\.quality) < 0.5)

  table(rows.grid, modes: 25, caption: "The grid: every change, over four seeds")
  //: @hide
}
//: @show

//: ## Appendix: how the experiments are run
//:
//: What a remedy can change, and the layers that a discriminator is put together from. (`SequentialBuilder` lets them be written
//: one below the other.)

//: {show: GAN/Remedies/Remedy.swift#Remedy}

//: {show: Engine/Layers/Layer.swift#Layer, Sequential}

//: A row of the table: one remedy on one target, over seeds. A `PlaneRun` trains a plan's pair.

//: {show: RemedyTable.swift#RemedyRow, RowPlan, remedyRow, signFlipShare, RemedySlope, remedySlopes, remedyCosts}

//: What D says along a way, and what pulls on a fake there.

//: {show: Collapse.swift#discriminator, Pull}

//: The pairs of "On images", and how their modes are counted.

//: {show: ImageModes.swift#ImageModes, ImagePairPlan, imagesOfTrainedPair}
