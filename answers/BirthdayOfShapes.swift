import Datasets
import Engine
import Evaluation
import Foundation
import Metrics
import Notebook
import Pictures

//: ## The birthday test
//:
//: Among 23 people two probably share a birthday, because there are only 365 days. The argument also works backwards:
//: {define: The *birthday test* (Arora & Zhang 2017) looks for two images that are alike in a batch of $`s`$. If half of all
//: batches contain such a pair, about $`s^2 / (2 \ln 2)`$ different images make up most of what is drawn.} If a share $`r`$
//: of the batches contain one, the number is about $`s^2 / (-2 \ln(1 - r))`$.
//:
//: Here two images are alike if their pixels correlate more than those of any two real images of a batch, so real images get
//: 0%. One more set checks the test itself: 10,000 draws with replacement from a box of only 1,000 real images.

//: @hide
func showBirthdayTest(_ page: Page, _ images: CollapsedImages) throws {
  //: @show
  //: {fold: the tests, the table of twins and the picture of the most alike}
  // The test is a `BirthdayTest`.
  let (shapes, real, drawn) = (images.shapes, images.real, images.drawn)
  let batchSize = 50
  let likest = BirthdayTest(real.images, batchSize: batchSize, threshold: 1).closest.map(\.correlation).max()!
  let box = Random(seed: 2)
  let drawnAgain = shapes.tensor(of: (0..<10_000).map { _ in box.integer(below: 1000) })
  let sets = [("real images", real.images), ("from a box of 1,000", drawnAgain)] + drawn.map { ($0.name, $0.images) }
  let tests = sets.map { BirthdayTest($0.1, batchSize: batchSize, threshold: likest) }
  page.table(
    header: ["images", "most alike", "batches of \(batchSize) with two alike", "different images"],
    rows: zip(sets, tests).map { set, test in
      [
        set.0, test.closest.map(\.correlation).max()!.text(.decimals(3)), test.collisionRate.text(.percent(0)),
        test.collisionRate == 0 ? "no pair found" : test.verdict,
      ]
    }, caption: "The column most alike has the largest correlation of two images of one batch")
  page.record("boxVariety", tests[1].verdict)
  page.expect(
    "for the box of 1,000 images the test is right to within a factor of one and a half",
    (667...1500).contains(tests[1].variety))
  page.expect(
    "of both generators no batch holds two that are alike", tests[2...3].allSatisfy { $0.collisionRate == 0 })
  let pairs = [0, 2, 3].map { set in (sets[set].1, tests[set].closest.max { $0.correlation < $1.correlation }!) }
  try page.show(
    ImageGrid(
      Tensor.concatenate(
        pairs.flatMap { set, pair in [pair.first, pair.second].map { set.slice($0..<$0 + 1) } }), columns: 6,
      scale: 4, columnLabels: ["real", "its twin", "no penalty", "its twin", "R1", "its twin"]),
    caption: """
      The two images of a batch that are most alike: real ones, the unpenalised pair's, and those of the pair with R1
      """)

  //: The test can prove only *little* variety. For the box it gives {{boxVariety}}, which is nearly right. For the two
  //: generators it finds no pair although whole modes are missing, so finding none proves almost nothing.
  //: @hide
}
//: @show
