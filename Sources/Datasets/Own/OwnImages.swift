import Engine
import Foundation
import Pictures
import Store

/// Images of a reader's own: a folder of PNG and JPEG files, or idx files as MNIST has them.
///
/// They are decoded once, made alike, and kept in the user's cache folder; a folder that has changed since is decoded anew.
public struct OwnImages: Sendable {
  /// The data set, for whatever takes one. A tenth of the images, up to 10,000, is its test part, if there are at least
  /// ``leastToHoldOut``.
  public let dataSet: DataSet
  /// The images to train on.
  public let train: ImageDataset
  /// The images that are held out; `nil` where there are too few.
  public let test: ImageDataset?
  /// The files that could not be used, and why.
  public let leftOut: [ImageFolder.LeftOut]
  /// What was done to how many images so that all are alike.
  public let conversions: [String: Int]
  /// Whether the images were decoded just now, and whether a folder that had been decoded before has changed since.
  public let isFresh: Bool, hasChanged: Bool
  /// Whether they were decoded just now because what was kept of them is damaged.
  public let wasDamaged: Bool

  /// Whether a folder holds idx files of images.
  public static func holdsIDX(_ folder: URL) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.contains { isIDX(folder.appendingPathComponent($0)) }
  }

  /// Whether a file is called as idx files of images are: MNIST's names, with a hyphen or, as some programs unpack them, with
  /// a dot.
  public static func isIDX(_ file: URL) -> Bool { imagesMarks.contains { file.lastPathComponent.contains($0) } }

  /// What names of idx files of images contain.
  private static let imagesMarks = ["images-idx3", "images.idx3"]

  /// The least number of images of which some are held out.
  public static let leastToHoldOut = 200

  /// Reads the images at a place, from the cache if it has them as they are now.
  ///
  /// - Parameters:
  ///   - place: A folder of images or of folders of images, a folder of idx files, or an idx file of images.
  ///   - shape: What every image is made: cropped to the square in its middle, resized, and turned grey for one channel.
  ///     Alpha is laid over white.
  ///   - isStrict: Whether a file that cannot be used is an error.
  ///   - caches: The folder that keeps decoded images.
  ///   - progress: Called with how many of how many images are decoded.
  /// - Throws: ``OwnImagesError``.
  public init(
    at place: URL, shape: ImageShape, isStrict: Bool = false,
    caches: URL = UserCache.folder.appendingPathComponent("images"),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    let source = try Source(place)
    let key = FNV1a.hash(of: "\(place.standardizedFileURL.path) \(shape.side) \(shape.channels)".utf8)
    let cache = caches.appendingPathComponent("\(source.name)-\(String(key, radix: 16)).images")
    var found = DecodedImages.open(cache)
    switch found {
    case .whole(let known, _): (hasChanged, wasDamaged) = (known.source != source.fingerprint, false)
    case .damaged: (hasChanged, wasDamaged) = (false, true)
    case .missing: (hasChanged, wasDamaged) = (false, false)
    }
    if case .whole = found, !hasChanged {
      isFresh = false
    } else {
      isFresh = true
      try DecodedImages.write(to: cache) { append in
        try source.decode(to: shape, append: append, progress: progress)
      }
      found = DecodedImages.open(cache)
    }
    guard case .whole(let known, let pixels) = found else {
      throw OwnImagesError.cannotKeep(caches, reason: "what was written cannot be read")
    }
    if isStrict, !known.leftOut.isEmpty { throw OwnImagesError.leftOut(place, known.leftOut) }
    guard known.labels.count >= 2 else { throw OwnImagesError.tooFew(place, found: known.labels.count, least: 2) }
    let all = ImageDataset(
      identity: DataSet.Identity(name: source.name, variant: "\(source.name)-\(known.fingerprint.prefix(8))"),
      shape: shape, classNames: known.classNames, labels: known.labels, store: pixels)
    let held = all.count < Self.leastToHoldOut ? 0 : min(all.count / 10, 10_000)
    let train = all.slice(held..<all.count), test = held > 0 ? all.slice(0..<held) : nil
    (self.train, self.test, leftOut, conversions) = (train, test, known.leftOut, known.conversions)
    dataSet = DataSet(
      name: source.name, title: "images of \(place.path)", licence: "its owner's", shape: shape, allowsFlips: true,
      trainingImages: train.count
    ) { split, range, _ in
      switch split {
      case .train, .featureTrain: return range.map { train.slice($0.clamped(to: 0..<train.count)) } ?? train
      case .test, .featureTest:
        guard let test else { throw OwnImagesError.tooFew(place, found: all.count, least: Self.leastToHoldOut) }
        return range.map { test.slice($0.clamped(to: 0..<test.count)) } ?? test
      }
    }
  }
}

extension OwnImages {
  /// Where images come from before they are decoded.
  private enum Source {
    case folder(ImageFolder)
    case idx(images: URL, labels: URL?)

    init(_ place: URL) throws {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
        throw OwnImagesError.unreadable(place, reason: "there is no such file or folder")
      }
      var images = place
      if isFolder.boolValue {
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        let idx = names.filter { OwnImages.isIDX(place.appendingPathComponent($0)) }
        guard let name = idx.first(where: { $0.hasPrefix("train") }) ?? idx.first else {
          self = .folder(try ImageFolder(place))
          return
        }
        images = place.appendingPathComponent(name)
      }
      let folder = images.deletingLastPathComponent()
      let stem = OwnImages.imagesMarks.reduce(images.lastPathComponent) { name, mark in
        let labels = mark.replacingOccurrences(of: "images", with: "labels").replacingOccurrences(of: "3", with: "1")
        return name.replacingOccurrences(of: mark, with: labels)
      }.replacingOccurrences(of: ".gz", with: "")
      let labels = [stem, stem + ".gz"].map { folder.appendingPathComponent($0) }
        .first { $0 != images && FileManager.default.fileExists(atPath: $0.path) }
      self = .idx(images: images, labels: labels)
    }

