import Foundation
import Notebook

/// The network that looks at the images, as `--features` names it.
enum FeatureChoice: Equatable {
  case book(BookFeatures.Kind)

  /// Reads what was typed.
  ///
  /// - Parameter sides: What is compared: `book` means the network of Shapes if one side is of Shapes, else CIFAR-10's.
  init(_ word: String, for sides: [String]) throws {
    if word == "book" {
      let areShapes = sides.contains { $0.hasPrefix("shapes") || $0.hasPrefix("generator-") }
      self = .book(areShapes ? .shapes : .cifar10)
    } else if let kind = BookFeatures.Kind.allCases.first(where: { word == "book-\($0.rawValue)" }) {
      self = .book(kind)
    } else {
      throw UsageError(
        "--features is '\(word)', expected book, book-shapes or book-cifar10")
    }
  }

  /// Loads the network.
  func network() throws -> any FeatureNetwork {
    switch self {
    case .book(let kind): try BookFeatures(kind)
    }
  }
}
