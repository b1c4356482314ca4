import Engine
import Metrics
import Notebook
import Pictures

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
//: The factor $`d`$ makes up for this. The 3 only brings the score to FID's order of magnitude. Without the factor $`3d`$ this is the
//: squared *sliced Wasserstein-2 distance*. (Karras 2018 scores image patches by a relative of it.) Sorting needs no covariance and
//: no root of a matrix, so the code,
//: [`MongeInceptionDistance`](source:Sources/Metrics/Distances/MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance),
//: is short.
//:
//: Does it see the difference between the ring and the Gaussian with equal moments?

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
//: roots of that matrix's eigenvalues. In code, where `FeatureStatistics` holds the mean and the covariance of many features, the
//: formula is this:

//: {show: Metrics.swift#frechetDistanceByRoots}

//: There are matrices for which the distance can be worked out by hand:

//: @hide
func showRoots(_ page: Page, _ draw: MetricsDraw) {
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

  //: The formula has one weakness: eigenvalues that should be zero come out as rounding errors, and the roots of these errors are
  //: far larger. So the book computes FID [without such
  //: roots](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance), and gets the same number.

  //: {fold: the check of both ways}
  let (real, other) = (draw.real.features, draw.other.features)
  let fid = squaredFrechetDistance(other, real)
  let definition = frechetDistanceByRoots(FeatureStatistics(other), FeatureStatistics(real))
  page.print("FID \(fid.text(.decimals(6))) without roots, \(definition.text(.decimals(6))) by the formula")
  page.expect("both ways give the same FID, to a millionth", abs(fid - definition) < 1e-6)
  //: @hide
}
//: @show

//: ## Appendix: how the experiments are made
//:
//: A draw has real images, latent vectors and noise of its own, and the sets that are compared. `ExtractedFeatures` are what a network
//: makes of a set of images. A `GeneratorSupply` draws the number of images that it is asked for.

//: {show: MetricsDraw.swift#MetricsDraw, SetScores, Spread.withDecimals}

//: The failures that are made on purpose.

//: {show: Failures.swift#Failure, Tensor.blurred}

//: The classic mistakes.

//: {show: ClassicMistakes.swift#ClassicMistake, Tensor.everySecondPixel}
