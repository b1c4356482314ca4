import Pictures

/// The colours of a figure: one set for light pages and one for dark pages.
///
/// Lines stand out from the ground with a contrast of at least 3 to 1, writing with at least 4.5 to 1 (WCAG 2.2).
public struct Palette: Sendable {
  private let paper, ink, quiet, rule, grid: Colour
  /// In the order of ``Hue``.
  private let hues: [Colour]
  private let isDark: Bool

  /// For pages with a light ground.
  public static let light = Palette(
    paper: Style.paper, ink: Style.ink, quiet: Colour(0x5F656D), rule: Colour(0x868C94), grid: Colour(0xE9E7E1),
    hues: [0x0072B2, 0xD55E00, 0x009E73, 0xB0578D, 0xB87A00, 0x2E8FD0, 0x6B4C9A].map(Colour.init), isDark: false)

  /// For pages with a dark ground.
  public static let dark = Palette(
    paper: Colour(0x16191E), ink: Colour(0xE4E7EB), quiet: Colour(0xA9B0B9), rule: Colour(0x767E88),
    grid: Colour(0x2A2F36),
    hues: [0x5AA9E6, 0xFF8F4D, 0x3FC59A, 0xE58CC0, 0xDDB03E, 0x9AD6FF, 0xB79DF0].map(Colour.init), isDark: true)

  /// What a part of a figure looks like.
  func colour(_ part: Ink) -> Colour {
    switch part {
    case .paper: paper
    case .ink: ink
    case .quiet: quiet
    case .rule: rule
    case .grid: grid
    case .hue(let hue): hues[hue.rawValue]
    case .coal: Style.ink
    case .map(let map, let share): map.colour(at: share, onDark: isDark)
    case .mixed(let start, let end, let share): colour(start).mixed(with: colour(end), share)
    }
  }
}
