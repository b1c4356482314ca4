import Foundation
import Pictures

/// A figure that is an SVG document, in the colours of light or of dark pages.
public protocol SVGFigure: Figure {
  /// The SVG document in the colours of a palette.
  func svg(in palette: Palette) -> String
}

extension SVGFigure {
  /// The SVG document for a light page.
  public func svg() -> String { svg(in: .light) }

  /// `svg`.
  public var fileExtension: String { "svg" }
  /// Nil: a drawing has no pixels of its own.
  public var raster: Image? { nil }
  /// The SVG document in UTF-8.
  public func encoded() throws -> Data { Data(svg().utf8) }
  /// The SVG document for a dark page, in UTF-8.
  public func encodedForDark() throws -> Data? { Data(svg(in: .dark).utf8) }
}
