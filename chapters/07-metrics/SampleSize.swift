import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showSampleSize(_ page: Page, _ draws: [MetricsDraw], precisionOfHalf: Spread) throws -> [[FIDExtrapolation]] {
  let count = draws[0].count
  //: @show

  //: ## More images, another score
  //:
  //: **The FD of the same generator falls as the number of images $`N`$ grows**, and so does its FID, because a covariance
  //: estimated from few images (in a `FeatureGaussian`) is noisy, and the formula counts noise as distance. {define: The
  //: *bias of a score* is how far the scores of a limited number of images lie, on average, from the score of infinitely
  //: many.} To a first approximation the bias of FD is proportional to $`1/N`$ (Chong & Forsyth 2020), so scores plotted
  //: against $`1/N`$ lie nearly on a line
  //: ([code](source:Sources/Metrics/Distances/FrechetDistance.swift#FIDExtrapolation)). {define: *FID∞* is the FID of
  //: infinitely many generated images: where the line through the scores of fewer images, plotted against $`1/N`$, meets
  //: the left edge, $`1/N = 0`$.} In this page's features it is called FD∞. The plot shows the first draw, the table all
  //: three.

  //: {fold: the plot of FD and N}
  // Each score is the mean over five orders of the images.
  let counts = FIDExtrapolation.counts(upTo: count)
  let lines = draws.map { draw in
    let reference = FeatureGaussian(draw.real.features)
    let orders = (0..<5).map { _ in draw.random.permutation(count) }
    return draw.candidates.map {
      FIDExtrapolation($0.features.features, orders: orders, counts: counts, against: reference)
    }
  }
  let names = draws[0].candidates.map(\.name)
  let looks = [Encoding.real, .wide, .classes, .enhanced]
  // After each score comes a gap, so that the scores are markers, and only the fitted lines are lines.
  let markers: [Series] = zip(zip(names, looks), lines[0]).map { candidate, line in
    let places: [Double] = line.counts.reversed().flatMap { [1 / Double($0), 1 / Double($0)] }
    let scores: [Double] = line.scores.reversed().flatMap { [$0, Double.nan] }
    return Series(candidate.0, x: places, y: scores, as: candidate.1)
  }
  let fitted: [Series] = lines[0].map { line in
    Series("", over: 0...1 / Double(counts[0]), samples: 2, as: .exact) { line.limit + line.slope * $0 }
  }
  try page.show(
    LinePlot(
      "FD and the number of images", x: Axis("1 / N", range: 0...(1 / Double(counts[0]))), y: "FD", markers + fitted),
    caption: "FD against one over the number of images: the fitted lines meet the left edge at FD∞",
    alternative: """
      Markers along four straight dashed lines that rise to the right: highest the enhanced generator, then \
      shapes-classes, then shapes-wide, and lowest new real images. At the left edge all four lines are above 0
      """)

  //: {fold: the table of FD and N}
  func over(_ candidate: Int, _ value: (FIDExtrapolation) -> Double) -> Spread {
    Spread(lines.map { value($0[candidate]) })
  }
  page.table(
    header: ["images", "FD, N = \(counts[0].text)", "FD, N = \(counts.last!.text)", "FD∞"],
    rows: names.indices.map { candidate in
      let scores = [
        over(candidate) { $0.scores[0] }, over(candidate) { $0.scores.last! }, over(candidate, \.limit),
      ]
      return [names[candidate]] + scores.map { $0.withDecimals(2) }
    })

  //: {fold: the claims}
  page.expect(
    "in every draw FD is higher with a tenth of the images",
    lines.joined().allSatisfy { $0.scores[0] > $0.scores.last! })
  page.expect(
    "in every draw FD∞ is lower than FD with all images", lines.joined().allSatisfy { $0.limit < $0.scores.last! },
    from: .standard)
  page.expect("in every draw FD∞ of all four is above 0", lines.joined().allSatisfy { $0.limit > 0 }, from: .standard)
  let enhanced = try TrainedPair.shipped(.shapes, .enhanced)
  let ofChapter5 = enhanced.report.quality
  page.expect(
    "chapter 5's FD of the enhanced generator, with more images on both sides, is lower than the mean of its FD∞",
    ofChapter5.samples > count && ofChapter5.toTraining < over(3, \.limit).mean, from: .standard)
  page.expect(
    "chapters 2 and 5 have the same FD of the enhanced generator to test images, to a thousandth",
    abs(enhanced.history.scores.last!.toTest - ofChapter5.toTest) < 0.001)
  page.expect(
    "with half of the images the enhanced generator's precision differs by more than 0.1 between draws",
    precisionOfHalf.most - precisionOfHalf.least > 0.1, from: .standard)
  //: @hide
  page.record("limit", over(0, \.limit).mean, tolerance: 0.05, format: .decimals(2))
  page.record("few", counts[0])
  page.record("enhancedOfFew", over(3) { $0.scores[0] }.mean, tolerance: 0.2, format: .decimals(1))
  page.record("enhancedLimit", over(3, \.limit).mean, tolerance: 0.1, format: .decimals(1))
  page.record("half", count / 2)
  page.record("halfLeast", precisionOfHalf.least, tolerance: 0.02, format: .decimals(2))
  page.record("halfMost", precisionOfHalf.most, tolerance: 0.05, format: .decimals(2))
  page.record("chapter5Distance", ofChapter5.toTraining, tolerance: 0, format: .decimals(1))
  page.record("chapter5Images", ofChapter5.samples)
  page.record("chapter2Distance", enhanced.history.scores.last!.toTest, tolerance: 0, format: .decimals(1))
  //: @show

  //: FD∞ of real images is {{limit}}, not 0, because only the number of fakes went to infinity, while the real side still
  //: has its own noise. The bias also depends on what is scored: the line of real images is steeper than that of the
  //: enhanced generator ([the slopes](#appendix-fd-and-kid-of-few-images)), so even with equal $`N`$ a comparison is not quite
  //: fair. (Here the score of a tenth is the mean over five random tenths, while the table of [classic
  //: mistakes](#what-the-classic-mistakes-cost) uses the first tenth of each draw.)
  //:
  //: **One generator, six numbers.** This is why the book gives several FDs for the enhanced generator:
  //:
  //: | generated images | real images | FD | where |
  //: | ---: | --- | ---: | --- |
  //: | {{few}} | {{images}}, for training | {{enhancedOfFew}} | the table above |
  //: | {{commandImages}} | {{commandImages}}, for training | {{commandDistance}} | [from the command line](#appendix-from-the-command-line) |
  //: | {{images}} | {{images}}, for training | {{enhancedDistance}} | [the five scores](#three-generators-five-scores) |
  //: | infinitely many | {{images}}, for training | {{enhancedLimit}} | the table above: FD∞ |
  //: | {{chapter5Images}} | {{chapter5Images}}, for training | {{chapter5Distance}} | [the model card](../05-training/MODEL_CARD.md) |
  //: | {{chapter5Images}} | {{chapter5Images}}, for tests: nothing was trained on them | {{chapter2Distance}} | [chapter 2](../02-generator/README.md#appendix-how-far-both-are-from-real-images) |
  //:
  //: Even FD∞ is larger than the number below it, partly because more real images reduce the noise of the real side too.
  //: (They are also other images.)
  //:
  //: Precision depends on $`N`$ even more ([the plot](#three-generators-five-scores)). With {{half}} images it is mostly luck,
  //: between {{halfLeast}} and {{halfMost}}, so report $`N`$ and the number of neighbours with every precision.
  //: (Kynkäänniemi 2019 use the third neighbour, this page the fifth.) The change is extreme here because the modes are tight
  //: clusters in the features of Shapes' network.
  //: @hide
  return lines
}
