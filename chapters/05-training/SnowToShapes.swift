import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: @hide
func showFromSnowToShapes(
  _ page: Page, _ session: ChapterRun, _ ofBook: TrainedPair
) throws -> Trainer<ImageGenerator, ImageDiscriminator> {
  let run = session.run
  //: @show
  //: ## What the generator has to learn
  //:
  //: Before the run, here are sixteen of the {{images}} training images, which only the discriminator sees.

  //: {fold: the picture of real images}
  let real = session.images
  page.record("images", real.count)
  try page.show(
    ImageGrid(real.tensor(of: 0..<16), columns: 8, scale: 3), caption: "Real images: \(real.identity.variant)",
    alternative: session.set == .shapes
      ? "Two rows of drawn figures, each in one hue, on shaded, split or striped backgrounds"
      : "Two rows of photographs")

  //: ## From snow to blots, and on
  //:
  //: When do the first blots appear, and what do they gain by the end? To watch the generator learn, ten latent vectors are
  //: set aside. {define: An *evaluation* is a pause in the run, in which images are drawn from the same latent vectors and
  //: the generator is scored.} Each row is one evaluation, drawn with the moving average of the weights; the first was made
  //: before any step.

  //: {fold: the training}
  let trainer = try session.train(page)
  try page.show(
    run.whole.filmstrip,
    caption: """
      The same latent vectors as training goes on: each column is one latent vector, and each row is a later moment. The \
      steps are at the left
      """,
    alternative: "From top to bottom: snow, faint spots, and then blots of colour, some of which get an outline")

  //: {fold: the numbers, and the claim about the recipes}
  page.record("own", run.history.turns.count)
  page.record("blotStep", run.history.frames[1].step)
  page.record("bookSteps", ofBook.report.steps)
  let (ofClasses, ofStrip) = (
    try TrainedPair.shipped(.shapes, .classes).report.plan.recipe,
    try TrainedPair.shipped(.shapes, .enhanced).report.plan.recipe
  )
  page.expect(
    "the settings of `shapes-classes` differ from those of `shapes-enhanced` only in labels, which teach the discriminator, and in rates that fall",
    Set(ofClasses.differences(from: ofStrip).map(\.name)) == ["classWeight", "fade"] && ofStrip.classWeight == 0
      && ofStrip.fade == nil)

  //: **The blots appear by step {{blotStep}}, a few of them in one colour.** By the end, after {{own}} steps, a few have an
  //: outline. (Chapter 2 explains [where the fine checkerboard comes
  //: from](../02-generator/README.md#where-checkerboards-come-from).)
  //:
  //: **Even many more steps bring few recognisable figures with these settings.** `shapes-enhanced` had them for
  //: {{bookSteps}} steps ([six of its images](../02-generator/README.md#what-training-and-refinements-change)).
  //:
  //: **Look at your own run now.** It has figures where this page's run has blots: which row of [its
  //: strip](#your-first-generator-of-figures) is it like? [A section
  //: below](#the-recipe-that-works-taken-apart) takes apart what it does differently.
  //: @hide
  return trainer
}
