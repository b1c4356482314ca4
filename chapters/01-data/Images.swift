import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots
import Store

//: Images are points too, with more coordinates. But first they must become numbers that networks can use. The rest of
//: this chapter goes from bytes in a file to batches of tensors, and shows what goes wrong when a step is forgotten. It
//: also introduces the book's own data set, *Shapes*, in which one can count what photographs leave to judgement.
//:
//: ![Images of Shapes, the book's own data set](figures/05-the-first-training-images-of-this-run.png)
//:
//: With CIFAR-10 at hand (`make cifar10` gets it) it uses that; without, it uses Shapes.
//:
//: **Before you read on, predict:** a network that ends in tanh can make any value between −1 and 1. What would its
//: images look like if the program that shows them expects values between 0 and 1?

//: ## How to read these pages
//:
//: Every page is a program. The boxes of code are its parts, in the order in which they run, and right below a box
//: stands what it put out. `page` is the page itself:
//:
//: - `page.show`, `page.print` and `page.table` put a figure, a text or a table below the box.
//: - `page.record` keeps a number under a name, and the prose quotes it: what a run can tell is not typed by hand.
//: - `page.expect` states a claim and checks it. A ✓ says that it held; had it not, the run would have failed, and there
//:   would be no page. Claims that say `from: .standard` need more steps than `--profile quick` takes.
//:
//: The language is Swift. If you read Python or C, this is most of what you have to know:
//:
//: | you see | it means |
//: | --- | --- |
//: | `let x = 1`, `var x = 1` | a name for good; a name whose value may change |
//: | `numbers.map { $0 * 2 }` | the braces are a function, handed to `map`; `$0` is its argument |
//: | `.training(random)` | begins with a dot: the type is the one that is expected here |
//: | `0..<8`, `-3...3` | a range without its end; a range with it |
//: | `"\(x) images"` | a text with the value of `x` in it |
//: | `try f()`, `values.max()!` | a call that may fail; a value of which we are sure that it is there |
//: | `some Generator`, `any Generator` | whatever keeps the promises of the protocol `Generator` |
//:
//: And these are the names that every page uses. They are the engine's and its companions'; what they do in detail is
//: told where it matters.
//:
//: | names | what they are |
//: | --- | --- |
//: | `Tensor`, `Parameter`, `TensorFile`, `ElementType` | numbers in a block; a tensor that is learnt; a file of tensors; how it stores numbers |
//: | `reshaped`, `flattened`, `concatenate`, `broadcast`, `sum`, `variance`, `maximum`, `argmax` | operations on tensors: other shapes, many values to one |
//: | `squared`, `squareRoot`, `absoluteValue`, `clamped`, `tanh`, `relu`, `leakyReLU`, `softmax`, `ones` | operations value by value |
//: | `tracked`, `detached`, `withoutHistory` | with and without the history that gradients need |
//: | `Random`, with `integer`, `uniform`, `permutation` | a stream of random numbers that its seed decides |
//: | `Linear`, `Convolution`, `TransposedConvolution`, `ConvolutionWindow`, `BatchNorm`, `Dropout`, `SpectralNorm`, `Activation`, `Initializer` | layers of a network, and what is chosen about them |
//: | `Optimizer`, `SGD`, `Adam`, `RMSprop`, `MovingAverage` | rules by which parameters follow their gradients; an average over steps |
//: | `Matrix`, `SymmetricEigen` | matrices in double precision, and their eigenvalues |
//: | `DataSet`, `ImageDataset`, `Shapes`, `CIFAR10`, `Batches`, `GaussianMixture` | a data set by its name; images with labels; drawn ones; photographs; portions of a data set; points in the plane around known centres |
//: | `GeneratorKind`, `TrainedPair` | which of the book's two image generators; a generator and a discriminator that come with the book |
//: | `Image`, `ImageGrid`, `Filmstrip`, `enlarged` | pictures of pixels |
//: | `LinePlot`, `BarChart`, `Histogram`, `ScatterPlot`, `HeatMap`, `VectorField`, `NetworkDiagram`, `Panels`, with `Series`, `Encoding`, `Axis`, `Reference`, `PlaneGrid`, `NumberFormat` | diagrams, and what they are made of |
//: | `Page`, `Profile`, `Interrupted`, `Parallel` | the page that a run writes; how much it runs; what it throws when it is stopped; how work is spread over threads |
//:
//: {define: A *tensor* is a block of numbers with a shape: eight colour images of 32 × 32 pixels are one of shape
//: `[8, 32, 32, 3]`.} {define: A *gradient* says how a number changes with each of the values that it was computed from:
//: which way, and how fast.} `gradients(of: loss, wrt: weights)` asks the engine for it.

