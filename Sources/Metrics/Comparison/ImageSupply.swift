import Datasets
import Engine
import Foundation
import Pictures
import Store

/// Where images to be scored come from: a folder of files, a data set, or a generator.
public protocol ImageSupply {
  /// What they are, for the table of scores.
  var name: String { get }
  /// How many there are; `nil` if as many as anybody asks for.
  var available: Int? { get }
  /// Calls `body` with `count` images in batches `[images, height, width, 3]` in [-1, 1]; all images of a batch are of
  /// one size. There may be fewer, if some cannot be read.
  func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws
}

/// How many images are looked at at once.
public let imagesPerBatch = 64

// MARK: - Data sets

/// Images of a part of a data set: a random choice if not all are wanted. Those that are drawn are independent of each
/// other, so any stretch of them is a fair choice.
public struct DataSetSupply: ImageSupply {
  public let name: String
  private let set: DataSet
  private let split: DataSet.Split
  /// What was read; `nil` for images that are drawn batch by batch.
  private let images: ImageDataset?

  /// As many images of each part of a drawn data set as papers score.
  private static let drawn = 50_000

  /// The images of a part.
  ///
  /// - Throws: What is wrong with the data set's files.
  public init(_ set: DataSet, _ split: DataSet.Split, folder: String? = nil) throws {
    (self.set, self.split) = (set, split)
    images = set.isDrawn ? nil : try set.images(split, folder: folder)
    let copy = images.map { " (\($0.identity.variant))" } ?? ""
    let title = set.title.prefix { $0 != "," }
    name = "\(title), \(split == .train ? "training" : "test")\(copy)"
  }

  public var available: Int? { images?.count ?? Self.drawn }

  public func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    guard let images else {
      for start in stride(from: 0, to: count, by: imagesPerBatch) {
        let batch = try set.images(split, start..<min(start + imagesPerBatch, count))
        try body(batch.tensor(of: 0..<batch.count))
      }
      return
    }
    let chosen = count < images.count ? random.permutation(images.count)[..<count].sorted() : Array(0..<images.count)
    for start in stride(from: 0, to: chosen.count, by: imagesPerBatch) {
      try body(images.tensor(of: chosen[start..<min(start + imagesPerBatch, chosen.count)]))
    }
  }
}

// MARK: - Folders

/// The PNG files of a folder, in the order of their names.
public final class FolderSupply: ImageSupply {
  public let name: String
  private let files: [URL]
  /// Whether a file that cannot be read ends everything.
  private let isStrict: Bool
  /// The files that could not be read, each with the reason.
  public private(set) var skipped: [String] = []

  public init(_ folder: URL, isStrict: Bool) throws {
    name = folder.path
    self.isStrict = isStrict
    let entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    files = entries.filter { $0.pathExtension.lowercased() == "png" }.sorted { $0.path < $1.path }
    guard !files.isEmpty else {
      throw NoImages(description: "\(folder.path) holds \(entries.count) files, none of them a .png; name a folder of PNG images")
    }
  }

  public var available: Int? { files.count }

  public func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
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

/// A folder that holds nothing to score.
public struct NoImages: Error, CustomStringConvertible, Sendable {
  /// What was found, and what was expected.
  public let description: String
}
