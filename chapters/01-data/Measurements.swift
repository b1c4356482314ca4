import Datasets
import Engine

/// Mean and deviation of every channel over all images, as shares of full brightness.
func channelStatistics(of data: ImageDataset) -> [(mean: Double, deviation: Double)] {
  var sums = [(value: Int, square: Int)](repeating: (0, 0), count: data.shape.channels)
  data.pixels.withUnsafeBufferPointer { pixels in
    for start in stride(from: 0, to: pixels.count, by: data.shape.channels) {
      for channel in 0..<data.shape.channels {
        let value = Int(pixels[start + channel])
        sums[channel].value += value
        sums[channel].square += value * value
      }
    }
  }
  let count = Double(data.pixels.count / data.shape.channels)
  return sums.map { sum in
    let mean = Double(sum.value) / count
    return (mean / 255, (Double(sum.square) / count - mean * mean).squareRoot() / 255)
  }
}

/// The share of values that are no larger than `bound`.
func share(of images: Tensor, atMost bound: Float) -> Double {
  Double(images.scalars.count { $0 <= bound }) / Double(images.count)
}
