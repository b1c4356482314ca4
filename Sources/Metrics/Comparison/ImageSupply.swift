import Datasets
import Engine
import Foundation
import Pictures
import Store

/// A source of images to be scored: a folder of files, a data set, or a generator.
public protocol ImageSupply {
  /// What they are, for the table of scores.
  var name: String { get }
  /// The number of images; `nil` if there is no limit.
  var available: Int? { get }
  /// Calls `body` with those of `count` images that lie in the blocks of a share, in batches `[images, height, width, 3]`
  /// in [-1, 1], in order.
  ///
  /// Blocks are as many of the images after one another as are looked at together. All images of a batch have one size;
  /// a block whose images differ has several batches, and one with nothing to be read has none.
  func forEachBatch(
    _ count: Int, random: Random, of share: ImageShare, _ body: (_ block: Int, _ batch: Tensor) throws -> Void) throws
}

extension ImageSupply {
  /// Calls `body` with `count` images in batches `[images, height, width, 3]` in [-1, 1]. All images of a batch have one
  /// size. There are fewer than `count` if some cannot be read.
  public func forEachBatch(_ count: Int, random: Random, _ body: (Tensor) throws -> Void) throws {
    try forEachBatch(count, random: random, of: .all) { try body($1) }
  }
}

/// The usual number of images in a supply's block.
public let imagesPerBatch = 64

/// Cuts `count` images into blocks, and calls `body` with those of a share.
public func forEachBlock(
  _ count: Int, of share: ImageShare, _ body: (_ block: Int, _ images: Range<Int>) throws -> Void
) rethrows {
  for (block, start) in stride(from: 0, to: count, by: imagesPerBatch).enumerated() where share.contains(block) {
    try body(block, start..<min(start + imagesPerBatch, count))
  }
}

/// The most images of so many values each that are held at once: ``imagesPerBatch``, or fewer of large ones, whose batch
/// then takes 64 MB, or is a single image.
func imagesAtOnce(of values: Int) -> Int { max(1, min(imagesPerBatch, (1 << 24) / values)) }

// MARK: - Data sets

/// The training or test images of a data set. If not all are wanted, a stored data set gives a random choice, and a drawn
/// one its first images, which are independent of one another.
public struct DataSetSupply: ImageSupply {
  /// The data set's title and part, and the copy of its files where there are several.
  public let name: String
  private let set: DataSet
  private let split: DataSet.Split
  /// What was read; `nil` for images that are drawn batch by batch.
  private let images: ImageDataset?

  /// The number of images of each part of a drawn data set: as many as papers score.
  private static let drawn = 50_000

  /// The images of a part.
  ///
  /// - Parameter folder: Where the data set's files lie; `nil` for the usual places.
  /// - Throws: What is wrong with the data set's files.
  public init(_ set: DataSet, _ split: DataSet.Split, folder: String? = nil) throws {
    (self.set, self.split) = (set, split)
    images = set.isDrawn ? nil : try set.images(split, folder: folder)
    let copy = images.map { " (\($0.identity.variant))" } ?? ""
    let title = set.title.prefix { $0 != "," }
    name = "\(title), \(split == .train ? "training" : "test")\(copy)"
  }

  /// The number of images of the part; 50,000 for a data set that is drawn.
  public var available: Int? { images?.count ?? Self.drawn }

  /// Hands on `count` images: a random choice if not all of a stored data set are wanted, the first of a drawn one.
  public func forEachBatch(
    _ count: Int, random: Random, of share: ImageShare, _ body: (Int, Tensor) throws -> Void
  ) throws {
    guard let images else {
      return try forEachBlock(count, of: share) { block, places in
        let batch = try set.images(split, places)
        try body(block, batch.tensor(of: 0..<batch.count))
      }
    }
    let chosen = count < images.count ? random.permutation(images.count)[..<count].sorted() : Array(0..<images.count)
    try forEachBlock(chosen.count, of: share) { block, places in try body(block, images.tensor(of: chosen[places])) }
  }
}

// MARK: - Folders

/// The PNG and JPEG files of a folder, in the order of their names.
///
/// Files are chosen by the endings of their names (.png, .jpg, .jpeg) and read by what they hold, as the tools of the
/// field read them: ``DecodedImage`` says how; photographs are not turned by their EXIF data, as those tools do not.
public final class FolderSupply: ImageSupply {
  /// The folder's path.
  public let name: String
  /// The files.
  package let files: [URL]
  /// Whether a file that cannot be read ends everything.
  private let isStrict: Bool
  /// The files that could not be read in the last pass, each with the reason.
  public package(set) var skipped: [String] = []
  /// What of the folder was never tried, in sentences; see ``FolderListing``.
  public let leftOut: [String]

  /// The PNG and JPEG files of a folder.
  ///
  /// - Parameters:
  ///   - isStrict: Whether an unreadable or left-out file is an error; else they are listed in ``skipped`` and
  ///     ``leftOut``.
  ///   - isRecursive: Whether the images of folders below are taken too.
  /// - Throws: ``NoImages`` if there is no PNG or JPEG file, and what reading the folder throws.
  public init(_ folder: URL, isStrict: Bool, isRecursive: Bool = false) throws {
    name = folder.path
    self.isStrict = isStrict
    let listing = try FolderListing(folder, endings: ["png", "jpg", "jpeg"], isRecursive: isRecursive)
    (files, leftOut) = (listing.images, listing.leftOut)
    guard !files.isEmpty else {
      let rest =
        leftOut.isEmpty ? "name a folder of PNG or JPEG images" : "left out: \(leftOut.joined(separator: "; "))"
      throw NoImages(
        description:
          "\(folder.path) holds \(listing.entryCount.counted("file")), none of them a .png, .jpg or .jpeg; \(rest)")
    }
    guard !isStrict || leftOut.isEmpty else {
      throw NoImages(
        description: "\(folder.path) holds what would be left out, which --strict refuses: "
          + leftOut.joined(separator: "; "))
    }
  }

  /// The number of PNG and JPEG files.
  public var available: Int? { files.count }

  /// The files that could not be read since this was last asked.
  func takeSkipped() -> [String] {
    defer { skipped = [] }
    return skipped
  }

  /// Reads `count` files, a random choice if not all are wanted; throws for one that is left out if the supply is strict.
  public func forEachBatch(
    _ count: Int, random: Random, of share: ImageShare, _ body: (Int, Tensor) throws -> Void
  ) throws {
    let chosen = count < files.count ? random.permutation(files.count)[..<count].sorted() : Array(files.indices)
    skipped = []
    try forEachBlock(chosen.count, of: share) { block, places in
      var batch: [Tensor] = []
      func hand() throws {
        guard let first = batch.first else { return }
        try body(block, Tensor.concatenate(batch.map { $0.reshaped([1] + first.shape) }))
        batch = []
      }
      for index in chosen[places] {
        let image: Tensor
        do {
          image = try DecodedImage(contentsOf: files[index], upright: false).image.rgb
        } catch {
          if isStrict { throw error }
          skipped.append("\(error)")
          continue
        }
        if batch.count == imagesAtOnce(of: image.count) || batch.first.map({ $0.shape != image.shape }) == true {
          try hand()
        }
        batch.append(image)
      }
      try hand()
    }
  }
}

extension Image {
  /// The picture as a tensor `[height, width, 3]` in [-1, 1]. Grey becomes three equal colours, and alpha is dropped, as
  /// in the field's tools.
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

/// A folder or a file that holds nothing to score, or more than can be taken.
public struct NoImages: Error, CustomStringConvertible, Sendable {
  /// What was found, and what was expected.
  public let description: String
}
