import Datasets
import Engine
import Foundation
import Testing

@Suite("Batches") struct DatasetsBatchesTests {
  /// 37 different images, labelled by their index.
  let dataset = ImageDataset(
    identity: .init(name: "test"), classNames: (0..<37).map(String.init), labels: (0..<37).map { UInt8($0) },
    pixels: (0..<37 * ImageShape.colour32.bytes).map { UInt8(truncatingIfNeeded: $0 * $0 / 3 + $0 / 3072) })

  func batches(seed: UInt64 = 1, flips: Bool = true) -> Batches {
    Batches(dataset, size: 6, seed: seed, flips: flips)
  }

  func same(_ first: Batch, _ second: Batch) -> Bool {
    first.place == second.place && first.indices == second.indices && first.labels == second.labels
      && first.images.scalars == second.images.scalars
  }

  @Test("Bytes become values from -1 to 1") func values() {
    var pixels = [UInt8](repeating: 0, count: 2 * ImageShape.colour32.bytes)
    pixels[ImageShape.colour32.bytes] = 255
    pixels[ImageShape.colour32.bytes + 1] = 51
    let images = ImageDataset(identity: .init(name: "test"), classNames: ["only"], labels: [0, 0], pixels: pixels)
      .tensor(of: [1, 0])
    #expect(images.shape == [2, 32, 32, 3])
    #expect(images.scalars[..<3] == [1, -0.6, -1])
    #expect(images.scalars[ImageShape.colour32.bytes] == -1)
  }

  @Test("A slice holds the images of its range") func slice() {
    let slice = dataset.slice(10..<13)
    #expect(slice.labels == [10, 11, 12])
    #expect(slice.tensor(of: [2]).scalars == dataset.tensor(of: [12]).scalars)
  }

  @Test("An epoch shows every image at most once, another epoch other ones last") func epochs() {
    let batches = batches()
    #expect(batches.batchesPerEpoch == 6)
    let orders = (0..<20).map { epoch in (0..<6).flatMap { batches.batch(epoch: epoch, index: $0).indices } }
    for order in orders {
      #expect(order.count == 36)
      #expect(Set(order).count == 36 && Set(order).isSubset(of: 0..<37))
    }
    #expect(Set(orders).count == 20)
    let dropped = orders.map { Set(0..<37).subtracting($0) }
    #expect(Set(dropped).count > 5)
    #expect(batches.batch(epoch: 0, index: 0).indices != self.batches(seed: 2).batch(epoch: 0, index: 0).indices)
  }

  @Test("Every order is equally likely") func shuffling() {
    let three = Batches(dataset.slice(0..<3), size: 3, seed: 9, flips: false)
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<6000 { counts[three.batch(epoch: epoch, index: 0).indices, default: 0] += 1 }
    #expect(counts.count == 6)
    // 1,000 each, give or take five standard deviations of 29.
    for count in counts.values { #expect((855..<1145).contains(count)) }
  }

  @Test("Labels and images go together") func labels() {
    let batch = batches(flips: false).batch(epoch: 3, index: 2)
    #expect(batch.images.shape == [6, 32, 32, 3])
    #expect(batch.labels.map(Int.init) == batch.indices)
    #expect(batch.images.scalars == dataset.tensor(of: batch.indices).scalars)
  }

  @Test("A flip is an exact mirror image, and half of the images are flipped") func flips() {
    func mirrored(_ image: [Float]) -> [Float] {
      image.indices.map { i in
        let (y, x, channel) = (i / 96, i / 3 % 32, i % 3)
        return image[(y * 32 + 31 - x) * 3 + channel]
      }
    }
    func images(_ batch: Batch) -> [[Float]] {
      (0..<6).map { Array(batch.images.scalars[$0 * ImageShape.colour32.bytes..<($0 + 1) * ImageShape.colour32.bytes]) }
    }
    var flipped = 0
    for epoch in 0..<5 {
      for index in 0..<6 {
        let plain = images(batches(flips: false).batch(epoch: epoch, index: index))
        let others = images(batches(flips: true).batch(epoch: epoch, index: index))
        for (image, other) in zip(plain, others) where image != other {
          #expect(other == mirrored(image))
          flipped += 1
        }
      }
    }
    // Of 180: 90, give or take five standard deviations of 6.7.
    #expect((57..<124).contains(flipped), "\(flipped) of 180 are flipped")
  }

  @Test("Places follow one another over the end of an epoch") func places() throws {
    let batches = batches()
    #expect(batches.place(after: BatchPlace(epoch: 2, index: 4)) == BatchPlace(epoch: 2, index: 5))
    #expect(batches.place(after: BatchPlace(epoch: 2, index: 5)) == BatchPlace(epoch: 3))
    #expect(BatchPlace(epoch: 2, index: 5) < BatchPlace(epoch: 3))
    let place = BatchPlace(epoch: 7, index: 3)
    #expect(try JSONDecoder().decode(BatchPlace.self, from: JSONEncoder().encode(place)) == place)
  }

  @Test("Batches made ahead are those made one by one") func prefetching() {
    let batches = batches()
    let ahead = batches.prefetched(until: BatchPlace(epoch: 2, index: 3)) { Array($0) }
    #expect(ahead.count == 15)
    for batch in ahead { #expect(same(batch, batches.batch(at: batch.place))) }
    #expect(ahead.map(\.place) == ahead.map(\.place).sorted())
    let resumed = batches.prefetched(from: ahead[8].place, until: BatchPlace(epoch: 2, index: 3)) { Array($0) }
    #expect(resumed.count == 7)
    for (batch, other) in zip(resumed, ahead[8...]) { #expect(same(batch, other)) }
  }

  @Test("Leaving early ends the work, by return and by throw") func leaving() {
    struct Enough: Error {}
    let batches = batches()
    var stream: BatchStream?
    let first = batches.prefetched { endless in
      stream = endless
      return endless.next()
    }
    #expect(first?.place == BatchPlace())
    #expect(stream?.next() == nil)
    #expect(throws: Enough.self) {
      try batches.prefetched(ahead: 1) { endless in
        for batch in endless where batch.place.epoch == 1 { throw Enough() }
      }
    }
    #expect(batches.prefetched { _ in 5 } == 5)
  }
}
