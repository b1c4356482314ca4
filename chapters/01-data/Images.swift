import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Store

//: ## From points to images
//:
//: Images are points too, only with more coordinates. {define: A *channel* of an image holds one number for each pixel: a
//: picture has three channels, its red, green and blue.}
//:
//: The rest of this chapter introduces the data set *Shapes*, scales images for a network, and groups them into batches.

//: @hide
func dataChapter(_ page: Page, _ options: DataOptions) throws {
  // Before anything else, so that data that cannot be read is said at once.
  let source = try ImageSource(for: page, options, drawn: page.profile == .quick ? 500 : 5000)
  try firstGAN(page)
  //: @show
  //: ## Ten figures, eight hues
  //:
  //: {define: *Shapes* is the book's own data set: drawn images of ten figures in eight hues.} A *figure* is a form, such
  //: as a star, and its *hue* is its colour. The images are drawn on demand, so their number is unlimited, yet image number
  //: *n* is always the same. At 32 × 32 pixels they show figures with smooth edges and soft shadows, on plain, striped or
  //: divided backgrounds. Each combination of figure and hue counts as a mode, whatever the background, so there are
  //: {{modes}} modes. **Because the mode of every image is known, a generator that leaves some modes out can be caught.**

  //: {fold: the data set and the number of its modes}
  // `Shapes` draws the images of the set, an `ImageDataset` holds images with their labels, an `ImageGrid` shows them.
  let shapes = Shapes(seed: 0)
  page.record("modes", Shapes.modes)

  //: {fold: the picture of all modes}
  let firstOfEach = (0..<Shapes.modes).map { mode in (0...).first { shapes.label(of: $0).mode == mode }! }
  let everyMode = Tensor.concatenate(firstOfEach.map { shapes.dataset($0..<$0 + 1).tensor(of: [0]) })
  try page.show(
    ImageGrid(
      everyMode, columns: Shapes.Hue.allCases.count, scale: 2, rowLabels: Shapes.Figure.allCases.map { "\($0)" },
      columnLabels: Shapes.Hue.allCases.map { "\($0)" }),
    caption: "One image of each of the 80 modes of Shapes",
    alternative: "A table of small images: each row has one figure, and each column one hue")

  //: {fold: the count of each mode}
  let sample = 8000
  let counts = (0..<sample).reduce(into: [Int](repeating: 0, count: Shapes.modes)) { counts, index in
    counts[shapes.label(of: index).mode] += 1
  }
  page.record("sample", sample)
  page.record("fewest", counts.min()!)
  page.record("most", counts.max()!)
  page.expect(
    "every mode occurs at least half as often as expected, and at most twice as often",
    counts.allSatisfy { (50...200).contains($0) })

  //: All modes are equally probable: among the first {{sample}} images the rarest occurs {{fewest}} times, and the most
  //: frequent {{most}} times.
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).

  //: ## Why from −1 to 1
  //:
  //: A generator of images ends with tanh, which maps every number into the range from −1 to 1 ([chapter
  //: 2](../02-generator/README.md#growing-an-image)). The real images are scaled to the same range: each byte $`b`$ of an
  //: image, from 0 to 255, becomes the number $`b / 127.5 - 1`$. If the two ranges differed, the discriminator could tell
  //: real from generated images by the range alone. [*A record of bytes*](#appendix-a-record-of-bytes) shows how an image is
  //: stored in a file.
  //:
  //: What would images with values from −1 to 1 look like in a program that expects values from 0 to 1? Decide before you
  //: open the picture.

  let some = shapes.dataset(0..<8).tensor(of: 0..<8)
  // A program that expects 0…1 cuts off what lies below 0. `* 2 - 1` brings the rest back to this page's range.
  let blackened = some.clamped(to: 0...1) * 2 - 1
  let pale = (some + 1) / 2
  let burnt = ((some + 1) * 127.5).clamped(to: -1...1)

  //: {fold: the picture of the four rows}
  // A grey line around each image, because the last row is as white as the page.
  let rim = Tensor(
    (0..<1024).map { (pixel: Int) -> Float in
      [pixel / 32, pixel % 32].contains { $0 == 0 || $0 == 31 } ? 1 : 0
    }
  ).reshaped([1, 32, 32, 1])
  let framed = Tensor.concatenate([some, blackened, pale, burnt]) * (1 - rim) - rim * 0.2
  try page.show(
    ImageGrid(
      framed, columns: 8, scale: 3,
      rowLabels: ["right", "cut off", "0 to 1", "bytes"]),
    caption: """
      The same images with the range right, and forgotten in three ways. The second row answers the question. The third has \
      values from 0 to 1, and the last has bytes, both shown as if they went from −1 to 1
      """,
    alternative: "Four rows of the same eight images: right, too dark with harsh colours, pale, and nearly white",
    behind: "I have decided: show the images")

  page.expect(
    "in the second row over a fifth of all values are the lowest", share(of: blackened, atMost: -0.999) > 0.2)
  page.expect("in the third row no value is below middle grey", pale.scalars.allSatisfy { $0 >= 0 })
  page.expect("in the last row over nine tenths of all values are the highest", share(of: burnt, atMost: 0.999) < 0.1)

  //: <details>
  //: <summary><b>What the wrong rows show</b></summary>
  //:
  //: In the second row, each channel below its middle is cut off and differences above the middle double, so dark greys turn
  //: black, and colours become too strong. In the third nothing is darker than middle grey, and in the last nearly all is
  //: white. If generated images look like one of these rows, look for two ranges that differ.
  //:
  //: </details>

  //: ## Batches
  //:
  //: Training goes through the images in batches. {define: An *epoch* is one pass over all the training data.} Every epoch
  //: has its own random order. The seed, the epoch and the index decide each batch, so a run that was stopped continues with
  //: exactly the batch that would have come next. `Batches` makes them, and mirrors each photograph with probability one
  //: half, because a horse that faces left is a horse too. Shapes must not be mirrored, because its crescents (moons) always
  //: open to the right, and a generator that sees mirrored ones should draw them too. If you have CIFAR-10 (`make cifar10`
  //: gets it), the chapter takes its batches from there, and describes it in [*The data of this
  //: run*](#appendix-the-data-of-this-run).

  // `source` is CIFAR-10 if you have it, and Shapes if not.
  let batches = Batches(source.train, size: 8, seed: page.seed, flips: source.set.allowsFlips)

  //: {fold: the claims, and the picture of flipped moons}
  page.expect(
    "the same epoch and index give a batch of the same bits",
    batches.batch(epoch: 1, index: 0).images.scalars == batches.batch(epoch: 1, index: 0).images.scalars)
  page.expect(
    "the first batch of another epoch has other images, or the same in another order",
    batches.batch(epoch: 0, index: 0).indices != batches.batch(epoch: 1, index: 0).indices)
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
      Tensor.concatenate([asDrawn.images, flipped.images]), columns: 8, scale: 3, rowLabels: ["as drawn", "flips"]),
    caption: "The same moons in a batch without and with flips: the mirrored ones do not exist in Shapes",
    alternative: "Two rows of moons: in the first all open to the right, in the second some open to the left")
  page.expect("both batches hold the same eight images", asDrawn.indices == flipped.indices)
  page.expect(
    "in the batch with flips some image is not as it was drawn", asDrawn.images.scalars != flipped.images.scalars)

  //: @hide
  try showRecord(page, shapes)
  try showData(page, source)
  // Last, so that the other pictures keep the numbers by which other pages know them.
  try showTurns(page)
}
//: @show

