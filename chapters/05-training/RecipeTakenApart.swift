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
  //: was left out of `shapes-conditional`. Each training had {{apartSteps}} steps. Where the table has two numbers, they are
  //: of two seeds.

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
  // The trainings with these settings, one of each seed.
  func trainings(_ recipe: String, _ settings: [String]?, told: Bool) throws -> [QualityTrial.Line] {
    let found = trials.filter {
      $0.recipe == recipe && $0.settings == settings && ($0.conditional == true) == told && $0.steps == apartSteps
        && $0.dataset == "shapes"
    }
    guard found.first?.seed == 1 else {
      throw UsageError(
        "recipes.jsonl has no training of \(recipe) with \(settings ?? []), \(apartSteps) steps and seed 1; restore the file that "
          + "comes with the book")
    }
    return found
  }
  let base = try trainings("shapes", nil, told: false)
  let all = try trainings("shapes-conditional", nil, told: true)
  let added = try ingredients.indices.map { try trainings("shapes", ingredients[$0].adding, told: $0 == 0) }
  let leftOut = try ingredients.indices.map {
    try trainings("shapes-conditional", ingredients[$0].leavingOut, told: $0 != 0)
  }
  func cells(_ lines: [QualityTrial.Line]) -> [String] {
    [lines.map { $0.toTest.text(.decimals(2)) }, lines.map { "\($0.classes)" }].map { $0.joined(separator: ", ") }
  }
  page.table(
    header: ["", "`shapes` and it alone: FD", "modes named", "`shapes-conditional` without it: FD", "modes named"],
    rows: [["nothing"] + cells(base) + cells(all)]
      + ingredients.indices.map { [ingredients[$0].name] + cells(added[$0]) + cells(leftOut[$0]) },
    caption: """
      FD to test images of ten recipes, in the features of Shapes' network, and how many of 80 modes get at least a quarter of an \
      equal share. In the first row nothing is added and nothing left out
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
    Set(([base, all] + added + leftOut).joined().map(\.samples)).count == 1)
  // By the other network, which was not taught the labels of Shapes.
  func byOther(_ lines: [QualityTrial.Line]) -> [Double] { lines.map { $0.otherToTest ?? .nan } }
  let seeds = 0..<2
  page.expect(
    "`shapes`, `shapes-conditional`, and both with and without labels and β₁ = 0.5 were trained on two seeds",
    [base, all, added[0], added[2], leftOut[0], leftOut[2]].allSatisfy { $0.map(\.seed) == [1, 2] })
  page.expect(
    "on both seeds labels alone make the FD less than half of that of `shapes`, and `shapes-conditional` without labels has more than half as much again as with them",
    seeds.allSatisfy {
      2 * added[0][$0].toTest < base[$0].toTest && leftOut[0][$0].toTest > 1.5 * all[$0].toTest
    })
  page.expect(
    "on the first seed none of the other three lowers the FD nearly as much alone, and none is missed nearly as much",
    added.dropFirst().allSatisfy { $0[0].toTest > 2 * added[0][0].toTest }
      && leftOut.dropFirst().allSatisfy { leftOut[0][0].toTest > 1.5 * $0[0].toTest })
  page.expect(
    "on both seeds `shapes-conditional` without β₁ = 0.5 has a lower FD",
    seeds.allSatisfy { leftOut[2][$0].toTest < all[$0].toTest })
  page.record("apartBase", base[0].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartAll", all[0].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartLabels", added[0][0].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartLabelsTwo", added[0][1].toTest, tolerance: 0, format: .decimals(1))
  page.record("apartOtherBase", byOther(base)[0], tolerance: 0, format: .decimals(2))
  page.record("apartOtherLabels", byOther(added[0])[0], tolerance: 0, format: .decimals(2))
  page.record("apartLabelsModes", added[0][0].classes)
  page.expect("on the first seed the recipe names all modes", all[0].classes == Shapes.modes)
  page.record("apartNoLabels", leftOut[0][0].toTest, tolerance: 0, format: .decimals(1))
  let taught = try [ShippedPair.Kind.wide, .classes].map { try TrainedPair.shipped(.shapes, $0).report.plan.recipe }
  try page.expect(
    "the discriminators of `shapes-wide` and `shapes-classes` were taught labels, and Shapes' network was taught figure and hue",
    try taught.allSatisfy { $0.classWeight > 0 }
      && BookFeatures(for: .shapes).classNames.count == Shapes.Labelling.mode.classNames.count)
  page.expect(
    "also by CIFAR-10's network, on both seeds, labels alone lower the FD of `shapes`, and without them that of `shapes-conditional` is higher",
    seeds.allSatisfy { byOther(added[0])[$0] < byOther(base)[$0] && byOther(leftOut[0])[$0] > byOther(all)[$0] })

  page.expect(
    "by CIFAR-10's network `shapes-conditional` without β₁ = 0.5 has a lower FD on one of two seeds",
    seeds.count { byOther(leftOut[2])[$0] < byOther(all)[$0] } == 1)
  page.expect(
    "by both networks, on both seeds, `shapes` with labels alone has a lower FD than `shapes-conditional`",
    seeds.allSatisfy {
      added[0][$0].toTest < all[$0].toTest && byOther(added[0])[$0] < byOther(all)[$0]
    })

  //: **By FD it is the labels**, told to the generator and taught to the discriminator. On the first seed they lower the FD
  //: from {{apartBase}} to {{apartLabels}} if they are added alone ({{apartLabelsTwo}} on the second), and without them the
  //: other three together leave it at {{apartNoLabels}}. But Shapes' network was taught figure and hue, so it may favour pairs
  //: that learnt the figures, such as `shapes-wide` and `shapes-classes`. CIFAR-10's network was not, and agrees: on the first
  //: seed its FD falls from {{apartOtherBase}} to {{apartOtherLabels}}.
  //:
  //: The table also speaks against the recipe: on both seeds, and by both networks, labels alone have a lower FD than all four
  //: together ({{apartAll}} on the first), though on the first they name {{apartLabelsModes}} of 80 modes and the recipe all. It was put together before these trainings. β₁ = {{laterMomentum}} is the most
  //: suspicious part, for without it Shapes' network gives a lower FD on both seeds, though CIFAR-10's on one only. To try labels
  //: alone:
  //:
  //: ```
  //: swift run train shapes --recipe shapes --set classWeight=0.5 --classes --epochs 6 --seed 1
  //: ```
  //:
  //: The other differences are too small to tell from luck.
  //: @hide
}
