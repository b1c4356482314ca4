import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures

//: ## Appendix: more on the photographs
//:
//: The birthday test of "On photographs", with the control that it needs, and with a third generator: chapter 5's pair that is told
//: classes. It draws the ten classes equally often, as CIFAR-10 has them. Two photographs are alike here if they correlate more than
//: {{threshold}}. (The threshold was chosen by looking at pairs of real photographs: above it nearly all were one picture twice,
//: below it came more and more pairs of empty skies.)

//: @hide
func showPhotographTwins(_ page: Page, _ found: CollapsedPhotographs, _ options: DataOptions) throws {
  let truth = found.truth
  //: @show
  let plan = PhotographPlan()
  let conditional = try PhotographAlbum(.classes)
  let albums = found.albums + [conditional]
  let drawn = try found.drawn + [conditional.modes("photographs-classes", by: BookFeatures(for: .cifar10), page)]
  page.record("threshold", Double(plan.threshold), tolerance: 0, format: .decimals(2))

  //: {fold: the table of twins}
  page.table(
    header: ["photographs"] + plan.batchSizes.map { "batches of \($0.text) with two alike" } + ["different ones"],
    rows: [["real, training", "", truth.training.collisionRate.text(.percent(0)), truth.training.verdict]]
      + zip(["real, test", "plain recipe", "full recipe", "with classes"], [truth.modes] + drawn).map { name, modes in
        let tests = plan.batchSizes.map { modes.tests[$0]! }
        // The test says most where about half of the batches have a collision; where none has, the larger ones.
        let best = tests.reversed().min { abs($0.collisionRate - 0.5) < abs($1.collisionRate - 0.5) }!
        return [name] + tests.map { $0.collisionRate.text(.percent(0)) } + [best.verdict]
      }, caption: "10,000 photographs each; of CIFAR-10's training photographs all 50,000")

  page.record("copied", truth.copied, tolerance: 0, format: .percent(1))
  page.expect("CIFAR-10 itself has photographs that are alike", truth.training.collisionRate > 0)
  page.expect(
    "of the pair with classes no batch holds two photographs alike; of real test photographs and of the other two pairs some do",
    drawn[2].tests.values.allSatisfy { $0.collisionRate == 0 }
      && ([truth.modes] + drawn.prefix(2)).allSatisfy { $0.tests[1000]!.collisionRate > 0 })
  page.record("classesAlike", drawn[2].tests[1000]!.collisionRate, tolerance: 0, format: .percent(0))
  let twins = zip(albums, drawn).map { album, modes in
    let closest = modes.tests[200]!.closest.sorted { $0.correlation > $1.correlation }.prefix(8)
    return [closest.map(\.first), closest.map(\.second)].map { album.images(at: $0) }
  }

  //: {fold: the picture of twins}
  try page.show(
    ImageGrid(
      Tensor.concatenate(twins.joined().map { $0 }), columns: 8,
      rowLabels: ["plain", "its twin", "full", "its twin", "classes", "its twin"]),
    caption: "The pairs that are most alike, one above the other: each image above, and its twin below")

  if try options.chosen() == .cifar10 {
    let test = try DataSet.cifar10.images(.test, folder: options.data?.path)
    let closest = truth.modes.tests[200]!.closest.sorted { $0.correlation > $1.correlation }.prefix(8)
    try page.show(
      ImageGrid(
        Tensor.concatenate([closest.map(\.first), closest.map(\.second)].map { test.tensor(of: $0) }), columns: 8,
        rowLabels: ["real", "its twin"]),
      caption: "The pairs of real photographs that are most alike")
  }

  //: The control is needed: CIFAR-10 *itself* holds copies. Of its test photographs {{copied}} correlate that much with a
  //: training photograph, and by eye, which forgives a shift, 3.3% have a near duplicate there (Barz & Denzler 2020).
  //: (The test finds more different photographs than there are in the file: it speaks of the source that they were drawn
  //: from.)
  //:
  //: These are ten batches of 1,000, so a tenth is one batch, and the numbers of different photographs are known to their order of
  //: magnitude at best. The pairs above are not the same picture twice: the plain recipe's generator draws one kind of picture in many
  //: variations, and a search for copies cannot see that. Some pairs of the full recipe's could be taken for copies of one ship; in a
  //: batch of 200 they are its closest. Of the pair with classes {{classesAlike}} of the batches of 1,000 hold two photographs alike,
  //: fewer than of real test photographs. But the test finds repeats and nothing else, so it does not say that this pair is more
  //: varied than CIFAR-10.
  //:
  //: Do labels make the shares of the classes more even? Chapter 5 has short trials with and without them, with `relativistic`, equal
  //: numbers of steps and equal seeds. The least frequent class comes more often with labels on {{labelRises}} of {{labelSeeds}} seeds, and
  //: less often on the other. So it is not shown.

  //: @hide
  let lines: [QualityTrial.Line] = try trialLog("recipes")
  func leastShares(_ settings: Set<String>) -> [Double] {
    lines.filter {
      $0.recipe == "relativistic" && $0.conditional != true && $0.steps == 2000 && Set($0.settings ?? []) == settings
    }.sorted { $0.seed < $1.seed }.map(\.leastShare)
  }
  let (without, with) = (leastShares(["fade=1000-2000"]), leastShares(["fade=1000-2000", "classWeight=0.25"]))
  page.record("labelSeeds", with.count)
  page.record("labelRises", zip(without, with).count { $0 < $1 })
  //: @show
  page.expect(
    "with labels the least frequent class of three short trials comes more often on two seeds and less often on one",
    without.count == 3 && with.count == 3 && zip(without, with).count { $0 < $1 } == 2)
  //: @hide
}
//: @show
