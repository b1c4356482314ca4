import Datasets
import Foundation
import Notebook

/// Where a page's images come from: CIFAR-10 if the reader has it or asks for it, else Shapes.
struct ImageSource {
  let train: ImageDataset
  let test: ImageDataset

  /// The data set that the page's options choose, made known to the page.
  ///
  /// - Parameter shapes: How many images of Shapes to draw for training; for testing a fifth as many more.
  init(for page: Page, shapes: Int) throws {
    let folder = page.options.data?.path
    let cifar10: CIFAR10? =
      switch page.options.dataset {
      case .shapes: nil
      case .cifar10: try CIFAR10.require(data: folder)
      case .auto: try CIFAR10.find(data: folder)
      }
    if let cifar10 {
      train = try cifar10.train()
      test = try cifar10.test()
    } else {
      if page.options.dataset == .auto {
        page.note(
          "No CIFAR-10 here, so this page uses Shapes, the book's own images. `make cifar10` gets the real ones.")
      }
      let drawn = Shapes(seed: 0).dataset(0..<shapes + shapes / 5)
      train = drawn.slice(0..<shapes)
      test = drawn.slice(shapes..<drawn.count)
    }
    page.dataSet(name: cifar10 == nil ? "shapes" : "cifar10", variant: train.name)
  }
}
