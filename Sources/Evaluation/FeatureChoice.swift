import Datasets
import Foundation
import GAN
import Metrics
import Notebook

/// A feature network, as `--features` names it.
public enum FeatureChoice: Equatable {
  /// The book's own network for a data set's images.
  case book(DataSet)
  /// Inception with the weights in a file.
  case inception(path: String, Inception.Input, Inception.Layer = .last)

  /// Inception's names on the command line; the plain one brings images to its size as most papers of late do.
  private static let inceptions: [(word: String, input: Inception.Input)] = [
    ("inception", .pytorchFID), ("inception-tf1", .tensorFlow), ("inception-clean", .cleanFID),
  ]

  /// The words for the book's own networks, as help and errors list them.
  public static let booksOwn = (["book"] + DataSet.all.map { "book-\($0.name)" }).joined(separator: ", ")

  /// Reads a word of the command line.
  ///
  /// - Parameter sides: What is compared: `book` means the network of Shapes if one side is of Shapes, else that of the
  ///   first set that is named, else CIFAR-10's. A name is meant only by the whole word.
  /// - Parameter dims: How many features, of Inception; `nil` for the usual ones.
  /// - Throws: `UsageError` for a word that names no network, and for features that it does not have.
  public init(_ word: String, for sides: [String], dims: Int? = nil) throws {
    let layer = dims.map { Inception.Layer(rawValue: $0) } ?? .last
    guard let layer else {
      let known = Inception.Layer.allCases.map { String($0.rawValue) }.joined(separator: ", ")
      throw UsageError("--dims is '\(dims!)', expected one of \(known)")
    }
    guard dims == nil || Self.inceptions.contains(where: { word.hasPrefix($0.word + ":") }) else {
      throw UsageError("--dims chooses among Inception's features, and --features is '\(word)'")
    }
    if word == "book" {
      let named = DataSet.all.filter { set in
        let pairs = ShippedPair.all.filter { $0.data == set }.map(\.name)
        return sides.contains { ([set.name, "\(set.name)-test"] + pairs).contains($0) }
      }
      self = .book(named.contains(.shapes) ? .shapes : named.first ?? .cifar10)
    } else if let set = DataSet.all.first(where: { word == "book-\($0.name)" }) {
      self = .book(set)
    } else if let (name, input) = Self.inceptions.first(where: { word.hasPrefix($0.word + ":") }),
      word.count > name.count + 1
    {
      self = .inception(path: String(word.dropFirst(name.count + 1)), input, layer)
    } else {
      throw UsageError(
        "--features is '\(word)', expected \(Self.booksOwn), or inception:PATH with the file of its "
          + "weights (inception-tf1:PATH and inception-clean:PATH resize as TensorFlow 1 and clean-fid do)")
    }
  }

  /// Loads the network.
  public func network() throws -> any FeatureNetwork {
    switch self {
    case .book(let set): try BookFeatures(for: set)
    case .inception(let path, let input, let layer):
      try Inception(contentsOf: URL(fileURLWithPath: path), input: input, layer: layer)
    }
  }
}
