import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showSampleSize(_ page: Page, _ draws: [MetricsDraw]) throws -> [[FIDExtrapolation]] {
  let count = draws[0].count
  //: @show

  //: ## More images, another score
  //:
  //: A generator is scored twice, the second time with ten times more images. It has not changed. **What happens to its FD and to
  //: its precision?**
  //:
  //: FD falls as the number of images $`N`$ grows, and so does FID. The covariance (in a `FeatureGaussian`) is noisy if it is
  //: estimated from few images, and the formula counts noise as distance. {define: The *bias of a score* is how far the scores
  //: of a limited number of images lie, on average, from the score of infinitely many.} To a first approximation the bias of FD
  //: is proportional to $`1/N`$ (Chong & Forsyth 2020), so scores that are drawn against $`1/N`$ lie nearly on a line
  //: ([code](source:Sources/Metrics/Distances/FrechetDistance.swift#FIDExtrapolation)). {define: *FID∞* is the FID of
  //: infinitely many generated images: where the line through the scores of fewer images, drawn against $`1/N`$, meets the left
  //: edge at $`1/N = 0`$.} In this page's features it is called FD∞. The plot shows the first draw, the table all three.

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
  let looks = [Encoding.real, .enhanced, .plain]
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
      Markers along three straight dashed lines that rise to the right: highest the plain generator, then the enhanced \
      one, and lowest new real images. At the left edge all three lines are above 0
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
  page.expect("in every draw FD∞ of all three is above 0", lines.joined().allSatisfy { $0.limit > 0 }, from: .standard)
  let enhanced = try TrainedPair.shipped(.shapes, .enhanced)
  let ofChapter5 = enhanced.report.quality
  page.expect(
    "chapter 5's FD of the enhanced generator, with more images on both sides, is lower than the mean of its FD∞",
    ofChapter5.samples > count && ofChapter5.toTraining < over(1, \.limit).mean, from: .standard)
  //: @hide
  page.record("limit", over(0, \.limit).mean, tolerance: 0.05, format: .decimals(2))
  page.record("chapter5Distance", ofChapter5.toTraining, tolerance: 0, format: .decimals(1))
  page.record("chapter5Images", ofChapter5.samples)
  page.record("chapter2Distance", enhanced.history.scores.last!.toTest, tolerance: 0, format: .decimals(1))
  //: @show

  //: FD falls. But FD∞ of real images is {{limit}}, not 0, because only the number of fakes went to infinity, while
  //: the real side still has its own noise. The bias also depends on what is scored: the line of real images is steeper than
  //: those of both generators ([their slopes](#appendix-fd-and-kid-of-few-images)), so even at equal $`N`$ a comparison is not
  //: quite fair. (In the table of [classic mistakes](#what-the-classic-mistakes-cost) the tenth is the first one of each draw.
  //: Here the score is the mean over five random tenths.)
  //:
  //: This is why the book gives different FDs for one generator. The enhanced generator has {{enhancedDistance}} with all
  //: images here, and {{chapter5Distance}} in [the model card](../05-training/MODEL_CARD.md), with {{chapter5Images}} images on each
  //: side. That is less than even its FD∞ here, because with more real images the noise of the real side is smaller too. Chapters 2
  //: and 5 have {{chapter2Distance}}: there it is compared with test images, on which nothing was trained.
  //:
  //: Precision depends on $`N`$ even more. The next plot has fewer images on both sides.

  //: {fold: the plot of precision and N}
  let sizes = [8, 4, 2, 1].map { count / $0 }
  let precision = [0, 1].map { candidate in
    sizes.map { size in
      Spread(
        draws.map { draw in
          let fake = draw.candidates[candidate].features.features
          return Neighbours(real: draw.real.features.rows(0..<size), fake: fake.rows(0..<size)).precision
        })
    }
  }
  try page.show(
    LinePlot(
      "Precision and the number of images",
      x: Axis("N, images on each side (logarithmic axis)", .logarithmic, ticks: sizes.map { Double($0) }),
      y: Axis("precision", range: 0...1.05),
      [0, 1].map { candidate in
        Series(names[candidate], x: sizes, y: precision[candidate].map(\.mean), as: looks[candidate])
          .interval(lower: precision[candidate].map(\.least), upper: precision[candidate].map(\.most))
      }),
    caption:
      "Precision with few images, and its range over the draws: a poor generator then gets what the data get",
    alternative: """
      New real images stay near 1 throughout. The enhanced generator is near 1 too for the two smaller numbers of \
      images; then it falls steeply to nearly 0, and half-way down its range is wide
      """)

  //: {fold: the claims}
  let radiiOfFew = draws.map { $0.radii(ofFirst: sizes[0]) }
  page.expect(
    "with an eighth of the images the enhanced generator's precision is above 0.85 in every draw",
    precision[1][0].least > 0.85, from: .standard)
  page.expect(
    "with all images it is below 0.15 in every draw", precision[1][3].most < 0.15, from: .standard)
  page.expect(
    "with half of the images it differs by more than 0.1 between draws",
    precision[1][2].most - precision[1][2].least > 0.1, from: .standard)
  page.expect(
    "in every draw the median ball of images with fewer than five more of their mode is more than twice as wide",
    radiiOfFew.allSatisfy { $0.rare > 2 * $0.usual }, from: .standard)
  //: @hide
  page.record("precisionOfFew", precision[1][0].mean, tolerance: 0.05, format: .decimals(2))
  page.record("half", sizes[2])
  page.record("halfLeast", precision[1][2].least, tolerance: 0.02, format: .decimals(2))
  page.record("halfMost", precision[1][2].most, tolerance: 0.05, format: .decimals(2))
  page.record("precisionOfAll", precision[1][3].mean, tolerance: 0.02, format: .decimals(2))
  page.record("rareRadius", Spread(radiiOfFew.map(\.rare)).mean, tolerance: 0.3, format: .decimals(1))
  page.record("usualRadius", Spread(radiiOfFew.map(\.usual)).mean, tolerance: 0.3, format: .decimals(1))
  //: @show

  //: **The precision of one and the same generator falls from {{precisionOfFew}} to {{precisionOfAll}}** (means of three
  //: draws). In between it is mostly luck: with {{half}} images it lies between {{halfLeast}} and {{halfMost}}. When images are
  //: few, many real ones have fewer than five more of their own mode. The fifth neighbour of such an image is of a different
  //: mode, so its ball takes in what lies between the modes: the median radius of such balls is {{rareRadius}}, and that of the
  //: rest {{usualRadius}}. With more images the balls shrink, until images that lie a little beside the data fall out of them.
  //: So give $`N`$ and the number of neighbours with every precision. (The change is extreme here because the modes are tight
  //: heaps in the features of Shapes' network. Inception's features were not measured.)
  //: @hide
  return lines
}
