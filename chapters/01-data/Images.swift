import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Store

//: # 1 · Data
//:
//: Before any network can learn what images look like, images must become numbers that it can use. This chapter goes
//: from bytes in a file to batches of tensors, and shows what goes wrong when a step is forgotten. It also introduces
//: the book's own data set, *Shapes*, in which everything that a photograph leaves to judgement can be counted.
//:
//: ![One image of each of the 80 modes of Shapes](figures/01-one-image-of-each-of-the-80-modes-of.png)
//:
//: ```
//: swift run chapter 1
//: ```
//:
//: It takes a few seconds. With CIFAR-10 at hand (`make cifar10` gets it) it uses that; without, it uses Shapes.
//:
//: **Before you read on, predict:** a network that ends in tanh can make any value between −1 and 1. What would its
//: images look like if the program that shows them expects values between 0 and 1?

//: @hide
func dataChapter(_ page: Page) throws {
  // Before anything else, so that data that cannot be read is said at once.
  let source = try ImageSource(for: page, shapes: page.profile == .quick ? 500 : 5000)
  //: @show
  //: ## Ten figures, eight hues
  //:
  //: Shapes is drawn when it is asked for: anti-aliased figures on soft grounds, 32 × 32 pixels, without end. Image
  //: number *n* is always the same one. There are ten figures in eight hues, so there are exactly {{modes}} kinds of image, and
  //: which kind an image is of is known. A generator that leaves some of them out can be caught.

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

  //: All modes are equally likely. Among the first {{sample}} images the rarest occurs {{fewest}} times and the most frequent
  //: {{most}} times, around an expected 100.

  //: ## A record of bytes
  //:
  //: CIFAR-10 holds 60,000 photographs of ten classes (Krizhevsky 2009), in files of 10,000 records. A record is a
  //: *label* byte and then three *planes* of 32 × 32 = 1,024 bytes: all the red values, all the green, all the blue.
  //: A shape written in that layout makes a record to take apart.

  let pixels = shapes.image(5)
  let planes = (0..<3).flatMap { channel in stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] } }
  let record = [UInt8(shapes.label(of: 5).figure.rawValue)] + planes
  page.print(
    """
    \(record.count) bytes: label \(record[0]) (\(shapes.label(of: 5).figure)), \
    then red \(record[1]) \(record[2]) \(record[3]) …, green \(record[1025]) …, blue \(record[2049]) …
    """)
  page.expect("a record is as long as one of CIFAR-10's", record.count == CIFAR10.recordBytes)

  //: In this book an image is `[height, width, channels]`: the three values of a pixel are neighbours, *channels last*.
  //: So the planes must be woven together. And a byte from 0 to 255 becomes a number from −1 to 1.

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
  //: Because that is the range of tanh, with which the generator ends. Real and generated images must live in the same
  //: range, or the discriminator has an easy mark to tell them by. Here is what forgetting it does to the eye. The first
  //: row is right. In the second, values in −1…1 are shown by a program that expects 0…1, so that everything darker than
  //: middle grey turns black. In the third, bytes from 0 to 255 went straight into a picture of range −1…1.

  let some = shapes.dataset(0..<8).tensor(of: 0..<8)
  let blackened = some.clamped(to: 0...1) * 2 - 1
  let burnt = ((some + 1) * 127.5).clamped(to: -1...1)
  try page.show(
    ImageGrid(Tensor.concatenate([some, blackened, burnt]), columns: 8, rowLabels: ["right", "0…1", "0…255"]),
    caption: "The same images with the range right, and forgotten in two ways")
  page.expect("half of the range is lost to black", share(of: blackened, atMost: -0.999) > 0.2)
  page.expect("bytes taken as they are leave nothing but white", share(of: burnt, atMost: 0.999) < 0.1)

  //: If you predicted black holes in every picture, you have just diagnosed the most common complaint about generated
  //: images.

  //: ## What the data is like

  let data = source.train
  try page.show(ImageGrid(data.tensor(of: 0..<32), columns: 16), caption: "The first training images of this run")
  page.record("dataset", data.name)
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
  let isCIFAR10 = data.name.hasPrefix("cifar10")
  if isCIFAR10 {
    page.expect(
      "the channels have CIFAR-10's published means and deviations",
      zip(statistics, published).allSatisfy { found, known in
        abs(found.mean - known.mean) < 0.01 && abs(found.deviation - known.deviation) < 0.01
      })
  } else {
    page.expect("every channel uses the range well", statistics.allSatisfy { $0.deviation > 0.15 })
  }

  //: ## Batches
  //:
  //: Training takes a *batch* of images at a time, in an order that is new in every *epoch*, a pass over all the data.
  //: The order is random and yet fixed: a batch is a function of the seed, the epoch and its index. So a run that was
  //: stopped half-way through an epoch can go on with exactly the batch it would have had.

  let batches = Batches(data, size: 8, seed: page.seed, flips: isCIFAR10)
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

  //: Photographs may be mirrored: a horse that faces left is a horse. That doubles the data for nothing. A letter, or a
  //: crescent moon, may not: mirrored moons are not in Shapes, and a generator that learnt from them would be wrong.
  //: Whether a change leaves the data's distribution as it was is a question about the data.

  //: ## What compression buys
  //:
  //: The book ships trained networks in the field's usual format, *safetensors*, inside a *zstd* frame. Whether that pays
  //: depends on what is inside.

  let few = data.tensor(of: 0..<min(data.count, 500))
  let noise = Random(seed: page.seed).normal(few.shape)
  let rows = try [("images, as 32-bit numbers", few), ("normal noise", noise), ("zeros", .zeros(few.shape))].map {
    name, tensor in
    let plain = try measureFile(tensor, named: "trial.safetensors", in: page.runFolder)
    let packed = try measureFile(tensor, named: "trial.safetensors.zst", in: page.runFolder)
    page.expect("\(name) come back bit for bit", packed.isSame && plain.isSame)
    return (name, plain, packed)
  }
  page.table(
    header: ["what", "plain", "packed", "of plain"],
    rows: rows.map { name, plain, packed in
      [
        name, "\(plain.bytes.text) bytes", "\(packed.bytes.text) bytes",
        (Double(packed.bytes) / Double(plain.bytes)).text(.percent(1)),
      ]
    })
  page.record("perByte", Double(rows[0].2.bytes) / Double(few.count), tolerance: 0.05, format: .decimals(2))
  page.record("seconds", rows[0].2.seconds, tolerance: .infinity, format: .significant(2))

  //: Each of these images' numbers takes one of 256 values and still fills 32 bits, so three quarters go at once, and
  //: neighbouring pixels are alike, so more goes: {{perByte}} of a byte is left for each. Noise does not pack, and trained weights
  //: look much like noise: for them the saving comes from keeping 16 bits of each number instead of 32. Packing as
  //: tightly as this took {{seconds}} seconds for the images; checkpoints are packed in a hurry instead.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A record of CIFAR-10 is a label and three planes; a tensor here is height × width × channels.
//: 2. Images live in [−1, 1] because tanh does; black holes and burnt pictures mean that somebody forgot.
//: 3. Shapes has 80 modes that can be counted, which photographs have not.
//: 4. A batch is a function of seed, epoch and index, so runs can stop and go on.
//: 5. Compression helps where there is repetition; weights have none.
//:
//: ## Exercises
//:
//: 1. Normalise by the channels' means and deviations instead. Which values can the generator's tanh no longer reach?
//: 2. Cut a file short: copy the CIFAR-10 folder, `truncate -s 1000 data_batch_1.bin` in the copy, and run
//:    `swift run chapter 1 --data COPY`. What does the message tell you?
//: 3. Does another seed draw other shapes? `swift run chapter 1 --seed 2 --dataset shapes`: look closely at which
//:    pictures change and which do not.
