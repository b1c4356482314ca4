import Datasets
import Engine
import Foundation
import Store

/// Everything that decides how a feature network comes out.
public struct FeatureTrainingPlan: Codable, Equatable, Sendable {
  /// Whose images it learns from, down to the copy.
  public var data: DataSet.Identity
  public var classNames: [String]
  /// Channels after each of the classifier's blocks.
  public var widths: [Int]
  public var images: Int
  public var cycles: [Cycle]
  public var batchSize: Int
  public var weightDecay: Float
  /// The share of a label's weight that is spread over all classes.
  public var smoothing: Float
  /// How far an image may be moved in each direction, in pixels.
  public var shift: Int
  public var flips: Bool
  public var seed: UInt64

  /// A plan with the usual batches, weight decay and smoothing.
  public init(
    data: DataSet.Identity, classNames: [String], widths: [Int], images: Int, cycles: [Cycle], batchSize: Int = 128,
    weightDecay: Float = 0.1, smoothing: Float = 0.1, shift: Int, flips: Bool, seed: UInt64
  ) {
    (self.data, self.classNames, self.widths, self.images) = (data, classNames, widths, images)
    (self.cycles, self.batchSize, self.weightDecay, self.smoothing) = (cycles, batchSize, weightDecay, smoothing)
    (self.shift, self.flips, self.seed) = (shift, flips, seed)
  }

  public func classifier() -> ImageClassifier {
    ImageClassifier(
      widths: widths, classes: classNames.count, random: Random(seed: seed).split("classifier"))
  }

  public var epochs: Int { cycles.reduce(0) { $0 + $1.epochs } }

  /// The learning rate of a step, `perEpoch` of which make an epoch.
  public func learningRate(at step: Int, perEpoch: Int) -> Float {
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
  public struct Cycle: Codable, Equatable, Sendable {
    public var epochs: Int
    /// The learning rate where it is highest.
    public var peakRate: Float

    /// So many epochs.
    public init(epochs: Int, peakRate: Float) { (self.epochs, self.peakRate) = (epochs, peakRate) }

    public func learningRate(at share: Float) -> Float { peakRate * min(share / 0.2, (1 - share) / 0.8) }
  }
}