//: ## In five points
//:
//: 1. A GAN is two networks that learn in turns: the discriminator learns to tell real samples from generated ones, and the
//:    generator learns to make samples that the discriminator judges to be real.
//: 2. In each turn only one player's weights change, and the generator learns from the slope of the discriminator at its
//:    samples.
//: 3. How training ends depends on the seed, so a result on one seed is only an example.
//: 4. Shapes has 80 modes that can be counted, while the modes of photographs are not known.
//: 5. (From a section that a first reading skips.) Because tanh limits what the generator draws to [−1, 1], the real images
//:    are scaled to the same range. If two ranges differ, pictures come out too dark with harsh colours, or pale, or white.
//:
//: **A minute on paper.** The discriminator gives one real point the answer 2, and another the answer −2. What does each
//: cost in `(-judge(real)).softplus()`? A calculator helps with $`\ln(1 + e^s)`$.
//:
//: <details>
//: <summary><b>What comes out</b></summary>
//:
//: The minus changes the sign of each answer, so the right one costs $`\ln(1 + e^{-2})`$ = {{paperRight}}, and the wrong one
//: $`\ln(1 + e^2)`$ = {{paperWrong}}, exactly 2 more.
//:
//: </details>
//:
//: ## Exercises
//:
//: 1. Is it chance that the first pair leaves modes out? Run `swift run chapter 1 --seed 2`, and read how many of the
//:    eight modes have points near them. {reveal: {{modesOnSeed2}} of the first pair's, and {{secondModesOnSeed2}} of the
//:    second's. Two seeds are too few to say how often modes are left out; chapter 6 has ten, with R1 and
//:    without it.}
//: 2. Many programs instead normalise images by each channel's mean and standard deviation. Take the lowest brightness, 0,
//:    and the highest, 1, subtract the mean and divide by the deviation, using the numbers in the [table of
//:    channels](#appendix-the-data-of-this-run). Which values can the generator's tanh no longer reach?
//:    `swift run chapter 1` makes the table from your own data. {reveal: Red can run from {{redLow}} to {{redHigh}}, green
//:    from {{greenLow}} to {{greenHigh}}, and blue from {{blueLow}} to {{blueHigh}}. tanh reaches nothing below −1
//:    or above 1.}
//: 3. What does the generator want if you leave out the minus sign in `generatorLoss`? Leave it out in the first loop of
//:    [`FirstGAN.swift`](source:FirstGAN.swift#firstGAN), predict the picture of the first pair, and run
//:    `swift run chapter 1`. (In PyTorch, change [`first_gan.py`](../../scripts/pytorch/first_gan.py), which prints
//:    counts and a map.)
//:    {reveal: It now wants low answers, so its points go to where the answers are low, away from the data. The two networks
//:    no longer play against each other, because the discriminator wants low answers for these points too.}
//: 4. Does another seed draw other shapes? Run `swift run chapter 1 --seed 2 --dataset shapes`, and look closely at which
//:    pictures change and which do not. {reveal: The images of Shapes stay the same. The pictures of points, the film and
//:    all batches change.}
//: 5. How many images must be drawn before all 80 modes have occurred? Guess, set `sample` to your guess (in the folded code
//:    of [*Ten figures, eight hues*](#ten-figures-eight-hues)), and see whether the rarest mode occurs 0 times. {reveal: On
//:    average it takes 80 · (1 + ½ + … + 1/80) images, nearly 400.}
//:
//: Chapter 6 counts the modes that a generator draws, one by one
//: ([`ModeCount`](source:Sources/Metrics/Modes/ModeCount.swift#ModeCount)).

