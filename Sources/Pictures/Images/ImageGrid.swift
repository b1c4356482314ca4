import Engine
import Foundation

/// A batch of images in rows and columns on an opaque ground, enlarged.
public struct ImageGrid: Figure {
  private let mosaic: Mosaic

  /// A grid of a batch `[count, height, width, channels]`, filled row by row.
  ///
  /// - Parameters:
  ///   - columns: Images in a row; nil chooses the row length that leaves the last row full, close to a square.
  ///   - scale: The side of the square that a pixel is drawn as; nil chooses the largest, up to 6, that fits a page of
  ///     720 pixels.
  ///   - isSmooth: Whether images are enlarged by a bicubic filter, in which things in small photographs are easier to see; if
  ///     not, every pixel stays a square.
  ///   - gap: Pixels of ground between images and around them.
  ///   - range: The values shown as black and as full brightness.
  ///   - rowLabels: A word at the left of every row, or none at all.
  ///   - columnLabels: A word over every column, cut to the column's width, or none at all.
  public init(
    _ images: Tensor, columns: Int? = nil, scale: Int? = nil, isSmooth: Bool = false, gap: Int = 2,
    range: ClosedRange<Float> = -1...1, rowLabels: [String] = [], columnLabels: [String] = []
  ) {
    let images = Mosaic.images(of: images, range: range, operation: "ImageGrid")
    let columns = columns ?? Self.columns(for: images.count)
    require(columns > 0, "ImageGrid: \(columns) columns; at least 1 expected")
    require(scale ?? 1 > 0 && gap >= 0, "ImageGrid: scale \(scale ?? 1) and gap \(gap) must not be negative")
    let rows = stride(from: 0, to: images.count, by: columns).map {
      Array(images[$0..<min($0 + columns, images.count)])
    }
    require(
      rowLabels.isEmpty || rowLabels.count == rows.count, "ImageGrid: \(rowLabels.count) labels for \(rows.count) rows")
    require(
      columnLabels.isEmpty || columnLabels.count == columns,
      "ImageGrid: \(columnLabels.count) labels for \(columns) columns")
    mosaic = Mosaic(
      rows: rows, rowLabels: rowLabels, columnLabels: columnLabels, scale: scale, isSmooth: isSmooth, gap: gap)
  }

  /// The smallest divisor of `count` from its square root up to 2.5 times that; the root itself if there is none.
  static func columns(for count: Int) -> Int {
    let root = Double(count).squareRoot()
    let square = Int(root.rounded(.up))
    return (square...max(square, Int(2.5 * root))).first { count.isMultiple(of: $0) } ?? square
  }

  /// The grid as one picture.
  public var image: Image { mosaic.drawn() }

  /// `png`.
  public var fileExtension: String { "png" }
  /// The bytes of a PNG file.
  public func encoded() throws -> Data { try image.png() }
  /// The images alone, pixel for pixel.
  public var raster: Image? { mosaic.preview() }
}
