import Engine
import Evaluation
import GAN
import Lab

/// Which images of a generator are looked at, as it stands in the page's address. The same scene shows the same images.
///
/// Samples are what `swift run draw` draws of the same seed. A *spot* is a latent vector between four of them: A and B lie at
/// the upper corners of a square, C and D at the lower ones, and every way between them is a great circle.
struct ImageScene: Equatable {
  /// The most samples.
  static let most = 100
  /// Values of a latent vector that are set by hand lie from minus this to this.
  static let reach: Float = 4

  var seed: UInt64 = 1
  var count = 64
  /// The class of all images; `nil` for every class in turn.
  var kind: Int?
  /// Latent values beyond it are drawn again.
  var truncation: Float?
  /// The samples at the corners A, B, C and D.
  var corners = [0, 1, 2, 3]
  /// The place of the spot: from A to B, and from both down to C and D.
  var x: Float = 0
  var y: Float = 0
  /// Latent values that are set by hand, by their places.
  var edits: [Int: Float] = [:]

  /// The usual scene.
  init() {}

  /// Reads a scene from an address: `seed=2&corners=0.5.7.9&x=0.5`. What is not named is as usual.
  ///
  /// - Throws: `LabError` for what no scene has.
  init(query: String) throws(LabError) {
    for part in query.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      try set(pair[0], pair.count == 2 ? pair[1] : "")
    }
    for (name, corner) in zip(["A", "B", "C", "D"], corners) where corner >= count {
      throw .value(option: "corner \(name)", found: "\(corner)", expected: "a sample from 0 to \(count - 1)")
    }
  }

  private mutating func set(_ name: String, _ text: String) throws(LabError) {
    func wrong(_ expected: String) -> LabError { .value(option: name, found: text, expected: expected) }
    func number(_ range: ClosedRange<Float>) throws(LabError) -> Float {
      guard let value = Float(text), range.contains(value) else {
        throw wrong("a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    switch name {
    case "seed":
      guard let value = UInt64(text) else { throw wrong("a whole number from 0 to \(UInt64.max)") }
      seed = value
    case "count":
      guard let value = Int(text), (4...Self.most).contains(value) else {
        throw wrong("a whole number from 4 to \(Self.most)")
      }
      count = value
    case "class":
      guard let value = Int(text), (0..<256).contains(value) else { throw wrong("the number of a class") }
      kind = value
    case "truncation": truncation = try number(0.1...10)
    case "x": x = try number(0...1)
    case "y": y = try number(0...1)
    case "corners":
      let values = text.split(separator: ".").map { Int($0) ?? -1 }
      guard values.count == 4, values.allSatisfy({ (0..<Self.most).contains($0) }) else {
        throw wrong("four samples from 0 to \(Self.most - 1), such as 0.1.2.3")
      }
      corners = values
    case "edits":
      for edit in text.split(separator: "_") {
        let parts = edit.split(separator: ":")
        guard parts.count == 2, let place = Int(parts[0]), (0..<10_000).contains(place), let value = Float(parts[1]),
          abs(value) <= Self.reach
        else { throw wrong("places with values from -\(Self.reach) to \(Self.reach), such as 0:1.5_7:-2") }
        edits[place] = value
      }
    default: throw .unknownOption(name)
    }
  }
}

// MARK: - Latent vectors

extension ImageScene {
  /// The latent vectors of the samples, `[count, size]`.
  func samples(of model: TrainedGenerator) -> Tensor { model.latents(count, seed: seed, truncation: truncation) }

  /// The latent vector of the spot, `[1, size]`.
  func spot(of model: TrainedGenerator) -> Tensor {
    let samples = samples(of: model)
    let (a, b, c, d) = (samples[corners[0]], samples[corners[1]], samples[corners[2]], samples[corners[3]])
    let mixed = sphericalMix(
      of: sphericalMix(of: a, and: b, share: x), and: sphericalMix(of: c, and: d, share: x), share: y)
    var values = mixed.scalars
    for (place, value) in edits where place < values.count { values[place] = value }
    return Tensor(shape: mixed.shape, scalars: values)
  }

  /// Latent vectors on the way from A to B, both included, `[steps, size]`.
  func walk(of model: TrainedGenerator, steps: Int) -> Tensor {
    let samples = samples(of: model)
    return Tensor.concatenate(
      (0..<steps).map {
        sphericalMix(of: samples[corners[0]], and: samples[corners[1]], share: Float($0) / Float(steps - 1))
      })
  }

  // MARK: - Classes

  /// How much of each class is in each sample, `[count, classes]`; `nil` for a generator without classes.
  func kinds(of model: TrainedGenerator) -> Tensor? {
    let classes = model.plan.shape.classes
    return classes == 0 ? nil : Tensor.oneHot((0..<count).map { kind ?? $0 % classes }, of: classes)
  }

  /// How much of each class is in images at places of the square, `[places, classes]`; `nil` for a generator without classes.
  func kinds(of model: TrainedGenerator, at places: [(x: Float, y: Float)]) -> Tensor? {
    kinds(of: model).map { kinds in
      let (a, b, c, d) = (kinds[corners[0]], kinds[corners[1]], kinds[corners[2]], kinds[corners[3]])
      return Tensor.concatenate(
        places.map { x, y in (a * (1 - x) + b * x) * (1 - y) + (c * (1 - x) + d * x) * y })
    }
  }
}

extension Tensor {
  /// One row, `[1, …]`.
  fileprivate subscript(row: Int) -> Tensor { slice(row..<row + 1) }
}
