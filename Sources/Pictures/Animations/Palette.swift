/// At most 256 colours that stand for all colours of a picture.
struct Palette {
  /// The colours, `0xRRGGBB`.
  let colours: [UInt32]
  /// Which of them is the nearest to a colour; remembered, because pictures repeat themselves.
  private var nearest: [UInt32: UInt8] = [:]

  /// The best colours for the given samples, RGB one after the other: all that there are, if they are few enough.
  ///
  /// The box of all colours is cut in two, and then always the box whose colours differ most from their mean, across the
  /// channel in which they differ most. Heckbert, *Color image quantization for frame buffer display* (1982), cuts at the
  /// median; the mean leaves less error (Wan, Prusinkiewicz and Wong, 1990).
  init(of pixels: [UInt32], size: Int = 256) {
    var histogram: [UInt32: Int] = [:]
    pixels.forEachRun { colour, count in histogram[colour, default: 0] += count }
    // A dictionary's order differs from run to run, and the same picture is to give the same bytes.
    let entries = histogram.map { ColourBox.Entry(colour: $0.key, count: $0.value) }.sorted { $0.colour < $1.colour }
    guard entries.count > size else {
      colours = entries.map(\.colour)
      return
    }
    var boxes = [ColourBox(entries)]
    while boxes.count < size {
      let widest = boxes.indices.max { boxes[$0].error < boxes[$1].error }!
      let (low, high) = boxes[widest].halves
      boxes[widest] = low
      boxes.append(high)
    }
    colours = boxes.map(\.mean)
  }

  /// The number of the colour in the palette that is nearest to this one.
  mutating func index(of colour: UInt32) -> UInt8 {
    if let known = nearest[colour] { return known }
    let wanted = colour.samples
    var (best, leastDistance) = (0, Int32.max)
    for (index, candidate) in colours.enumerated() {
      let difference = wanted &- candidate.samples
      let distance = (difference &* difference).wrappedSum()
      if distance < leastDistance { (best, leastDistance) = (index, distance) }
    }
    nearest[colour] = UInt8(best)
    return UInt8(best)
  }
}

/// Some of a picture's colours.
private struct ColourBox {
  struct Entry {
    let colour: UInt32
    /// The number of pixels that have it.
    let count: Int
  }

  private let entries: [Entry]
  /// The mean colour, not rounded.
  private let centre: SIMD4<Double>
  /// By channel, the sum over all pixels of the squared distance from the mean.
  private let errors: SIMD4<Double>

  init(_ entries: [Entry]) {
    self.entries = entries
    var (pixels, sum) = (0.0, SIMD4<Double>.zero)
    for entry in entries {
      pixels += Double(entry.count)
      sum += SIMD4<Double>(entry.colour.samples) * Double(entry.count)
    }
    let centre = sum / pixels
    self.centre = centre
    errors = entries.reduce(.zero) { errors, entry in
      let difference = SIMD4<Double>(entry.colour.samples) - centre
      return errors + difference * difference * Double(entry.count)
    }
  }

  var error: Double { errors.sum() }

  var mean: UInt32 {
    let rounded = SIMD4<UInt32>(centre.rounded(.toNearestOrAwayFromZero))
    return rounded[0] << 16 | rounded[1] << 8 | rounded[2]
  }

  /// The box in two: what lies below the mean of the channel with the largest error, and the rest.
  var halves: (ColourBox, ColourBox) {
    let channel = (0..<3).max { errors[$0] < errors[$1] }!
    let isBelow = { (entry: Entry) in Double(entry.colour.samples[channel]) < centre[channel] }
    return (ColourBox(entries.filter(isBelow)), ColourBox(entries.filter { !isBelow($0) }))
  }
}

extension UInt32 {
  /// Red, green, blue and nothing of a colour `0xRRGGBB`.
  var samples: SIMD4<Int32> {
    SIMD4(Int32(self >> 16 & 255), Int32(self >> 8 & 255), Int32(self & 255), 0)
  }
}

extension [UInt32] {
  /// Calls `body` with each stretch of equal elements and its length: in an enlarged picture there are far fewer.
  func forEachRun(_ body: (UInt32, Int) -> Void) {
    var start = startIndex
    while start < endIndex {
      let end = self[start...].firstIndex { $0 != self[start] } ?? endIndex
      body(self[start], end - start)
      start = end
    }
  }
}
