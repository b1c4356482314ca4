import Engine
import Foundation

/// The Inception Score: exp of the mean KL divergence between an image's class probabilities and those of all images
/// (Salimans 2016).
///
/// It rises with sure classifications and with varied ones, from 1 up to the number of classes. It is computed on
/// splits and averaged. The images are shuffled first: generators often make them class by class, and then no split is
/// a fair sample.
public struct InceptionScore: Sendable {
  /// The score of each split.
  public let splits: [Double]

  /// The mean over the splits.
  public var mean: Double { splits.mean() }
  /// The deviation over the splits, dividing by their number: how the field gives it.
  public var deviation: Double { splits.standardDeviation(.population) }

  /// The score of splits that were gathered; those without an image have none.
  public init(_ splits: [Split]) { self.splits = splits.filter { $0.count > 0 }.map(\.score) }

  /// The score of logits, one image per row, in random order.
  public init(logits: Matrix, splits: Int = 10, random: Random) {
    self.init(logits: logits, order: random.permutation(logits.rows), splits: splits)
  }

  /// The score of logits in a given order: split i of s are rows i·n/s up to (i+1)·n/s.
  public init(logits: Matrix, order: some RandomAccessCollection<Int>, splits: Int) {
    require(splits >= 1 && order.count >= splits, "InceptionScore: \(order.count) images make no \(splits) splits")
    var gathered = [Split](repeating: Split(), count: splits)
    for (image, split) in zip(order, Self.splits(splits, of: order.count)) {
      gathered[split].add(logits.scalars[image * logits.columns..<(image + 1) * logits.columns])
    }
    self.init(gathered)
  }

  /// The split of the first image, of the second, and so on.
  public static func splits(_ splits: Int, of count: Int) -> [Int] {
    (0..<splits).flatMap { split in
      repeatElement(split, count: count * (split + 1) / splits - count * split / splits)
    }
  }

  /// One split, gathered image by image: nothing is kept of an image.
  public struct Split: Sendable {
    fileprivate private(set) var count = 0
    /// The sum of every class's probability; empty as long as there are no images.
    private var classes: [Double] = []
    /// Σ p log p over all images and classes: how sure the classifier was, from below 0 up to 0.
    private var certainty = 0.0

    /// The number of classes; 0 as long as there are no images.
    public var classCount: Int { classes.count }

    /// Adds an image by its logits.
    public mutating func add(_ logits: ArraySlice<Double>) {
      let largest = logits.max()!
      let logSum = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
      if classes.isEmpty { classes = [Double](repeating: 0, count: logits.count) }
      for (place, logit) in logits.enumerated() {
        // A probability that underflows adds nothing: 0 log 0 = 0. A logarithm of the probability would make it NaN.
        let probability = exp(logit - logSum)
        classes[place] += probability
        if probability > 0 { certainty += probability * (logit - logSum) }
      }
      count += 1
    }

    /// Adds what was gathered of other images.
    public mutating func merge(_ other: Split) {
      classes = classes.isEmpty ? other.classes : other.classes.isEmpty ? classes : zip(classes, other.classes).map(+)
      certainty += other.certainty
      count += other.count
    }

    /// exp(H(y) - H(y|x)).
    public var score: Double {
      let entropy = classes.reduce(0) { sum, total in
        let mean = total / Double(count)
        return mean > 0 ? sum - mean * log(mean) : sum
      }
      return exp(entropy + certainty / Double(count))
    }
  }
}
