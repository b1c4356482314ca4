import Engine
import Metrics

/// A mistake in computing a score, and what it costs.
struct ClassicMistake {
  let name: String
  /// The score that it changes.
  let score: String
  /// The score done right, and with the mistake.
  let right: Double
  let wrong: Double

  /// Every mistake, made with new real images as the fakes, so that the difference is due to the mistake alone.
  static func all(in draw: MetricsDraw, _ network: BookFeatures) -> [ClassicMistake] {
    let (real, fake, all) = (draw.real.features, draw.other.features, 0..<draw.count)
    let (realImages, images) = (draw.training.tensor(of: all), draw.fresh.tensor(of: all))
    func fid(_ images: Tensor, _ reference: Matrix) -> Double {
      squaredFrechetDistance(network.extract(images).features, reference)
    }
    let right = squaredFrechetDistance(fake, real)
    // Images that were made smaller: by averaging four pixels, or by keeping one of the four.
    let averaged = network.extract(realImages.averagePooled(2).upsampled(by: 2)).features
    let byClass = all.sorted { draw.fresh.labels[$0] < draw.fresh.labels[$1] }
    return [
      ClassicMistake(
        name: "pixels in [0, 1] for a network that expects [-1, 1]", score: "FD", right: right,
        wrong: fid(images * 0.5 + 0.5, real)),
      ClassicMistake(
        name: "images halved by dropping pixels, the reference by averaging", score: "FD",
        right: fid(images.averagePooled(2).upsampled(by: 2), averaged),
        wrong: fid(images.everySecondPixel().upsampled(by: 2), averaged)),
      ClassicMistake(
        name: "a tenth of the images", score: "FD", right: right,
        wrong: squaredFrechetDistance(fake.rows(0..<draw.count / 10), real)),
      ClassicMistake(
        name: "images in the order of their classes, ten parts", score: "IS",
        right: InceptionScore(logits: draw.other.logits, random: draw.random.split("splits")).mean,
        wrong: InceptionScore(logits: draw.other.logits, order: byClass, splits: 10).mean),
    ]
  }
}

extension Tensor {
  /// Images of half the size, of every second pixel of every second row.
  fileprivate func everySecondPixel() -> Tensor {
    let (count, height, width, channels) = (shape[0], shape[1] / 2, shape[2] / 2, shape[3])
    return reshaped([count, height, 2, width, 2, channels]).slice(0..<1, axis: 2).slice(0..<1, axis: 4)
      .reshaped([count, height, width, channels])
  }
}
