import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Appendix: on photographs
//:
//: A generator of photographs can leave out almost half of the classes, and a search for pictures that come twice does not show it.
//: CIFAR-10's photographs come in ten classes, the same number of each. Two trained generators of chapter 5 draw such photographs:
//: that of the plain recipe, which had dropout, and that of the full recipe, with relativistic pairs, penalties and
//: labels. Each draws 10,000, and the book's classifier of photographs names the class of each. The classifier errs. So it also gets
//: the 10,000 real test photographs as a *control*. (The control's numbers come with the book, because CIFAR-10 does not; they were
//: measured on `{{variant}}`, on which the networks were trained. A `PhotographAlbum` holds what a generator draws,
//: `RealPhotographs` what is known of the real ones, and a `PhotographPlan` what is chosen about the counting.)
//:
//: These are two generators and not two recipes compared. The full recipe's was trained for {{enhancedSteps}} steps, the plain one's
//: for {{plainSteps}}, and its loss asks for even classes (chapter 5).

//: @hide
/// The photographs of both generators, and what is known of the real ones.
struct CollapsedPhotographs {
  let albums: [PhotographAlbum]
  let drawn: [PhotographModes]
  let truth: RealPhotographs
}

func showCollapsedPhotographs(_ page: Page, _ options: DataOptions) throws -> CollapsedPhotographs {
  //: @show
  let judge = try BookFeatures(for: .cifar10)
  let albums = try [ShippedPair.Kind.plain, .enhanced].map { try PhotographAlbum($0) }
  let truth = try RealPhotographs(by: judge, options, page)
  let drawn = try zip(["plain", "enhanced"], albums).map { try $1.modes("photographs-\($0)", by: judge, page) }
  let names = ["real", "plain recipe", "full recipe"]
  let all = [truth.modes] + drawn

  //: {fold: the chart and the table of classes}
  try page.show(
    BarChart(
      "What the classifier sees", value: Axis("% of 10,000 photographs"), categories: judge.classNames,
      zip(zip(names, [Encoding.real, .plain, .enhanced]), all).map { kind, modes in
        Series(kind.0, y: modes.classes.shares.map { 100 * $0 }, as: kind.1)
      },
      references: [.vertical(10, "equal shares")]),
    caption: "Ten classes: real photographs of CIFAR-10, and what two generators draw",
    alternative: "Bars of ten classes. Those of real photographs all end at a tenth; those of the generators do not.")
  page.table(
    header: ["10,000 photographs", "classes covered, of 10", "KL to uniform", "most frequent", "rarest"],
    rows: zip(names, all).map { name, modes in
      let shares = modes.classes.shares
      let order = shares.indices.sorted { shares[$0] < shares[$1] }
      let ends = [order[9], order[0]].map { "\(judge.classNames[$0]), \(shares[$0].text(.percent(1)))" }
      return [
        name, "\(modes.classes.modes(atLeast: 250))", modes.classes.divergence.text(.decimals(3)), ends[0], ends[1],
      ]
    }, caption: "A class is covered by 250 photographs or more, a quarter of its fair share")

  //: {fold: the claims}
  page.record("variant", judge.training.plan.data.variant)
  page.record("accuracy", judge.training.accuracy, tolerance: 0, format: .percent(1))
  page.record("plainClasses", drawn[0].classes.modes(atLeast: 250), tolerance: 0)
  page.record("enhancedClasses", drawn[1].classes.modes(atLeast: 250), tolerance: 0)
  page.expect(
    "real photographs cover all ten classes, and neither generator covers them as evenly",
    truth.modes.classes.modes(atLeast: 250) == 10
      && drawn.allSatisfy { $0.classes.divergence > 10 * truth.modes.classes.divergence })
  page.expect(
    "the classes of the full recipe's generator are more even than those of the plain recipe's",
    drawn[1].classes.divergence < drawn[0].classes.divergence)
  //: @hide
  let reports = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.cifar10, $0).report }
  page.record("plainSteps", reports[0].steps)
  page.record("enhancedSteps", reports[1].steps)
  //: @show
  for (name, modes) in zip(["plain", "enhanced"], drawn) {
    page.record("\(name)Alike", modes.tests[1000]!.collisionRate, tolerance: 0, format: .percent(0))
  }

  //: The plain recipe's generator covers {{plainClasses}} of 10 classes, the full recipe's {{enhancedClasses}}. But a classifier that must choose among
  //: ten classes also names blots of colour, some names more readily than others. A histogram can show that something is missing;
  //: only the images show what a bar *is* made of.
  //:
  //: So, the birthday test, with real photographs as a control (in an appendix). It convicts neither, not even the generator that
  //: leaves out almost half of the classes: {{plainAlike}} of its batches of 1,000 hold two images alike, and {{enhancedAlike}} of the
  //: full recipe's, which is not clearly more than real photographs have.
  //: @hide
  return CollapsedPhotographs(albums: albums, drawn: drawn, truth: truth)
}
//: @show
