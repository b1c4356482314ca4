import Engine

/// An endless data set that needs no download: coloured figures on soft grounds, drawn when they are asked for.
///
/// Ten figures in eight hues make 80 modes, all equally likely, and every image's mode is known exactly. That is what
/// photographs cannot offer: whether a generator reaches every mode can be counted. Place, size, angle and ground vary
/// within limits. Image number `index` is a pure function of the seed and the index, so any slice can be drawn alone,
/// by any number of threads, and another slice serves as the test set.
///
/// Every moon opens to the right: a mirrored moon is no image of this set, so its batches should not be flipped.
public struct Shapes: Sendable {
  /// What an image shows.
  public struct Label: Hashable, Sendable {
    /// The shape that is drawn.
    public let figure: Figure
    /// Its colour.
    public let hue: Hue

    /// The label with the given mode, from 0 to 79.
    public init(mode: Int) {
      require(0..<Shapes.modes ~= mode, "Shapes: mode \(mode) is not in 0..<\(Shapes.modes)")
      figure = Figure(rawValue: mode / Hue.allCases.count)!
      hue = Hue(rawValue: mode % Hue.allCases.count)!
    }

    /// The two together as one number from 0 to 79: figure · 8 + hue.
    public var mode: Int { figure.rawValue * Hue.allCases.count + hue.rawValue }
  }

  /// What the labels of a slice say about its images.
  public enum Labelling: Sendable {
    /// The figure: ten classes.
    case figure
    /// The hue: eight classes.
    case hue
    /// The two together: 80 classes.
    case mode

    /// The names of the classes.
    public var classNames: [String] {
      switch self {
      case .figure: Figure.allCases.map { "\($0)" }
      case .hue: Hue.allCases.map { "\($0)" }
      case .mode: (0..<Shapes.modes).map { "\(Label(mode: $0).hue) \(Label(mode: $0).figure)" }
      }
    }

    func number(_ label: Label) -> Int {
      switch self {
      case .figure: label.figure.rawValue
      case .hue: label.hue.rawValue
      case .mode: label.mode
      }
    }
  }

  /// The number of combinations of figure and hue.
  public static let modes = Figure.allCases.count * Hue.allCases.count

  /// What decides all images.
  public let seed: UInt64
  private let key: UInt64

  /// The data set of the given seed.
  public init(seed: UInt64 = 0) {
    self.seed = seed
    key = Random(seed: seed).split("shapes").key
  }

  /// What image `index` shows.
  public func label(of index: Int) -> Label {
    Label(mode: stream(of: index).integer(below: Self.modes))
  }

  /// How the ground behind the figure of image `index` is painted.
  public func ground(of index: Int) -> Ground { painting(of: index).groundKind }

  /// Image `index`: 32×32 pixels of red, green and blue, `[height, width, channels]`.
  public func image(_ index: Int) -> [UInt8] {
    Array(unsafeUninitializedCapacity: ImageShape.colour32.bytes) { pixels, count in
      draw(index, to: UnsafeMutableBufferPointer(rebasing: pixels[..<ImageShape.colour32.bytes]))
      count = ImageShape.colour32.bytes
    }
  }

  /// The images with the given indices, drawn now on several threads.
  public func dataset(_ range: Range<Int>, labelledBy labelling: Labelling = .figure) -> ImageDataset {
    let bytes = range.count * ImageShape.colour32.bytes
    let pixels = [UInt8](unsafeUninitializedCapacity: bytes) { pixels, count in
      // Every iteration writes an image of its own.
      nonisolated(unsafe) let pixels = pixels
      Parallel.perform(range.count) { place in
        let start = place * ImageShape.colour32.bytes
        draw(
          range.lowerBound + place,
          to: UnsafeMutableBufferPointer(rebasing: pixels[start..<start + ImageShape.colour32.bytes]))
      }
      count = bytes
    }
    return ImageDataset(
      identity: DataSet.Identity(name: "shapes"), classNames: labelling.classNames,
      labels: range.map { UInt8(labelling.number(label(of: $0))) }, pixels: pixels)
  }

  private func draw(_ index: Int, to pixels: UnsafeMutableBufferPointer<UInt8>) {
    painting(of: index).paint(to: pixels)
  }

  private func painting(of index: Int) -> ShapesPainting {
    let random = stream(of: index)
    let label = Label(mode: random.integer(below: Self.modes))
    return ShapesPainting(of: label.figure, in: label.hue, random: random)
  }

  /// What chance decides about one image; the mode is drawn first.
  private func stream(of index: Int) -> Random {
    require(index >= 0, "Shapes: no image \(index)")
    return Random(key: key, counter: UInt64(index)).split()
  }
}
