import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showImageVerdicts(_ page: Page) throws {
  page.dataSet(DataStamp(.shapes))
  //: @show
  //: ## On images: it points at what is wrong
  //:
  //: The same holds for images, with an arrow for each of 3,072 numbers. First, how an image changes on its way through
  //: the network:

  let random = Random(seed: page.seed).split("images")
  let imageJudge = ImageDiscriminator(width: 16, random: random.split("judge"))
  let layers = imageJudge.walk(side: 32)
  try page.show(
    NetworkDiagram("The discriminator of images, 16 channels wide", layers),
    caption:
      "An image on its way through the discriminator: drawn from the network itself, the shape after every layer",
    alternative: "The discriminator layer by layer, from an image of 32 × 32 × 3 to one number")
  page.expect("one number is left", layers.last!.shape == [1])
  page.expect(
    "the parameters in the diagram are all that it has",
    layers.reduce(0) { $0 + $1.parameters } == imageJudge.parameterCount)

  //: Now give it fakes whose fault is known: the left part of one image of Shapes joined to the right part of another. Both
  //: parts are flawless; only the seam is wrong, and it lies at another column each time. After a little training, ask for
  //: the gradient of the generator's loss at some new fakes, and show its size at every pixel.

  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))
  func someImages(_ count: Int) -> Tensor {
    images.tensor(of: (0..<count).map { _ in random.integer(below: images.count) })
  }
  func chimeras(_ count: Int, seam: Int) -> Tensor {
    let (left, right) = (someImages(count), someImages(count))
    return Tensor.concatenate([left.slice(0..<seam, axis: 2), right.slice(seam..<32, axis: 2)], axis: 2)
  }
  func trained(_ judge: ImageDiscriminator, seam: () -> Int) -> ImageDiscriminator {
    judge.train(
      steps: page.profile == .quick ? 10 : 200, random: random, real: { someImages(32) },
      fake: { chimeras(32, seam: seam()) })
    return judge
  }
  func slopes(of judge: ImageDiscriminator, at images: Tensor) -> Tensor {
    let images = images.tracked()
    let judged = NonSaturating().generator(fake: judge(images, .inference))
    return gradients(of: judged, wrt: [images])[0].squared().sum(axes: [3], keepingAxes: true).squareRoot()
  }
  let anywhere = trained(imageJudge) { 4 + random.integer(below: 25) }
  let wrong = Tensor.concatenate([8, 12, 16, 20, 24].map { chimeras(2, seam: $0) })
  let sizes = slopes(of: anywhere, at: wrong)
  let brightest = sizes.flattened().maximumOverLastAxis().reshaped([10, 1, 1, 1])
  try page.show(
    ImageGrid(
      Tensor.concatenate([wrong, (sizes / brightest * 2 - 1).broadcast(to: wrong.shape)]), columns: 10, scale: 3,
      rowLabels: ["fake", "gradient"]),
    caption:
      "Above: parts of different images, with seams at columns 8 to 24. Below: how strongly each pixel is told to change"
  )

  //: Does it point at the seam, or only where seams usually are? A control decides: a second network whose fakes all had
  //: their seam in the middle, at column 16. Both networks' gradients are taken at fakes with a seam at column 10 and at
  //: column 22.

  let middle = trained(ImageDiscriminator(width: 16, random: random.split("middle"))) { 16 }
  func shares(of judge: ImageDiscriminator, seam: Int) -> (left: Float, right: Float) {
    let sizes = slopes(of: judge, at: chimeras(64, seam: seam))
    let perColumn = sizes.sum(axes: [0, 1, 3])
    func share(_ columns: Range<Int>) -> Float { perColumn.slice(columns).sum().scalar / perColumn.sum().scalar }
    return (share(6..<14), share(18..<26))
  }
  let found = [("seams anywhere", anywhere), ("seams in the middle", middle)].map { name, judge in
    (name: name, left: shares(of: judge, seam: 10), right: shares(of: judge, seam: 22))
  }
  page.table(
    header: [
      "trained on", "seam at 10: columns 6–13", "columns 18–25", "seam at 22: columns 6–13", "columns 18–25",
    ],
    rows: found.map {
      [$0.name] + [$0.left.left, $0.left.right, $0.right.left, $0.right.right].map { $0.text(.percent(0)) }
    },
    caption: "The share of the gradient's size in two quarters of the image; 25% is an equal share")

  page.record("nearSeam", (found[0].left.left + found[0].right.right) / 2, tolerance: 0.05, format: .percent(0))
  page.record("farFromSeam", (found[0].left.right + found[0].right.left) / 2, tolerance: 0.05, format: .percent(0))
  page.expect(
    "trained on seams anywhere, the gradient follows the seam from one side to the other",
    found[0].left.left > 1.2 * found[0].left.right && found[0].right.right > 1.2 * found[0].right.left, from: .standard)
  page.expect(
    "trained on seams in the middle, it does not",
    !(found[1].left.left > 1.2 * found[1].left.right && found[1].right.right > 1.2 * found[1].right.left),
    from: .standard)

  //: In single pictures one can hardly see it. Over many fakes the first network's gradient follows the seam: the quarter
  //: around it gets {{nearSeam}} on average, the quarter on the other side {{farFromSeam}}. Nobody told the network about
  //: seams. It found what sets the two kinds apart, and its gradient leans that way: not "this image is bad" but "change
  //: *these* pixels", if not only these. The second network never had to look for the seam, and its gradient does not
  //: follow. A discriminator points at what told real from fake in *its* training, and nowhere else.
  //:
  //: And what does dropout do? Ask the first network about the same fake eight times:

  let same = wrong.slice(0..<1)
  func verdicts(_ mode: Mode) -> [String] {
    (0..<8).map { _ in withoutHistory { imageJudge(same, mode).scalar.text(.decimals(2)) } }
  }
  page.table(
    header: ["mode"] + (1...8).map { "\($0)" },
    rows: [["training"] + verdicts(.training(random)), ["inference"] + verdicts(.inference)],
    caption: "The logit of one fake, eight times")
  page.expect(
    "in training the verdicts differ, in inference they do not",
    Set(verdicts(.training(random))).count > 1 && Set(verdicts(.inference)).count == 1)

  //: Each time another share of the features is silent, and the verdict changes. In inference none is silent, and it
  //: stays the same.

  //: ## A discriminator with a generator to judge
  //:
  //: A seam is an easy fault. Here is a discriminator that had a generator to deal with: the one that trained chapter 5's
  //: enhanced generator on *Shapes*, both as they were after {{criticSteps}} steps. What does it answer to a thousand
  //: generated images, and to a thousand real ones that it never saw?

  let pair = try TrainedPair.shipped(.shapes, .enhanced)
  let (observer, painter) = (try pair.discriminator(), try pair.generator())
  page.record("criticSteps", pair.report.bestStep)
  let painted = withoutHistory {
    painter(random.split("critic").normal([1000, painter.latentSize]), .inference)
  }
  let unseen = Shapes(seed: 5).dataset(0..<1000).tensor(of: 0..<1000)
  let (onPainted, onUnseen) = withoutHistory {
    (observer(painted, .inference).scalars, observer(unseen, .inference).scalars)
  }
  try page.show(
    Histogram(
      "What the critic says", x: "logit",
      [
        Series("real", y: onUnseen, as: .real), Series("generated", y: onPainted, as: .generated),
      ]),
    caption: "The logits of real and of generated images")
  let order = onPainted.indices.sorted { onPainted[$0] > onPainted[$1] }
  func chosen(_ indices: some Sequence<Int>) -> Tensor {
    Tensor.concatenate(indices.map { painted.slice($0..<$0 + 1) })
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate([chosen(order.prefix(6)), chosen(order.suffix(6))]), columns: 6, scale: 3,
      rowLabels: ["convincing", "not"]),
    caption: "Of a thousand generated images, the six with the highest logits and the six with the lowest")
  let (meanUnseen, meanPainted) = (Tensor(onUnseen).mean().scalar, Tensor(onPainted).mean().scalar)
  page.record("meanUnseen", meanUnseen, tolerance: 0.05)
  page.record("meanPainted", meanPainted, tolerance: 0.05)
  page.expect("on average real images get higher logits than generated ones", meanUnseen > meanPainted)

  //: The answers overlap: {{meanUnseen}} on average for real and {{meanPainted}} for generated images. Many a verdict
  //: fits either kind, and still the discriminator can order them. Nobody told it what a star is. It learnt which
  //: pictures the generator could not yet make.
  //: @hide
}
