/// An opaque RGB picture in the making.
struct Canvas {
  let width: Int
  let height: Int
  private var pixels: [UInt8]

  init(width: Int, height: Int, ground: Colour = Style.paper) {
    self.width = width
    self.height = height
    pixels = []
    pixels.reserveCapacity(width * height * 3)
    for _ in 0..<(width * height) { pixels.append(contentsOf: [ground.red, ground.green, ground.blue]) }
  }

  /// What has been drawn so far.
  var image: Image { Image(width: width, height: height, channels: 3, pixels: pixels) }

  /// Draws a picture with its top left corner at (`x`, `y`), every pixel a square of `scale` by `scale`.
  mutating func draw(_ image: Image, x: Int, y: Int, scale: Int) {
    for row in 0..<image.height {
      for column in 0..<image.width {
        fill(x: x + column * scale, y: y + row * scale, side: scale, image.colour(x: column, y: row))
      }
    }
  }

  /// Writes a line of text in ``BitmapFont`` with its top left corner at (`x`, `y`).
  mutating func write(_ text: String, x: Int, y: Int, scale: Int, colour: Colour = Style.ink) {
    for (place, letter) in text.enumerated() {
      let strokes = BitmapFont.strokes(of: letter)
      for row in 0..<BitmapFont.height * scale {
        for column in 0..<BitmapFont.width * scale {
          let (across, down) = ((Double(column) + 0.5) / Double(scale), (Double(row) + 0.5) / Double(scale))
          let distance = strokes.map { $0.distance(x: across, y: down) }.min() ?? .infinity
          // Half a letter's pixel to either side, and an edge as wide as one pixel of the picture.
          let coverage = min(max((0.5 - distance) * Double(scale) + 0.5, 0), 1)
          blend(x: x + place * BitmapFont.advance * scale + column, y: y + row, colour, coverage)
        }
      }
    }
  }

  private mutating func blend(x: Int, y: Int, _ colour: Colour, _ share: Double) {
    let i = (y * width + x) * 3
    for (channel, value) in [colour.red, colour.green, colour.blue].enumerated() {
      let ground = Double(pixels[i + channel])
      pixels[i + channel] = UInt8((ground + share * (Double(value) - ground)).rounded())
    }
  }

  private mutating func fill(x: Int, y: Int, side: Int, _ colour: Colour) {
    for row in y..<(y + side) {
      for column in x..<(x + side) {
        let i = (row * width + column) * 3
        pixels[i] = colour.red
        pixels[i + 1] = colour.green
        pixels[i + 2] = colour.blue
      }
    }
  }
}