//: @hide
func dataChapter(_ page: Page, _ options: DataOptions) throws {
  // Before anything else, so that data that cannot be read is said at once.
  let source = try ImageSource(for: page, options, drawn: page.profile == .quick ? 500 : 5000)
  try firstGAN(page)
  //: @show
  //: ## Ten figures, eight hues
  //:
  //: Shapes is drawn when it is asked for: anti-aliased figures on soft grounds, 32 × 32 pixels, without end. Image
  //: number *n* is always the same one. {define: A *mode* of a distribution is one of the kinds of sample that it is
  //: made of.} Here there are ten figures in eight hues, so there are exactly {{modes}} modes, and which one an image
  //: is of is known. A generator that leaves some of them out can be caught.

  let shapes = Shapes(seed: 0)
  page.record("modes", Shapes.modes)
  let firstOfEach = (0..<Shapes.modes).map { mode in (0...).first { shapes.label(of: $0).mode == mode }! }
  let everyMode = Tensor.concatenate(firstOfEach.map { shapes.dataset($0..<$0 + 1).tensor(of: [0]) })
  try page.show(
    ImageGrid(
      everyMode, columns: Shapes.Hue.allCases.count, scale: 3, rowLabels: Shapes.Figure.allCases.map { "\($0)" },
      columnLabels: Shapes.Hue.allCases.map { "\($0)" }),
    caption: "One image of each of the 80 modes of Shapes")

  let sample = 8000
  let counts = (0..<sample).reduce(into: [Int](repeating: 0, count: Shapes.modes)) { counts, index in
    counts[shapes.label(of: index).mode] += 1
  }
  page.record("sample", sample)
  page.record("fewest", counts.min()!)
  page.record("most", counts.max()!)
  page.expect(
    "every mode occurs, none of them twice as often as it should", counts.allSatisfy { (50...200).contains($0) })

  //: All modes are equally likely. Among the first {{sample}} images the rarest occurs {{fewest}} times and the most
  //: frequent {{most}} times, around an expected 100.

  //: ## A record of bytes
  //:
  //: CIFAR-10 holds 60,000 photographs of ten classes (Krizhevsky 2009), in files of 10,000 records. A record is a
  //: *label* byte and then three *planes* of 32 × 32 = 1,024 bytes: all the red values, all the green, all the blue. A
  //: shape written in that layout makes a record to take apart.

  let pixels = shapes.image(5)
  let planes = (0..<3).flatMap { channel in stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] } }
  let record = [UInt8(shapes.label(of: 5).figure.rawValue)] + planes
  page.print(
    """
    \(record.count) bytes: label \(record[0]) (\(shapes.label(of: 5).figure)), \
    then red \(record[1]) \(record[2]) \(record[3]) …, green \(record[1025]) …, blue \(record[2049]) …
    """)
  page.expect("a record is as long as one of CIFAR-10's", record.count == CIFAR10.recordBytes)

  //: {define: *Channels last* means that the red, green and blue of a pixel are neighbours in memory: an image is
  //: `[height, width, channels]`.} So it is in this book, and the planes must be woven together. And a byte from 0 to
  //: 255 becomes a number from −1 to 1.

  let image = Tensor(shape: [32, 32, 3]) { values in
    for pixel in 0..<1024 {
      for channel in 0..<3 { values[3 * pixel + channel] = Float(record[1 + 1024 * channel + pixel]) / 127.5 - 1 }
    }
  }
  try page.show(
    Image(image).enlarged(by: 6), caption: "The record as an image again",
    alternative: "A \(shapes.label(of: 5).hue) \(shapes.label(of: 5).figure)")
  page.expect(
    "what comes out is what the data set itself gives",
    image.scalars == shapes.dataset(5..<6).tensor(of: [0]).scalars)

  //: ## Why from −1 to 1
  //:
  //: Because that is the range of tanh, with which the generator ends. Real and generated images must lie in the same
  //: range, or the discriminator can tell them apart by the range alone. Here is what forgetting it looks like. The first
  //: row is right. In the second, values in −1…1 are shown by a program that expects 0…1: each channel that lies below
  //: its middle goes to 0, so greys turn black and colours turn loud. In the third it is the other way round, and nothing
  //: is darker than middle grey. In the fourth, bytes from 0 to 255 went straight into a picture of range −1…1.

  let some = shapes.dataset(0..<8).tensor(of: 0..<8)
  let blackened = some.clamped(to: 0...1) * 2 - 1
  let pale = (some + 1) / 2
  let burnt = ((some + 1) * 127.5).clamped(to: -1...1)
  try page.show(
    ImageGrid(
      Tensor.concatenate([some, blackened, pale, burnt]), columns: 8, rowLabels: ["right", "black", "pale", "burnt"]),
    caption: "The same images with the range right, and forgotten in three ways")
  page.expect("black: over a fifth of all values are", share(of: blackened, atMost: -0.999) > 0.2)
  page.expect("pale: none is below middle grey", pale.scalars.allSatisfy { $0 >= 0 })
  page.expect("burnt: over nine tenths of all values are white", share(of: burnt, atMost: 0.999) < 0.1)

  //: If you predicted black grounds and loud colours, you can already diagnose a common complaint about generated images.

  //: ## What the data is like

  let data = source.train
  try page.show(ImageGrid(data.tensor(of: 0..<32), columns: 16), caption: "The first training images of this run")
  page.record("dataset", data.identity.variant)
  page.record("count", data.count)

  //: This run uses **{{dataset}}**: {{count}} training images.

  let labels = data.labels.reduce(into: [Int](repeating: 0, count: data.classNames.count)) { $0[Int($1)] += 1 }
  try page.show(
    BarChart(
      "Images of each class", value: "images", categories: data.classNames,
      [Series("images", y: labels.map(Double.init))]),
    caption: "How many training images there are of each class")

  let statistics = channelStatistics(of: data)
  let published: [(mean: Double, deviation: Double)] = [
    (0.4914, 0.2470), (0.4822, 0.2435), (0.4465, 0.2616),
  ]
  page.table(
    header: ["channel", "mean", "deviation", "CIFAR-10's mean, as published", "deviation"],
    rows: ["red", "green", "blue"].enumerated().map { channel, name in
      let (found, known) = (statistics[channel], published[channel])
      let numbers = [found.mean, found.deviation, known.mean, known.deviation]
      return [name] + numbers.map { $0.text(.decimals(4)) }
    },
    caption: "Pixel values as shares of full brightness")
  if source.set == .cifar10 {
    page.expect(
      "the channels have CIFAR-10's published means and deviations",
      zip(statistics, published).allSatisfy { found, known in
        abs(found.mean - known.mean) < 0.01 && abs(found.deviation - known.deviation) < 0.01
      })
  } else {
    page.expect("every channel uses the range well", statistics.allSatisfy { $0.deviation > 0.15 })
  }

  //: The published numbers are those of CIFAR-10. Shapes is a little darker and has more contrast. Run the page with
  //: CIFAR-10, and both halves of the table must agree to a hundredth: a check on everything above at once, the order
  //: of the planes, the labels between them, and the bytes.
  //:
  //: ## Batches
  //:
  //: {define: A *batch* is the handful of samples that one step of training looks at.} {define: An *epoch* is one pass
  //: over all the training data.} In every epoch the order is a new one. It is random and yet fixed: a batch is a
  //: function of the seed, the epoch and its index. So a run that was stopped half-way through an epoch can go on with
  //: exactly the batch it would have had.

  let batches = Batches(data, size: 8, seed: page.seed, flips: source.set.allowsFlips)
  try page.show(
    ImageGrid(
      Tensor.concatenate([(0, 0), (0, 1), (1, 0)].map { batches.batch(epoch: $0.0, index: $0.1).images }), columns: 8,
      rowLabels: ["0, 0", "0, 1", "1, 0"]),
    caption: "Three batches: epoch and index at the left")
  page.expect(
    "the same place gives the same bits",
    batches.batch(epoch: 1, index: 0).images.scalars == batches.batch(epoch: 1, index: 0).images.scalars)
  page.expect(
    "another epoch has another order",
    batches.batch(epoch: 0, index: 0).indices != batches.batch(epoch: 1, index: 0).indices)

  //: Photographs may be mirrored, each with a chance of one half: a horse that faces left is a horse. That doubles the
  //: data for nothing. A letter may not be mirrored, and neither may a moon of Shapes, which always opens to the right.
  //: Here are eight of them, and the same eight in a batch that flips:

  let moons = (0...).lazy.filter { shapes.label(of: $0).figure == .crescent }.prefix(8)
  let crescents = ImageDataset(
    identity: .init(name: "shapes"), classNames: ["crescent"], labels: moons.map { _ in 0 },
    pixels: moons.flatMap(shapes.image))
  let (asDrawn, flipped) = (
    Batches(crescents, size: 8, seed: page.seed, flips: false).batch(epoch: 0, index: 0),
    Batches(crescents, size: 8, seed: page.seed, flips: true).batch(epoch: 0, index: 0)
  )
  try page.show(
    ImageGrid(
      Tensor.concatenate([asDrawn.images, flipped.images]), columns: 8, rowLabels: ["as drawn", "flips"]),
    caption: "The same moons in a batch without and with flips: the mirrored ones do not exist in Shapes")
  page.expect("both batches hold the same eight images", asDrawn.indices == flipped.indices)
  page.expect("and some of them are mirrored", asDrawn.images.scalars != flipped.images.scalars)

  //: A generator that learnt from the second row would draw moons that the data do not have, and it would be right to.
  //: Whether a change leaves the distribution as it was is a question about the data, not about the code.

  //: @hide
  try showStorage(page, data)
}
//: @show

