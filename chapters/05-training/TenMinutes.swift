import Evaluation
import Notebook
import Plots

//: @hide
func showTenMinutes(_ page: Page) throws {
  //: @show
  //: ## Ten minutes in two engines
  //:
  //: Is it the recipe or the engine that makes these images? The plain and the quick recipe were also written in PyTorch,
  //: with the same layers, losses, penalties, rates and averaging. Each was trained there for {{minutes}} minutes on one core of a
  //: machine, while this book's engine trained it on the other core:
  //:
  //: ```
  //: swift run bench quality --recipe enhanced --minutes 10 --threads 1
  //: scripts/pytorch-quality --recipe enhanced --threads 1 --data FOLDER --out FOLDER
  //: ```
  //:
  //: (What the second prints is a `PeerQuality`.)

  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  let recipes: [(name: String, title: String, look: Encoding)] = [
    ("enhanced", "quick recipe", .enhanced), ("plain", "plain recipe", .plain),
  ]
  func lines(_ recipe: String) -> [(here: QualityTrial.Line, there: PeerQuality)] {
    Array(zip(here.filter { $0.recipe == recipe }, there.filter { $0.recipe == recipe }))
  }

  //: {fold: the table and the figure of ten minutes}
  page.table(
    header: [
      "recipe", "minutes", "steps, this book", "distance", "by the last weights", "steps, \(there[0].peer)", "distance",
      "by the last weights",
    ],
    rows: recipes.flatMap { recipe in
      lines(recipe.name).map { here, there in
        [recipe.title, there.minutes.text(.decimals(0)), here.steps.text]
          + [here.toTest, here.lastToTest!].map { $0.text(.decimals(2)) } + [there.steps.text]
          + [there.averageToTest, there.toTest].map { $0.text(.decimals(2)) }
      }
    },
    caption: """
      Distances of 10,000 samples to the test images, in the book's own features, by averaged weights and by the last; one \
      seed of each
      """)
  try page.show(
    LinePlot(
      "Ten minutes of training, one core each", x: Axis("minutes", .logarithmic),
      y: Axis("Fréchet distance, book features", .logarithmic),
      recipes.flatMap { recipe in
        let found = lines(recipe.name)
        let minutes = found.map(\.there.minutes)
        return [
          Series("\(recipe.title), this book", x: minutes, y: found.map(\.here.toTest), as: recipe.look.variant(0)),
          Series(
            "\(recipe.title), PyTorch", x: minutes, y: found.map(\.there.averageToTest), as: recipe.look.variant(2)),
        ]
      }), caption: "How near to real photographs so many minutes bring generated ones, by averaged weights")

  let ends = recipes.map { lines($0.name).last! }
  let faster = ends.map { Double($0.here.steps) / Double($0.there.steps) }

  //: {fold: the claims}
  page.record("minutes", Int(ends[0].there.minutes.rounded()))
  page.record("quickFaster", faster[0], tolerance: 0, format: .decimals(1))
  page.record("plainFaster", faster[1], tolerance: 0, format: .decimals(1))
  page.expect("in this book's engine ten minutes hold more steps, by either recipe", faster.allSatisfy { $0 > 1.3 })
  page.expect(
    "after ten minutes the quick recipe is nearer than the plain one, in either engine",
    ends[0].here.toTest < ends[1].here.toTest && ends[0].there.averageToTest < ends[1].there.averageToTest)
  page.expect(
    "by the quick recipe this book's images are then nearer; by the plain one PyTorch's are",
    ends[0].here.toTest < ends[0].there.averageToTest && ends[1].there.averageToTest < ends[1].here.toTest)

  //: In ten minutes this book's engine takes {{quickFaster}} times as many steps by the quick recipe, and {{plainFaster}} times
  //: by the plain one. (On two cores, and with other networks, the ratio is another: `swift run bench train-step`.) In either
  //: engine the quick recipe ends nearer to real photographs, so the recipe does its work in PyTorch too. By the quick
  //: recipe the additional steps pay. By the plain one they do not: there PyTorch's images are a little nearer after fewer steps. It is
  //: one seed of each, so nothing here says that one engine learns more from a step than the other.
  //: @hide
}
