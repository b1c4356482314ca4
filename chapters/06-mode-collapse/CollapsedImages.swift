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
//: On images collapse is often partial: some modes are missing and others come again and again, while single images look like
//: any other. To count modes there, take *Shapes*, the book's own data set: its ten figures in eight hues make 80 modes. A
//: small classifier that comes with the book (chapter 7) names the mode of an image. So draw 2,500 images, let it name them,
//: and count. (`ImageModes` does. The words have other bounds here than on the ring: a mode is reached by one image, and
//: covered by {{imageBar}}, a quarter of an equal share, as in chapter 5.)
//:
//: Two small generators are counted here, from the same first weights: one of a plain pair, and one of a pair with R1. They come
//: from the cache. The larger generator `shapes-enhanced` of chapter 5 is counted beside them. The row of real images says what a
//: perfect generator would get.

//: @hide
/// The images that are counted, and who names them.
struct CollapsedImages {
  let classifier: BookFeatures
  let shapes: ImageDataset
  let real: ImageModes
  let drawn: [ImageModes]
}

func showCollapsedImages(_ page: Page) throws -> CollapsedImages {
  page.dataSet(DataStamp(.shapes))
  //: @show
  let shapes = Shapes(seed: 0).dataset(20_000..<22_500)
  let classifier = try BookFeatures(for: .shapes)
  let real = ImageModes("real images", shapes.tensor(of: 0..<shapes.count), by: classifier)
  let drawn = try [("plain", Float(0)), ("R1", 1)].map { name, gamma in
    ImageModes(name, try imagesOfTrainedPair(gamma: gamma, page), by: classifier)
  }
  let enhanced = try TrainedPair.shipped(.shapes, .enhanced).generator()
  let all = [real] + drawn + [ImageModes("shapes-enhanced", images(of: enhanced, seed: 1), by: classifier)]

  //: {fold: the table, the maps and the images}
  page.table(
    header: [
      "2,500 images", "modes reached, of 80", "covered", "by confident names", "mean confidence",
      "KL to uniform",
      "figures", "hues",
    ],
    rows: all.map { modes in
      [
        modes.name, "\(modes.count.modes())", "\(modes.covered)", "\(modes.coveredSurely)",
        modes.confidences.mean().text(.percent(0)),
        modes.count.divergence.text(.decimals(2)), "\(modes.figures)", "\(modes.hues)",
      ]
    },
    caption: """
      A mode is reached by one image, and covered by \(ImageModes.bar) or more, a quarter of an equal share. A name is confident if \
      the classifier gives it a probability above one half. *Figures* and *hues*: how many occur in some covered mode
      """)
  try page.show(
    Panels(
      all.prefix(3).map { modes in
        HeatMap(
          modes.name, x: Axis("hue", names: Shapes.Hue.allCases.map { "\($0)" }),
          y: Axis("figure", names: Shapes.Figure.allCases.reversed().map { "\($0)" }),
          over: PlaneGrid(x: 0...8, y: 0...10, columns: 8, rows: 10),
          values: Tensor(modes.sharesByFigure.reversed().joined().map { Float($0 * 80) }), label: "× equal share",
          range: 0...4)
      }),
    caption: "The 80 modes of Shapes: how many images each gets, in equal shares (4 and more have one colour)",
    alternative: "Three maps of ten figures by eight hues. Real images fill them evenly; generated ones do not.")
  try page.show(
    ImageGrid(
      Tensor.concatenate(drawn.map { $0.images.slice(0..<16) }), columns: 16, scale: 2, rowLabels: drawn.map(\.name)),
    caption: "Sixteen images of each of the two small generators")

  page.expect(
    "real images cover all 80 modes, and generated ones do not",
    real.covered == 80 && all.dropFirst().allSatisfy { $0.covered < 80 })
  page.expect(
    "the classifier's mean confidence in the images of the two small generators is less than half of that in real ones",
    drawn.allSatisfy { $0.confidences.mean() < 0.5 * real.confidences.mean() })

  page.record("imageBar", ImageModes.bar)
  page.expect(
    "the fewest images that are at least a quarter of an equal share cover a mode",
    [ImageModes.bar - 1, ImageModes.bar].map { 4 * Shapes.modes * $0 >= real.names.count } == [false, true])
  page.record("plainMissingHues", drawn[0].missingHues.joined(separator: " and "))
  page.expect(
    "no covered mode of the plain pair has one of two hues; those of the pair with R1 have all eight",
    drawn[0].missingHues.count == 2 && drawn[1].missingHues.isEmpty)
  page.expect("both small generators cover some mode of every figure", drawn.allSatisfy { $0.figures == 10 })

  //: Read the maps: the plain pair covers no mode in the hues {{plainMissingHues}}. The pair with R1 leaves out single modes,
  //: and no hue. Neither leaves out a figure.
  //:
  //: One seed can be luck. So both small pairs were trained on four more seeds, with everything else as it is, and counted in the
  //: same way. (`imageTrials` has the counts, from the cache.)

  let trials = try imageTrials(by: classifier, page)
  let covered = zip(drawn, trials).map { first, others in
    [first.covered] + others.map { $0.all.modes(atLeast: ImageModes.bar) }
  }
  let surely = zip(drawn, trials).map { first, others in
    [first.coveredSurely] + others.map { $0.sure.modes(atLeast: ImageModes.bar) }
  }

  //: {fold: the figure of five seeds}
  try page.show(
    DotPlot(
      "Modes of Shapes covered", value: Axis("modes covered, of 80", range: 0...80),
      categories: covered[0].indices.map { "seed \($0 + 1)" },
      zip(drawn, covered).map { pair, values in Series(pair.name, x: values, y: values.indices.map(Double.init)) }),
    caption: "Modes that 2,500 images cover, on five seeds",
    alternative: "Five rows, one for each seed. In each the pair with R1 covers more modes than the plain pair.")

  //: {fold: the claims}
  for (name, counts) in zip(["plain", "r1"], covered) {
    page.record("\(name)ImageModesLeast", counts.min()!, tolerance: 0)
    page.record("\(name)ImageModesMost", counts.max()!, tolerance: 0)
  }
  page.record("imageSeeds", covered[0].count)
  page.record("imageGains", zip(covered[1], covered[0]).count { $0 > $1 }, tolerance: 0)
  page.record("sureImageGains", zip(surely[1], surely[0]).count { $0 > $1 }, tolerance: 0)
  page.expect(
    "the pair with R1 covers more modes than the plain pair on five seeds of five, and neither covers all 80 on any",
    zip(covered[1], covered[0]).count { $0 > $1 } == 5 && covered.joined().allSatisfy { $0 < 80 })
  page.expect(
    "by confident names alone, it covers more on fewer than four seeds of five",
    zip(surely[1], surely[0]).count { $0 > $1 } < 4)

  //: The plain pair covers {{plainImageModesLeast}} to {{plainImageModesMost}} of the 80 modes, the pair with R1
  //: {{r1ImageModesLeast}} to {{r1ImageModesMost}}. R1 covers more on {{imageGains}} of {{imageSeeds}} seeds, and all modes on
  //: none. But the classifier is not confident about these images. If only confident names count, R1 covers more on
  //: {{sureImageGains}} of {{imageSeeds}} seeds. So the classifier gives R1's images more different names; it is not shown that
  //: more modes are drawn.
  //:
  //: Counting modes sees what the classifier can name and nothing else. A generator that draws *one* red star, again and again,
  //: covers "red star". An appendix goes on from here: it counts thousands of modes, and looks for images that come twice.
  //: @hide
  return CollapsedImages(classifier: classifier, shapes: shapes, real: real, drawn: drawn)
}
//: @show
