import Engine

/// Differentiable augmentation (Zhao 2020): every image, real or generated, is changed at random before the discriminator
/// sees it, so that it cannot memorise images. The changes are differentiable, so the generator still gets a gradient.
public struct DifferentiableAugmentation: Codable, Equatable, Sendable {
  /// Whether brightness, saturation and contrast are changed.
  public var colour: Bool
  /// How far an image is moved in each direction at most, as a share of its side.
  public var translation: Float
  /// The side of the grey square that is laid over an image, as a share of the image's.
  public var cutout: Float

  /// All three changes as strong as in the paper, unless told otherwise; 0 turns a translation or a cutout off.
  public init(colour: Bool = true, translation: Float = 1 / 8, cutout: Float = 1 / 2) {
    (self.colour, self.translation, self.cutout) = (colour, translation, cutout)
  }

  /// Images `[batch, side, side, 3]`, each changed in its own way; differentiable in the images.
  public func callAsFunction(_ images: Tensor, _ random: Random) -> Tensor {
    let coloured = colour ? Self.coloured(images, random) : images
    return covered(moved(coloured, random), random)
  }

  /// Lighter or darker; nearer to grey or further from it; nearer to the image's mean or further from it.
  private static func coloured(_ images: Tensor, _ random: Random) -> Tensor {
    func chance(_ range: Range<Float>) -> Tensor { random.uniform([images.shape[0], 1, 1, 1], in: range) }
    let bright = images + chance(-0.5..<0.5)
    let grey = bright.mean(axes: [3], keepingAxes: true)
    let saturated = grey + (bright - grey) * chance(0..<2)
    let mean = saturated.mean(axes: [1, 2, 3], keepingAxes: true)
    return mean + (saturated - mean) * chance(0.5..<1.5)
  }

  private func moved(_ images: Tensor, _ random: Random) -> Tensor {
    let limit = Int((translation * Float(images.shape[1])).rounded())
    guard limit > 0 else { return images }
    func offset() -> Int { random.integer(below: 2 * limit + 1) - limit }
    return images.translated(by: (0..<images.shape[0]).map { _ in (down: offset(), right: offset()) })
  }

  /// A square whose centre is anywhere in the image; what of it lies outside covers nothing.
  private func covered(_ images: Tensor, _ random: Random) -> Tensor {
    let side = images.shape[1]
    let size = Int((cutout * Float(side)).rounded())
    guard size > 0 else { return images }
    let mask = Tensor(shape: [images.shape[0], side, side, 1]) { values in
      values.initialize(repeating: 1)
      for image in 0..<images.shape[0] {
        let (top, left) = (random.integer(below: side) - size / 2, random.integer(below: side) - size / 2)
        for y in max(top, 0)..<min(top + size, side) {
          for x in max(left, 0)..<min(left + size, side) { values[(image * side + y) * side + x] = 0 }
        }
      }
    }
    return images * mask
  }
}
