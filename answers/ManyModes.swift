import Engine
import Evaluation
import Foundation
import Metrics
import Notebook
import Pictures

//: ## Appendix: many more modes
//:
//: The field's standard test, *StackedMNIST* (Metz 2016, Srivastava 2017), stacks three grey digits as the channels of one
//: image, which makes 1,000 modes. Two images of Shapes, stacked in the same way into six channels, make {{stackModes}}.

//: @hide
func showManyModes(_ page: Page, by classifier: BookFeatures) throws {
  //: @show
  //: {fold: the table of stacks}
  // In the code at the end of the page an `ImageShape` has the size and the channels of an image, and `BookFiles` knows where
  // the caches lie.
  let stacks = try stackCounts(by: classifier, page)
  page.table(
    header: [
      "stacks", "modes seen, of \(StackedShapes.modes.text)", "by two confident names",
    ],
    rows: stacks.map { stack in [stack.name, stack.all.modes().text, stack.sure.modes().text] },
    caption: """
      A mode is seen if at least one of \(stacks[0].all.samples.text) stacks shows it. Real stacks miss some modes by chance. Both \
      pairs were trained with one seed
      """)
  page.record("stackModes", StackedShapes.modes)
  page.record("stackSamples", stacks[0].all.samples)
  for (name, stack) in zip(["real", "enhanced", "plain", "r1"], stacks) {
    page.record("\(name)Stacks", stack.all.modes(), tolerance: 0)
    page.record("\(name)SureStacks", stack.sure.modes(), tolerance: 0)
  }
  page.record("realSureSamples", stacks[0].sure.highQuality, tolerance: 0)
  page.expect(
    "more than 999 of 1,000 real stacks have two confident names",
    1000 * stacks[0].sure.highQuality > 999 * stacks[0].all.samples)
  let modes = Double(StackedShapes.modes)
  let missed = pow(1 - 1 / modes, Double(stacks[0].all.samples))
  page.expect(
    "real stacks miss the share of the modes that chance makes them miss, to within one hundredth of all modes",
    abs(Double(stacks[0].all.modes()) / modes - (1 - missed)) < 0.01)
  page.expect(
    "the stacks of chapter 5's generator and of the unpenalised pair show fewer modes than real ones; by two confident names the unpenalised pair shows fewer than a hundredth of its modes",
    stacks[1...2].allSatisfy { $0.all.modes() < stacks[0].all.modes() }
      && 100 * stacks[2].sure.modes() < stacks[2].all.modes())

  //: Counted by all names, the pair trained on stacks without a penalty shows {{plainStacks}} modes, and the pair with R1
  //: {{r1Stacks}}. By two confident names these are only {{plainSureStacks}} and {{r1SureStacks}}, so the field's form of
  //: the test also counts guesses.
  //: @hide
}
//: @show

//: ## The code of the experiments
//:
//: The box has the pairs and their modes, and the stacks.

//: {fold: the pairs on images and their modes}
//: {show: ImageModes.swift#ImageModes, ImagePairPlan, images, imagesOfTrainedPair, ImageTrialPlan, imageTrials}

//: {fold: the stacks}
//: {show: StackedShapes.swift#StackedShapes, StackCount, StackPlan, stackGenerator, stackCounts}
