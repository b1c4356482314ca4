import Engine
import Foundation
import Metrics
import Notebook
import Pictures

//: ## Appendix: how far an interval can be trusted
//:
//: {define: A *bootstrap interval* says how much a score moves when the images are drawn again from themselves, with repetition, and
//: scored again, many times: the middle 95 of 100 such scores, moved so that they lie around the score itself (Efron 1979).} Only the
//: *generated* images are drawn again. The real images and their balls stay the same.

//: @hide
func showIntervals(_ page: Page, _ scored: [[[Score]]]) {
  //: @show
  //: {fold: the scores of other draws}
  // How often a draw's interval holds what another draw, with other real images too, has for the same score.
  let intervals = scored.map { $0.joined().filter { $0.low != nil } }
  let others = intervals.indices.flatMap { one in
    intervals.indices.filter { $0 != one }.flatMap { other in
      zip(intervals[one], intervals[other]).map { $0.low! <= $1.value && $1.value <= $0.high! }
    }
  }
  if page.profile != .quick {
    page.record("inside", Double(others.count { $0 }) / Double(others.count), tolerance: 0.05, format: .percent(0))
  }
  // Two scores with one normal distribution lie less than 1.96 deviations apart so often.
  let rightShare = erf(1.96 / 2)
  page.record("rightShare", rightShare, tolerance: 0, format: .percent(0))
  page.expect(
    "the intervals of one draw hold fewer scores of the other draws than intervals of the right width would",
    Double(others.count { $0 }) < rightShare * Double(others.count), from: .standard)

  //: The other two draws have other real images and other generated ones. If scores are normal, an interval of the right
  //: width would hold about {{rightShare}} of theirs, not 95 of 100, because both scores vary. These intervals hold {{inside}}.
  //: @hide
}
//: @show

//: ## Appendix: a covariance in 32 bits
//:
//: Some programs compute a covariance as $`\mathbb{E}[x x^\mathsf{T}] - \mu \mu^\mathsf{T}`$. If features are large beside their
//: deviation, this is the difference of two large numbers, and little of it is left in 32 bits. The features of this network are not
//: like that. So the second row adds 4,000 to all of them, which changes no covariance.

//: @hide
func showRounding(_ page: Page, _ mistakes: [[ClassicMistake]]) {
  //: @show
  //: {fold: the table of 32 bits}
  let rounded = mistakes.map { $0.suffix(2) }
  page.table(
    header: ["mistake", "FID done right", "FID with the mistake"],
    rows: rounded[0].indices.map { row in
      [
        rounded[0][row].name, Spread(rounded.map { $0[row].right }).withDecimals(2),
        Spread(rounded.map { $0[row].wrong }).withDecimals(2),
      ]
    })
  page.expect(
    "with features where they are, 32 bits cost less than a hundredth of FID",
    rounded.allSatisfy { abs($0.first!.wrong - $0.first!.right) < 0.01 * $0.first!.right })
  page.expect(
    "with 4,000 added, 32 bits change FID by more than its own size, to below zero",
    rounded.allSatisfy { abs($0.last!.wrong - $0.last!.right) > $0.last!.right && $0.last!.wrong < 0 }, from: .standard)

  //: Here the same mistake makes a squared distance that is below zero.
  //: @hide
}
//: @show

//: ## Appendix: a score that sorts
//:
//: Sorting gave the distance of two Gaussians on a line without the formula. {define: The *Monge Inception Distance* (MIND;
//: Berthet 2026) projects the features onto many lines in random directions, pairs both sets in order on each line, and averages the
//: squared differences.} With $`d`$ features, and $`x_{(i)}`$ the $`i`$-th smallest of the projections on a line,
//:
//: ```math
//: \mathrm{MIND} = 3\, d\; \mathbb{E}_{\text{lines}}\; \frac1N \sum_{i=1}^{N} \bigl( x_{(i)} - y_{(i)} \bigr)^2 .
//: ```
//:
//: If a set is shifted, a line sees only part of the shift: on average the square of that part is one $`d`$-th of the shift's square.
//: The factor $`d`$ makes up for this. The 3 only brings the score to FID's order of magnitude. Sorting needs neither covariance nor
//: root, and [the code is short](source:Sources/Metrics/Distances/MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance).
//:
//: Does it see the difference between the ring and the Gaussian with equal moments? (In code it is `MongeInceptionDistance`.)

