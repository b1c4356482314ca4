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

  /// Writes a line of text in ``Typeface/label``: the first letter's origin is at `x`, and the baseline is the upper edge of
  /// the row of pixels `baseline`. What would lie outside the picture is left out.
  mutating func write(_ text: some StringProtocol, x: Int, baseline: Int, colour: Colour = Style.ink) {
    var origin = x
    for letter in text {
      let glyph = Typeface.label.glyph(letter)
      for (row, shares) in glyph.coverage.enumerated() {
        for (column, share) in shares.enumerated() where share > 0 {
          blend(x: origin + glyph.left + column, y: baseline - glyph.top + row, colour, share)
        }
      }
      origin += glyph.advance
    }
  }

  private mutating func blend(x: Int, y: Int, _ colour: Colour, _ share: Double) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
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
