import Engine

/// A place in an endless walk through a data set: which epoch, and which of its batches comes next.
///
/// It is all that a checkpoint has to keep: every batch is a function of its place.
public struct BatchPlace: Codable, Hashable, Comparable, Sendable {
  /// How many times the whole data set has been seen.
  public var epoch: Int
  /// How many batches of the epoch have been seen.
  public var index: Int

  /// The place of batch `index` of epoch `epoch`, both counted from 0.
  public init(epoch: Int = 0, index: Int = 0) {
    self.epoch = epoch
    self.index = index
  }

  /// Whether one place is seen before the other.
  public static func < (left: BatchPlace, right: BatchPlace) -> Bool {
    (left.epoch, left.index) < (right.epoch, right.index)
  }
}

/// Some images with their labels.
public struct Batch: Sendable {
  /// Where in the walk the batch stands.
  public let place: BatchPlace
  /// The images, `[size, 32, 32, 3]`, in [-1, 1].
  public let images: Tensor
  /// The label of each image.
  public let labels: [UInt8]
  /// The index of each image in the data set.
  public let indices: [Int]
}

/// A data set cut into batches: every epoch in another order and, if wanted, half of the images mirrored.
///
/// Each batch is a pure function of the seed and its place. There is no state to save and none to restore: who stops
/// after batch 117 of epoch 3 goes on with batch 118, and gets the same bits as if nothing had happened.
public struct Batches: Sendable {
  /// The images that are cut into batches.
  public let dataset: ImageDataset
  /// The number of images in a batch.
  public let size: Int
  /// What decides the orders and the flips.
  public let seed: UInt64
  /// Whether an image is mirrored left to right every other time, by chance.
  public let flips: Bool

  /// Batches of `size` images of `dataset`, which must have at least as many.
  public init(_ dataset: ImageDataset, size: Int = 64, seed: UInt64, flips: Bool) {
    require(
      size > 0 && size <= dataset.count, "Batches: no batch of \(size) images can be taken from \(dataset.count)")
    self.dataset = dataset
    self.size = size
    self.seed = seed
    self.flips = flips
  }

  /// The number of whole batches in an epoch. The images left over are dropped: other ones in every epoch.
  public var batchesPerEpoch: Int { dataset.count / size }

  /// Batch `index` of epoch `epoch`, both counted from 0.
  ///
  /// It shuffles the whole epoch to cut one batch out of it; `prefetched` shuffles each epoch once.
  public func batch(epoch: Int, index: Int) -> Batch {
    batch(index, of: Epoch(epoch, of: self))
  }

  /// The batch at a place.
  public func batch(at place: BatchPlace) -> Batch {
    batch(epoch: place.epoch, index: place.index)
  }

  /// The place after `place`.
  public func place(after place: BatchPlace) -> BatchPlace {
    place.index + 1 < batchesPerEpoch
      ? BatchPlace(epoch: place.epoch, index: place.index + 1) : BatchPlace(epoch: place.epoch + 1)
  }

  func batch(_ index: Int, of epoch: Epoch) -> Batch {
    require(
      0..<batchesPerEpoch ~= index, "Batches: no batch \(index) in an epoch of \(batchesPerEpoch) batches")
    let places = index * size..<(index + 1) * size
    let indices = Array(epoch.order[places])
    return Batch(
      place: BatchPlace(epoch: epoch.number, index: index),
      images: dataset.tensor(of: indices) { flips && epoch.isFlipped(places.lowerBound + $0) },
      labels: indices.map { dataset.labels[$0] },
      indices: indices)
  }
}

extension Batches {
  /// What is drawn once per epoch: the order of the images, and the key of the stream that decides the flips.
  struct Epoch {
    let number: Int
    let order: [Int]
    private let flipKey: UInt64

    init(_ number: Int, of batches: Batches) {
      require(number >= 0, "Batches: no epoch \(number)")
      let random = Random(key: Random(seed: batches.seed).split("batches").key, counter: UInt64(number)).split()
      self.number = number
      order = random.split("order").permutation(batches.dataset.count)
      flipKey = random.split("flips").key
    }

    /// Whether the image in a place of the order is mirrored.
    func isFlipped(_ place: Int) -> Bool {
      Random(key: flipKey, counter: UInt64(place)).next() & 1 == 1
    }
  }
}