//: @hide
private func showRecord(_ page: Page, _ shapes: Shapes) throws {
  //: @show
  //: ## Appendix: a record of bytes
  //:
  //: CIFAR-10 contains 60,000 photographs of ten classes (Krizhevsky 2009). Each is stored as a record: a *label* byte,
  //: followed by three *planes* of 32 × 32 = 1,024 bytes, which are all the red values, all the green and all the blue.
  //: {define: *Channels last* means that the red, green and blue of a pixel are neighbours in memory: an image is
  //: `[height, width, channels]`.} This book stores images in this way, so the planes must be interleaved. Here is a shape
  //: that was turned into a record and then back into an image:

  //: {fold: the record, the image from it, and its picture}
  // `CIFAR10` interleaves the planes of photographs, as is done here with the planes of a shape.
  let pixels = shapes.image(5)
  let planes = (0..<3).flatMap { channel in stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] } }
  let record = [UInt8(shapes.label(of: 5).figure.rawValue)] + planes
  let image = Tensor(shape: [32, 32, 3]) { values in
    for pixel in 0..<1024 {
      for channel in 0..<3 { values[3 * pixel + channel] = Float(record[1 + 1024 * channel + pixel]) / 127.5 - 1 }
    }
  }
  try page.show(
    Image(image).enlarged(by: 6), caption: "The record as an image again",
    alternative: "A \(shapes.label(of: 5).hue) \(shapes.label(of: 5).figure)")

  //: {fold: the claims}
  page.expect("a record is as long as one of CIFAR-10's", record.count == CIFAR10.recordBytes)
  page.expect(
    "the tensor is the same as the data set's own, number by number",
    image.scalars == shapes.dataset(5..<6).tensor(of: [0]).scalars)

  //: @hide
}
//: @show

