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
  //: Here is the same loop on CIFAR-10's photographs, in two runs that come with the book: the plain generator at DCGAN's sizes
  //: and rates, and the enhanced one with everything that paid. ([RECIPES.md](RECIPES.md) has all that was tried.)

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
    caption: "How far generated photographs are from real ones, by the logarithm of the step")
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

  //: Colours, grounds and outlines come first, as they did with Shapes; animals and vehicles later. (The curve of the
  //: enhanced run is of fewer samples than the table, which makes its distances a little larger: chapter 7.) What paid? Four things.
  //:
  //: **Narrow networks, small batches, high rates.** An hour then holds several times as many steps. Two recipes from scratch,
  //: for the same {{trialSteps}} steps, on three seeds: DCGAN's, and one with half its width, half its batch, four times its
  //: rates and R1 in the place of dropout. A plain step looks at twice as many images, and here took {{plainCost}} times as
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
    "the enhanced pair that comes with the book is less than a quarter as far as any plain one was then",
    photographs[1].report.quality.toTest < plainTrials.map(\.toTest).min()! / 4)

  //: Both are scored by the moving average of their weights, whose decay of 0.999 remembers a thousand steps. At the plain
  //: recipe's low rates that average may still be behind the last weights, so take the table as a comparison of whole recipes.
  //:
  //: **Relativistic pairs** (chapter 4) with light penalties on the slope at real *and* at generated images: R1 and R2
  //: (chapter 6). The two belong together (Huang 2024).
  //:
  //: **Labels.** CIFAR-10 has labels. {define: An *auxiliary classifier* (Odena 2017) is a second output of the discriminator
  //: that says which class an image is of.} It learns the classes of real images, from the same features that tell real from
  //: generated. So the discriminator must look for what makes a horse a horse. The generator is told no class, but its loss now
  //: also asks that each of its images be of *some* class, and all of them together of all classes (Springenberg 2015). Both
  //: wishes are in one number, `mutualInformation`; its exponential is chapter 7's Inception Score, as this classifier sees it.

  //: {show: GAN/Training/AuxiliaryClassifier.swift#Trainer.assess, mutualInformation}

  //: What is that worth? The same recipe without and with labels, on one seed, for {{labelSteps}} steps, with rates that fall from
  //: the middle on:

  let halves = trials.filter {
    $0.recipe == "relativistic" && $0.conditional != true && $0.steps == 3000 && $0.settings?.first == "fade=1500-3000"
  }
  let (unlabelled, labelled) = (halves.filter { $0.settings!.count == 1 }, halves.filter { $0.settings!.count == 2 })
  page.record("labelSteps", halves[0].steps)
  page.table(
    header: [
      "labels", "seed", "to training images", "to test images", "last weights, to training images",
      "least and largest class",
    ],
    rows: (unlabelled + labelled).map { trial in
      [
        trial.settings!.count == 1 ? "none" : "× 0.25", "\(trial.seed)", trial.toTraining.text(.decimals(2)),
        trial.toTest.text(.decimals(2)), trial.lastToTraining!.text(.decimals(2)),
        "\(trial.leastShare.text(.percent(1))), \(trial.largestShare.text(.percent(1)))",
      ]
    }, caption: "Pairs that draw without a class; 10,000 samples")
  page.expect(
    "labels bring the images nearer to real ones, by a quarter or more",
    unlabelled.count == labelled.count && !labelled.isEmpty
      && zip(unlabelled, labelled).allSatisfy { $0.seed == $1.seed && $1.toTest < 0.75 * $0.toTest })

  //: **Rates that fall.** At constant rates two players who circle go on circling. Here the rates fall to a twentieth between
  //: step {{fadeAfter}} and step {{fadeUntil}}. At the first look after the fall began, after {{steadyStep}} steps, the distance
  //: was {{steadyDistance}}; at the end it was {{fadedDistance}}. A plain DCGAN at constant rates can even get worse with time:
  //: the logs that PyTorch-StudioGAN published show it on CIFAR-10 at an Inception FID of 49 after 42,000 steps and of 137 after
  //: 200,000.
  //:
  //: All four together are one recipe, and one command from the first step to the pair that comes with the book:
  //:
  //: ```
  //: swift run train cifar10 --recipe photographs --epochs 21 --keep-last --seed 1
  //: ```
  //:
  //: (It took {{enhancedMinutes}} minutes on a machine that did other work beside it.)

  let long = photographs[1]
  let fade = long.report.plan.recipe.fade!
  let steady = long.history.scores.first { $0.step >= fade.after }!
  page.record("fadeAfter", fade.after)
  page.record("fadeUntil", fade.until)
  page.record("steadyStep", steady.step)
  page.record("steadyDistance", steady.toTraining, tolerance: 0, format: .decimals(2))
  page.record("fadedDistance", long.history.scores.last!.toTraining, tolerance: 0, format: .decimals(2))
  page.record("enhancedMinutes", long.report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "the recipe is the one that trained it, from its first step",
    long.report.plan.recipe == .photographs && long.report.plan.seed == 1 && long.report.plan.stepsBefore == 0)
  page.expect("as the rates fall it comes nearer", long.history.scores.last!.toTraining < steady.toTraining)
  //: @hide
  try showPhotographsOfAClass(page, enhanced: long)
  //: @show
  //: @hide
}
