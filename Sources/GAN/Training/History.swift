import Engine
import Foundation
import Pictures
import Plots

/// What a training run has measured and drawn, in order.
public struct History: Sendable {
  /// What every step measured.
  public private(set) var turns: [Turn] = []
  /// Images that the averaged generator drew, always from the same latent vectors, and after how many steps.
  public private(set) var frames: [(step: Int, images: Tensor)] = []
  /// How good the averaged generator was after some steps.
  public private(set) var scores: [Score] = []

  /// A ``Quality`` in short, and the step after which it was measured.
  public struct Score: Equatable, Sendable {
    /// After how many steps.
    public var step: Int
    /// ``Quality/toTraining``.
    public var toTraining: Double
    /// ``Quality/toTest``.
    public var toTest: Double
    /// ``Quality/classesNamed``.
    public var classes: Int
  }

  /// A history without steps.
  public init() {}

  /// The score with the least distance to training images; the first of equal ones.
  public var best: Score? { scores.min { $0.toTraining < $1.toTraining } }

  /// Adds a step.
  public mutating func append(_ turn: Turn) { turns.append(turn) }

  /// Adds the images that the averaged generator draws now, `[count, height, width, 3]`.
  public mutating func append(_ images: Tensor) { frames.append((turns.count, images.detached())) }

  /// Adds the averaged generator's quality after the steps so far.
  public mutating func append(_ quality: Quality) {
    scores.append(
      Score(
        step: turns.count, toTraining: quality.toTraining, toTest: quality.toTest, classes: quality.classesNamed))
  }

  /// The history of the first so many steps.
  func first(_ steps: Int) -> History {
    var part = self
    part.turns = Array(turns.prefix(steps))
    part.scores = scores.filter { $0.step <= steps }
    part.frames = frames.filter { $0.step <= steps }
    return part
  }

  /// This history and then another, whose steps are numbered from the end of this one.
  func followed(by other: History) -> History {
    var whole = self
    whole.turns += other.turns
    // Both have looked at the moment where they meet.
    for var score in other.scores where score.step > 0 || scores.isEmpty {
      score.step += turns.count
      whole.scores.append(score)
    }
    for frame in other.frames where frame.step > 0 || frames.isEmpty {
      whole.frames.append((frame.step + turns.count, frame.images))
    }
    return whole
  }

  /// The mean of one of the measurements over each of `parts` equal stretches of the run, at the middle of each.
  public func means(of value: (Turn) -> Float, parts: Int) -> (x: [Double], y: [Double]) {
    let parts = min(parts, turns.count)
    let ranges = (0..<parts).map { $0 * turns.count / parts..<($0 + 1) * turns.count / parts }
    return (
      ranges.map { Double($0.lowerBound + $0.upperBound) / 2 },
      ranges.map { range in turns[range].reduce(0) { $0 + Double(value($1)) } / Double(range.count) }
    )
  }

  /// A curve of one of the measurements, smoothed to a hundred points; `encoding` is what it stands for.
  public func series(_ name: String, _ value: (Turn) -> Float, as encoding: Encoding? = nil) -> Series {
    let means = means(of: value, parts: 100)
    return Series(name, x: means.x, y: means.y, as: encoding)
  }

  /// The pictures, a row for each of at most nine looks, at about equal distances in steps. A row is named by its step and,
  /// if it was scored, by its Fréchet distance to test images. It has as many images as all looks have: runs that go on from
  /// one another draw from the same latent vectors, but perhaps from fewer.
  ///
  /// - Parameter columnLabels: A word over every column, or none at all.
  public func strip(columnLabels: [String] = []) -> ImageGrid {
    let last = frames.last?.step ?? 0
    func distance(_ index: Int, _ part: Int) -> Int { abs(8 * frames[index].step - part * last) }
    let rows = Set((0...8).compactMap { part in frames.indices.min { distance($0, part) < distance($1, part) } })
      .sorted().map { frames[$0] }
    let columns = rows.map { $0.images.shape[0] }.min() ?? 0
    return ImageGrid(
      Tensor.concatenate(rows.map { $0.images.slice(0..<columns) }), columns: columns, scale: 3,
      rowLabels: rows.map { row in
        let score = scores.first { $0.step == row.step }
        return "step \(row.step.text)" + (score.map { " · FD \($0.toTest.text(.significant(2)))" } ?? "")
      }, columnLabels: columnLabels)
  }

  // MARK: - In a checkpoint

  /// The measurements, a row for every step, the scores, and the pictures by step.
  var tensors: [String: Tensor] {
    var tensors = [
      "turns": Tensor(
        shape: [turns.count, 4],
        scalars: turns.flatMap { [$0.discriminatorLoss, $0.generatorLoss, $0.onReal, $0.onFake] })
    ]
    for (step, images) in frames { tensors["frame.\(step)"] = images }
    tensors["scores"] = Tensor(
      shape: [scores.count, 4],
      scalars: scores.flatMap { [Float($0.step), Float($0.toTraining), Float($0.toTest), Float($0.classes)] })
    return tensors
  }

  /// The history that ``tensors`` describe.
  ///
  /// - Throws: `NumberFault` for tensors that no history can have had.
  init(_ tensors: [String: Tensor]) throws(NumberFault) {
    func rows(_ name: String) throws(NumberFault) -> [Float] {
      guard let tensor = tensors[name] else { return [] }
      guard tensor.shape.count == 2, tensor.shape[1] == 4 else {
        throw NumberFault(reason: "the history's \(name) are of shape \(tensor.shape), expected 4 numbers in every row")
      }
      return tensor.scalars
    }
    let values = try rows("turns")
    turns = stride(from: 0, to: values.count, by: 4).map { row in
      Turn(
        discriminatorLoss: values[row], generatorLoss: values[row + 1], onReal: values[row + 2],
        onFake: values[row + 3])
    }
    let scored = try rows("scores")
    for row in stride(from: 0, to: scored.count, by: 4) {
      try NumberFault.check("the step of a score", scored[row], 0...Float(turns.count))
      try NumberFault.check("a score's number of classes", scored[row + 3], 0...65_536)
      try NumberFault.check("a score", scored[row + 1], -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude)
      try NumberFault.check("a score", scored[row + 2], -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude)
    }
    scores = stride(from: 0, to: scored.count, by: 4).map { row in
      Score(
        step: Int(scored[row]), toTraining: Double(scored[row + 1]), toTest: Double(scored[row + 2]),
        classes: Int(scored[row + 3]))
    }
    frames = tensors.compactMap { name, images in
      name.hasPrefix("frame.") ? Int(name.dropFirst("frame.".count)).map { ($0, images) } : nil
    }.sorted { $0.step < $1.step }
    for (step, images) in frames {
      try NumberFault.check("the step of a picture", step, 0...turns.count)
      guard images.shape.count == 4, images.shape == frames[0].images.shape else {
        throw NumberFault(
          reason: "a picture is of shape \(images.shape), expected [count, height, width, channels], alike in all")
      }
    }
  }
}
