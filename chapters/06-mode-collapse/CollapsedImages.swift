import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: ## On images
//:
//: Points on a ring are easy to count. What about images? *Shapes*, the book's own data set, was drawn so that its modes
//: are known: ten figures in eight hues make 80. A small classifier that comes with the book (chapter 7) names the mode
//: of an image. So draw 2,500 images, let it name them, and count.
//:
//: Two generators are counted here, from the same first weights: a plain pair, and one with R1. They come from the cache.

//: @hide
func showCollapsedImages(_ page: Page) throws {
  page.dataSet(name: "shapes")
  //: @show
  let shapes = Shapes(seed: 0).dataset(20_000..<22_500)
  let classifier = try BookFeatures(.shapes)
  let real = ImageModes("real images", shapes.tensor(of: 0..<shapes.count), by: classifier)
  let drawn = try [("plain", Float(0)), ("R1", 1)].map { name, gamma in
    ImageModes(name, try imagesOfTrainedPair(gamma: gamma, page), by: classifier)
  }
  let all = [real] + drawn
  page.table(
    header: ["2,500 images", "modes covered, of 80", "KL to uniform", "figures", "hues"],
    rows: all.map { modes in
      [
        modes.name, "\(modes.covered)", modes.count.divergence.text(.decimals(2)), "\(modes.figures)", "\(modes.hues)",
      ]
    }, caption: "A mode is covered by 6 images or more, about a fifth of its fair share")
  try page.show(
    Panels(
      all.map { modes in
        HeatMap(
          modes.name, x: "hue", y: "figure", over: PlaneGrid(x: 0...8, y: 0...10, columns: 8, rows: 10),
          values: Tensor(modes.count.shares.map { Float($0 * 80) }), label: "× fair share", range: 0...4)
      }),
    caption: "The 80 modes of Shapes: how many images each gets, in fair shares",
    alternative: "Three maps of ten figures by eight hues. Real images fill them evenly; generated ones do not.")
  try page.show(
    ImageGrid(Tensor.concatenate(drawn.map { $0.images.slice(0..<16) }), columns: 16),
    caption: "Sixteen images each: plain above, R1 below")
  page.record("plainImageModes", drawn[0].covered, tolerance: 0)
  page.record("r1ImageModes", drawn[1].covered, tolerance: 0)
  page.expect("real images cover all 80 modes", real.covered == 80)

  //: The plain generator covers {{plainImageModes}} of the 80 modes, the one with R1 {{r1ImageModes}}. Collapse on images is rarely
  //: total: some modes are missing and others come again and again, while single images look like any other.
  //:
  //: A full histogram would prove little, though. Counting modes sees what the classifier can name and nothing else: a
  //: generator that draws *one* red star, again and again, covers "red star". For that there is another test.

  //: ## The birthday test
  //:
  //: Among 23 people two probably share a birthday, because there are only 365 days. Turn it round (Arora & Zhang 2017): if a
  //: batch of $`s`$ images probably holds two that are alike, then there are only about $`s^2 / (2 \ln 2)`$ different
  //: images. Real images go through the same test, for they too may be alike.

  let batchSize = 125
  let closest = BirthdayTest(real.images, batchSize: batchSize, threshold: 0).closest.map(\.distance).min()!
  let tests = all.map { BirthdayTest($0.images, batchSize: batchSize, threshold: closest) }
  page.table(
    header: [
      "images", "the closest two differ by", "batches of \(batchSize) with two alike", "different images, about",
    ],
    rows: zip(all, tests).map { modes, test in
      [
        modes.name, test.closest.map(\.distance).min()!.text(.decimals(3)), test.collisionRate.text(.percent(0)),
        test.variety.isFinite ? Int(test.variety.rounded()).text : "too many to say",
      ]
    }, caption: "Two images are alike if they are closer than any two real images of a batch, in the root mean square")
  let pairs = tests.map { test in test.closest.min { $0.distance < $1.distance }! }
  try page.show(
    ImageGrid(
      Tensor.concatenate(
        zip(all, pairs).flatMap { modes, pair in
          [pair.first, pair.second].map { modes.images.slice($0..<$0 + 1) }
        }), columns: 6),
    caption: "The two most alike of each: real images, plain, R1")

  //: No generated image is closer to another of its batch than real ones are to each other: whole modes are missing, and
  //: still there is no lack of *different* images. The two measurements answer different questions, so make both. And the
  //: test proves only *little* variety. That no two images are alike in a batch of this size proves nothing. Look at the
  //: pairs, too: what counts as alike is for the eye to say.
  //: @hide
}
//: @show

//: ## What does not hold
//:
//: - *"Wasserstein's distance cures mode collapse."* On the ring it does, in both forms; on the grid it blurs. What does
//:   the work is the bound on the slope, and R1 bounds it without changing the game.
//: - *"Collapse comes from the Jensen–Shannon divergence."* The plain pair and R1 play the same game; one collapses, one
//:   does not.
//: - *"A full histogram excludes collapse."* It excludes missing classes.
//: - *"Smooth both labels."* Two-sided smoothing gives fakes the label ε. The optimal discriminator becomes
//:   $`((1 - \varepsilon)\,p + \varepsilon\,q) / (p + q)`$, with the fakes' density $`q`$ in the numerator: where there are only fakes, the
//:   discriminator no longer says 0, and nothing drives them away. That is why only real labels are smoothed.
//:
//: ## In five lines
//:
//: 1. The best answer to a fixed discriminator is one point; a plain pair chases it.
//: 2. Judged one by one, collapsed samples are excellent. Count modes, and report spread beside quality.
//: 3. What bounds the discriminator's slope (R1, gradient penalties, clipping), or shows it several samples at once (PacGAN),
//:    helps; dropout, label smoothing and a little noise do not.
//: 4. First weights and the number of latent values decide more than most remedies.
//: 5. Claims about collapse are claims about seeds: say how many of how many.
//:
//: ## Exercises
//:
//: 1. Which remedy would you choose if only time counted? `swift run chapter 6 --remedy wgan`, then `--remedy r1-r2`, and the
//:    column *cost*.
//: 2. Does fading noise depend on the seed? `swift run chapter 6 --remedy fading-noise --seed 2`, then 3.
//: 3. Take γ of R1 ten times as large in `Remedy.choices`. Predict first: more modes, or blurred ones? Then
//:    `swift run chapter 6 --remedy r1`.
//: 4. Combine two remedies: give `.packs` the penalty of R1 in `Remedy.arrange`, and run `--remedy pacgan`.
//: 5. Unroll ten steps instead of five, with the discriminator's rate a tenth (Metz 2016 trained it so). What does it cost?
//: 6. Give `PlanePlan` five times as many steps and the grid as its target. Which remedies become sharp, and does the plain
//:    pair reach more modes?
