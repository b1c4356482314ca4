import Pictures

/// How all charts look: one set of colours, marks and sizes, so that the pages of a book belong together.
///
/// Series have the colours of Okabe and Ito (2008), which people with any of the common colour blindnesses can tell apart,
/// and a dash pattern or a marker besides.
extension Style {
  static let quietInk = Colour(0x5F656D)
  static let rule = Colour(0x9BA1A8)
  static let grid = Colour(0xE9E7E1)

  static let series = [
    Colour(0x0072B2), Colour(0xD55E00), Colour(0x009E73), Colour(0xB0578D), Colour(0xC98A00), Colour(0x3A9BDC),
    Colour(0x6B4C9A),
  ]
  static let dashes = ["", "7 3", "2 2.5", "9 3 2 3", "12 4", "4 2 1 2 1 2", "5 5"]
  static let markers: [Glyph] = [.disc, .cross, .triangle, .square, .diamond, .plus]

  /// Sets of points over a coloured ground.
  static let overlay = [Colour(0x24272B), Colour(0xB0407F), Colour(0x007A58)]

  static func series(_ index: Int) -> Colour { series[index % series.count] }
  static func dash(_ index: Int) -> String { dashes[index % dashes.count] }
  static func marker(_ index: Int) -> Glyph { markers[index % markers.count] }

  static let font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
  static let titleSize = 15.0
  static let labelSize = 12.5
  static let tickSize = 11.5

  static let height = 420.0
  /// The height of a plot whose units are as long across as upward.
  static let squareHeight = 480.0
  static let margin = 16.0
}
