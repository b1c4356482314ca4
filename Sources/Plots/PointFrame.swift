import Engine
import Pictures

extension Image {
  /// A frame of a film of points in the plane: real ones as grey discs, and generated ones as crosses over them.
  ///
  /// Unlike a ``ScatterPlot`` it consists of pixels, so that frames can follow one another in an `Animation`.
  ///
  /// - Parameters:
  ///   - real: Points `[count, 2]`.
  ///   - generated: Points `[count, 2]`; what lies outside is not drawn.
  ///   - range: The values that both axes show.
  ///   - side: Height and width in pixels.
  ///   - title: What stands above, such as the step; nil leaves it out.
  public init(
    real: Tensor, generated: Tensor, range: ClosedRange<Float> = -3...3, side: Int = 240, title: String? = nil
  ) {
    for points in [real, generated] {
      require(points.shape.count == 2 && points.shape[1] == 2, "Image: points of shape \(points.shape), not [count, 2]")
    }
    let (ground, disc, cross) = (
      Style.paper, Palette.light.colour(Encoding.real.ink), Palette.light.colour(Encoding.generated.ink)
    )
    var samples = [ground.red, ground.green, ground.blue].map { [Float](repeating: Float($0), count: side * side) }
    func blend(_ x: Int, _ y: Int, _ colour: Colour, _ share: Float) {
      guard (0..<side).contains(x), (0..<side).contains(y), share > 0 else { return }
      for (channel, value) in [colour.red, colour.green, colour.blue].enumerated() {
        samples[channel][y * side + x] += share * (Float(value) - samples[channel][y * side + x])
      }
    }
    let scale = Float(side) / (range.upperBound - range.lowerBound)
    func forEach(_ points: Tensor, _ draw: (_ x: Float, _ y: Float) -> Void) {
      let values = points.scalars
      for point in 0..<points.shape[0] where values[2 * point].isFinite && values[2 * point + 1].isFinite {
        let x = (values[2 * point] - range.lowerBound) * scale, y = (range.upperBound - values[2 * point + 1]) * scale
        if abs(x) < Float(2 * side), abs(y) < Float(2 * side) { draw(x, y) }
      }
    }
    forEach(real) { x, y in
      for row in Int(y) - 3...Int(y) + 3 {
        for column in Int(x) - 3...Int(x) + 3 {
          let (across, down) = (Float(column) + 0.5 - x, Float(row) + 0.5 - y)
          // The edge of the disc is soft over a pixel.
          let inside = min(max(2.5 - (across * across + down * down).squareRoot(), 0), 1)
          blend(column, row, disc, 0.2 * inside)
        }
      }
    }
    forEach(generated) { x, y in
      for step in -2...2 {
        blend(Int(x) + step, Int(y) + step, cross, 0.6)
        if step != 0 { blend(Int(x) + step, Int(y) - step, cross, 0.6) }
      }
    }
    let frame = Image(
      width: side, height: side, channels: 3,
      pixels: (0..<side * side).flatMap { pixel in samples.map { UInt8($0[pixel].rounded()) } })
    guard let title else {
      self = frame
      return
    }
    let values = Tensor(shape: [1, side, side, 3]) { values in
      for (index, pixel) in frame.pixels.enumerated() { values[index] = Float(pixel) / 127.5 - 1 }
    }
    self = ImageGrid(values, columns: 1, scale: 1, columnLabels: [title]).image
  }
}
