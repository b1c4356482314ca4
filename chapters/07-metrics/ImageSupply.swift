import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Store

/// Where images to be scored come from: a folder of files, a data set, or a generator.
protocol ImageSupply {
  /// What they are, for the table of scores.
  var name: String { get }
  /// How many there are; `nil` if as many as anybody asks for.
  var available: Int? { get }
  /// Calls `body` with `count` images in batches `[images, height, width, 3]` in [-1, 1]; all images of a batch are of
  /// one size. There may be fewer, if some cannot be read.
  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws
}

private let imagesPerBatch = 64

// MARK: - Data sets

/// Images of a data set: a random choice if not all are wanted.
struct DatasetSupply: ImageSupply {
  let name: String
  let images: ImageDataset

  var available: Int? { images.count }

  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    let chosen = count < images.count ? random.permutation(images.count)[..<count].sorted() : Array(0..<images.count)
    for start in stride(from: 0, to: chosen.count, by: imagesPerBatch) {
      try body(images.tensor(of: chosen[start..<min(start + imagesPerBatch, chosen.count)]))
    }
  }
}

/// Images of Shapes, drawn when they are wanted. They are independent of each other, so any stretch is a fair sample.
struct ShapesSupply: ImageSupply {
  let name: String
  let range: Range<Int>

  var available: Int? { range.count }

  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    let shapes = Shapes(seed: 0)
    let end = range.lowerBound + min(count, range.count)
    for start in stride(from: range.lowerBound, to: end, by: imagesPerBatch) {
      let batch = shapes.dataset(start..<min(start + imagesPerBatch, end))
      try body(batch.tensor(of: 0..<batch.count))
    }
  }
}

// MARK: - Generators

/// Images that a generator makes from random latent vectors.
struct GeneratorSupply: ImageSupply {
  let name: String
  let generator: any Generator

  var available: Int? { nil }

  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: imagesPerBatch) {
      let latents = random.normal([min(imagesPerBatch, count - start), generator.latentSize])
      try body(withoutHistory { generator(latents, .inference) })
    }
  }
}

// MARK: - Folders

/// The PNG files of a folder, in the order of their names.
final class FolderSupply: ImageSupply {
  let name: String
  private let files: [URL]
  /// Whether a file that cannot be read ends everything.
  private let isStrict: Bool
  /// The files that could not be read, each with the reason.
  private(set) var skipped: [String] = []

  init(_ folder: URL, isStrict: Bool) throws {
    name = folder.path
    self.isStrict = isStrict
    let entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    files = entries.filter { $0.pathExtension.lowercased() == "png" }.sorted { $0.path < $1.path }
    guard !files.isEmpty else {
      throw UsageError("\(folder.path) holds \(entries.count) files, none of them a .png; name a folder of PNG images")
    }
  }

  var available: Int? { files.count }

  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    let chosen = count < files.count ? random.permutation(files.count)[..<count].sorted() : Array(files.indices)
    skipped = []
    var batch: [Tensor] = []
    func hand() throws {
      guard let first = batch.first else { return }
      try body(Tensor.concatenate(batch.map { $0.reshaped([1] + first.shape) }))
      batch = []
    }
    for index in chosen {
      let image: Tensor
      do {
        image = try Image(contentsOf: files[index]).rgb
      } catch let error where !isStrict {
        skipped.append("\(error)")
        continue
      }
      if batch.count == imagesPerBatch || batch.first.map({ $0.shape != image.shape }) == true { try hand() }
      batch.append(image)
    }
    try hand()
  }
}

extension Image {
  /// The picture as a tensor `[height, width, 3]` in [-1, 1]: grey becomes three equal colours, and alpha is dropped, as
  /// the field's tools do.
  fileprivate var rgb: Tensor {
    Tensor(shape: [height, width, 3]) { values in
      for pixel in 0..<height * width {
        for colour in 0..<3 {
          let sample = pixels[pixel * channels + (channels == 1 ? 0 : colour)]
          values[pixel * 3 + colour] = Float(sample) / 127.5 - 1
        }
      }
    }
  }
}
