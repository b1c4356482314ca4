import Pictures

/// What stands above the plane of a chart, from top to bottom: the title, the key, the label of the vertical axis, and
/// the names of references that go upward.
struct ChartHeader {
  let titleSize: Double
  let titleBaseline: Double
  let keyEntries: [KeyEntry]
  let axisLabelBaseline: Double
  /// Where the plane begins.
  let bottom: Double
  /// The width that title and key need.
  let width: Double

  private static let gapAbovePlane = 9.0
  /// Bold letters are wider than others.
  private static let boldness = 1.08

  init(_ chart: Chart, keys: [Key], in room: ChartRoom) {
    titleSize = room.isPanel ? Style.labelSize + 0.5 : Style.titleSize
    titleBaseline = Style.margin + titleSize * 0.8
    var top = chart.title.isEmpty ? Style.margin : titleBaseline + 14
    keyEntries = KeyEntry.flow(keys, left: Style.margin, top: top, width: room.width - 2 * Style.margin)
    top += KeyEntry.height(of: keyEntries)

    let hasAxisLabel = chart.rows.isEmpty && !chart.y.label.isEmpty || chart.colourBar?.label.isEmpty == false
    let names = chart.references.contains { $0.topLabel != nil } ? TopLabel.height : 0
    top += names + (hasAxisLabel ? Style.labelSize + Self.gapAbovePlane : 6)
    bottom = max(top, room.planeTop)
    axisLabelBaseline = bottom - names - Self.gapAbovePlane
    let titleWidth = TextWidth.of(chart.title, size: titleSize) * Self.boldness + Style.margin
    width = max(titleWidth, keyEntries.map(\.right).max() ?? 0) + Style.margin
  }
}
