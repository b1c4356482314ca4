import Datasets
import Engine

/// What an image network makes or sees: the images' shape, and their classes.
///
/// Networks grow with the image. From 4 × 4 pixels a generator doubles as often as it takes, a discriminator halves as
/// often, and each stage further from full size has more channels, up to eight times the width.
public struct ImageNetworkShape: Codable, Equatable, Sendable {
  /// The height, width and channels of the images.
  public var image: ImageShape
  /// The number of classes that the networks tell apart; 0 if they know none.
  public var classes: Int

  /// Networks for images of the given shape, of so many classes.
  ///
  /// The side must be 4 times a power of two.
  public init(image: ImageShape = .colour32, classes: Int = 0) {
    require(
      Self.isPossible(side: image.side),
      "ImageNetworkShape: images of \(image.side) pixels; a power of two from 8 to 1024 expected")
    (self.image, self.classes) = (image, classes)
  }

  /// Whether there are networks for images of so many pixels in each direction: powers of two from 8 to 1,024.
  public static func isPossible(side: Int) -> Bool { (8...1024).contains(side) && side.nonzeroBitCount == 1 }

  /// How often 4 × 4 is doubled.
  public var doublings: Int { image.side.trailingZeroBitCount - 2 }

  /// The channels of a generator after each stage, from 4 × 4 to full size: for 32 pixels 4, 2, 1 and 1 times the width.
  func generatorChannels(width: Int) -> [Int] { (0...doublings).map { width << min(max(doublings - 1 - $0, 0), 3) } }

  /// The channels of a discriminator after each stage, from full size to 4 × 4: for 32 pixels 1, 2, 2 and 4 times the
  /// width.
  func discriminatorChannels(width: Int) -> [Int] { (0...doublings).map { width << min(($0 + 1) / 2, 3) } }
}
