import Datasets
import Engine
import Foundation
import Notebook
import Store

//: # The book's own eyes
//:
//: A metric that compares pixels is blind: an image moved by one pixel is far from itself. So images are compared by what
//: a trained network makes of them. The field's network, Inception v3, is a download of its own. This file trains two small
//: ones, a classifier of CIFAR-10 and one of the modes of Shapes:
//:
//: ```
//: swift run chapter features --dataset shapes --profile full
//: swift run chapter features --dataset cifar10 --profile full
//: ```

/// Everything that decides how a feature network comes out.
struct FeatureTrainingPlan: Codable, Equatable {
  var kind: BookFeatures.Kind
  /// The data set, down to the variant.
  var dataset: String
  var classNames: [String]
  /// Channels after each of the classifier's blocks.
  var widths: [Int]
  var images: Int
  var cycles: [Cycle]
  var batchSize = 128
  var weightDecay: Float = 0.1
  /// The share of a label's weight that is spread over all classes.
  var smoothing: Float = 0.1
  /// How far an image may be moved in each direction, in pixels.
  var shift: Int
  var flips: Bool
  var seed: UInt64

  func classifier() -> ImageClassifier {
    ImageClassifier(
      widths: widths, classes: classNames.count, random: Random(seed: seed).split("classifier"))
  }

  var epochs: Int { cycles.reduce(0) { $0 + $1.epochs } }

  /// The learning rate of a step, `perEpoch` of which make an epoch.
  func learningRate(at step: Int, perEpoch: Int) -> Float {
    var first = 0
    for cycle in cycles {
      let count = cycle.epochs * perEpoch
      if step < first + count { return cycle.learningRate(at: (Float(step - first) + 0.5) / Float(count)) }
      first += count
    }
    return 0
  }

  /// Some epochs in which the learning rate goes up in a straight line for the first fifth, and then down to nothing. Large
  /// steps are needed to get far and small ones to arrive (Smith & Topin 2018); another, lower cycle gets a little
  /// further (Loshchilov & Hutter 2016).
  struct Cycle: Codable, Equatable {
    var epochs: Int
    /// The learning rate where it is highest.
    var peakRate: Float

    func learningRate(at share: Float) -> Float { peakRate * min(share / 0.2, (1 - share) / 0.8) }
  }
}

//: ## What is not in the photographs
//:
//: Fifty thousand photographs are few. A ship is a ship when it is mirrored, and when it stands two pixels to the left; a
//: network that is shown both learns that for nothing. Batches mirror. This moves: the image is continued over its edge as
//: in a mirror, and a window of the old size is cut out.

/// Images each moved by a whole number of pixels of its own, at most `limit` on each axis, continued beyond their edges by
/// reflection.
func shifted(_ images: Tensor, by limit: Int, random: Random) -> Tensor {
  guard limit > 0 else { return images }
  let (count, height, width, channels) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3])
  func reflected(_ place: Int, _ size: Int) -> Int {
    place < 0 ? -place : place >= size ? 2 * size - 2 - place : place
  }
  return Tensor(shape: images.shape) { values in
    images.withUnsafeScalars { source in
      for image in 0..<count {
        let (down, right) = (random.integer(below: 2 * limit + 1) - limit, random.integer(below: 2 * limit + 1) - limit)
        for y in 0..<height {
          let from = (image * height + reflected(y + down, height)) * width
          let to = (image * height + y) * width
          for x in 0..<width {
            let pixel = (from + reflected(x + right, width)) * channels
            for channel in 0..<channels { values[(to + x) * channels + channel] = source[pixel + channel] }
          }
        }
      }
    }
  }
}

//: ## What is asked of it
//:
//: Cross-entropy, with a tenth of every label's weight spread over all classes: a network that must be quite sure pushes
//: its logits apart without end, and its features with them (Szegedy 2016).

/// The cross-entropy of logits `[batch, classes]` with labels of which a share is spread over all classes.
func smoothedCrossEntropy(_ logits: Tensor, labels: [UInt8], smoothing: Float) -> Tensor {
  let classes = logits.shape[1]
  let right = Tensor.oneHot(labels.map(Int.init), classes: classes) * (1 - smoothing) + smoothing / Float(classes)
  return -(logits.logSoftmax() * right).sum() / Float(labels.count)
}

/// The share of a data set's images whose label the network gives the largest logit.
func accuracy(of network: some FeatureNetwork, on data: ImageDataset) -> Double {
  let right = stride(from: 0, to: data.count, by: 250).reduce(0) { sum, start in
    let range = start..<min(start + 250, data.count)
    let found = network(data.tensor(of: range)).logits.argmax()
    return sum + zip(found, data.labels[range]).count { $0 == Int($1) }
  }
  return Double(right) / Double(data.count)
}

//: ## The run

