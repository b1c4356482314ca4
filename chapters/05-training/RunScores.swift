import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook

//: @hide
/// How many figures and how many hues Shapes' network names, where the modes get these shares of the images: those that get at
/// least a quarter of an equal share.
private func named(_ shares: [Double]) -> (figures: Int, hues: Int) {
  var figures = [Double](repeating: 0, count: Shapes.Figure.allCases.count)
  var hues = [Double](repeating: 0, count: Shapes.Hue.allCases.count)
  for (mode, share) in shares.enumerated() {
    let label = Shapes.Label(mode: mode)
    figures[label.figure.rawValue] += share
    hues[label.hue.rawValue] += share
  }
  func count(_ shares: [Double]) -> Int { shares.count { $0 >= 0.25 / Double(shares.count) } }
  return (count(figures), count(hues))
}

func showScore(
  _ page: Page, _ session: ChapterRun, _ evaluations: [Int: Quality], _ options: TrainingChapter
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
  //: one of chapter 1's 80 *modes*, a figure in a hue, and on this page a mode is *named* if at least a quarter of an equal
  //: share of the images get its name. (Chapter 3's *covered* says more, because it asks how near points are.)

  //: {fold: the table of evaluations}
  let own = run.history.scores
  let modes = session.scorer.network.classNames.count
  let ofReal = session.scorer.ofReal
  let isShapes = session.set == .shapes
  page.table(
    header: ["steps of this run", "FD", "modes named, of \(modes)"]
      + (isShapes ? ["figures, of \(Shapes.Figure.allCases.count)", "hues, of \(Shapes.Hue.allCases.count)"] : []),
    rows: own.map { score in
      let parts = evaluations[score.step].map { named($0.shares) }
      return [score.step.text, score.toTest.text(.significant(2)), "\(score.classes)"]
        + (isShapes ? [parts.map { "\($0.figures)" } ?? "–", parts.map { "\($0.hues)" } ?? "–"] : [])
    }
      + [
        ["real images", ofReal.toTest.text(.significant(2)), "\(ofReal.classesNamed)"]
          + (isShapes ? ["\(named(ofReal.shares).figures)", "\(named(ofReal.shares).hues)"] : [])
      ],
    caption: "FD of \(session.samples.text) images to as many test images, in the features of \(session.networkName)")

  //: {fold: the numbers and the claims of the run}
  let (untrained, last) = (own.first!.toTest, own.last!.toTest)
  page.record("scoredImages", session.samples)
  page.record("secondDistance", own[min(1, own.count - 1)].toTest, tolerance: 5, format: .decimals(0))
  page.record("ownDistance", last, tolerance: 5, format: .decimals(0))
  let told = try TrainedPair.shipped(.shapes, .classes).report.quality
  if session.set == .shapes {
    let end = evaluations[own.last!.step] ?? session.scorer.quality(of: run.trainer.averaged, seed: page.seed)
    let drawn = named(end.shares)
    page.record("ownFigures", drawn.figures, tolerance: 1)
    page.record("ownHues", drawn.hues, tolerance: 2)
    page.expect(
      "from before the first step to the end of the run, the FD falls", last < untrained, from: .standard)
    page.expect(
      "at the end the FDs to training images and to test images differ by less than a tenth",
      abs(own.last!.toTraining / last - 1) < 0.1, from: .standard)
    page.expect(
      "real images have a lower FD than the generator at any evaluation",
      own.allSatisfy { $0.toTest > ofReal.toTest }, from: .standard)
    if options.epochs == nil && !options.goOn {
      page.expect(
        "at the end of the run a larger share of the ten figures is named than of the eight hues, and of `shapes-classes` all are",
        Shapes.Hue.allCases.count * drawn.figures > Shapes.Figure.allCases.count * drawn.hues
          && named(told.shares) == (Shapes.Figure.allCases.count, Shapes.Hue.allCases.count), from: .standard)
      page.expect(
        "`shapes-classes` has less than a tenth of the FD that the run ends with", 10 * told.toTest < last,
        from: .standard)
      let recipe = run.plan.recipe
      page.expect(
        "of the switches of `step` this run has two on: R1 with γ = 1, evaluated in one step of sixteen and multiplied by 16, and labels",
        run.trainer.regularizers.count == 1 && recipe.r1 == 1 && recipe.r1Interval == 16 && recipe.augmentation == nil
          && run.trainer.classWeight > 0 && run.trainer.drawsByClass && !run.plan.classNames.isEmpty
          && run.trainer.discriminatorSteps == 1 && run.trainer.unrolling == nil)
    }
  }

  //: **The figures get clearer, but the FD does not fall with them.** It is {{secondDistance}} when they are rough, and
  //: {{ownDistance}} at the end. The last columns show what the eye overlooks: of the ten figures {{ownFigures}} are named at
  //: the end, but of the eight hues only {{ownHues}}. (This does not explain why the FD was lower at step {{roughStep}}, when
  //: there were no more hues; the reason was not found.) A generator that leaves out some kinds of images has a *mode
  //: collapse*, the subject of chapter 6. Here more training mends it, for `shapes-classes` has all figures and all hues. So
  //: look at the images *and* score them: the eye judges single images, and the score judges all of them together.
  //:
  //: How much of an FD is luck? **Two runs from one seed ended with FDs of {{roundLeast}} and {{roundMost}}, although they
  //: differed only in how the engine rounds.** (They were told no figures, and had {{roundSteps}} steps; [both are on
  //: record](RECIPES.md#shapes).) So do not treat a difference between two single runs as a result.

  //: {fold: the numbers and the claim of the two runs}
  // A `QualityTrial` is a run that was scored on the way. One of Shapes ran twice from the same seed, with two versions of the
  // engine that round differently.
  let logged: [QualityTrial.Line] = try trialLog("recipes")
  let roundSteps = 1200
  let twice = logged.filter {
    $0.recipe == "shapes" && $0.settings == ["beta1=0.5"] && $0.seed == 1 && $0.steps == roundSteps
  }
  let ends = twice.map(\.toTest)
  page.record("roundSteps", roundSteps)
  page.record("roundLeast", ends.min()!, tolerance: 0, format: .decimals(1))
  page.record("roundMost", ends.max()!, tolerance: 0, format: .decimals(1))
  page.expect(
    "with β₁ = 0.5 seed 1 of Shapes ran twice, and one run ended with an FD more than 1.5 times that of the other",
    twice.count == 2 && twice[0].samples == twice[1].samples && 2 * ends.max()! > 3 * ends.min()!)

  //: Three other generators of Shapes come up on this page, and all come with the book ([the model card](MODEL_CARD.md)):
  //:
  //: | generator | is told the figure | trained for | FD |
  //: | --- | --- | ---: | ---: |
  //: | this page's run | yes | {{own}} steps | {{ownDistance}} |
  //: | `shapes-enhanced` | no | {{bookSteps}} steps | {{narrowScored}} |
  //: | `shapes-classes` | yes | {{classSteps}} steps | {{classDistance}} |
  //: | `shapes-wide`, twice as wide | no, but its discriminator learns the figures' names | {{wideSteps}} steps | {{wideDistance}} |
  //: | real images | – | – | {{realDistance}} |
  //:
  //: These FDs are all of {{scoredImages}} images. *Fewer images give a higher FD on average*, so the model card has a lower one
  //: for `shapes-enhanced`, from {{cardImages}} images, and every table of this book says how many images its FDs have.

  //: {fold: the scores of the generators}
  // The reports of two pairs have their FDs with so many images; a `QualityJudge` measures that of `shapes-enhanced` here.
  let (enhanced, wide) = (try TrainedPair.shipped(.shapes, .enhanced), try TrainedPair.shipped(.shapes, .wide).report)
  let judge = isShapes ? session.scorer : try QualityJudge(for: .shapes, count: session.samples)
  let scored = judge.quality(of: try enhanced.generator(), seed: page.seed).toTest
  page.record("realDistance", judge.ofReal.toTest, tolerance: 0.02, format: .significant(2))
  page.record("bookSteps", enhanced.report.steps)
  page.record("narrowScored", scored, tolerance: 0.05, format: .significant(2))
  page.record("cardImages", enhanced.report.quality.samples)
  page.record("wideDistance", wide.quality.toTest, tolerance: 0, format: .significant(2))
  page.expect(
    "the reports of `shapes-classes` and `shapes-wide` have the FDs of equally many images, that of `shapes-enhanced` of more, and with as many images as the others it has a higher FD than in its report",
    told.samples == wide.quality.samples && enhanced.report.quality.samples > told.samples
      && scored > enhanced.report.quality.toTest, from: .standard)
  page.expect(
    "the table's FDs are of as many images", told.samples == session.samples, from: .standard)
  let (recipe, plain) = (Recipe.shapesConditional, enhanced.report.plan.recipe)
  page.expect(
    "the settings of `shapes-classes` differ from those of `shapes-enhanced` only in labels, which teach the discriminator, and in rates that fall",
    Set(recipe.differences(from: plain).map(\.name)) == ["classWeight", "fade"] && plain.classWeight == 0
      && plain.fade == nil)
  //: @hide
}