//: @hide
private func showData(_ page: Page, _ source: ImageSource) throws {
  //: @show
  //: ## Appendix: the data of this run
  //:
  //: This run uses **{{dataset}}**: {{count}} training images in {{classes}} classes. The smallest class has
  //: {{fewestOfClass}} images and the largest {{mostOfClass}}. The table gives the mean of each channel and its standard
  //: deviation, which says how widely the values are spread around the mean. With CIFAR-10 the run also compares both with
  //: the published numbers, which checks the order of the planes and the scale of the values.

  //: {fold: the first images and the counts of the classes}
  let data = source.train
  try page.show(
    ImageGrid(data.tensor(of: 0..<32), columns: 16, scale: 2), caption: "The first training images of this run",
    alternative: "Two rows of small images")
  page.record("dataset", data.identity.variant)
  page.record("count", data.count)
  let labels = data.labels.reduce(into: [Int](repeating: 0, count: data.classNames.count)) { $0[Int($1)] += 1 }
  page.record("classes", labels.count)
  page.record("fewestOfClass", labels.min()!)
  page.record("mostOfClass", labels.max()!)
  let statistics = channelStatistics(of: data)

  //: {fold: the table of the channels}
  // What 0 and 1 become in exercise 2, in each channel.
  let lowest = statistics.map { -$0.mean / $0.deviation }
  let highest = statistics.map { (1 - $0.mean) / $0.deviation }
  page.record("redLow", lowest[0], tolerance: 0.01, format: .decimals(2))
  page.record("redHigh", highest[0], tolerance: 0.01, format: .decimals(2))
  page.record("greenLow", lowest[1], tolerance: 0.01, format: .decimals(2))
  page.record("greenHigh", highest[1], tolerance: 0.01, format: .decimals(2))
  page.record("blueLow", lowest[2], tolerance: 0.01, format: .decimals(2))
  page.record("blueHigh", highest[2], tolerance: 0.01, format: .decimals(2))
  page.table(
    header: ["channel", "mean", "standard deviation"],
    rows: zip(["red", "green", "blue"], statistics).map { channel, found in
      [channel, found.mean.text(.decimals(4)), found.deviation.text(.decimals(4))]
    },
    caption: "Pixel values as shares of full brightness")

  //: {fold: the claims}
  page.expect(
    "after subtracting the mean and dividing by the deviation, values of every channel can lie below −1 and above 1",
    lowest.allSatisfy { $0 < -1 } && highest.allSatisfy { $0 > 1 })
  if source.set == .cifar10 {
    let published: [(mean: Double, deviation: Double)] = [(0.4914, 0.2470), (0.4822, 0.2435), (0.4465, 0.2616)]
    // JPEG, in which some copies were stored, takes a little of the contrast.
    let near = data.identity.variant == "cifar10" ? 0.001 : 0.003
    page.expect(
      "the channels have CIFAR-10's published means and deviations, to \(near)",
      zip(statistics, published).allSatisfy { found, known in
        abs(found.mean - known.mean) < near && abs(found.deviation - known.deviation) < near
      })
    page.expect("every class has 5,000 training images, as published", labels.allSatisfy { $0 == 5000 })
  } else {
    page.expect(
      "the values of every channel have a deviation above 0.15", statistics.allSatisfy { $0.deviation > 0.15 })
  }
  //: @hide
}
//: @show