func trainFeatures(_ page: Page, _ options: FeatureChapter) throws {
  let (plan, train, test) = try featureData(page, options)
  let classifier = plan.classifier()
  let rule = Adam(learningRate: 0, weightDecay: plan.weightDecay)
  let batches = Batches(train, size: plan.batchSize, seed: plan.seed, flips: plan.flips)
  let steps = plan.epochs * batches.batchesPerEpoch
  var state = FeatureTrainingState(plan: plan)
  if let file = page.resume { state = try FeatureTrainingState.load(file, plan, classifier, rule) }
  page.table(
    header: ["network", "parameters", "images", "epochs", "steps of \(plan.batchSize)"],
    rows: [[plan.kind.rawValue, classifier.parameterCount.text, train.count.text, "\(plan.epochs)", steps.text]])

  let end = BatchPlace(epoch: plan.epochs)
  try page.progress("Training the \(plan.kind.rawValue) classifier", total: steps, done: rule.steps) { bar in
    try batches.prefetched(from: state.place, until: end) { stream in
      var losses: [Float] = []
      for batch in stream {
        let start = ContinuousClock.now
        let random = Random(seed: plan.seed).split("shift \(batch.place.epoch) \(batch.place.index)")
        let images = shifted(batch.images, by: plan.shift, random: random)
        let loss = smoothedCrossEntropy(
          classifier(images, .training(random)).logits, labels: batch.labels, smoothing: plan.smoothing)
        rule.learningRate = plan.learningRate(at: rule.steps, perEpoch: batches.batchesPerEpoch)
        rule.update(classifier, with: gradients(of: loss, wrt: classifier.parameters))
        losses.append(loss.scalar)
        state.place = batches.place(after: batch.place)
        state.seconds += start.duration(to: .now) / .seconds(1)
        bar.advance(["loss": Double(losses.last!)], message: "epoch \(batch.place.epoch + 1) of \(plan.epochs)")
        if state.place.index == 0 || page.interrupted { try state.save(to: page.checkpoint, classifier, rule) }
        if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
        if state.place.index == 0 {
          let mean = losses.reduce(0, +) / Float(losses.count)
          losses = []
          page.note(
            "after epoch \(state.place.epoch) of \(plan.epochs): mean loss \(mean.text(.decimals(3))), "
              + "\(state.seconds.text(.decimals(0))) seconds so far")
        }
      }
    }
  }

  //: The network is judged as it is shipped: in half precision, on images that it never saw.

  let file = page.runFolder.appendingPathComponent(plan.kind.fileName)
  var report = FeatureTrainingReport(
    plan: plan, accuracy: 0, testImages: test.count, steps: steps, seconds: state.seconds, machine: .current)
  try BookFeatures(classifier: classifier, training: report).write(to: file)
  let rounded = try BookFeatures(contentsOf: file)
  report.accuracy = accuracy(of: rounded, on: test)
  let network = BookFeatures(classifier: rounded.classifier, training: report)
  try network.write(to: file)
  page.table(
    header: ["network", "accuracy", "test images", "steps", "minutes"],
    rows: [
      [
        plan.kind.rawValue, report.accuracy.text(.percent(2)), test.count.text, steps.text,
        (report.seconds / 60).text(.decimals(1)),
      ]
    ])
  if page.profile == .full {
    let place = FeatureChapter.entry.cache.appendingPathComponent(plan.kind.fileName)
    try FileManager.default.createDirectory(at: FeatureChapter.entry.cache, withIntermediateDirectories: true)
    try network.write(to: place)
    page.note("from now on the book scores with this network: \(place.path)")
  } else {
    page.note("the network is in \(file.path); `--profile full` trains it to the end and puts it into the book")
  }
}

/// What a profile trains on, and what it is judged by.
private func featureData(_ page: Page, _ options: FeatureChapter) throws -> (
  FeatureTrainingPlan, train: ImageDataset, test: ImageDataset
) {
  let isShort = page.profile == .quick
  if let cifar10 = try ImageSource.cifar10(options.images) {
    let (train, test) = (try cifar10.train(), try cifar10.test())
    let used = isShort ? train.slice(0..<512) : train
    page.dataSet(.cifar10(train.name))
    let plan = FeatureTrainingPlan(
      kind: .cifar10, dataset: train.name, classNames: train.classNames, widths: [64, 160, 160], images: used.count,
      cycles: cycles(page, options, full: [(30, 4e-3)]), shift: 4, flips: true, seed: page.seed)
    return (plan, used, test)
  }
  page.dataSet(.shapes)
  let modes = Shapes.Labelling.mode
  let train = Shapes(seed: 1).dataset(0..<(isShort ? 512 : 25_600), labelledBy: modes)
  // Another seed: images that the network cannot have seen.
  let test = Shapes(seed: 2).dataset(0..<(isShort ? 500 : 10_000), labelledBy: modes)
  let plan = FeatureTrainingPlan(
    kind: .shapes, dataset: "shapes", classNames: modes.classNames, widths: [32, 32, 64], images: train.count,
    cycles: cycles(page, options, full: [(10, 4e-3)]), shift: 0, flips: false, seed: page.seed)
  return (plan, train, test)
}

/// The cycles of a profile, or one of as many epochs as the reader asks for.
private func cycles(
  _ page: Page, _ options: FeatureChapter, full: [(epochs: Int, peakRate: Float)]
) -> [FeatureTrainingPlan.Cycle] {
  if page.profile == .full && options.epochs == nil {
    return full.map { FeatureTrainingPlan.Cycle(epochs: $0.epochs, peakRate: $0.peakRate) }
  }
  let epochs = options.epochs ?? (page.profile == .quick ? 1 : 2)
  return [FeatureTrainingPlan.Cycle(epochs: epochs, peakRate: full[0].peakRate)]
}
