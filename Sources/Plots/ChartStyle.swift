import Pictures

/// Letters and sizes of all charts. Their colours are those of a ``Palette``.
extension Style {
  static let font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
  static let titleSize = 15.0
  static let labelSize = 12.5
  static let tickSize = 11.5

  static let height = 420.0
  /// The height of a plot whose units are as long across as upward.
  static let squareHeight = 480.0
  static let margin = 16.0
}
