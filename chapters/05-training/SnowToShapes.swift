import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
/// - Returns: What ``ChapterRun/train(_:)`` returns.
func showFromSnowToShapes(_ page: Page, _ session: ChapterRun) throws -> [Int: Quality] {
  let run = session.run
  //: @show
  //: ## From snow to figures
  //:
  //: The discriminator sees real images, and the generator never does. Here are sixteen of the {{images}}:

  //: {fold: the picture of real images}
  let real = session.images
  page.record("images", real.count)
  try page.show(
    ImageGrid(real.tensor(of: 0..<16), columns: 8, scale: 3), caption: "Real images: \(real.identity.variant)",
    alternative: session.set == .shapes
      ? "Two rows of drawn figures, each in one hue, on shaded, split or striped backgrounds"
      : "Two rows of photographs")

  //: To watch the generator learn, ten latent vectors are set aside, one for each figure. {define: An *evaluation* is a pause
  //: in the run, in which images are drawn from the same latent vectors and the generator is scored.} Each row is one
  //: evaluation, drawn with the moving average of the weights; the first was made before any step.

  //: {fold: the training}
  let evaluations = try session.train(page)
  try page.show(
    run.whole.strip(columnLabels: run.plan.classNames),
    caption: """
      This page's run: each column is one latent vector, and each row is a later moment. The FDs are those of \
      \(session.samples.text) images
      """,
    alternative: """
      The first row is snow. In the later ones there are ten figures on dark grounds, at first rough and spotted, at the end \
      with smooth outlines. In every row they have few hues.
      """)

  //: {fold: the numbers, and the claim about the run}
  page.record("own", run.history.turns.count)
  page.record("roughStep", run.history.frames[1].step)
  // Later steps can differ, because engines round differently on different machines.
  let told = try TrainedPair.shipped(.shapes, .classes)
  let beginsAlike = zip(run.history.turns, told.history.turns).prefix(10).allSatisfy {
    abs($0.discriminatorLoss / $1.discriminatorLoss - 1) < 0.01
  }
  if run.plan == told.report.plan {
    page.expect(
      "this run has the plan of `shapes-classes`, and in the first ten steps its discriminator's losses, to within a hundredth",
      beginsAlike)
  }

  //: **By step {{roughStep}} there are rough figures, and after {{own}} steps most can be named** without the words above them.
  //: But look along a row: at every moment the figures share a few hues. (Chapter 2 explains [where the fine checkerboard comes
  //: from](../02-generator/README.md#where-checkerboards-come-from).)
  //:
  //: **If you started a run, look at it now.** It began with the same steps and goes on to step {{classSteps}}. Which row of the
  //: picture at the top is it like?
  //: @hide
  return evaluations
}
