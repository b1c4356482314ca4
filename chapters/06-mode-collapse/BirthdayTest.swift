import Engine
import Foundation

/// The birthday-paradox test of how many different images a generator makes (Arora & Zhang 2017).
///
/// Among 23 people two probably share a birthday, because there are only 365. So if batches of s images probably hold
/// two that are alike, the generator's images are about as varied as s² / (2 ln 2) equally likely ones. The test proves
/// little variety; it cannot prove much. Which images count as alike is for the caller to say, and real images should
/// be put through the same test beside the generated ones: they have duplicates too.
struct BirthdayTest: Sendable {
  /// Two images of one batch, and how far apart they are.
  struct Pair: Sendable {
    let first: Int
    let second: Int
    /// The root mean square of the difference of their values.
    let distance: Float
  }

  /// The number of images in a batch.
  let batchSize: Int
  /// Below which distance two images are the same.
  let threshold: Float
  /// The closest pair of every batch, as places in the images that were tested; worth looking at.
  let closest: [Pair]

  /// Cuts images `[count, …]` into batches and finds the closest pair of each; what does not fill a batch is left out.
  init(_ images: Tensor, batchSize: Int, threshold: Float) {
    let size = images.count / images.shape[0]
    let batches = images.shape[0] / batchSize
    precondition(
      batchSize >= 2 && batches >= 1, "BirthdayTest: \(images.shape[0]) images make no batch of \(batchSize)")
    self.batchSize = batchSize
    self.threshold = threshold
    closest = (0..<batches).map { batch in
      let start = batch * batchSize
      let pairs = [Pair](unsafeUninitializedCapacity: batchSize - 1) { pairs, count in
        // Every job writes the closest partner of one image.
        nonisolated(unsafe) let pairs = pairs
        Parallel.perform(batchSize - 1) { place in
          pairs.initializeElement(
            at: place, to: closestPartner(of: start + place, before: start + batchSize, in: images, size: size))
        }
        count = batchSize - 1
      }
      return pairs.min { $0.distance < $1.distance }!
    }
  }

  /// The share of batches in which two images are the same.
  var collisionRate: Double { Double(closest.count { $0.distance < threshold }) / Double(closest.count) }

  /// How many equally likely images would collide as often: s(s − 1) / (2 ln(1 / (1 − rate))). Infinite if no batch had
  /// a collision, which says only that the batches were too small.
  var variety: Double {
    let pairs = Double(batchSize * (batchSize - 1)) / 2
    return collisionRate == 0 ? .infinity : pairs / -log1p(-min(collisionRate, 1 - 1 / Double(2 * closest.count)))
  }
}

/// The image between `image` and `end` that is nearest to it. The differences are taken before they are squared: for
/// near duplicates nothing would be left of |a|² + |b|² − 2a·b.
private func closestPartner(of image: Int, before end: Int, in images: Tensor, size: Int) -> BirthdayTest.Pair {
  images.withUnsafeScalars { values in
    let own = values.baseAddress! + image * size
    var best = BirthdayTest.Pair(first: image, second: image, distance: .infinity)
    for other in image + 1..<end {
      let theirs = values.baseAddress! + other * size
      var lanes = SIMD16<Float>.zero
      var i = 0
      while i + 16 <= size {
        let difference =
          UnsafeRawPointer(own + i).loadUnaligned(as: SIMD16<Float>.self)
          - UnsafeRawPointer(theirs + i).loadUnaligned(as: SIMD16<Float>.self)
        lanes += difference * difference
        i += 16
      }
      var squared = lanes.sum()
      while i < size {
        squared += (own[i] - theirs[i]) * (own[i] - theirs[i])
        i += 1
      }
      let distance = (squared / Float(size)).squareRoot()
      if distance < best.distance { best = BirthdayTest.Pair(first: image, second: other, distance: distance) }
    }
    return best
  }
}
