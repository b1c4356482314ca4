import Engine
import Foundation
import Pictures
import Store
import TestSupport
import Testing

@testable import Metrics

/// Images in NumPy's archives, as guided-diffusion writes them.
@Suite("Images of NumPy's") struct NumPySupplyTests {
  private func supply(_ contents: NumPyContents, _ body: (NumPySupply?) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.npz")
      try NumPyArchive.write([contents], to: file)
      try body(NumPySupply(NumPyArchive(contentsOf: file), path: file.path))
    }
  }

  @Test("all of them in order, or a choice of them in order") func images() throws {
    let bytes = (0..<100 * 2 * 3 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try supply(NumPyContents("arr_0", shape: [100, 2, 3, 3], bytes)) { supply in
      let supply = try #require(supply)
      #expect(supply.available == 100)
      var all: [Float] = []
      try supply.forEachBatch(100, random: Random(seed: 1)) { batch in
        #expect(batch.shape[0] <= imagesPerBatch && Array(batch.shape[1...]) == [2, 3, 3])
        all += batch.scalars
      }
      #expect(all == bytes.map { Float($0) / 127.5 - 1 })
      var some: [[Float]] = []
      try supply.forEachBatch(10, random: Random(seed: 1)) { batch in
        for image in 0..<batch.shape[0] { some.append(batch.slice(image..<image + 1).scalars) }
      }
      #expect(some.count == 10 && Set(some.map(\.description)).count == 10)
      #expect(
        some.allSatisfy { image in stride(from: 0, to: all.count, by: 18).contains { image == Array(all[$0..<$0 + 18]) }
        })
    }
  }

  @Test("large images of a folder come a few at a time") func largePhotographs() throws {
    try withTemporaryFolder { folder in
      for (index, side) in [2048, 2048, 1024, 1024, 8].enumerated() {
        let pixels = [UInt8](repeating: UInt8(index * 50), count: side * side)
        try Image(width: side, height: side, channels: 1, pixels: pixels).png().write(
          to: folder.appendingPathComponent("\(index).png"))
      }
      var batches: [[Int]] = []
      try FolderSupply(folder, isStrict: true).forEachBatch(5, random: Random(seed: 1)) { batches.append($0.shape) }
      // Two of the largest are 100 MB as floats; 64 photographs of a telephone would be 9 GB.
      #expect(batches == [[1, 2048, 2048, 3], [1, 2048, 2048, 3], [2, 1024, 1024, 3], [1, 8, 8, 3]])
    }
  }

  @Test("what is no batch of images is refused, and another array is not looked at") func refused() throws {
    try supply(NumPyContents("mu", shape: [2], [1.0, 2])) { #expect($0 == nil) }
    for contents in [
      NumPyContents("arr_0", shape: [1, 1, 1, 3], [0.0, 0, 0]),
      NumPyContents("arr_0", shape: [2, 3, 1], [0, 0, 0, 0, 0, 0] as [UInt8]),
      NumPyContents("arr_0", shape: [1, 3, 1, 1], [0, 0, 0] as [UInt8]),
    ] {
      let error = #expect(throws: NoImages.self) { try supply(contents) { _ in } }
      #expect("\(error!)".contains("[images, height, width, 3]"))
    }
  }

  /// A network that finds the first pixel of an image.
  private struct FirstPixel: FeatureNetwork {
    let name = "the first pixel", featureCount = 1
    func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
      let first = Tensor(
        shape: [images.shape[0], 1], scalars: (0..<images.shape[0]).map { images.slice($0..<$0 + 1).scalars[0] })
      return (first.log(), first)
    }
  }

  @Test("features that are not finite are told with the image's place, kept or summed") func notFinite() throws {
    // The logarithm of −1 at image 70, in the second batch.
    let bytes = (0..<100).flatMap { [UInt8](repeating: $0 == 70 ? 0 : 200, count: 3) }
    try supply(NumPyContents("arr_0", shape: [100, 1, 1, 3], bytes)) { supply in
      let supply = try #require(supply)
      let plan = SummaryPlan(count: 100, half: nil, random: Random(seed: 1))
      for error in [
        #expect(throws: FeaturesNotFinite.self) {
          try FirstPixel().extract(supply, count: 100, random: Random(seed: 1))
        },
        #expect(throws: FeaturesNotFinite.self) {
          try FirstPixel().summarise(supply, plan: plan, random: Random(seed: 1))
        },
      ] {
        #expect(error?.index == 70 && error?.areImages == false)
        #expect("\(error!)".contains("image 71 of \(supply.name) has features"))
      }
    }
  }
}