//: @hide
func showSorting(_ page: Page, _ worlds: [EqualWorlds], random: Random) throws {
  //: @show
  let sorted = [("the Gaussian", worlds.map(\.cloud)), ("the ring again", worlds.map(\.again))].map { name, fakes in
    (
      name: name,
      mind: Spread(
        zip(worlds, fakes).map {
          MongeInceptionDistance.value(Matrix($0.real), Matrix($1), directions: 100, random: random.split("mind"))
        })
    )
  }

  //: {fold: the table of MIND}
  page.table(header: ["fakes", "MIND"], rows: sorted.map { [$0.name, $0.mind.text(.decimals(2))] })
  page.expect(
    "MIND is more than three times as large for the Gaussian as for the ring",
    sorted[0].mind.least > 3 * sorted[1].mind.most)

  //: Yes: it compares whole distributions on each line, not only their moments.
  //: @hide
}
//: @show

//: ## Appendix: the distance with many features
//:
//: What is the root of a matrix? A symmetric one can be written $`S = V^\mathsf{T} \Lambda V`$. The rows of $`V`$, its
//: *eigenvectors*, are directions at right angles to each other, in which the features do not vary together. The diagonal matrix
//: $`\Lambda`$ holds its *eigenvalues*, the variances in these directions. To get the root of $`S`$, take the root of each
//: eigenvalue. The root multiplied by itself is $`S`$ again. The formula's last term has the trace of another root: the sum of the
//: roots of that matrix's eigenvalues. In code the formula is this:

//: {show: Metrics.swift#frechetDistanceByRoots}

//: There are matrices for which the distance can be worked out by hand:

//: @hide
func showRoots(_ page: Page) {
  //: @show
  let skewed = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [2, 1, 1, 2]))
  let round = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [1, 0, 0, 1]))
  let byRoots = frechetDistanceByRoots(skewed, round)
  // The eigenvalues of the first covariance are 3 and 1, and the root of the second is itself.
  let byHand = 4 + 2 - 2 * (3.0.squareRoot() + 1)
  page.print("d² \(byRoots.text(.decimals(6))) by the formula, \(byHand.text(.decimals(6))) by hand")
  page.expect("the matrix formula agrees with what was worked out by hand", abs(byRoots - byHand) < 1e-12)
  //: @hide
}
//: @show

//: The formula has one weakness. Eigenvalues that should be zero come out as rounding errors, and the roots of these errors are
//: far larger. So the book [computes
//: FID](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance) without such roots.
//: Write each covariance as $`S = F^\mathsf{T} F`$, with any $`F`$. Then the trace of the last root is the sum of the singular values
//: of $`F_1 F_2^\mathsf{T}`$. If there are fewer images than features, the centred features, divided by $`\sqrt{N - 1}`$, are such an
//: $`F`$.
//:
//: Chapter 4's Wasserstein-1 distance averages how far points move. The squared Fréchet distance averages the squares. On a line
//: the same order of the points is best for both.

//: ## Appendix: how the experiments are made
//:
//: A draw has real images, latent vectors and noise of its own, and the sets that are compared. `ExtractedFeatures` are what a network
//: makes of a set of images. A `GeneratorSupply` draws the number of images that it is asked for.

//: {show: MetricsDraw.swift#MetricsDraw, SetScores, Spread.withDecimals}

//: The failures that are made on purpose.

//: {show: Failures.swift#Failure, Tensor.blurred}

//: The classic mistakes.

//: {show: ClassicMistakes.swift#ClassicMistake, hastyStatistics, Tensor.everySecondPixel}
