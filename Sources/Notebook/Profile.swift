/// How much of a page is run, and so which of its claims are checked.
public enum Profile: String, CaseIterable, Codable, Comparable, Sendable {
  /// Seconds: identities, gradients, closed forms, and claims over the caches that come with the book.
  case quick
  /// About a minute, from those caches.
  case standard
  /// The real thing, hours if need be: what made the caches.
  case full

  /// Profiles are ordered by how much they run.
  public static func < (left: Profile, right: Profile) -> Bool { left.order < right.order }

  private var order: Int {
    switch self {
    case .quick: 0
    case .standard: 1
    case .full: 2
    }
  }
}

/// Which images a page is asked to work on.
public enum DatasetChoice: String, CaseIterable, Codable, Sendable {
  /// CIFAR-10 where it is found, Shapes otherwise: for readers; a published page names one.
  case auto
  /// CIFAR-10, and an error where it is not found.
  case cifar10
  /// The book's own drawn images, which everybody has.
  case shapes
}

/// The data set that a page turned out to work on: part of its stamp and of the keys of its caches.
public struct DataSetName: Codable, Equatable, Sendable {
  /// The data set's name, such as `cifar10`.
  public let name: String
  /// Which copy of it, such as `cifar10-jpeg`: copies that differ in a single bit train differently.
  public let variant: String

  /// The data set as a reader is told it; nobody is to take Shapes for photographs.
  var title: String {
    switch DatasetChoice(rawValue: name) {
    case .shapes: "Shapes, the book's own drawn images (not CIFAR-10)"
    case .cifar10: variant == name ? "CIFAR-10" : "CIFAR-10 (\(variant))"
    default: variant == name ? name : "\(name) (\(variant))"
    }
  }
}

/// Which of the book's image generators to train.
public enum GeneratorChoice: String, CaseIterable, Codable, Sendable {
  /// Transposed convolutions alone.
  case plain
  /// With a further convolution after each doubling.
  case enhanced
}
