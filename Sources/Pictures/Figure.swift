import Foundation

/// Something that can be shown on a page: it knows its bytes and what to call them.
///
/// The bytes are a function of the figure's contents alone: the same contents give the same file.
public protocol Figure: Sendable {
  /// The file's extension without the dot, `png` or `svg`.
  var fileExtension: String { get }
  /// The bytes of the figure's file.
  func encoded() throws -> Data
  /// The bytes of a file of the same figure for a dark page; nil for one that is the same on either.
  func encodedForDark() throws -> Data?
  /// The figure in single pixels, for a preview in the terminal; nil for a drawing.
  var raster: Image? { get }
}

extension Figure {
  /// Nil: pixels are the same on any page.
  public func encodedForDark() throws -> Data? { nil }
}
