/// The data set that a page turned out to work on: part of its stamp and of the keys of its caches.
public struct DataStamp: Codable, Equatable, Sendable {
  /// The data set's name, such as `cifar10`.
  public let name: String
  /// Which copy of it, such as `cifar10-jpeg`: copies that differ in a single bit train differently.
  public let variant: String
  /// The data set as a reader is told it, such as "CIFAR-10".
  public let title: String

  /// A data set.
  ///
  /// - Parameter variant: Which copy of it; the name itself if there is but one.
  public init(name: String, variant: String? = nil, title: String) {
    self.name = name
    self.variant = variant ?? name
    self.title = title
  }
}
