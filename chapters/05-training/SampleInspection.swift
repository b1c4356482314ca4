import Evaluation
import Notebook
import Pictures

//: @hide
func showSamples(_ page: Page) throws {
  //: @show
  //: ## Does it copy?
  //:
  //: A generator that only repeated its training images would draw perfect pictures. So search for copies. Of test photographs,
  //: which nothing was trained on, 1 in 100 lies within a certain distance of a training photograph. This distance is the bound.
  //: If a generator copies often, more than 1 in 100 of its images lie within it. A few copies among images that are far away would
  //: not show in this count. The last row shows that the search can find copies: there every tenth image was replaced by a
  //: training photograph, and half of these were mirrored. (The distance to the nearest
  //: of {{photographsSearched}} training photographs is measured in the features of CIFAR-10's network, by a
  //: [`CopyTest`](source:Evaluation/CopyTest.swift#CopyTest). `swift run bench copies` prints these lines where CIFAR-10 is.)

  //: {fold: the table of the search}
  let found: [CopyTest] = try trialLog("copies")
  let names = [
    "test": "test photographs", "plain": "cifar10-plain", "enhanced": "cifar10-enhanced",
    "classes": "cifar10-classes", "spiked": "cifar10-enhanced, every tenth a copy",
  ]
  page.table(
    header: ["\(found[0].count.text) images", "how many lie within the bound", "median distance", "least distance"],
    rows: found.map {
      [names[$0.images]!, $0.nearer.text, $0.median.text(.significant(3)), $0.least.text(.significant(3))]
    },
    caption: """
      How near images are to the nearest training photograph. The bound is the distance within which 1 in 100 test photographs \
      lies
      """)

  //: {fold: the claims of the search}
  let within = Dictionary(uniqueKeysWithValues: found.map { ($0.images, $0.nearer) })
  page.record("photographsSearched", found[0].searched)
  page.record("testWithin", within["test"]!)
  page.record("testCount", found[0].count)
  page.expect(
    "of each pair's images fewer lie within the bound than of the same number of test photographs",
    ["plain", "enhanced", "classes"].allSatisfy { within[$0]! < within["test"]! }
      && Set(found.map(\.count)).count == 1)
  page.expect(
    "with every tenth a copy at least a tenth lie within it", within["spiked"]! >= found[0].count / 10)

  //: No pair has more images within the bound than test photographs have ({{testWithin}} of {{testCount}}). The search cannot find a
  //: copy that this network sees as another picture.
  //: @hide
}
