import Datasets
import Engine
import Foundation
import Store

/// Everything that decides the training of a feature network.
public struct FeatureTrainingPlan: Codable, Equatable, Sendable {
  /// The data set that it learns from, and the copy of it.
  public var data: DataSet.Identity
  /// The classes that the network tells apart, in the order of its logits.
  public var classNames: [String]
  /// The number of channels after each of the classifier's blocks.
  public var widths: [Int]
  /// The number of training images.
  public var images: Int
  /// The cycles of the learning rate, in order.
  public var cycles: [Cycle]
  /// The number of images in a step.
  public var batchSize: Int
  /// The decoupled weight decay of AdamW (Loshchilov & Hutter 2019).
  public var weightDecay: Float
  /// The share of a label's weight that is spread over all classes.
  public var smoothing: Float
  /// How far an image may be moved in each direction, in pixels.
  public var shift: Int
  /// Whether each image is mirrored with probability ½.
  public var flips: Bool
  /// The seed of everything random.
  public var seed: UInt64

  /// A plan; the defaults are the book's batches, weight decay and smoothing.
  public init(
    data: DataSet.Identity, classNames: [String], widths: [Int], images: Int, cycles: [Cycle], batchSize: Int = 128,
    weightDecay: Float = 0.1, smoothing: Float = 0.1, shift: Int, flips: Bool, seed: UInt64
  ) {
    (self.data, self.classNames, self.widths, self.images) = (data, classNames, widths, images)
    (self.cycles, self.batchSize, self.weightDecay, self.smoothing) = (cycles, batchSize, weightDecay, smoothing)
    (self.shift, self.flips, self.seed) = (shift, flips, seed)
  }

  /// The classifier with its initial weights, which depend on the seed alone.
  func classifier() -> ImageClassifier {
    ImageClassifier(
      widths: widths, classes: classNames.count, random: Random(seed: seed).split("classifier"))
  }

  /// The epochs of all cycles.
  public var epochs: Int { cycles.reduce(0) { $0 + $1.epochs } }

  /// The learning rate of a step, counted from 0, of which `perEpoch` make an epoch.
  func learningRate(at step: Int, perEpoch: Int) -> Float {
    var first = 0
    for cycle in cycles {
      let count = cycle.epochs * perEpoch
      if step < first + count { return cycle.learningRate(at: (Float(step - first) + 0.5) / Float(count)) }
      first += count
    }
    return 0
  }

  /// Some epochs in which the learning rate rises in a straight line for the first fifth, and then falls to 0 (Smith &
  /// Topin 2018). Another, lower cycle improves the result a little (Loshchilov & Hutter 2016).
  public struct Cycle: Codable, Equatable, Sendable {
    /// The number of epochs in the cycle.
    public var epochs: Int
    /// The highest learning rate.
    public var peakRate: Float

    /// A cycle.
    public init(epochs: Int, peakRate: Float) { (self.epochs, self.peakRate) = (epochs, peakRate) }

    /// The learning rate after a share of the cycle.
    func learningRate(at share: Float) -> Float { peakRate * min(share / 0.2, (1 - share) / 0.8) }
  }
}