//: ## In five lines
//:
//: 1. A GAN is two networks in turns: one learns to tell real from generated, the other to be taken for real.
//: 2. A record of CIFAR-10 is a label and three planes; a tensor here is height × width × channels.
//: 3. Images lie in [−1, 1] because tanh does; black and loud, pale, or burnt pictures mean that somebody forgot.
//: 4. Shapes has 80 modes that can be counted, which photographs have not.
//: 5. A batch is a function of seed, epoch and index, so runs can stop and go on.
//:
//: ## Exercises
//:
//: 1. In `FirstGAN.swift` leave out `+ steepness`, and run `swift run chapter 1 --seed 1`, then with seeds 2 and 3. How many
//:    clusters are found? The claim beside the figure fails where one is missing. (A claim about collapse is one about seeds.)
//: 2. Normalise by each channel's mean and deviation instead: in the cell that makes `image`, write
//:    `(Float(byte) / 255 - mean) / deviation` with the numbers of the table, and print the least and the largest
//:    value. Which values can the generator's tanh no longer reach? `swift run chapter 1 --profile quick` names the
//:    claim that fails.
//: 3. Cut a file short: copy the CIFAR-10 folder, `truncate -s 1000 data_batch_1.bin` in the copy, and run
//:    `swift run chapter 1 --data COPY`. What does the message tell you? (Without CIFAR-10, take the first sixteen
//:    bytes off the file in `damageReport`.)
//: 4. Does another seed draw other shapes? `swift run chapter 1 --seed 2 --dataset shapes`: look closely at which
//:    pictures change and which do not.
//: 5. How many images must be drawn until all 80 modes have occurred? Guess, set `sample` to your guess, and see
//:    whether the rarest occurs 0 times. (On average it takes 80 · (1 + ½ + … + 1/80), nearly 400. With so few images
//:    the claim beside it fails whatever you guess; it was made for 8,000.)
//:
//: Chapter 6 counts the modes that a generator reaches, [one by one](source:Sources/Metrics/Modes/ModeCount.swift#ModeCount).
