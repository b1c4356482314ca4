import Datasets
import Engine
import Foundation
import Store

/// Mean and deviation of every channel over all images, as shares of full brightness.
func channelStatistics(of data: ImageDataset) -> [(mean: Double, deviation: Double)] {
  var sums = [(value: Int, square: Int)](repeating: (0, 0), count: ImageDataset.channels)
  data.pixels.withUnsafeBufferPointer { pixels in
    for start in stride(from: 0, to: pixels.count, by: ImageDataset.channels) {
      for channel in 0..<ImageDataset.channels {
        let value = Int(pixels[start + channel])
        sums[channel].value += value
        sums[channel].square += value * value
      }
    }
  }
  let count = Double(data.pixels.count / ImageDataset.channels)
  return sums.map { sum in
    let mean = Double(sum.value) / count
    return (mean / 255, (Double(sum.square) / count - mean * mean).squareRoot() / 255)
  }
}

/// The share of values that are no larger than `bound`.
func share(of images: Tensor, atMost bound: Float) -> Double {
  Double(images.scalars.count { $0 <= bound }) / Double(images.count)
}

/// Writes a tensor to a file and reads it back.
func measureFile(
  _ tensor: Tensor, named name: String, in folder: URL
) throws -> (bytes: Int, seconds: Double, isSame: Bool) {
  let file = folder.appendingPathComponent(name)
  defer { try? FileManager.default.removeItem(at: file) }
  let start = Date()
  try TensorFile(["images": tensor]).write(to: file)
  let read = try TensorFile(contentsOf: file).tensor("images")
  let seconds = Date().timeIntervalSince(start)
  let bytes = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
  return (bytes, seconds, read.shape == tensor.shape && read.scalars == tensor.scalars)
}
