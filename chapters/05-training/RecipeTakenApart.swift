import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showRecipeTakenApart(_ page: Page) throws {
  //: @show
  //: ## The recipe that works, taken apart
  //:
  //: Why does the six-minute training draw figures, and this page's run only blots? Their settings, `shapes-conditional`
  //: and `shapes`, differ in four ingredients:
  //:
  //: - *labels*: both networks are told the figure, and the discriminator also learns to name it;
  //: - *the relativistic loss* (chapter 4), with γ = {{lightPenalty}} for R1 and for R2, the same penalty at generated
  //:   images;
  //: - *β₁ = {{laterMomentum}}* instead of 0 (chapter 3);
  //: - *falling rates*, from step {{fadeFrom}} to step {{fadeUntil}}.
  //:
  //: **Which of the four makes the figures?** Decide first. To find out, each alone was added to `shapes`, and each alone
  //: was left out of `shapes-conditional`: ten trainings of {{apartSteps}} steps, on one seed.

  //: {fold: the table of the ten trainings}
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  // A `QualityTrial` trains with a recipe, and its `Line` has the scores.
  // What adds an ingredient to `shapes`, and what leaves it out of `shapes-conditional`. The first is the labels, which the
  // pair is told too.
  let ingredients: [(name: String, adding: [String], leavingOut: [String])] = [
    ("labels", ["classWeight=0.5"], ["classWeight=0"]),
    (
      "the relativistic loss", ["loss=relativistic", "r1=0.3", "r2=0.3"],
      ["loss=nonSaturating", "r1=1", "r2=0"]
    ),
    ("β₁ = 0.5", ["beta1=0.5"], ["beta1=0"]),
    ("falling rates", ["fade=3000-8000"], ["fade=none"]),
  ]
  let apartSteps = 8000
  func training(_ recipe: String, _ settings: [String]?, told: Bool) throws -> QualityTrial.Line {
    let found = trials.first {
      $0.recipe == recipe && $0.settings == settings && ($0.conditional == true) == told && $0.seed == 1
        && $0.steps == apartSteps && $0.dataset == "shapes"
    }
    guard let found else {
      throw UsageError(
        "recipes.jsonl has no training of \(recipe) with \(settings ?? []), \(apartSteps) steps and seed 1; restore the file that "
          + "comes with the book")
    }
    return found
  }
  let base = try training("shapes", nil, told: false)
  let all = try training("shapes-conditional", nil, told: true)
  let added = try ingredients.indices.map { try training("shapes", ingredients[$0].adding, told: $0 == 0) }
  let leftOut = try ingredients.indices.map {
    try training("shapes-conditional", ingredients[$0].leavingOut, told: $0 != 0)
  }
  func cells(_ line: QualityTrial.Line) -> [String] { [line.toTest.text(.decimals(2)), "\(line.classes)"] }
  page.table(
    header: ["", "`shapes` and it alone: FD", "modes", "`shapes-conditional` without it: FD", "modes"],
    rows: [["nothing"] + cells(base) + cells(all)]
      + ingredients.indices.map { [ingredients[$0].name] + cells(added[$0]) + cells(leftOut[$0]) },
    caption: """
      FD to test images of ten recipes, in the features of Shapes' network, and modes covered, of 80. In the first row nothing is \
      added and nothing left out
      """, behind: "I have decided: show the FDs")

  //: {fold: the numbers and the claims of the ten trainings}
  let full = Recipe.shapesConditional
  page.record("lightPenalty", Double(full.r1), tolerance: 0, format: .decimals(1))
  page.record("laterMomentum", Double(full.beta1), tolerance: 0, format: .decimals(1))
  page.record("fadeFrom", full.fade?.after ?? 0)
  page.record("fadeUntil", full.fade?.until ?? 0)
  page.record("apartSteps", apartSteps)
  var (together, bare) = (Recipe.shapes, full)
  for setting in ingredients.flatMap(\.adding) { try together.set(setting) }
  for setting in ingredients.flatMap(\.leavingOut) { try bare.set(setting) }
  page.expect(
    "`shapes` with all four ingredients is `shapes-conditional`, and `shapes-conditional` without all four is `shapes`",
    together == full && bare == .shapes && full.r2 == full.r1 && Recipe.shapes.beta1 == 0 && Recipe.shapes.r2 == 0)
  page.expect(
    "all trainings that take the recipe apart were scored with as many images",
    Set(([base, all] + added + leftOut).map(\.samples)).count == 1)
  page.expect(
    "`shapes-conditional` has less than half of the FD of `shapes`", 2 * all.toTest < base.toTest)
  page.expect(
    "of the four, labels alone lower the FD most, and leaving them out alone raises it most, to about that of `shapes`",
    added.dropFirst().allSatisfy { added[0].toTest < $0.toTest } && added[0].toTest < base.toTest
      && leftOut.dropFirst().allSatisfy { leftOut[0].toTest > $0.toTest }
      && abs(leftOut[0].toTest / base.toTest - 1) < 0.1)
  page.expect(
    "with labels alone the FD is lower than with all four, but at least eight modes fewer are covered",
    added[0].toTest < all.toTest && added[0].classes + 8 <= all.classes)
  page.expect(
    "the relativistic loss alone covers more modes than `shapes`, and without it alone at least eight modes are missing",
    added[1].classes > base.classes && leftOut[1].classes + 8 <= all.classes)
  page.expect(
    "falling rates alone do not lower the FD, and without them the FD of the other three is higher",
    added[3].toTest > base.toTest && leftOut[3].toTest > all.toTest)
  page.expect(
    "β₁ = 0.5 alone raises the FD, and without it that of the other three is lower by more than a third, with all modes covered",
    added[2].toTest > base.toTest && leftOut[2].toTest < 2 * all.toTest / 3 && leftOut[2].classes == Shapes.modes)
  page.record("apartNoMomentum", leftOut[2].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartBase", base.toTest, tolerance: 0, format: .decimals(1))
  page.record("apartAll", all.toTest, tolerance: 0, format: .decimals(1))
  page.record("apartLabels", added[0].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartNoLabels", leftOut[0].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartLabelsModes", added[0].classes)
  page.record("apartAllModes", all.classes)
  page.record("apartNoLossModes", leftOut[1].classes)
  let taught = try [ShippedPair.Kind.wide, .classes].map { try TrainedPair.shipped(.shapes, $0).report.plan.recipe }
  try page.expect(
    "the discriminators of `shapes-wide` and `shapes-classes` were taught labels, and Shapes' network was taught figure and hue",
    try taught.allSatisfy { $0.classWeight > 0 }
      && BookFeatures(for: .shapes).classNames.count == Shapes.Labelling.mode.classNames.count)
  // By the other network, which was not taught the labels of Shapes.
  func byOther(_ line: QualityTrial.Line) -> Double { line.otherToTest ?? .nan }
  page.expect(
    "also by CIFAR-10's network, of the four, labels alone lower the FD most, and leaving them out alone raises it most",
    added.dropFirst().allSatisfy { byOther(added[0]) < byOther($0) } && byOther(added[0]) < byOther(base)
      && leftOut.dropFirst().allSatisfy { byOther(leftOut[0]) > byOther($0) })

  //: **It is the labels.** Added alone they lower the FD from {{apartBase}} to {{apartLabels}}, and without them the other
  //: three together leave it at {{apartNoLabels}}. Yet labels alone leave modes out. They cover {{apartLabelsModes}} of 80, while
  //: all four ingredients cover {{apartAllModes}}, at an FD of {{apartAll}}; without the relativistic loss it is
  //: {{apartNoLossModes}} again. Falling rates lower the FD only together with the others. And β₁ = {{laterMomentum}} harms:
  //: without it the FD is {{apartNoMomentum}}, with all modes covered. So a better six minutes end with `--set beta1=0`.
  //:
  //: Does Shapes' network favour the pairs that learnt the labels which it was taught itself, such as `shapes-wide` and
  //: `shapes-classes`? CIFAR-10's network was taught other labels, and by its FD, too, labels gain most and are missed most.
  //: Ten trainings on one seed do not tell small differences from luck, so trust only the large ones.
  //: @hide
}
