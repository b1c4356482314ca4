import Datasets
import Engine
import Foundation
import Store

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

/// The size of a tensor's file, and the largest difference between what was written and what was read.
func fileCost(
  of tensor: Tensor, as type: ElementType = .float32, named name: String, in folder: URL
) throws -> (bytes: Int, error: Float) {
  let file = folder.appendingPathComponent(name)
  defer { try? FileManager.default.removeItem(at: file) }
  var contents = TensorFile()
  contents.set("images", tensor, as: type)
  try contents.write(to: file)
  let read = try TensorFile(contentsOf: file).tensor("images")
  return (
    try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0,
    (read - tensor).absoluteValue().scalars.max()!
  )
}

/// What is said when a file is read in which one byte was changed; `nil` if it is read without an error.
func damageReport(for tensor: Tensor, in folder: URL) throws -> String? {
  let file = folder.appendingPathComponent("damaged.safetensors.zst")
  defer { try? FileManager.default.removeItem(at: file) }
  try TensorFile(["images": tensor]).write(to: file)
  var bytes = try Data(contentsOf: file)
  bytes[bytes.count / 2] ^= 1
  try bytes.write(to: file)
  do {
    _ = try TensorFile(contentsOf: file)
    return nil
  } catch {
    return "\(error)".replacingOccurrences(of: folder.path + "/", with: "")
  }
}