//: ## Appendix: more about the page
//:
//: - What `page.record` keeps has a name by which the prose quotes it, so no result of a run is typed by hand.
//: - `page.expect` with `from: .standard` means that a run with `--profile quick` is too short to check the claim.
//: - `page.seed` is the seed of the run (`--seed 2` sets another one). `page.profile` says how much is run: least with
//:   `--profile quick`, most with `--profile full`.
//:
//: ## Appendix: more Swift
//:
//: | you see | it means | in Python |
//: | --- | --- | --- |
//: | `{ $0 * 2 }`, `{ $0 + $1 }` | a function without a name; `$0` is its first argument, `$1` its second | `lambda x: x * 2`, `lambda x, y: x + y` |
//: | `numbers.map { $0 * 2 }` | a function in braces after a call is the last argument of the call | `[x * 2 for x in numbers]` |
//: | `map(\.step)` | the property `step` of each value | `[h.step for h in …]` |
//: | `"\(x) images"` | a string with the value of `x` in it | `f"{x} images"` |
//: | `repeated(3) { p.sample() }` | a function without a name in braces, given as the last argument | `repeated(3, lambda: p.sample())` |
//: | `0..<8` | a range that leaves out its end | `range(8)` |
//: | `let (a, b) = (1, 2)`, `pair.0` | several values together | `a, b = 1, 2`, `pair[0]` |
//: | `try f()` | a call that may fail; an error goes to the caller | `f()`, which may raise |
//: | `x!` | the value of `x`, which may be `nil`; the program stops if it is | `x` |
//: | `x ?? y` | `x`, or `y` if `x` is `nil` | `y if x is None else x` |
//: | `x?.z` | the property `z` of `x`, or `nil` (Swift's `None`) if `x` is `nil` | `None if x is None else x.z` |
//: | `average?.update(x)` | the call, unless `average` is `nil` | `if average is not None: average.update(x)` |
//: | `x.map { $0 + 1 }` | of a value that may be `nil`: the function's result, or `nil` | `None if x is None else x + 1` |
//: | `if let x`, `guard let x … else { return }` | do this if there is a value; leave if there is none | `if x is not None:`, `if x is None: return` |
//: | `let score = \Scores.fid`, `s[keyPath: score]` | a property as a value (a `KeyPath`), and reading that property | `operator.attrgetter("fid")` |
//: | `protocol Generator { … }` | what a type must have to count as a `Generator` | `typing.Protocol` |
//: | `some Generator`, `any Generator` | one such type, which the caller chooses; a box that holds a value of any such type | duck typing |
//: | `f(x: @autoclosure () -> T)` | an argument that is computed only where it is used | `f(x=lambda: …)` |
//: | `extension T { … }` | adds functions to a type | functions added to a class |
//: | `defer { … }` | code that runs at the end of the block | `try: … finally: …` |
//: | `callAsFunction` | lets a value be called like a function: `generator(latents, .inference)` | `__call__` |
//: | `///` | documentation of what follows | a docstring |
//:
//: ## Appendix: names
//:
//: Later pages use these names, and say more about them where it matters.
//:
//: | names | what they are |
//: | --- | --- |
//: | `Tensor`, `Parameter`, `TensorFile`, `ElementType` | numbers in a block; a tensor that is learnt; a file of tensors; how it stores numbers |
//: | `reshaped`, `flattened`, `concatenate`, `broadcast`, `sum`, `variance`, `maximum`, `argmax` | operations on tensors: a new shape, one value made of many |
//: | `squared`, `squareRoot`, `absoluteValue`, `clamped`, `tanh`, `relu`, `leakyReLU`, `softmax`, `ones` | operations value by value |
//: | `tracked`, `detached`, `withoutHistory` | with and without the history that gradients need |
//: | `Random`, with `integer`, `uniform`, `permutation` | a stream of random numbers that its seed decides |
//: | `Linear`, `Convolution`, `TransposedConvolution`, `ConvolutionWindow`, `BatchNorm`, `Dropout`, `SpectralNorm`, `Activation`, `Initializer` | layers of a network, and what is chosen about them |
//: | `Optimizer`, `SGD`, `Adam`, `RMSprop`, `MovingAverage` | rules by which parameters follow their gradients; an average over steps |
//: | `Matrix`, `SymmetricEigen` | matrices in double precision, and their eigenvalues |
//: | `DataSet`, `ImageDataset`, `Shapes`, `CIFAR10`, `Batches`, `GaussianMixture` | a data set by its name; images with labels; drawn ones; photographs; portions of a data set; points in the plane around known centres |
//: | `Module`, `ImageNetworkShape` | anything that has parameters; the size and the classes of the images that a network makes or sees |
//: | `GeneratorKind`, `TrainedPair` | which of the book's two image generators; a generator and a discriminator that come with the book |
//: | `Image`, `ImageGrid`, `Filmstrip`, `enlarged` | pictures of pixels |
//: | `LinePlot`, `BarChart`, `Histogram`, `ScatterPlot`, `HeatMap`, `VectorField`, `NetworkDiagram`, `TurnDiagram`, `Panels`, with `Series`, `Encoding`, `Axis`, `Reference`, `PlaneGrid`, `NumberFormat` | diagrams, and what they are made of |
//: | `Page`, `Profile`, `Interrupted`, `Parallel` | the page that a run writes; how much it runs; what it throws when it is stopped; how work is spread over threads |
