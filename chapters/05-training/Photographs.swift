import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showPhotographs(_ page: Page) throws {
  //: @show
  //: ## Photographs
  //:
  //: The same loop at work on CIFAR-10's photographs, in two runs that come with the book: DCGAN's sizes and rates with the
  //: plain generator, and the enhanced one with everything that paid (RECIPES.md, in this folder, has all that was tried).

  let photographs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.cifar10, $0) }
  page.table(
    header: ["generator", "steps", "minutes", "best after", "to training images", "to test images", "classes reached"],
    rows: zip(["plain", "enhanced"], photographs.map(\.report)).map { name, report in
      [
        name, report.steps.text, (report.seconds / 60).text(.decimals(0)), report.bestStep.text,
        report.quality.toTraining.text(.decimals(2)), report.quality.toTest.text(.decimals(2)),
        "\(report.quality.classesCovered) of \(report.quality.shares.count)",
      ]
    }, caption: "Two runs on CIFAR-10, Fréchet distances of 10,000 samples in the book's own features")
  try page.show(
    LinePlot(
      "Distance to training images", x: Axis("step", .logarithmic),
      y: Axis("Fréchet distance, book features", .logarithmic),
      zip([("plain", Encoding.plain), ("enhanced", .enhanced)], photographs).map { kind, pair in
        let scores = pair.history.scores.filter { $0.step > 0 }
        return Series(kind.0, x: scores.map(\.step), y: scores.map(\.toTraining), as: kind.1)
      }),
    caption: """
      How far generated photographs are from real ones, by the logarithm of the step; the enhanced run was scored from step \
      \(photographs[1].history.scores[0].step.text) on
      """)
  try page.show(
    photographs[1].history.filmstrip,
    caption: "The enhanced generator on CIFAR-10: the same latent vectors as training goes on; steps at the left")
  let albums = try zip([10, 40], photographs).map { count, pair in
    let generator = try pair.generator()
    return withoutHistory { generator(Random(seed: 7).normal([count, generator.latentSize]), .inference) }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(albums), columns: 10, scale: 2, rowLabels: ["plain", "enhanced", "", "", ""]),
    caption: "Ten latent vectors through the plain generator of photographs, forty through the enhanced one")
  page.expect(
    "the enhanced generator's photographs are nearer to real ones than the plain one's",
    photographs[1].report.quality.toTest < photographs[0].report.quality.toTest)

  //: Colours, grounds and outlines come first, as they did with Shapes; what an animal is made of comes later, if it
  //: comes at all.
  //:
  //: The two runs differ in length, and each is a single run. So here are both recipes again, from scratch, for the same
  //: {{trialSteps}} steps, on three seeds. A plain step looks at twice as many images, and here took {{plainCost}} times as
  //: long.
  //:
  //: A `QualityTrial` is a recipe that is trained from scratch and scored on the way.

  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let early = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 2000 }
  let (plainTrials, enhancedTrials) = (early.filter { $0.recipe == "plain" }, early.filter { $0.recipe == "enhanced" })
  page.record("trialSteps", early[0].steps)
  page.record(
    "plainCost", plainTrials.map(\.minutes).mean() / enhancedTrials.map(\.minutes).mean(), tolerance: 0,
    format: .decimals(1))
  page.table(
    header: ["recipe", "seed", "to training images", "to test images", "classes reached", "least and largest class"],
    rows: (plainTrials + enhancedTrials).map { trial in
      [
        trial.recipe, "\(trial.seed)", trial.toTraining.text(.decimals(2)), trial.toTest.text(.decimals(2)),
        "\(trial.classes) of 10", "\(trial.leastShare.text(.percent(1))), \(trial.largestShare.text(.percent(1)))",
      ]
    }, caption: "After equally many steps on CIFAR-10, scored as above")
  page.expect(
    "on each of three seeds the enhanced recipe is nearer to real photographs than the plain one on any",
    plainTrials.count == 3 && enhancedTrials.count == 3
      && enhancedTrials.map(\.toTest).max()! < plainTrials.map(\.toTest).min()!)
  page.expect(
    "the enhanced pair that comes with the book is less than half as far as any plain one was then",
    photographs[1].report.quality.toTest < plainTrials.map(\.toTest).min()! / 2)

  //: Both are scored by the moving average of their weights, whose decay of 0.999 remembers a thousand steps. That favours
  //: nobody by design, and yet not both alike: at the plain recipe's low rates the average may still be behind the last
  //: weights (PyTorch's plain pair, below, is scored by its last ones). Take the table as a comparison of whole recipes.
  //:
  //: More steps do not always help. At constant rates the enhanced run was nearest to its training images after
  //: {{steadyBest}} steps, at {{steadyDistance}}, and by step {{steadySteps}} it had come no nearer: two players who circle go
  //: on circling. Then its rates were let fall, and in {{fadeSteps}} more steps the distance came down to {{fadedDistance}}.
  //: A plain DCGAN at constant rates can do worse than stand still. The logs that PyTorch-StudioGAN published show it on
  //: CIFAR-10 at an Inception FID of 49 after 42,000 steps and of 137 after 200,000. So the best networks are kept on the way,
  //: and not the last.

  let long = photographs[1]
  let fade = long.report.plan.recipe.fade!
  let steady = long.history.scores.filter { $0.step <= fade.after }.min { $0.toTraining < $1.toTraining }!
  page.record("steadyBest", steady.step)
  page.record("steadyDistance", steady.toTraining, tolerance: 0, format: .decimals(2))
  page.record("steadySteps", fade.after)
  page.record("fadeSteps", long.report.bestStep - fade.after)
  page.record("fadedDistance", long.report.quality.toTraining, tolerance: 0, format: .decimals(2))
  page.expect("the last third of the steps at constant rates made nothing better", 3 * steady.step < 2 * fade.after)
  page.expect("with rates that fall it came nearer than ever before", long.report.bestStep > fade.after)
  //: @hide
  try showPhotographsOfAClass(page, enhanced: long)
  //: @show
  //: @hide
}
