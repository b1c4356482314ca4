import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## On photographs
//:
//: Photographs have no known modes, but CIFAR-10's come in ten classes, the same number of each. Two trained generators of
//: chapter 5 draw 10,000 photographs each, and *CIFAR-10's network* names the class of each. Because it makes mistakes, it
//: also names 10,000 real test photographs as a *control*. The numbers were measured on `{{variant}}` and come with the
//: book. They do not compare two recipes, because `cifar10-enhanced` was trained for {{enhancedSteps}} steps and
//: `cifar10-plain` for {{plainSteps}}, and the loss of `cifar10-enhanced` asks for even classes
//: ([how](classes.md#a-discriminator-that-learns-labels)).

//: @hide
/// The classes of both generators' photographs, and what is known of the real ones.
struct CollapsedPhotographs {
  let drawn: [PhotographModes]
  let truth: RealPhotographs
}

func showCollapsedPhotographs(_ page: Page, _ options: DataOptions) throws -> CollapsedPhotographs {
  //: @show
  //: {fold: the photographs, their classes, the chart and the table}
  // A `PhotographAlbum` has photographs that a generator draws, `RealPhotographs` is the control.
  let classifier = try BookFeatures(for: .cifar10)
  let albums = try [ShippedPair.Kind.plain, .enhanced].map { try PhotographAlbum($0) }
  let truth = try RealPhotographs(by: classifier, options, page)
  let drawn = try zip(["plain", "enhanced"], albums).map { try $1.modes("photographs-\($0)", by: classifier, page) }
  let names = ["real", "cifar10-plain", "cifar10-enhanced"]
  let all = [truth.modes] + drawn
  try page.show(
    BarChart(
      "What the classifier sees", value: Axis("% of 10,000 photographs"),
      categories: classifier.classNames.map { $0 == "automobile" ? "car" : $0 },
      zip(zip(names, [Encoding.real, .plain, .enhanced]), all).map { kind, modes in
        Series(kind.0, y: modes.classes.shares.map { 100 * $0 }, as: kind.1)
      }),
    caption: "Ten classes: real photographs of CIFAR-10, and what two generators draw. An equal share is a tenth",
    alternative: "Bars of ten classes. Those of real photographs all end at a tenth; those of the generators do not.")
  page.table(
    header: ["10,000 photographs", "classes named, of 10", "KL to uniform"],
    rows: zip(names, all).map { name, modes in
      [name, "\(modes.classes.modes(atLeast: 250))", modes.classes.divergence.text(.decimals(3))]
    }, caption: "A class is named if 250 photographs or more get its name, a quarter of an equal share")
  page.record("variant", classifier.training.plan.data.variant)
  page.record("plainClasses", drawn[0].classes.modes(atLeast: 250), tolerance: 0)
  page.expect(
    "all ten classes are named among real photographs, and the KL to uniform of either generator is more than ten times theirs",
    truth.modes.classes.modes(atLeast: 250) == 10
      && drawn.allSatisfy { $0.classes.divergence > 10 * truth.modes.classes.divergence })
  page.expect(
    "the classes of cifar10-enhanced are more even than those of cifar10-plain",
    drawn[1].classes.divergence < drawn[0].classes.divergence)
  let reports = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.cifar10, $0).report }
  page.record("plainSteps", reports[0].steps)
  page.record("enhancedSteps", reports[1].steps)

  //: **Some classes are rare or missing** with `cifar10-plain`. But a network that must choose among ten classes also names
  //: blots of colour. A histogram can show that something is missing, but only the images show what a bar is made of.
  //: @hide
  return CollapsedPhotographs(drawn: drawn, truth: truth)
}
//: @show
