import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures

//: ### Do photographs come twice?
//:
//: Here is the birthday test on photographs, with a third generator, `cifar10-classes` of the recipe `conditional`. Two
//: photographs are alike if they correlate more than {{threshold}}, a bound chosen by eye.

//: @hide
func showPhotographTwins(_ page: Page, _ found: CollapsedPhotographs) throws {
  let truth = found.truth
  //: @show
  //: {fold: the photographs of the third generator and the table of twins}
  // A `PhotographPlan` has the bound and the sizes of the batches.
  let plan = PhotographPlan()
  let conditional = try PhotographAlbum(.classes)
  let drawn = try found.drawn + [conditional.modes("photographs-classes", by: BookFeatures(for: .cifar10), page)]
  page.record("threshold", Double(plan.threshold), tolerance: 0, format: .decimals(2))
  page.table(
    header: ["photographs"] + plan.batchSizes.map { "batches of \($0.text) with two alike" },
    rows: [["real, training", "", truth.training.collisionRate.text(.percent(0))]]
      + zip(
        ["real, test", "cifar10-plain", "cifar10-enhanced", "cifar10-classes"], [truth.modes] + drawn
      ).map { name, modes in
        [name] + plan.batchSizes.map { modes.tests[$0]!.collisionRate.text(.percent(0)) }
      },
    caption: "10,000 photographs each; of CIFAR-10's training photographs all 50,000")
  page.record("copied", truth.copied, tolerance: 0, format: .percent(1))
  page.expect("some batches of CIFAR-10's own photographs hold two that are alike", truth.training.collisionRate > 0)
  page.expect(
    "of real test photographs and of each of the three generators some of the ten batches of 1,000 hold two that are alike, but no more than half",
    ([truth.modes] + drawn).allSatisfy { (0.05...0.5).contains($0.tests[1000]!.collisionRate) })

  //: **In some batches of 1,000 they do, and so do real photographs.** For `cifar10-plain` only {{plainClasses}} of 10
  //: classes are named, but this test does not show it to be less varied than real photographs. The test sees copies, not
  //: missing kinds, and ten batches of 1,000 are too few to tell any of the three generators from real photographs. The comparison
  //: with real ones is needed because CIFAR-10 *itself* contains copies: {{copied}} of its test photographs correlate that
  //: much with a training photograph. By eye, which forgives a shift, 3.3% have a near duplicate there
  //: (Barz & Denzler 2020).
  //: @hide
}
//: @show
