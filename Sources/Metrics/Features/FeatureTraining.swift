import Datasets
import Engine
import Foundation
import Store

/// The training of a classifier whose averages before the last layer become features.
public final class FeatureTraining {
  /// What decides the training.
  public let plan: FeatureTrainingPlan
  /// The network in training.
  public let classifier: ImageClassifier
  /// How far it has come.
  public private(set) var loop: TrainingLoop
  private let rule: Adam

  /// A training before its first step.
  public init(_ plan: FeatureTrainingPlan, images: ImageDataset) {
    self.plan = plan
    classifier = plan.classifier()
    rule = Adam(learningRate: 0, weightDecay: plan.weightDecay)
    let batches = Batches(images, size: plan.batchSize, seed: plan.seed, flips: plan.flips)
    loop = TrainingLoop(batches, total: plan.epochs * batches.batchesPerEpoch)
  }

  /// Trains to the end, or until somebody asks to stop.
  ///
  /// - Parameters:
  ///   - checkpoint: Where to save after every epoch, and before stopping.
  ///   - shouldStop: Asked after every step whether to stop early.
  ///   - onStep: Called with the loss and the epoch of every step.
  ///   - onEpoch: Called with the number of epochs so far and the mean loss of the last one.
  /// - Returns: How the training ended.
  /// - Throws: What writing the checkpoint throws.
  public func train(
    savingTo checkpoint: URL, stopsWhen shouldStop: () -> Bool = { false },
    onStep: (_ loss: Float, _ epoch: Int) -> Void = { _, _ in },
    onEpoch: (_ epochs: Int, _ meanLoss: Float) -> Void = { _, _ in }
  ) throws -> TrainingLoop.Ending {
    var losses: [Float] = []
    var loop = loop
    let perEpoch = loop.batches.batchesPerEpoch
    return try loop.run(
      step: { batch in
        let random = Random(seed: plan.seed).split("shift \(batch.place.epoch) \(batch.place.index)")
        let images = shifted(batch.images, by: plan.shift, random: random)
        let loss = smoothedCrossEntropy(
          classifier(images, .training(random)).logits, labels: batch.labels, smoothing: plan.smoothing)
        rule.learningRate = plan.learningRate(at: rule.steps, perEpoch: perEpoch)
        rule.update(classifier, with: gradients(of: loss, wrt: classifier.parameters))
        losses.append(loss.scalar)
        onStep(losses.last!, batch.place.epoch)
      },
      looksWhen: { $0.place.index == 0 },
      look: { now in
        onEpoch(now.place.epoch, losses.reduce(0, +) / Float(losses.count))
        losses = []
      },
      save: { now in
        self.loop = now
        try FeatureTrainingState(plan: plan, loop: now).save(to: checkpoint, classifier, rule)
      },
      stopsWhen: shouldStop)
  }

  /// Restores the state of the training that saved the checkpoint.
  ///
  /// - Throws: ``WrongFeaturePlan`` if the file is of a training with another plan, and what reading throws.
  public func resume(from file: URL) throws {
    let state = try FeatureTrainingState.load(file, plan, classifier, rule)
    loop = TrainingLoop(
      loop.batches, total: loop.total, steps: state.steps, place: state.place, seconds: state.seconds)
  }

  /// Writes the network in half precision, with its accuracy in that precision on images that it never saw.
  ///
  /// - Parameters:
  ///   - file: Where it goes.
  ///   - test: Images with the same classes as those that it learned from.
  /// - Returns: The network with its report.
  public func write(to file: URL, judgedBy test: ImageDataset) throws -> BookFeatures {
    var report = FeatureTrainingReport(
      plan: plan, accuracy: 0, testImages: test.count, steps: loop.total ?? loop.steps, seconds: loop.seconds,
      machine: .current)
    try BookFeatures(classifier: classifier, training: report).write(to: file)
    let rounded = try BookFeatures(contentsOf: file)
    report.accuracy = accuracy(of: rounded, on: test)
    let network = BookFeatures(classifier: rounded.classifier, training: report)
    try network.write(to: file)
    return network
  }
}