    var name: String {
      switch self {
      case .folder(let folder): folder.root.standardizedFileURL.lastPathComponent
      case .idx(let images, _): images.standardizedFileURL.deletingLastPathComponent().lastPathComponent
      }
    }

    var fingerprint: String {
      switch self {
      case .folder(let folder): return folder.fingerprint
      case .idx(let images, let labels):
        var hash = FNV1a()
        for url in [images] + (labels.map { [$0] } ?? []) {
          let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
          let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
          hash.combine("\(url.path) \(attributes?[.size] ?? 0) \(time)".utf8)
        }
        return hash.hexadecimal
      }
    }

    /// Hands on every image, made alike, in an order drawn at random.
    func decode(
      to shape: ImageShape, append: ([UInt8], UInt8) throws -> Void, progress: (Int, Int) -> Void
    ) throws -> DecodedImages {
      switch self {
      case .folder(let folder): try Self.decode(folder, to: shape, fingerprint, append: append, progress: progress)
      case .idx(let images, let labels):
        try Self.decode(images, labels, to: shape, fingerprint, append: append, progress: progress)
      }
    }

    /// The order in which images are kept, so that a range of them is a sample of all.
    private static func order(_ count: Int) -> [Int] { Random(seed: 0).split("own images").permutation(count) }

    private static func decode(
      _ folder: ImageFolder, to shape: ImageShape, _ fingerprint: String, append: ([UInt8], UInt8) throws -> Void,
      progress: (Int, Int) -> Void
    ) throws -> DecodedImages {
      var leftOut = folder.leftOut
      var conversions: [String: Int] = [:]
      let order = order(folder.files.count)
      // A few at a time: each is let go once it is small.
      let together = 4 * Parallel.threads
      for start in stride(from: 0, to: order.count, by: together) {
        let files = order[start..<min(start + together, order.count)].map { folder.files[$0] }
        let results = Parallel.map(files) { file in Result { try alike(file.url, shape) } }
        for (file, result) in zip(files, results) {
          switch result {
          case .success(let (image, words)):
            try append(image.pixels, file.label)
            for word in words { conversions[word, default: 0] += 1 }
          case .failure(ImageError.noTurboJPEG(let file)): throw ImageError.noTurboJPEG(file: file)
          case .failure(let error):
            let path = file.url.path.dropFirst(folder.root.path.count).drop { $0 == "/" }
            leftOut.append(ImageFolder.LeftOut(path: String(path), reason: "\(error)"))
          }
        }
        progress(min(start + together, order.count), order.count)
      }
      return DecodedImages(
        source: fingerprint, shape: shape, classNames: folder.classNames, labels: [], leftOut: leftOut,
        conversions: conversions, fingerprint: "")
    }

    /// An image as all are, and what was done to it.
    private static func alike(_ url: URL, _ shape: ImageShape) throws -> (Image, [String]) {
      let decoded = try DecodedImage(contentsOf: url, atLeast: 2 * shape.side)
      let image = decoded.image
      var words = decoded.traits.words
      if image.width != image.height { words.append("cropped to the square in the middle") }
      if min(image.width, image.height) < shape.side { words.append("enlarged to \(shape.side) × \(shape.side)") }
      if image.channels >= 3, shape.channels == 1 { words.append("turned grey") }
      if image.channels == 1, shape.channels == 3 { words.append("grey in three channels") }
      return (image.converted(toChannels: shape.channels).squared(side: shape.side), words)
    }

    private static func decode(
      _ images: URL, _ labels: URL?, to shape: ImageShape, _ fingerprint: String,
      append: ([UInt8], UInt8) throws -> Void,
      progress: (Int, Int) -> Void
    ) throws -> DecodedImages {
      let file = try IDXFile(contentsOf: images, axes: 3)
      let (count, height, width) = (file.shape[0], file.shape[1], file.shape[2])
      guard count > 0, height > 0, width > 0 else { throw OwnImagesError.notIDX(images, reason: "it holds no images") }
      let classes = try labels.map { url in
        let file = try IDXFile(contentsOf: url, axes: 1)
        guard file.bytes.count == count else {
          throw OwnImagesError.notIDX(url, reason: "it holds \(file.bytes.count) labels for \(count) images")
        }
        return file.bytes
      }
      var conversions: [String: Int] = [:]
      for (done, index) in order(count).enumerated() {
        let bytes = Array(file.bytes[index * height * width..<(index + 1) * height * width])
        let image = Image(width: width, height: height, channels: 1, pixels: bytes)
        let alike = image.converted(toChannels: shape.channels).squared(side: shape.side)
        try append(alike.pixels, classes?[index] ?? 0)
        if done.isMultiple(of: 1000) { progress(done, count) }
      }
      if height != shape.side || width != shape.side {
        conversions["resized from \(width) × \(height)"] = count
      }
      let kinds = Int(classes?.max() ?? 0) + 1
      return DecodedImages(
        source: fingerprint, shape: shape, classNames: (0..<kinds).map(String.init), labels: [], leftOut: [],
        conversions: conversions, fingerprint: "")
    }
  }
}
