/// The height, width and channels that all images of a data set share.
public struct ImageShape: Codable, Hashable, Sendable {
  /// The height and width, in pixels.
  public var side: Int
  /// 3 for colour, 1 for grey.
  public var channels: Int

  /// Square images of `side` pixels in each direction.
  public init(side: Int, channels: Int) { (self.side, self.channels) = (side, channels) }

  /// 32 × 32 in colour: CIFAR-10's images, and the book's own.
  public static let colour32 = ImageShape(side: 32, channels: 3)

  /// The bytes of one image.
  public var bytes: Int { side * side * channels }

  /// The shape of `count` images as a tensor, `[count, side, side, channels]`.
  public func batch(_ count: Int) -> [Int] { [count, side, side, channels] }
}
