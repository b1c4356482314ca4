import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Parameter scored: The scores of new real images and of the three generators in every draw.
func showSampleSize(_ page: Page, _ draws: [MetricsDraw], _ scored: [[SetScores]]) throws -> [[FIDExtrapolation]] {
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
  // Each score is the mean over three orders of the images.
  let counts = FIDExtrapolation.counts(upTo: count)
  let lines = draws.map { draw in
    let reference = FeatureGaussian(draw.real.features)
    let orders = (0..<3).map { _ in draw.random.permutation(count) }
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
  let highest = lines[0].flatMap(\.scores).max()!
  try page.show(
    LinePlot(
      "FD and the number of images", x: Axis("1 / N", range: 0...(1 / Double(counts[0]))),
      y: Axis("FD", range: 0...1.05 * highest), markers + fitted,
      // Each FD∞ stands over its line, at the left edge.
      names: lines[0].map {
        (name: $0.limit.text(.decimals(2)), x: 0.045 / Double(counts[0]), y: $0.limit + 0.04 * highest)
      }),
    caption: """
      FD against one over the number of images: the fitted lines meet the left edge at FD∞, which is written there
      """,
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
    "the enhanced generator's FDs of more images on both sides, to training and to test images, are lower than the mean of "
      + "its FD∞",
    ofChapter5.samples > count && max(ofChapter5.toTraining, ofChapter5.toTest) < over(3, \.limit).mean,
    from: .standard)
  page.expect(
    "chapters 2 and 5 have the same FD of the enhanced generator to test images, to a thousandth",
    abs(enhanced.history.scores.last!.toTest - ofChapter5.toTest) < 0.001)
  //: @hide
  page.record("limit", over(0, \.limit).mean, tolerance: 0.05, format: .decimals(2))
  page.record("few", counts[0])
  page.record("enhancedOfFew", over(3) { $0.scores[0] }.mean, tolerance: 0.2, format: .decimals(1))
  page.record("enhancedLimit", over(3, \.limit).mean, tolerance: 0.1, format: .decimals(1))
  // A `QualityJudge` measures the FD of chapter 5 as it does: to as many test images.
  let judge = try QualityJudge(for: .shapes, count: count)
  page.record(
    "testDistance", judge.quality(of: try enhanced.generator(), seed: page.seed).toTest, tolerance: 0.1,
    format: .decimals(1))
  page.record("chapter5Distance", ofChapter5.toTraining, tolerance: 0, format: .decimals(1))
  page.record("chapter5Images", ofChapter5.samples)
  page.record("chapter2Distance", enhanced.history.scores.last!.toTest, tolerance: 0, format: .decimals(1))
  //: @show

  //: FD∞ of real images is {{limit}}, not 0, because only the number of fakes went to infinity, while the real side still
  //: has its own noise. The bias also depends on what is scored: the line of real images is steeper than that of the
  //: enhanced generator ([the slopes](#appendix-fd-and-kid-of-few-images)), so even with equal $`N`$ a comparison is not quite
  //: fair.
  //:
  //: **One generator, seven numbers.** This is why the book gives several FDs for the enhanced generator. The text of
  //: chapter 5 takes {{images}} of its images and as many test images, while chapter 2's appendix takes {{chapter5Images}} of
  //: each. The seven numbers are:
  //:
  //: | generated images | real images | FD | where |
  //: | ---: | --- | ---: | --- |
  //: | {{few}} | {{images}}, for training | {{enhancedOfFew}} | the table above |
  //: | {{commandImages}} | {{commandImages}}, for training | {{commandDistance}} | [from the command line](#appendix-from-the-command-line) |
  //: | {{images}} | {{images}}, for training | {{enhancedDistance}} | [the five scores](#three-generators-five-scores) |
  //: | {{images}} | {{images}}, for tests: nothing was trained on them | {{testDistance}} | [chapter 5](../05-training/README.md#a-score) |
  //: | infinitely many | {{images}}, for training | {{enhancedLimit}} | the table above: FD∞ |
  //: | {{chapter5Images}} | {{chapter5Images}}, for training | {{chapter5Distance}} | [the model card](../05-training/MODEL_CARD.md) |
  //: | {{chapter5Images}} | {{chapter5Images}}, for tests | {{chapter2Distance}} | [chapter 2](../02-generator/README.md#appendix-how-far-both-are-from-real-images) |
  //:
  //: Even FD∞ is larger than the two numbers below it, partly because more real images reduce the noise of the real side
  //: too. (They are also other images.)
  //:
  //: **Precision changes with $`N`$ even more.** With only {{few}} images on each side, the enhanced generator's mean
  //: precision is higher than that of new real images:

  //: {fold: the plot of precision and N}
  let sizes = [1, 2, 4, 10].map { count / 10 * $0 }
  let precision = names.indices.map { candidate in
    sizes.dropLast().map { size in
      Spread(
        draws.map { draw in
          let fake = draw.candidates[candidate].features.features
          return Neighbours(real: draw.real.features.rows(0..<size), fake: fake.rows(0..<size)).precision
        })
    } + [Spread(scored.map { $0[candidate].precision })]
  }
  try page.show(
    LinePlot(
      "Precision and the number of images",
      x: Axis("N, images on each side (logarithmic axis)", .logarithmic, ticks: sizes.map { Double($0) }),
      y: Axis("precision", range: 0...1.05),
      names.indices.map { candidate in
        Series(names[candidate], x: sizes, y: precision[candidate].map(\.mean), as: looks[candidate])
          .interval(lower: precision[candidate].map(\.least), upper: precision[candidate].map(\.most))
      }),
    caption: """
      Precision with few images, and its range over the draws
      """,
    alternative: """
      New real images stay near 1 throughout. The enhanced generator begins above them and is near 1 for the two smaller \
      numbers of images; then it falls steeply to nearly 0, and half-way down its range is wide. The curves of shapes-wide \
      and shapes-classes end between the two
      """)

  //: {fold: the claims}
  page.expect(
    "with two fifths of the images the enhanced generator's precision differs by more than 0.1 between draws",
    precision[3][2].most - precision[3][2].least > 0.1, from: .standard)
  let radiiOfFew = draws.map { $0.radii(ofFirst: sizes[0]) }
  page.expect(
    "with a tenth of the images the enhanced generator's precision is above 0.85 in every draw",
    precision[3][0].least > 0.85, from: .standard)
  page.expect(
    "with a tenth of the images the enhanced generator's mean precision is higher than that of real images",
    precision[3][0].mean > precision[0][0].mean, from: .standard)
  page.expect(
    "with all images it is below 0.15 in every draw", precision[3][3].most < 0.15, from: .standard)
  page.expect(
    "from the fewest to all images the mean precisions of `shapes-wide` and `shapes-classes` fall by less than the enhanced "
      + "generator's",
    [1, 2].allSatisfy {
      precision[$0][0].mean - precision[$0][3].mean < precision[3][0].mean - precision[3][3].mean
    }, from: .standard)
  page.expect(
    "with all images the mean precisions of `shapes-wide` and `shapes-classes` lie between those of the enhanced generator "
      + "and of new real images",
    [1, 2].allSatisfy {
      precision[3][3].mean < precision[$0][3].mean && precision[$0][3].mean < precision[0][3].mean
    }, from: .standard)
  page.expect(
    "in every draw the median ball of images with fewer than five more of their mode is more than twice as wide",
    radiiOfFew.allSatisfy { $0.rare > 2 * $0.usual }, from: .standard)

  //: When images are few, the fifth neighbour of many real ones belongs to a different mode, so their balls also contain what
  //: lies between modes. With {{some}} images the precision is mostly luck, between {{someLeast}} and {{someMost}}, so report
  //: $`N`$ and the number of neighbours with every precision. (Kynkäänniemi 2019 use the third neighbour, this page the
  //: fifth.) The change is extreme here because Shapes' network was trained to name the modes: in its features they are tight
  //: clusters, with only {{withinModes}} of the variance within them, and with many images a slightly wrong one lies outside
  //: all balls. A network that was not trained on them was not tried.
  //: @hide
  page.record("some", sizes[2])
  page.record("someLeast", precision[3][2].least, tolerance: 0.02, format: .decimals(2))
  page.record("someMost", precision[3][2].most, tolerance: 0.05, format: .decimals(2))
  return lines
}
