import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## On images
//:
//: On images collapse is often partial: some modes are missing and others come again and again, while single images look like any
//: other. To count modes there, take *Shapes*, the book's own data set. It was drawn so that its modes are known: ten figures in eight
//: hues make 80. A small classifier that comes with the book (chapter 7) names the mode of an image. So draw 2,500 images, let it
//: name them, and count. (`ImageModes` does.)
//:
//: Two generators are counted here, from the same first weights: a plain pair, and one with R1. They come from the cache. It is
//: one seed, so take what follows as an example of what collapse looks like, not as a comparison of remedies.

//: @hide
func showCollapsedImages(_ page: Page) throws {
  page.dataSet(DataStamp(.shapes))
  //: @show
  let shapes = Shapes(seed: 0).dataset(20_000..<22_500)
  let classifier = try BookFeatures(for: .shapes)
  let real = ImageModes("real images", shapes.tensor(of: 0..<shapes.count), by: classifier)
  let drawn = try [("plain", Float(0)), ("R1", 1)].map { name, gamma in
    ImageModes(name, try imagesOfTrainedPair(gamma: gamma, page), by: classifier)
  }
  let all = [real] + drawn

  //: {fold: the table, the maps and the images}
  page.table(
    header: [
      "2,500 images", "modes covered, of 80", "of these, surely", "the classifier is sure of", "KL to uniform",
      "figures", "hues",
    ],
    rows: all.map { modes in
      [
        modes.name, "\(modes.covered)", "\(modes.coveredSurely)", modes.confidences.mean().text(.percent(0)),
        modes.count.divergence.text(.decimals(2)), "\(modes.figures)", "\(modes.hues)",
      ]
    },
    caption: """
      A mode is covered by 6 images or more, about a fifth of its fair share; surely, if the classifier gives each of 6 a \
      probability above one half
      """)
  try page.show(
    Panels(
      all.map { modes in
        HeatMap(
          modes.name, x: Axis("hue", names: Shapes.Hue.allCases.map { "\($0)" }),
          y: Axis("figure", names: Shapes.Figure.allCases.reversed().map { "\($0)" }),
          over: PlaneGrid(x: 0...8, y: 0...10, columns: 8, rows: 10),
          values: Tensor(modes.sharesByFigure.reversed().joined().map { Float($0 * 80) }), label: "× fair share",
          range: 0...4)
      }),
    caption: "The 80 modes of Shapes: how many images each gets, in fair shares; 4 and more look alike",
    alternative: "Three maps of ten figures by eight hues. Real images fill them evenly; generated ones do not.")
  try page.show(
    ImageGrid(
      Tensor.concatenate(drawn.map { $0.images.slice(0..<16) }), columns: 16, scale: 2, rowLabels: drawn.map(\.name)),
    caption: "Sixteen images of each generator")

  page.record("plainImageModes", drawn[0].covered, tolerance: 0)
  page.record("r1ImageModes", drawn[1].covered, tolerance: 0)
  page.record("plainSureModes", drawn[0].coveredSurely, tolerance: 0)
  page.record("r1SureModes", drawn[1].coveredSurely, tolerance: 0)
  let rareFigure = drawn[0].sharesByFigure.map { $0.reduce(0, +) }.enumerated().min { $0.element < $1.element }!
  let rareHue = drawn[1].hueShares.enumerated().min { $0.element < $1.element }!
  page.record("plainRareFigure", "\(Shapes.Figure.allCases[rareFigure.offset])")
  page.record("plainRareShare", rareFigure.element, tolerance: 0, format: .percent(1))
  page.record("r1RareHue", "\(Shapes.Hue.allCases[rareHue.offset])")
  page.record("r1RareShare", rareHue.element, tolerance: 0, format: .percent(1))
  page.expect("real images cover all 80 modes", real.covered == 80)

  //: The plain generator covers {{plainImageModes}} of the 80 modes, the one with R1 {{r1ImageModes}}. The classifier is right about
  //: real images, but these are further from anything that it has learnt, and it is not sure of them: with names of which it
  //: is more than half sure, {{plainSureModes}} and {{r1SureModes}} modes are covered. The figure that the plain generator draws least
  //: often is the {{plainRareFigure}} ({{plainRareShare}} of its images, where an equal share is 10%), the hue that the one with R1
  //: draws least often is {{r1RareHue}} ({{r1RareShare}}, where an equal share is 12.5%).
  //:
  //: Even a full histogram would prove little. Counting modes sees what the classifier can name and nothing else: a
  //: generator that draws *one* red star, again and again, covers "red star". For that there is another test.

  //: ## The birthday test
  //:
  //: Among 23 people two probably share a birthday, because there are only 365 days. Turn it round:
  //: {define: The *birthday test* (Arora & Zhang 2017) looks for two images that are alike in a batch of $`s`$. If half
  //: of all batches hold such a pair, about $`s^2 / (2 \ln 2)`$ different images make up most of what is drawn.}
  //:
  //: The test can prove only *little* variety. Two images are alike for the `BirthdayTest` here if their pixels correlate more than
  //: those of any two real images of a batch. Does the test work? One set is added to see that: 10,000 draws from a box of only 1,000
  //: real images, each put back after it was drawn.

  let batchSize = 50
  let likest = BirthdayTest(real.images, batchSize: batchSize, threshold: 1).closest.map(\.correlation).max()!
  let box = Random(seed: 2)
  let drawnAgain = shapes.tensor(of: (0..<10_000).map { _ in box.integer(below: 1000) })
  let sets = [("real images", real.images), ("of a box of 1,000", drawnAgain)] + drawn.map { ($0.name, $0.images) }
  let tests = sets.map { BirthdayTest($0.1, batchSize: batchSize, threshold: likest) }

  //: {fold: the table of twins}
  page.table(
    header: ["images", "most alike", "batches of \(batchSize) with two alike", "different images"],
    rows: zip(sets, tests).map { set, test in
      [
        set.0, test.closest.map(\.correlation).max()!.text(.decimals(3)), test.collisionRate.text(.percent(0)),
        test.verdict,
      ]
    }, caption: "Most alike: the largest correlation of two images of one batch")

  page.record("boxVariety", tests[1].verdict)
  page.expect("the test finds the box's 1,000 images within a third", (667...1500).contains(tests[1].variety))
  page.expect(
    "nothing is known of the others but that they are many", [0, 2, 3].allSatisfy { tests[$0].collisionRate < 0.2 })
  let pairs = [0, 2, 3].map { set in (sets[set].1, tests[set].closest.max { $0.correlation < $1.correlation }!) }

  //: {fold: the picture of the most alike}
  try page.show(
    ImageGrid(
      Tensor.concatenate(
        pairs.flatMap { images, pair in [pair.first, pair.second].map { images.slice($0..<$0 + 1) } }), columns: 6,
      columnLabels: ["real", "its twin", "plain", "its twin", "R1", "its twin"]),
    caption:
      "The two most alike images of a batch: real ones, the plain generator's, and those of the generator with R1")

  //: For the box the test says {{boxVariety}}, and that is nearly right. For the two generators it only says "many", although whole
  //: modes are missing. So a batch without two images that are alike proves next to nothing. The two measurements answer different
  //: questions: make both. (On photographs they are made in an appendix.)
  //: @hide
}
//: @show
