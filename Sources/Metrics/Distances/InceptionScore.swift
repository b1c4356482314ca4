import Engine
import Foundation

/// The Inception Score: exp of the mean KL divergence between an image's class probabilities and those of all images
/// (Salimans 2016).
///
/// It lies between 1 and the number of classes, and rises as the classifier is surer of each image and as the images'
/// classes are more varied. It is the mean over splits of the images. The images are shuffled first: many generators make
/// them class by class, and then a split would not be a fair sample.
public struct InceptionScore: Sendable {
  /// The score of each split.
  public let splits: [Double]

  /// The mean over the splits.
  public var mean: Double { splits.mean() }
  /// The standard deviation over the splits, divided by their number as is usual in the field.
  public var deviation: Double { splits.standardDeviation(.population) }

  /// The score of splits; splits without an image are left out.
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

  /// The number of the split of every image, in order.
  public static func splits(_ splits: Int, of count: Int) -> [Int] {
    (0..<splits).flatMap { (split: Int) -> [Int] in
      let (start, end) = (count * split / splits, count * (split + 1) / splits)
      return [Int](repeating: split, count: end - start)
    }
  }

  /// One split, summed image by image; no image's logits are kept.
  public struct Split: Sendable {
    fileprivate private(set) var count = 0
    /// The sum of every class's probability over the images; empty without images.
    private var classes: [Double] = []
    /// Σ p log p over all images and classes; 0 if the classifier was sure of every image, negative otherwise.
    private var certainty = 0.0

    /// The number of classes; 0 without images.
    var classCount: Int { classes.count }

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

    /// Adds the images of another split.
    public mutating func merge(_ other: Split) {
      classes = classes.isEmpty ? other.classes : other.classes.isEmpty ? classes : zip(classes, other.classes).map(+)
      certainty += other.certainty
      count += other.count
    }

    /// exp(H(y) - H(y|x)), with H(y) the entropy of the mean class probabilities.
    public var score: Double {
      let entropy = classes.reduce(0) { sum, total in
        let mean = total / Double(count)
        return mean > 0 ? sum - mean * log(mean) : sum
      }
      return exp(entropy + certainty / Double(count))
    }
  }
}
