import Engine

/// Pictures of one size in rows and columns, with labels at the rows and over the columns: what an ``ImageGrid`` and a
/// ``Filmstrip`` are made of.
struct Mosaic: Sendable {
  var rows: [[Image]]
  var rowLabels: [String] = []
  var columnLabels: [String] = []
  /// The side of the square that a pixel is drawn as; nil takes the largest that keeps to the page's width.
  var scale: Int?
  /// Whether pixels are not drawn as squares but blend into one another, by a bicubic filter.
  var isSmooth = false
  /// The ground between pictures, in pixels of the figure.
  var gap: Int

  /// The largest scale chosen without being asked: beyond it a 32×32 image tells no more.
  private static let largestScale = 6
  /// The ground on both sides of the rows' labels, and between the columns' labels and the pictures.
  private static let textGap = 4

  private var tile: (width: Int, height: Int) { (rows[0][0].width, rows[0][0].height) }
  private var columns: Int { rows.map(\.count).max() ?? 0 }

  private var labelWidth: Int {
    let widest = rowLabels.map { Typeface.label.width(of: $0) }.max() ?? 0
    return widest == 0 ? 0 : widest + 2 * Self.textGap
  }

  private var chosenScale: Int {
    if let scale { return scale }
    let free = Int(Style.width) - labelWidth - gap * (columns + 1)
    return min(max(free / (columns * tile.width), 1), Self.largestScale)
  }

  /// The figure at its chosen scale with its labels.
  func drawn() -> Image { draw(scale: chosenScale, gap: gap) }

  /// The pictures alone, pixel for pixel, for a preview.
  func preview() -> Image {
    Mosaic(rows: rows, scale: 1, gap: 1).draw(scale: 1, gap: 1)
  }

  private func draw(scale: Int, gap: Int) -> Image {
    let typeface = Typeface.label
    let left = labelWidth
    let top = columnLabels.isEmpty ? 0 : typeface.lineHeight + Self.textGap
    let (width, height) = (tile.width * scale, tile.height * scale)
    var canvas = Canvas(
      width: left + gap + columns * (width + gap), height: top + gap + rows.count * (height + gap))
    for (row, images) in rows.enumerated() {
      for (column, image) in images.enumerated() {
        let (x, y) = (left + gap + column * (width + gap), top + gap + row * (height + gap))
        if isSmooth {
          canvas.draw(image.resized(width: width, height: height), x: x, y: y, scale: 1)
        } else {
          canvas.draw(image, x: x, y: y, scale: scale)
        }
      }
    }
    for (row, label) in rowLabels.enumerated() {
      let x = left - Self.textGap - typeface.width(of: label)
      // Capitals and figures stand in the middle of the row.
      canvas.write(label, x: x, baseline: top + gap + row * (height + gap) + (height + typeface.capHeight) / 2)
    }
    for (column, label) in columnLabels.enumerated() {
      let fitting = typeface.beginning(of: label, fitting: width)
      let x = left + gap + column * (width + gap) + (width - typeface.width(of: fitting)) / 2
      canvas.write(fitting, x: x, baseline: gap + typeface.ascent)
    }
    return canvas.image
  }

  /// The images of a batch `[count, height, width, channels]`.
  static func images(of batch: Tensor, range: ClosedRange<Float>, operation: String) -> [Image] {
    require(
      batch.shape.count == 4 && batch.count > 0,
      "\(operation): images [count, height, width, channels] expected, at least one, not \(batch.shape)")
    let size = batch.count / batch.shape[0]
    return batch.withUnsafeScalars { values in
      (0..<batch.shape[0]).map { index in
        let tensor = Tensor(shape: Array(batch.shape.dropFirst())) { image in
          _ = image.initialize(from: values[(index * size)..<((index + 1) * size)])
        }
        return Image(tensor, range: range)
      }
    }
  }
}
