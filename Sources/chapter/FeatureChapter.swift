import ArgumentParser
import Datasets
import Evaluation
import Foundation
import Metrics
import Notebook
import Pictures

/// The training of a feature network as a command, `swift run chapter features`.
struct FeatureChapter: BookPage {
  static let entry = Entry(
    number: 7, name: "features", title: "The book's own feature networks",
    summary: "trains a classifier of CIFAR-10 or of the modes of Shapes, for scores without a download",
    duration: "minutes", files: [])
  /// It is no chapter of its own, so it has no number to go by.
  static let configuration = CommandConfiguration(commandName: entry.name, abstract: entry.summary)

  @OptionGroup var images: DataOptions

  @Option(
    parsing: .unconditional, help: "How many epochs to train for. (default: as the profile says)",
    transform: Int.count)
  var epochs: Int?

  @OptionGroup var common: RunArguments

  init() {}

  func show(on page: Page) throws {
    let set = try images.chosen()
    let folder = images.data?.path
    let isShort = page.profile == .quick
    let train = try set.images(.featureTrain, isShort ? 0..<512 : nil, folder: folder)
    let test = try set.images(.featureTest, isShort ? 0..<500 : nil, folder: folder)
    page.dataSet(DataStamp(set, train.identity))
    let training = FeatureTraining(plan(for: train, of: set, page), images: train)
    if let file = page.resume { try training.resume(from: file) }
    try self.train(training, named: set.name, page)
    let file = page.runFolder.appendingPathComponent("features-\(set.name).safetensors.zst")
    let network = try training.write(to: file, judgedBy: test)
    let report = network.training
    page.table(
      header: ["network", "accuracy", "test images", "steps", "minutes"],
      rows: [
        [
          set.name, report.accuracy.text(.percent(2)), test.count.text, report.steps.text,
          (report.seconds / 60).text(.decimals(1)),
        ]
      ])
    if page.profile == .full {
      let place = BookFeatures.shippedFile(for: set)
      try network.write(to: place)
      page.note("from now on the book scores with this network: \(place.path)")
    } else {
      page.note("the network is in \(file.path); `--profile full` trains it to the end and puts it into the book")
    }
  }

  private func plan(for images: ImageDataset, of set: DataSet, _ page: Page) -> FeatureTrainingPlan {
    let isPhotographs = set == .cifar10
    let usual = page.profile == .full ? (isPhotographs ? 30 : 10) : page.profile == .quick ? 1 : 2
    return FeatureTrainingPlan(
      data: images.identity, classNames: images.classNames, widths: isPhotographs ? [64, 160, 160] : [32, 32, 64],
      images: images.count, cycles: [FeatureTrainingPlan.Cycle(epochs: epochs ?? usual, peakRate: 4e-3)],
      shift: isPhotographs ? 4 : 0, flips: set.allowsFlips, seed: page.seed)
  }

  private func train(_ training: FeatureTraining, named name: String, _ page: Page) throws {
    let (plan, loop) = (training.plan, training.loop)
    page.table(
      header: ["network", "parameters", "images", "epochs", "steps of \(plan.batchSize)"],
      rows: [
        [
          name, training.classifier.parameterCount.text, plan.images.text, "\(plan.epochs)", loop.total!.text,
        ]
      ])
    let ending = try page.progress("Training the \(name) classifier", total: loop.total!, done: loop.steps) { bar in
      try training.train(
        savingTo: page.checkpoint, stopsWhen: { page.interrupted },
        onStep: { loss, epoch in
          bar.advance(["loss": Double(loss)], message: "epoch \(epoch + 1) of \(plan.epochs)")
        },
        onEpoch: { epoch, loss in
          page.note("after epoch \(epoch) of \(plan.epochs): mean loss \(loss.text(.decimals(3)))")
        })
    }
    if ending == .stopped { throw Interrupted(resume: page.resumeCommand) }
  }
}
