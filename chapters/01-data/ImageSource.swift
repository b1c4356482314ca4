import Datasets
import Foundation
import Notebook

/// Where a page's images come from: CIFAR-10 if the reader has it or asks for it, else Shapes.
struct ImageSource {
  let train: ImageDataset
  private let cifar10: CIFAR10?

  /// The data set that the reader chose, made known to the page.
  ///
  /// - Parameter shapes: How many images of Shapes to draw.
  init(for page: Page, _ options: DataOptions, shapes: Int) throws {
    cifar10 = try Self.cifar10(options)
    if let cifar10 {
      train = try cifar10.train()
      if cifar10.trainingFiles.count < 5 {
        page.note("Only \(cifar10.trainingFiles.count) of CIFAR-10's 5 training files are here: \(train.count) images.")
      }
    } else {
      if options.dataset == .auto {
        page.note(
          "No CIFAR-10 here, so this page uses Shapes, the book's own images. `make cifar10` gets the real ones.")
      }
      train = Shapes(seed: 0).dataset(0..<shapes)
    }
    page.dataSet(cifar10 == nil ? .shapes : .cifar10(train.name))
  }

  /// Images that nobody trains on: CIFAR-10's test images, or images of Shapes of another seed.
  ///
  /// - Parameter count: How many, at most.
  func test(count: Int) throws -> ImageDataset {
    guard let cifar10 else { return Shapes(seed: 2).dataset(0..<count) }
    let images = try cifar10.test()
    return images.slice(0..<min(count, images.count))
  }

  /// CIFAR-10, if the reader asks for it or leaves it open and it is there; `nil` for Shapes.
  static func cifar10(_ options: DataOptions) throws -> CIFAR10? {
    let folder = options.data?.path
    return switch options.dataset {
    case .shapes: nil
    case .cifar10: try CIFAR10.require(data: folder)
    case .auto: try CIFAR10.find(data: folder)
    }
  }
}
