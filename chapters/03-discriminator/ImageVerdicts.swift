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
  //: The same holds for images, with an arrow for each of 3,072 numbers. First, what becomes of an image on its way
  //: through the network:

  let random = Random(seed: page.seed).split("images")
  let imageJudge = ImageDiscriminator(width: 16, random: random.split("judge"))
  var features = imageJudge.fromColour(.zeros([1, 32, 32, 3]))
  var shapesOnTheWay = [("from colour", features.shape)]
  for halving in imageJudge.halvings {
    features = halving(features)
    shapesOnTheWay.append(("halving", features.shape))
  }
  shapesOnTheWay.append(("verdict", imageJudge.verdict(features.flattened()).shape))
  page.table(
    header: ["layer", "height × width × channels"],
    rows: shapesOnTheWay.map { [$0, $1.dropFirst().map { "\($0)" }.joined(separator: " × ")] },
    caption: "An image on its way through a discriminator of width 16")
  page.expect("one number is left", shapesOnTheWay.last!.1 == [1, 1])

  //: Now give it fakes whose fault is known: the left half of one image of Shapes joined to the right half of another.
  //: The halves are flawless; only the seam is wrong. After a little training, ask for the gradient of the generator's
  //: loss at some new fakes, and show its size at every pixel.

  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))
  func someImages(_ count: Int) -> Tensor {
    images.tensor(of: (0..<count).map { _ in random.integer(below: images.count) })
  }
  func chimeras(_ count: Int) -> Tensor {
    Tensor.concatenate([someImages(count).slice(0..<16, axis: 2), someImages(count).slice(16..<32, axis: 2)], axis: 2)
  }
  imageJudge.train(
    steps: page.profile == .quick ? 10 : 150, random: random, real: { someImages(32) },
    fake: { chimeras(32) })
  let wrong = chimeras(8).tracked()
  let sizes = gradients(of: NonSaturating().generator(fake: imageJudge(wrong, .inference)), wrt: [wrong])[0]
    .squared().sum(axes: [3], keepingAxes: true).squareRoot()
  let brightest = sizes.flattened().maximumOverLastAxis().reshaped([8, 1, 1, 1])
  try page.show(
    ImageGrid(
      Tensor.concatenate([wrong.detached(), (sizes / brightest * 2 - 1).broadcast(to: wrong.shape)]), columns: 8,
      scale: 3,
      rowLabels: ["fake", "gradient"]),
    caption: "Above: two halves of different images. Below: how strongly each pixel is told to change")
  let atSeam = sizes.slice(12..<20, axis: 2).sum().scalar / sizes.sum().scalar
  page.record("atSeam", atSeam, tolerance: 0.1, format: .percent(0))
  page.expect(
    "the quarter of the image around the seam gets over a third of the gradient", atSeam > 0.34, from: .standard)

  //: The quarter of the pixels nearest to the seam gets {{atSeam}} of the gradient. Nobody told the network about
  //: seams. It found what sets the two heaps apart, and its gradient points there: not "this image is bad" but "change
  //: *these* pixels". And what does dropout do? Ask the network about the same fake eight times:

  let same = wrong.detached().slice(0..<1)
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

  //: Each time another share of the features is silent, and the verdict moves. In inference none is, and it stays.

  //: ## A critic with a generator to judge
  //:
  //: A seam is an easy fault. Here is a discriminator that had a generator to deal with: the one that trained chapter 5's
  //: enhanced generator on *Shapes*, as the two stood after {{criticSteps}} steps. What does it say to a thousand
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
    Histogram("What the critic says", x: "logit", [("real", onUnseen), ("generated", onPainted)]),
    caption: "The logits of real and of generated images")
  let order = onPainted.indices.sorted { onPainted[$0] > onPainted[$1] }
  func chosen(_ indices: some Sequence<Int>) -> Tensor {
    Tensor.concatenate(indices.map { painted.slice($0..<$0 + 1) })
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate([chosen(order.prefix(12)), chosen(order.suffix(12))]), columns: 12,
      rowLabels: ["convincing", "not"]),
    caption: "Of a thousand generated images, the twelve with the highest logits and the twelve with the lowest")
  let (meanUnseen, meanPainted) = (Tensor(onUnseen).mean().scalar, Tensor(onPainted).mean().scalar)
  page.record("meanUnseen", meanUnseen, tolerance: 0.05)
  page.record("meanPainted", meanPainted, tolerance: 0.05)
  page.expect("on average real images get higher logits than generated ones", meanUnseen > meanPainted)

  //: The two heaps overlap: {{meanUnseen}} on average for real and {{meanPainted}} for generated images. Many a verdict fits either kind, and still the
  //: critic can order them. It was never told what a star is. It learnt
  //: which pictures the generator could not yet make.
  //: @hide
}
