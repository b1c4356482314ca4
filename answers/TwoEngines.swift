import Evaluation
import GAN
import Notebook

//: ## Ten minutes in two engines
//:
//: Does the lead of `r1` hold in another engine? `r1` and `plain` were trained for {{minutes}} minutes on one core, in
//: PyTorch and in this book's engine side by side. **With the average `r1` ends with a lower FD than `plain` in either
//: engine** ({{averages}}). With the last weights it does so in this book's engine ({{lasts}}); in PyTorch the two cannot be
//: told apart ({{peerLasts}}). These runs of `r1` had β₁ = {{oldBeta}}; today the recipe has {{newBeta}}.
//:
//: ```
//: swift run bench quality --recipe r1 --set beta1=0.5 --minutes 10 --threads 1
//: scripts/pytorch-quality --recipe r1 --beta1 0.5 --threads 1 --data FOLDER --out FOLDER
//: ```

//: @hide
func showTwoEngines(_ page: Page) throws {
  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  let recipes = ["r1", "plain"]
  func lines(_ recipe: String) -> [(here: QualityTrial.Line, there: PeerQuality)] {
    Array(zip(here.filter { $0.recipe == recipe }, there.filter { $0.recipe == recipe }))
  }
  //: @show
  //: {fold: the table of ten minutes}
  page.table(
    header: [
      "recipe", "minutes", "this book: steps", "this book: average", "this book: last", "\(there[0].peer): steps",
      "PyTorch: average", "PyTorch: last",
    ],
    rows: recipes.flatMap { recipe in
      lines(recipe).filter { [2, 10].contains($0.there.minutes.rounded()) }.map { here, there in
        [
          here.title(), there.minutes.text(.decimals(0)), here.steps.text, here.toTest.text(.decimals(2)),
          here.lastToTest!.text(.decimals(2)), there.steps.text, there.averageToTest.text(.decimals(2)),
          there.toTest.text(.decimals(2)),
        ]
      }
    },
    caption: """
      FD of \(there[0].samples.text) samples to test photographs, in the features of CIFAR-10's network, from the average of \
      the weights and from the last weights; one seed of each. PyTorch ran without torch.compile, in its channels-last layout
      """)

  //: {fold: the numbers and the claims}
  let ends = recipes.map { lines($0).last! }
  let faster = ends.map { Double($0.here.steps) / Double($0.there.steps) }
  page.record("minutes", Int(ends[0].there.minutes.rounded()))
  page.record("r1Faster", faster[0], tolerance: 0, format: .decimals(1))
  page.record("plainFaster", faster[1], tolerance: 0, format: .decimals(1))
  page.record("oldBeta", 0.5, tolerance: 0, format: .decimals(1))
  page.record("newBeta", Double(Recipe.withR1.beta1), tolerance: 0, format: .decimals(0))
  page.expect(
    "these runs of `r1` had β₁ = 0.5, and the recipe has 0 today; those of `plain` had the recipe as it is",
    here.allSatisfy { $0.settings == ($0.recipe == "r1" ? ["beta1=0.5"] : nil) } && Recipe.withR1.beta1 == 0
      && Recipe.plain.beta1 == 0.5)
  page.expect("in this book's engine ten minutes hold more steps, with either recipe", faster.allSatisfy { $0 > 1.3 })
  func pair(_ distance: (Int) -> Double) -> String {
    [0, 1].map { distance($0).text(.decimals(2)) }.joined(separator: " and ")
  }
  page.record(
    "averages", "\(pair { ends[$0].here.toTest }) in this book's, \(pair { ends[$0].there.averageToTest }) in PyTorch")
  page.record("lasts", pair { ends[$0].here.lastToTest! })
  page.record("peerLasts", pair { ends[$0].there.toTest })
  page.expect(
    "after ten minutes `r1` has a lower FD than `plain` from the average, in either engine, and from the last weights in this book's",
    ends[0].here.toTest < ends[1].here.toTest && ends[0].here.lastToTest! < ends[1].here.lastToTest!
      && ends[0].there.averageToTest < ends[1].there.averageToTest)
  // The log of all trials is read by a `RecipeTrials`.
  let seeds = try RecipeTrials().runs(of: "r1", with: ["beta1=0.5"]).map(\.toTest)
  page.expect(
    "from the last weights the two differ in PyTorch by less than half as much as three seeds of this `r1` do after 2,000 steps",
    seeds.count == 3 && 2 * abs(ends[0].there.toTest - ends[1].there.toTest) < seeds.max()! - seeds.min()!)
  page.expect(
    "with `r1` this book's images then have the lower FD; with `plain` PyTorch's do; from the average and from the last weights",
    ends[0].here.toTest < ends[0].there.averageToTest && ends[0].here.lastToTest! < ends[0].there.toTest
      && ends[1].there.averageToTest < ends[1].here.toTest && ends[1].there.toTest < ends[1].here.lastToTest!)
  let last = ends[1].there
  let nearest = lines("r1").map(\.there).min { abs($0.steps - last.steps) < abs($1.steps - last.steps) }!
  page.record("moreSteps", Double(ends[0].there.steps) / Double(last.steps), tolerance: 0, format: .decimals(0))
  page.record("r1There", nearest.steps)
  page.record("plainThere", last.steps)
  page.expect(
    "in PyTorch, at numbers of steps that differ by less than a twentieth, `plain` has a lower FD than `r1`, from the average and from the last weights",
    20 * abs(nearest.steps - last.steps) < last.steps && last.averageToTest < nearest.averageToTest
      && last.toTest < nearest.toTest)

  //: The reason may be that the steps of `r1` are cheap. In PyTorch `r1` makes {{moreSteps}} times as many steps in that
  //: time as `plain`, while after about the same number of steps ({{r1There}} and {{plainThere}}) `plain` has the lower FD.
  //: This book's engine makes {{r1Faster}} times as many steps as PyTorch with `r1`, and {{plainFaster}} times as many with
  //: `plain`. There is one run of each, so this does not compare how much the engines learn from a step.
  //: @hide
}
