import Engine
import Metrics
import Notebook
import Pictures

//: ## Appendix: how far an interval can be trusted
//:
//: {define: A *bootstrap interval* says how much a score moves when the images are drawn again from themselves, with repetition, and
//: scored again, many times: the middle 95 of 100 such scores, set around the score (Efron 1979).} It stands in brackets. Only the
//: *generated* images are drawn again. The real ones and their balls stay, so other real images may move a score further. For IS and
//: KID, which are means over parts of the images, the deviation over the parts stands after ±.

//: @hide
func showIntervals(_ page: Page, _ scored: [[[Score]]], names: [String]) throws {
  //: @show
  //: {fold: the table of intervals}
  page.table(
    header: ["score"] + names,
    rows: scored[0][0].indices.map { row in
      [scored[0][0][row].metric] + scored[0].map { $0[row].summary }
    },
    caption:
      "The scores of \"Without a Gaussian\", on the first draw, each with its interval or its deviation over parts")

  // How often a draw's interval holds what another draw, with other real images too, has for the same score.
  let intervals = scored.map { $0.joined().filter { $0.low != nil } }
  let others = intervals.indices.flatMap { one in
    intervals.indices.filter { $0 != one }.flatMap { other in
      zip(intervals[one], intervals[other]).map { $0.low! <= $1.value && $1.value <= $0.high! }
    }
  }
  //: @hide
  if page.profile != .quick {
    page.record("inside", Double(others.count { $0 }) / Double(others.count), tolerance: 0.05, format: .percent(0))
  }
  //: @show
  page.expect(
    "the intervals of one draw hold fewer than 95 of 100 scores of the other draws",
    Double(others.count { $0 }) < 0.95 * Double(others.count), from: .standard)

  //: Such an interval cannot be trusted as far as its name says. The other two draws have other real images and other generated ones,
  //: and the intervals hold about {{inside}} of their scores.
  //: @hide
}
//: @show

//: ## Appendix: a score that sorts
//:
//: Sorting gave the distance of two Gaussians on a line without any formula. {define: The *Monge Inception Distance* (MIND;
//: Berthet 2026) projects the features onto many lines in random directions, pairs both sets in order on each line, and averages the
//: squared differences.} With $`d`$ features, and $`x_{(i)}`$ the $`i`$-th smallest of the projections on a line,
//:
//: ```math
//: \mathrm{MIND} = 3\, d\; \mathbb{E}_{\text{lines}}\; \frac1N \sum_{i=1}^{N} \bigl( x_{(i)} - y_{(i)} \bigr)^2 .
//: ```
//:
//: If a set is shifted, the square of what a line sees of the shift is on average a $`d`$-th part of the shift's square, hence the
//: $`d`$. The 3 only brings the score to FID's order of magnitude. Sorting needs neither covariance nor root; [the code is
//: short](source:Sources/Metrics/Distances/MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance).
//:
//: Does it see what FID does not, the ring and the Gaussian with equal moments? (In code it is `MongeInceptionDistance`.)

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
  page.expect("MIND sees the difference", sorted[0].mind.least > 3 * sorted[1].mind.most)

  //: It does: it compares whole distributions on each line, and not their moments.
  //: @hide
}
//: @show

//: ## Appendix: the distance with many features
//:
//: What is the root of a matrix? A symmetric one can be written $`S = V^\mathsf{T} \Lambda V`$. The rows of $`V`$, its
//: *eigenvectors*, are directions at right angles in which the features do not vary together; the diagonal matrix
//: $`\Lambda`$ holds its *eigenvalues*, the variances in these directions. Its root is the same with the root of each
//: eigenvalue: multiplied by itself, it gives $`S`$ again. The trace of the other root is the sum of the roots of *its*
//: eigenvalues. The formula, word for word, is this:

//: {show: Metrics.swift#frechetDistanceByRoots}

//: It has one weakness: eigenvalues that should be zero come out as rounding errors, and their roots are
//: far larger. So the book [computes
//: FID](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance) without such roots.
//: Write each covariance as $`S = F^\mathsf{T} F`$, with any $`F`$; then the trace is the sum of the singular values of
//: $`F_1 F_2^\mathsf{T}`$. Where there are fewer images than features, the centred features, divided by $`\sqrt{N -
//: 1}`$, are an $`F`$.

//: ## Appendix: how the experiments are made
//:
//: A draw: real images, latent vectors and noise of its own, and what is compared. `ExtractedFeatures` is what a network
//: makes of a set of images, and a `GeneratorSupply` draws as many as are asked for.

//: {show: MetricsDraw.swift#MetricsDraw, SetScores}

//: The failures that are made on purpose.

//: {show: Failures.swift#Failure, Tensor.blurred}

//: The classic mistakes.

//: {show: ClassicMistakes.swift#ClassicMistake, hastyStatistics, Tensor.everySecondPixel}
