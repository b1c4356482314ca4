import Datasets
import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Store

extension Drawing {
  /// The images in rows, and under each the image of `data` that is nearest to it by the mean squared difference of values:
  /// what a generator that copies would give itself away by.
  ///
  /// - Parameters:
  ///   - data: The images that the generator was trained on, of its images' shape.
  ///   - withTensors: Whether to write `nearest.safetensors` too: the `latents`, the numbers of the `classes` if the generator
  ///     knows some, the values of the `images` and of the `nearest` training images, the `distances` between both, and those
  ///     of held-out images to the nearest training images, `heldOut`.
  /// - Returns: The file of the picture, and what the distances come to, in lines.
  public func nearest(in data: TrainingData, withTensors: Bool, folder: URL) throws -> (file: URL, lines: [String]) {
    let each = each(Self.columns)
    let (latents, classes, images) = drawn(each: each)
    let found = nearestImages(to: images, in: data.train)
    let nearest = data.train.tensor(of: found.map(\.index))
    // Images that nothing was trained on show how near one comes without copying.
    let heldOut = data.test.map { test in
      nearestImages(to: test.tensor(of: 0..<min(test.count, Self.compared)), in: data.train).map(\.distance)
    }

    let file = folder.appendingPathComponent("nearest.png")
    try picture(of: images, over: nearest, each: each).encoded().writeWhole(to: file)
    if withTensors {
      var tensors = TensorFile([
        "latents": latents, "images": images, "nearest": nearest, "distances": Tensor(found.map(\.distance)),
      ])
      if !classes.isEmpty { tensors.set("classes", Tensor(classes.map(Float.init)), as: .float32) }
      if let heldOut { tensors.set("heldOut", Tensor(heldOut), as: .float32) }
      try tensors.write(to: folder.appendingPathComponent("nearest.safetensors"))
    }
    return (file, lines(on: found.map(\.distance), heldOut, data))
  }

  /// The images of a row, and how many held-out images are compared with the training images.
  private static let (columns, compared) = (10, 500)

  /// Pairs of rows, what is drawn above and the nearest below; white where the last row of a class is not full.
  private func picture(of images: Tensor, over nearest: Tensor, each: Int) -> ImageGrid {
    let columns = min(each, Self.columns)
    var (rows, labels): ([Tensor], [String]) = ([], [])
    for first in stride(from: 0, to: images.shape[0], by: each) {
      for start in stride(from: first, to: first + each, by: columns) {
        let places = start..<min(start + columns, first + each)
        let rest = Tensor.ones([columns - places.count] + images.shape.dropFirst())
        for part in [images, nearest] {
          rows.append(places.count == columns ? part.slice(places) : Tensor.concatenate([part.slice(places), rest]))
        }
        labels += [kinds.map { model.plan.classNames[$0[first / each]] } ?? "drawn", "nearest"]
      }
    }
    return ImageGrid(
      Tensor.concatenate(rows), columns: columns, scale: enlargement == 1 ? nil : enlargement, rowLabels: labels)
  }

  private func lines(on drawn: [Float], _ heldOut: [Float]?, _ data: TrainingData) -> [String] {
    func median(_ distances: [Float]) -> String { distances.map(Double.init).median().text(.significant(3)) }
    var lines = [
      "to the nearest of \(data.train.count.counted("training image")), the median of the mean squared differences is "
        + "\(median(drawn)) for \(drawn.count.counted("drawn image"))"
    ]
    if let heldOut { lines[0] += ", and \(median(heldOut)) for \(heldOut.count.counted("held-out image"))" }
    let (there, here) = (model.plan.data.variant, data.train.identity.variant)
    if there != here {
      lines.append(
        "the generator was trained on \(there), and these images are \(here); if they are others, or fewer, this does not show "
          + "whether it copies")
    } else if heldOut != nil {
      lines.append("a generator that copies would be much nearer than held-out images are")
    }
    return lines
  }
}
