import Engine
import Synchronization
import Testing

@testable import Metrics

/// Images that are brought to one size before a network looks at them.
@Suite("Images resized first") struct ResizedFirstTests {
  /// A network that finds the last pixel, and keeps how many images of that size came at once.
  private final class LastPixel: FeatureNetwork {
    let name = "the last pixel", featureCount = 3
    let largest = Mutex(0)

    func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
      largest.withLock { $0 = max($0, images.shape[0]) }
      let last = images.shape[1] - 1
      let pixels = (0..<images.shape[0]).map { image in
        images.slice(image..<image + 1).slice(last..<last + 1, axis: 1).slice(last..<last + 1, axis: 2)
      }
      let found = Tensor.concatenate(pixels).reshaped([images.shape[0], 3])
      return (found, found)
    }
  }

  @Test("images of a large side are looked at a few at a time, with the same result") func parts() {
    let network = LastPixel()
    let images = Random(seed: 1).uniform([9, 2, 2, 3], in: -1..<1)
    let found = ResizedFirst(network, side: 1024)(images)
    // Nine would be 113 MB, and a batch of 64 of the largest side 13 GB.
    #expect(network.largest.withLock { $0 } == 5)
    let corner = images.resized(height: 1024, width: 1024, by: .pillowBicubic).clamped(to: -1...1)
    #expect(found.features.scalars == LastPixel()(corner).features.scalars)
    #expect(found.logits.shape == [9, 3])
    _ = ResizedFirst(network, side: 8)(images)
    #expect(network.largest.withLock { $0 } == 9)
  }
}
