import Engine
import Foundation

/// The same latents drawn again and again as a generator learns: one labelled row for every moment, one column for
/// every latent.
public struct Filmstrip: Figure {
  private let mosaic: Mosaic

  /// A strip of frames, first on top, each a label and a batch `[count, height, width, channels]` of one shape.
  ///
  /// `scale`, `gap` and `range` are those of ``ImageGrid``.
  public init(
    frames: [(label: String, images: Tensor)], scale: Int? = nil, gap: Int = 2, range: ClosedRange<Float> = -1...1
  ) {
    require(!frames.isEmpty, "Filmstrip: at least one frame expected")
    let shape = frames[0].images.shape
    for frame in frames {
      require(
        frame.images.shape == shape,
        "Filmstrip: frame \"\(frame.label)\" is \(frame.images.shape), the first is \(shape)")
    }
    require(scale ?? 1 > 0 && gap >= 0, "Filmstrip: scale \(scale ?? 1) and gap \(gap) must not be negative")
    mosaic = Mosaic(
      rows: frames.map { Mosaic.images(of: $0.images, range: range, operation: "Filmstrip") },
      rowLabels: frames.map(\.label), scale: scale, gap: gap)
  }

  /// The strip as one picture.
  public var image: Image { mosaic.drawn() }

  /// `png`.
  public var fileExtension: String { "png" }
  /// The bytes of a PNG file.
  public func encoded() throws -> Data { try image.png() }
  /// The images alone, pixel for pixel.
  public var raster: Image? { mosaic.preview() }
}
