/// How a generator's images compare with real ones, as a ``Scorer`` measures it.
public struct Quality: Codable, Equatable, Sendable {
  /// The Fréchet distance between the features of generated images and of training images.
  public var toTraining: Double
  /// The same for images that nobody trained on.
  public var toTest: Double
  /// The share of generated images in each class of the classifier.
  public var shares: [Double]
  /// The number of generated images.
  public var samples: Int
  /// The share of images that the classifier takes for the class that was asked for; `nil` where none was.
  public var accuracy: Double?

  /// A quality that was measured.
  public init(toTraining: Double, toTest: Double, shares: [Double], samples: Int, accuracy: Double? = nil) {
    self.toTraining = toTraining
    self.toTest = toTest
    self.shares = shares
    self.samples = samples
    self.accuracy = accuracy
  }

  /// How many classes a classifier names: those whose name at least a quarter of an equal share of the images get.
  public var classesNamed: Int { shares.count { $0 >= 0.25 / Double(shares.count) } }
}

/// Scores a generator. This library has no metric of its own: a ``TrainingRun`` is given one from outside.
public typealias Scorer = (_ generator: any Generator) -> Quality
