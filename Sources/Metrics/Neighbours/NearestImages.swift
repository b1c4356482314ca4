import Datasets
import Engine

/// The nearest image of a data set for each image, by the mean squared difference of values.
///
/// - Parameters:
///   - images: `[count, height, width, channels]`.
///   - data: The images that are searched, of the same size.
/// - Returns: For each image the index of the nearest, and the mean squared difference.
public func nearestImages(to images: Tensor, in data: ImageDataset) -> [(index: Int, distance: Float)] {
  let queries = images.flattened()
  let lengths = queries.squared().sum(axes: [1]).scalars
  var best = lengths.map { _ in (index: 0, distance: Float.infinity) }
  for start in stride(from: 0, to: data.count, by: 1000) {
    let range = start..<min(start + 1000, data.count)
    let candidates = data.tensor(of: range).flattened()
    // |a − b|² = |a|² − 2ab + |b|²: one matrix product for all pairs.
    let products = matrixProduct(queries, candidates, transposingSecond: true).scalars
    let candidateLengths = candidates.squared().sum(axes: [1]).scalars
    for query in lengths.indices {
      for (offset, length) in candidateLengths.enumerated() {
        let distance = lengths[query] - 2 * products[query * range.count + offset] + length
        if distance < best[query].distance { best[query] = (start + offset, distance) }
      }
    }
  }
  return best.map { ($0.index, max($0.distance, 0) / Float(queries.shape[1])) }
}
