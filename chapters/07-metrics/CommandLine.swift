import Evaluation
import Notebook
import Pictures

//: @hide
func showCommandLine(_ page: Page) throws {
  //: @show

  //: ## From the command line
  //:
  //: `score` computes the same scores for any two sets of images: folders of PNG or JPEG files, data sets by name, checkpoints of
  //: chapter 5, or statistics that were saved before. (`ScoreCommand` is what the command does.)
  //:
  //: ```
  //: swift run score shapes generator-enhanced --samples 1000
  //: swift run score shapes shapes-test --samples 1000
  //: swift run score shapes --save shapes.safetensors.zst
  //: swift run score shapes.safetensors.zst generated/ --features book-shapes
  //: ```

  var command = ScoreCommand(real: "shapes", fake: "generator-enhanced")
  command.samples = page.profile == .quick ? 200 : 1000
  command.resamples = page.profile == .quick ? 10 : 100
  let generated = try command.table(isQuiet: true)!
  page.print(generated.text)

  //: Everything that makes scores incomparable stands beside them: the number of images, the network, the resizing, the
  //: estimator. The interval says how far a score moves with other images of the same generator. It does not say how far it moves with
  //: other *real* images: over the draws above, precision at this number of images moves much further. The column "real against real"
  //: scores one half of the real images against the other. That is half as many, so its FID is larger than with all. What would a
  //: perfect generator get with the *same* number? Score other real images, the second of the commands above:

  var ceiling = command
  (ceiling.fake, ceiling.metrics, ceiling.resamples) = ("shapes-test", "fid,prdc", 0)
  let other = try ceiling.table(isQuiet: true)!
  let both = ["FID", "precision", "coverage"].map { metric in
    let values = [generated, other].map { $0.scores.first { $0.metric == metric }!.value }
    return (metric: metric, generated: values[0], real: values[1])
  }

  //: {fold: the table of both}
  page.table(
    header: ["score", "the enhanced generator", "other real images"],
    rows: both.map { [$0.metric, $0.generated.text(.significant(2)), $0.real.text(.significant(2))] })
  page.expect(
    "other real images have a lower FID than the generator, and higher precision and coverage",
    both.allSatisfy { $0.metric == "FID" ? $0.real < $0.generated : $0.real > $0.generated }, from: .standard)

  //: Statistics, such as the `.npz` files of pytorch-fid, can stand for the real images; then FID, FID∞ and IS can be computed.
  //: With `--metrics fid,is` nothing is kept of an image, and a million images take no more memory than a thousand.
  //:
  //: ## With the field's own weights
  //:
  //: [Inception v3 of 2015](source:Sources/Metrics/Features/Inception.swift#Inception), the network that published scores are computed with, is
  //: part of this engine. Its weights are not part of the book. They are a file of 91 MB that the authors of pytorch-fid publish.
  //:
  //: ```
  //: curl -LO https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth
  //: swift run score cifar10 generated/ --features inception:pt_inception-2015-12-05-6726825d.pth
  //: ```
  //:
  //: Inception looks at images of 299 × 299 pixels, and the field's tools bring smaller ones to that size in three ways.
  //: The way is part of the score: take the way of the numbers that you compare with.
  //:
  //: | `--features` | resizes as | for numbers from |
  //: | --- | --- | --- |
  //: | `inception:PATH` | PyTorch's bilinear interpolation | pytorch-fid |
  //: | `inception-tf1:PATH` | TensorFlow 1's bilinear interpolation, which moves the image by part of a pixel | Heusel 2017, torch-fidelity |
  //: | `inception-clean:PATH` | Pillow's bicubic filter, which leaves no pixel out when an image shrinks | clean-fid (Parmar 2022) |
  //:
  //: With these weights, and only with them, a score may be set beside published ones, if $`N`$, the reference and the
  //: resizing are theirs too.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. FID is the squared distance of two Gaussians in feature space; it sees means and covariances, and no more.
//: 2. IS asks for sure and varied classes; it never looks at real images, nor for two pictures of one class.
//: 3. Low precision means that images look wrong, and low coverage that they look wrong *or* that some kinds are missing. Recall
//:    cannot be trusted where images look wrong. Memorising shows as an FID, precision, recall or coverage that is better than real images get, or as a gap between training
//:    images and held-out ones. IS does not see it.
//: 4. With few images FID is too high, by an amount that differs from generator to generator, and precision is far too high. KID is
//:    not biased.
//: 5. A score without its N, its network, its resizing, an interval, and real images beside it says little.
//:
//: ## Exercises
//:
//: 1. Which deviation of the noise (in [`Failure.images`](source:Failures.swift#Failure.images)) costs as much FID as the
//:    blur? Predict, change it, and run `swift run chapter 7`.
//: 2. Another seed leaves the real images as they are, and changes latent vectors and noise. Which numbers of this page
//:    move by more than their ± when you run `swift run chapter 7 --seed 2`? (Scores of all real images at once do not
//:    move. On the first draw recall of both generators does, and so do FID and KID of the enhanced one, further than their bracket or
//:    ±. Of the means over three draws some do too: FID∞ of the enhanced generator, MIND and precision of the
//:    Gaussian. A deviation of three numbers is a rough one.)
//: 3. Train for a minute (`swift run chapter 5`), then score the run:
//:    `swift run score shapes runs/…/checkpoint.safetensors.zst --samples 2000`. Is it better than chapter 2's
//:    generators, and by more than its interval?
//: 4. Score a set against itself: `swift run score shapes shapes --samples 1000`. Why is KID below 0?
//: 5. How far do two disjoint sets of real images get? `swift run score shapes shapes-test --samples 500`, then 5000.
//:
//: Before this: [5 · Training](../05-training/README.md), where the images come from. In short:
//: [the answer](../../answers/metrics.md).

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
