import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showScore(
  _ page: Page, _ session: ChapterRun, _ options: TrainingChapter,
  _ trainer: Trainer<ImageGenerator, ImageDiscriminator>,
  _ ofBook: TrainedPair, _ atTheTop: TestImages
) throws {
  let run = session.run
  //: @show
  //: ## A score
  //:
  //: So that you need not rely on the eye, a score states in one number how far the images are from real ones. This page
  //: uses the *Fréchet distance* (FD) between what a trained network sees in generated images and what it sees in real ones,
  //: which is 0 for two equal distributions (chapter 7 derives it, in this squared form). The network is one of the book's
  //: own: *Shapes' network* for drawn figures, *CIFAR-10's network* for photographs. The usual *FID* is the same distance
  //: with another network, Inception, so the book's FDs cannot be compared with FIDs.
  //:
  //: The real images are *test images*, on which nothing was trained. The last row has the FD of training images to them,
  //: which is roughly what a perfect generator that copies nothing would get. The network also gives each image the name of
  //: one of chapter 1's 80 *modes*, and on this page a mode is *named* if at least a quarter of an equal share of the images
  //: get its name. (Chapter 3's *covered* says more, because it asks how near points are.)

  //: {fold: the table of evaluations}
  let own = run.history.scores
  let modes = session.scorer.network.classNames.count
  let ofReal = session.scoreOfReal()
  page.table(
    header: ["steps of this run", "FD", "modes named, of \(modes)"],
    rows: own.map { [$0.step.text, $0.toTest.text(.decimals(2)), "\($0.classes)"] }
      + [["real images", ofReal.distance.text(.decimals(2)), "\(ofReal.modes)"]],
    caption: """
      FD of \(session.samples.text) images to as many test images, in the features of \(session.networkName). The table \
      at the top has this run's FD of more images, which need not be lower: FDs also vary with the images that are compared
      """)

  //: {fold: the numbers and the claims}
  let (untrained, last) = (run.whole.scores.first!.toTest, own.last!.toTest)
  let halfway = own[own.count / 2]
  let middle = halfway.step
  page.record("middleStep", middle)
  let laterModes = own.suffix(max(own.count - own.count / 2 - 1, 1)).map(\.classes)
  page.record("middleModes", halfway.classes, tolerance: 5)
  page.record("leastModes", laterModes.min()!, tolerance: 5)
  page.record("mostModes", laterModes.max()!, tolerance: 5)
  page.record("ownDistance", last, tolerance: 5, format: .decimals(0))
  // For the table at the top.
  let again = session.set == .shapes ? atTheTop.distance(of: trainer.averaged, seed: page.seed) : last
  page.record("ownScored", again, tolerance: 5, format: .decimals(0))
  page.expect(
    "from before the first step to the end of the run, the FD falls", last < untrained, from: .standard)
  page.expect(
    "at the end the FDs to training images and to test images differ by less than a tenth",
    abs(own.last!.toTraining / last - 1) < 0.1, from: .standard)
  // Photographs take longer to come so far.
  if session.set == .shapes {
    page.expect(
      "real images have a lower FD than the generator at any evaluation",
      own.allSatisfy { $0.toTest > ofReal.distance }, from: .standard)
    page.expect(
      "it falls to less than a third, and is still larger than that of the pair that comes with the book",
      3 * last < untrained && last > ofBook.report.quality.toTest, from: .standard)
    let strip = try TrainedPair.shipped(.shapes, .wide).history.scores
    let secondRow = strip.first { $0.step == 625 }
    if !options.goOn {
      let recipe = run.plan.recipe
      page.expect(
        "of the switches of `step` this run has one on, R1 with γ = 1, evaluated in one step of sixteen and multiplied by 16",
        trainer.regularizers.count == 1 && recipe.r1 == 1 && recipe.r1Interval == 16 && recipe.augmentation == nil
          && trainer.classWeight == 0 && trainer.discriminatorSteps == 1 && trainer.unrolling == nil)
      let steps = try TrainedPair.shipped(.shapes, .enhanced).report.steps
      page.expect(
        "twelve passes over the images, in this run's batches, are as many steps as `shapes-enhanced` was trained for",
        12 * (session.images.count / recipe.batchSize) == steps, from: .standard)
    }
    if options.epochs == nil && !options.goOn {
      page.expect(
        "the run ends with an FD between those of the first row and the second row of the picture at the top",
        last < strip[0].toTest && secondRow.map { last > $0.toTest } == true, from: .standard)
      let late = own.filter { $0.step >= middle }.map(\.toTest)
      page.expect(
        "from the middle of the run to its end the FDs differ by less than a tenth",
        late.max()! < 1.1 * late.min()!, from: .standard)
      page.expect(
        "at every evaluation after the middle of the run more modes are named than in its middle",
        laterModes.allSatisfy { $0 > halfway.classes }, from: .standard)
      // From −1, black, to 1, white.
      func lightness(after step: Int) -> [Float] {
        run.history.frames.first { $0.step == step }.map { $0.images.mean(axes: [1, 2, 3]).scalars } ?? []
      }
      page.expect(
        "in the middle of the run all images of the run are darker than middle grey, and at its end two or more are lighter",
        lightness(after: middle).allSatisfy { $0 < 0 } && lightness(after: own.last!.step).count { $0 > 0 } >= 2,
        from: .standard)
    }
    page.expect(
      "the pair that comes with the book was trained with the recipe of this run",
      ofBook.report.plan.recipe == run.plan.recipe, from: .standard)
  }

  //: **From step {{middleStep}} on the FD hardly changes, though the images still do.** All ten are dark at step
  //: {{middleStep}}, and some are pale [at the end](#from-snow-to-blots-and-on). The number of modes named rises too, from
  //: {{middleModes}} to between {{leastModes}} and {{mostModes}}. The FD to the training images is nearly the same as that to
  //: test images, while that of a generator that had memorised them would be smaller (chapter 7).
  //:
  //: How much of an FD is luck? **Two runs from one seed ended with FDs of {{roundLeast}} and {{roundMost}}, although they
  //: differed only in how the engine rounds.** They had chapter 3's β₁ = 0.5, where this page's run has 0; with another seed
  //: this page's run can end with an FD a third larger (exercise 2). So do not treat a difference between two single runs as a
  //: result.

  //: {fold: the numbers and the claim of the two runs}
  // A `QualityTrial` is a run that was scored on the way. One of Shapes ran twice from the same seed, with two versions of the
  // engine that round differently.
  let logged: [QualityTrial.Line] = try trialLog("recipes")
  let roundSteps = 1200
  let twice = logged.filter {
    $0.recipe == "shapes" && $0.settings == ["beta1=0.5"] && $0.seed == 1 && $0.steps == roundSteps
  }
  let ends = twice.map(\.toTest)
  page.record("roundLeast", ends.min()!, tolerance: 0, format: .decimals(1))
  page.record("roundMost", ends.max()!, tolerance: 0, format: .decimals(1))
  page.expect(
    "with β₁ = 0.5 seed 1 of Shapes ran twice, and one run ended with an FD more than 1.5 times that of the other",
    twice.count == 2 && twice[0].samples == twice[1].samples && 2 * ends.max()! > 3 * ends.min()!)

  //: ## What the numbers do
  //:
  //: Did the generator's loss fall as its pictures got better? Decide, and then open the plots of two runs: this page's, and
  //: that of `shapes-enhanced`, with the same settings for longer.

  //: {fold: the plot of the losses}
  let longerPair = try TrainedPair.shipped(.shapes, .enhanced)
  let longer = longerPair.history
  // A column of the plot for each run, whose `History` has its losses and its FDs, and into how many stretches its steps are
  // divided. FDs of photographs would be those of another network.
  var columns = [(title: "This run", history: run.whole, parts: max(run.whole.turns.count / 20, 1))]
  if session.set == .shapes { columns.append((title: "shapes-enhanced", history: longer, parts: 80)) }
  // The steps of a run with round ticks, so that its losses and the FD below them have the same axis.
  func axis(of history: History) -> Axis {
    let count = Double(max(history.turns.count, 1))
    let power = pow(10, log10(count / 5).rounded(.down))
    let spacing = [1, 2, 5, 10].map { $0 * power }.first { 5 * $0 >= count } ?? count
    return Axis("step", range: 0...count, ticks: Array(stride(from: 0, through: count, by: spacing)))
  }
  let means = columns.map { column in
    (
      discriminator: column.history.means(of: \.discriminatorLoss, parts: column.parts),
      generator: column.history.means(of: \.generatorLoss, parts: column.parts)
    )
  }
  // Both columns have the same axes for losses and for FDs.
  let highestLoss = means.flatMap { $0.discriminator.y + $0.generator.y }.filter(\.isFinite).max() ?? 1
  let lossAxis = Axis("loss", range: 0...max((2 * highestLoss).rounded(.up) / 2, 1.5))
  let found = columns.flatMap { $0.history.scores.map(\.toTest) }.filter { $0 > 0 && $0.isFinite }
  let (lowest, highest) = (Int(log10(found.min() ?? 1).rounded(.down)), Int(log10(found.max() ?? 1).rounded(.down)))
  let ticks: [Double] =
    (lowest...highest).flatMap { decade in [1.0, 2.0, 5.0].map { $0 * pow(10, Double(decade)) } }
    + [pow(10, Double(highest + 1))]
  let distanceAxis = Axis(
    "FD (logarithmic axis)", .logarithmic, range: ticks[0]...ticks[ticks.count - 1], ticks: ticks)
  let losses = zip(columns, means).map { column, means in
    LinePlot(
      "\(column.title): losses", x: axis(of: column.history), y: lossAxis,
      [
        Series("discriminator", x: means.discriminator.x, y: means.discriminator.y, as: .discriminator),
        Series("generator", x: means.generator.x, y: means.generator.y, as: .generator),
      ], references: [.horizontal(2 * log(2), "2 log 2"), .horizontal(log(2), "log 2")])
  }
  let distances = columns.map { column in
    let scores = column.history.scores
    return LinePlot(
      "\(column.title): FD", x: axis(of: column.history), y: distanceAxis,
      [Series("FD", x: scores.map(\.step), y: scores.map(\.toTest), as: .enhanced)])
  }
  try page.show(
    Panels(losses + distances, columns: 2),
    caption: """
      Losses of two runs, with their FDs: a column for each run. The losses are averaged over short stretches, and the FDs are \
      those of \(session.samples.text) images on the left and of \(longerPair.report.quality.samples.text) on the right. The level \
      lines are the losses of a discriminator that answers ½ to everything
      """,
    alternative: """
      On the left the generator's loss rises in the first steps, and then both losses go up and down, while the FD below them \
      falls and then stays level. On the right both losses soon stay nearly level, while the FD below them falls all the time.
      """, behind: "I have decided: show the losses and the FDs")

  //: {fold: the numbers and the claims of the losses}
  let generatorLoss = run.whole.means(of: \.generatorLoss, parts: max(run.whole.turns.count / 20, 1))
  let generatorLosses = run.whole.means(of: \.generatorLoss, parts: 20).y
  let changes = zip(generatorLosses, generatorLosses.dropFirst()).map { $1 - $0 }
  page.record("lossAtStart", generatorLoss.y[0], tolerance: 0.05, format: .decimals(1))
  page.record("lossRisen", generatorLosses[min(2, generatorLosses.count - 1)], tolerance: 0.05, format: .decimals(1))
  page.record("secondDistance", own[min(1, own.count - 1)].toTest, tolerance: 5, format: .decimals(0))
  if session.set == .shapes && !options.goOn {
    page.expect(
      "in the first twentieths of the run the generator's loss rises by more than a quarter, and by the second evaluation the FD has fallen by more than a third",
      generatorLosses[2] > 1.25 * generatorLosses[0]
        && 3 * own[min(1, own.count - 1)].toTest < 2 * own[0].toTest,
      from: .standard)
    page.expect(
      "from the second evaluation to the last the FD falls by more than half, and the generator's loss ends less than a tenth above or below where it was",
      2 * last < own[min(1, own.count - 1)].toTest && abs(generatorLosses.last! / generatorLosses[3] - 1) < 0.1,
      from: .standard)
    page.expect(
      "in the last twentieth of the run the generator's loss is higher than in the first",
      generatorLosses.last! > generatorLosses[0], from: .standard)
  }
  page.expect(
    "from one twentieth of the run to the next the generator's loss rises at least three times, and falls at least three times",
    changes.count { $0 > 0 } >= 3 && changes.count { $0 < 0 } >= 3, from: .standard)
  let longerDistances = longer.scores.filter { $0.step > 0 }.map(\.toTest)
  let longerLosses = longer.means(of: \.generatorLoss, parts: 20).y
  let longerMistakes = longer.means(of: \.discriminatorLoss, parts: 20).y
  page.record("longerFirst", longerDistances.first!, tolerance: 0, format: .decimals(1))
  page.record("longerLast", longerDistances.last!, tolerance: 0, format: .decimals(1))
  page.record("longerLossHalfway", longerLosses[10], tolerance: 0, format: .decimals(2))
  page.record("longerLossLast", longerLosses.last!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after the first step the FD of `shapes-enhanced` is lower at every evaluation than at the one before",
    longerDistances.count >= 10 && zip(longerDistances, longerDistances.dropFirst()).allSatisfy { $1 < $0 })
  page.expect(
    "averaged over twentieths of the run, both losses of `shapes-enhanced` stay between 1 and 1.3",
    (longerLosses + longerMistakes).allSatisfy { 1 < $0 && $0 < 1.3 })
  page.expect(
    "in the last twentieth of its run the generator's loss of `shapes-enhanced` is higher than in the first, and than in the one after the middle",
    longerLosses.last! > longerLosses[0] && longerLosses.last! > longerLosses[10])

  //: **The generator's loss does not tell whether its pictures get better.** In this page's run it rises from
  //: {{lossAtStart}} to {{lossRisen}} while snow turns into blots. From step {{blotStep}} to the end the FD falls from
  //: {{secondDistance}} to {{ownDistance}}, but the loss ends within a tenth of where it was. In the longer run the FD falls
  //: from evaluation to evaluation, from {{longerFirst}} to {{longerLast}}, while both losses, averaged over twentieths
  //: of the run, stay between 1 and 1.3. The generator's even rises in the second half, from {{longerLossHalfway}} to
  //: {{longerLossLast}}.
  //:
  //: A loss compares the generator with a discriminator that is learning too: when one player gets better, the other's task
  //: gets harder. Nor does it help to wait for the level lines, because a discriminator that knows nothing [has these losses
  //: too](#appendix-what-the-discriminator-answers). So watch the same latent vectors over time, and measure an FD.
  //: @hide
}
