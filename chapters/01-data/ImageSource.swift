import Datasets
import Foundation
import Notebook

/// Where a page's images come from: CIFAR-10 if the reader has it or asks for it, else Shapes.
struct ImageSource {
  let train: ImageDataset

  /// The data set that the page's options choose, made known to the page.
  ///
  /// - Parameter shapes: How many images of Shapes to draw.
  init(for page: Page, shapes: Int) throws {
    let cifar10 = try Self.cifar10(for: page)
    if let cifar10 {
      train = try cifar10.train()
      if cifar10.trainingFiles.count < 5 {
        page.note("Only \(cifar10.trainingFiles.count) of CIFAR-10's 5 training files are here: \(train.count) images.")
      }
    } else {
      if page.options.dataset == .auto {
        page.note(
          "No CIFAR-10 here, so this page uses Shapes, the book's own images. `make cifar10` gets the real ones.")
      }
      train = Shapes(seed: 0).dataset(0..<shapes)
    }
    page.dataSet(name: cifar10 == nil ? "shapes" : "cifar10", variant: train.name)
  }

  /// CIFAR-10, if the page's options ask for it or leave it open and it is there; `nil` for Shapes.
  static func cifar10(for page: Page) throws -> CIFAR10? {
    let folder = page.options.data?.path
    return switch page.options.dataset {
    case .shapes: nil
    case .cifar10: try CIFAR10.require(data: folder)
    case .auto: try CIFAR10.find(data: folder)
    }
  }
}
