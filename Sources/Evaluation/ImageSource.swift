import Datasets
import Foundation
import Notebook
import Pictures

/// Where a page's images come from: the data set that its reader chose.
public struct ImageSource {
  /// The data set.
  public let set: DataSet
  /// The images to train on.
  public let train: ImageDataset
  private let folder: String?

  /// The images of the reader's data set, made known to the page.
  ///
  /// - Parameter drawn: How many images to draw, of a data set that is drawn.
  public init(for page: Page, _ options: DataOptions, drawn: Int) throws {
    set = try options.chosen()
    folder = options.data?.path
    if options.isOpen, set.isDrawn {
      page.note("No CIFAR-10 here, so this page uses Shapes, the book's own images. `make cifar10` gets the real ones.")
    }
    train = try set.images(.train, set.isDrawn ? 0..<drawn : nil, folder: folder)
    if let all = set.trainingImages, train.count < all {
      page.note("Only \(train.count.text) of \(all.text) training images are here.")
    }
    page.dataSet(DataStamp(set, train.identity))
  }

  /// Images that nobody trains on, so many at most.
  public func test(count: Int) throws -> ImageDataset { try set.images(.test, 0..<count, folder: folder) }
}
