import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures

//: @hide
func showSamples(_ page: Page, _ session: ChapterRun) throws {
  //: @show
  //: ## Does it copy?
  //:
  //: A generator that only repeated its training images would draw perfect pictures. So one has to look. Below each generated
  //: image is the training image that is nearest to it, by the squared distance of pixels.

  let samples = session.drawn.slice(0..<8)
  let nearest = nearestImages(to: samples, in: session.images)
  try page.show(
    ImageGrid(Tensor.concatenate([samples, session.images.tensor(of: nearest.map(\.index))]), columns: 8),
    caption: "Above: generated. Below: the nearest of all training images")

  //: That finds little more than exact copies: an image that is moved by one pixel can be far from itself. Two tests are better.
  //:
  //: The first is the gap. A generator that has learnt its training images by heart is nearer to them than to test images
  //: (chapter 7). This chapter's run is at {{gapTraining}} from training images and at {{gapTest}} from test
  //: images, so there is no sign of it. Each of the three pairs of photographs is nearer to test images than to training images.
  //: (The network that measures was itself taught with the training images, so a small difference proves little.)

  let score = session.run.history.scores.last!

  //: {fold: the claims}
  page.record("gapTraining", score.toTraining, tolerance: 0.5, format: .decimals(1))
  page.record("gapTest", score.toTest, tolerance: 0.5, format: .decimals(1))
  page.expect(
    "this run's distance to training images is that to test images, to a twentieth",
    abs(score.toTraining / score.toTest - 1) < 0.05, from: .standard)
  try page.expect(
    "each of the three pairs of photographs is nearer to test images than to training images",
    try [ShippedPair.Kind.plain, .enhanced, .classes].allSatisfy { kind in
      let quality = try TrainedPair.shipped(.cifar10, kind).report.quality
      return quality.toTest < quality.toTraining
    })

  //: The second test looks for a few copies among many images. Of real test photographs 1 in 100 lies nearer to a training
  //: photograph than a certain bound; if a generator copies, more of its images do. Nearness is measured in the features of the
  //: book's network. Here it is for the three pairs, against all
  //: {{photographsSearched}} training photographs. The last row shows that the test can find something: there every tenth image
  //: was replaced by a training image. Every other one of these was mirrored, because the pairs learnt from mirrored photographs
  //: too. (`CopyTest` [measures](source:Evaluation/CopyTest.swift#CopyTest.distances), and `swift run bench copies` prints these
  //: lines where CIFAR-10 is.)

  let photographs: [CopyTest] = try trialLog("copies")
  let names = [
    "test": "test photographs", "plain": "cifar10-plain", "enhanced": "cifar10-enhanced",
    "classes": "cifar10-classes",
    "spiked": "cifar10-enhanced, every tenth a copy",
  ]
  page.table(
    header: [
      "\(photographs[0].count.text) images", "median distance to the nearest training photograph", "least",
      "nearer than 99 in 100 test photographs",
    ],
    rows: photographs.map {
      [names[$0.images]!, $0.median.text(.significant(3)), $0.least.text(.significant(3)), $0.nearer.text]
    }, caption: "Distances in the features of CIFAR-10's network")
  let found = Dictionary(uniqueKeysWithValues: photographs.map { ($0.images, $0) })

  //: {fold: the claims}
  page.record("photographsSearched", photographs[0].searched)
  for name in ["plain", "enhanced", "classes", "spiked"] { page.record("\(name)Nearer", found[name]!.nearer) }
  page.record("testNearer", found["test"]!.nearer)
  page.record("photographCopies", found["spiked"]!.count / 10)
  page.expect(
    "of each pair's images fewer lie that near to a training photograph than of the same number of test photographs",
    ["plain", "enhanced", "classes"].allSatisfy {
      found[$0]!.nearer < found["test"]!.nearer && found[$0]!.count == found["test"]!.count
    })
  let judge = try BookFeatures(for: .cifar10)
  let drawn = session.drawn.slice(0..<4)
  page.expect(
    "CIFAR-10's network has the same features for an image and for its mirror image",
    withoutHistory { judge(drawn).features.scalars == judge(drawn.mirrored()).features.scalars })
  page.expect(
    "with every tenth a copy at least a tenth lie that near",
    found["spiked"]!.nearer >= found["spiked"]!.count / 10 && found["spiked"]!.least == 0)

  //: Of the test photographs {{testNearer}} are that near, because the bound is made so. Of the pairs' images {{plainNearer}},
  //: {{enhancedNearer}} and {{classesNearer}} are, and of those with {{photographCopies}} copies among them {{spikedNearer}}. So
  //: none of the pairs comes so near more often than test photographs do. But some test photographs have near duplicates among
  //: the training ones (chapter 6), so the images that are that near could be near duplicates too; they were not looked at. The
  //: test cannot find a copy that this network sees as another picture. (An [appendix](#appendix-how-this-page-trains) has the
  //: same test for this chapter's run.)
  //: @hide
}
