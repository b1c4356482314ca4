import Datasets
import Engine

/// Images `[batch, height, width, channels]`, each moved by a random number of whole pixels, at most `limit` on each axis,
/// and continued beyond its edges by reflection.
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

/// The cross-entropy of logits `[batch, classes]` and labels, with label smoothing: a share of each label is spread over
/// all classes (Szegedy 2016).
func smoothedCrossEntropy(_ logits: Tensor, labels: [UInt8], smoothing: Float) -> Tensor {
  let classes = logits.shape[1]
  let right = Tensor.oneHot(labels.map(Int.init), classes: classes) * (1 - smoothing) + smoothing / Float(classes)
  return -(logits.logSoftmax() * right).sum() / Float(labels.count)
}

/// The share of a data set's images whose label the network gives the largest logit.
public func accuracy(of network: some FeatureNetwork, on data: ImageDataset) -> Double {
  let right = stride(from: 0, to: data.count, by: 250).reduce(0) { sum, start in
    let range = start..<min(start + 250, data.count)
    let found = network(data.tensor(of: range)).logits.argmax()
    return sum + zip(found, data.labels[range]).count { $0 == Int($1) }
  }
  return Double(right) / Double(data.count)
}
