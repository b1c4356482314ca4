/// What `swift run score cifar10-test FOLDER --features …` found for images of one kind.
public struct OtherFeatures: Decodable {
  /// Which images: `real`, or the name of a pair.
  public let images: String
  /// The features in which they were compared.
  public let features: String
  /// How many images there were on either side.
  public let samples: Int
  /// The squared Fréchet distance to test images.
  public let distance: Double

  /// All that is known, from the book's files.
  ///
  /// - Throws: `UsageError` that names the line which is damaged.
  public static func all() throws -> [OtherFeatures] { try trialLog("other-features") }
}
