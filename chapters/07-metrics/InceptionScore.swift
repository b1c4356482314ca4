import Engine
import Foundation

/// The Inception Score: exp of the mean KL divergence between an image's class probabilities and those of all images
/// (Salimans 2016).
///
/// It rises with sure classifications and with varied ones, from 1 up to the number of classes. It is computed on
/// splits and averaged. The images are shuffled first: generators often make them class by class, and then no split is
/// a fair sample.
struct InceptionScore: Sendable {
  /// The score of each split.
  let splits: [Double]

  /// The mean over the splits.
  var mean: Double { splits.reduce(0, +) / Double(splits.count) }
  /// The deviation over the splits, dividing by their number: how the field gives it.
  var deviation: Double {
    (splits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(splits.count)).squareRoot()
  }

  /// The score of logits, one image per row, in random order.
  init(logits: Matrix, splits: Int = 10, random: Random) {
    self.init(logits: logits, order: random.permutation(logits.rows), splits: splits)
  }

  /// The score of logits in a given order: split i of s are rows i·n/s up to (i+1)·n/s.
  init(logits: Matrix, order: some RandomAccessCollection<Int>, splits: Int) {
    let order = Array(order)
    precondition(splits >= 1 && order.count >= splits, "InceptionScore: \(order.count) images make no \(splits) splits")
    self.splits = (0..<splits).map { split in
      score(logits, order[order.count * split / splits..<order.count * (split + 1) / splits])
    }
  }
}

private func score(_ logits: Matrix, _ images: ArraySlice<Int>) -> Double {
  let classes = logits.columns
  var marginal = [Double](repeating: 0, count: classes)
  var certainty = 0.0
  for image in images {
    let row = logits.scalars[image * classes..<(image + 1) * classes]
    let largest = row.max()!
    let logSum = largest + log(row.reduce(0) { $0 + exp($1 - largest) })
    for (place, logit) in row.enumerated() {
      // A probability that underflows adds nothing: 0 log 0 = 0. A logarithm of the probability would make it NaN.
      let probability = exp(logit - logSum)
      marginal[place] += probability / Double(images.count)
      if probability > 0 { certainty += probability * (logit - logSum) }
    }
  }
  let entropy = -marginal.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
  return exp(certainty / Double(images.count) + entropy)
}
