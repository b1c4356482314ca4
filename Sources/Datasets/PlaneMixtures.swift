import Engine
import Foundation

// Shapes in the plane that a pair of networks can be taught, all of them about as large as the ring. A curve is a mixture
// of many small Gaussians along it.

extension GaussianMixture {
  /// A straight stroke from the lower left to the upper right.
  public static func segment(deviation: Float = 0.04) -> GaussianMixture {
    along(256, deviation) { [4 * Float($0) - 2, 2.4 * Float($0) - 1.2] }
  }

  /// Two wide modes, left and right.
  public static func pair(distance: Float = 3, deviation: Float = 0.25) -> GaussianMixture {
    GaussianMixture(centres: Tensor([[-distance / 2, 0], [distance / 2, 0]]), deviation: deviation)
  }

  /// Four wide regions with empty space between them, placed without symmetry.
  public static func regions(deviation: Float = 0.2) -> GaussianMixture {
    GaussianMixture(
      centres: Tensor([[-1.8, 1.5], [1.4, 1.9], [-1.0, -1.6], [2.0, -1.0]]), deviation: deviation)
  }

  /// Two half circles that reach into each other.
  public static func twoMoons(deviation: Float = 0.06) -> GaussianMixture {
    along(256, deviation) { place in
      let isUpper = place < 0.5
      let angle = Double.pi * (isUpper ? 2 * place : 2 * place - 1)
      let (x, y) = (1.5 * cos(angle) - 0.75, 1.5 * sin(angle) - 0.4)
      return isUpper ? [Float(x), Float(y)] : [Float(-x), Float(-y)]
    }
  }

  /// One arm that turns around the origin almost twice.
  public static func spiral(deviation: Float = 0.05) -> GaussianMixture {
    along(256, deviation) { place in
      // Equal steps along the arm, whose length grows with the square of the angle.
      let turn = place.squareRoot()
      let angle = 3.5 * Double.pi * turn
      return [Float(2.2 * turn * cos(angle)), Float(2.2 * turn * sin(angle))]
    }
  }

  /// A curve as so many equally likely Gaussians; `curve` is a point of it for every number from 0 to 1.
  private static func along(_ count: Int, _ deviation: Float, _ curve: (Double) -> [Float]) -> GaussianMixture {
    let centres = (0..<count).flatMap { curve((Double($0) + 0.5) / Double(count)) }
    return GaussianMixture(centres: Tensor(shape: [count, 2], scalars: centres), deviation: deviation)
  }
}
