import Datasets
import Engine
import GAN
import Metrics

/// What is counted at one evaluation of a young run, and a moment later.
struct OnsetLook {
  /// How many evaluations later points are counted again.
  static let lag = 2

  /// How many points are nearest to each mode.
  let counts: [Double]
  /// How many of these are nearest to it a moment later too.
  let kept: [Double]
  /// How many points are nearest to each mode a moment later, wherever they were.
  let later: [Double]
  /// D at each mode's centre, and its mean over the points that are nearest to the mode (0 where there are none).
  let verdicts, atPoints: [Double]
  /// The mean length of the slope of D's logit at the points.
  let slope: Double

  /// A mode at an evaluation: its points, how many of them stay, D at its centre, and its mean over the points.
  struct Mode {
    let count, kept, verdict, atPoints: Double
  }

  /// The modes with a number of points that is asked for.
  func modes(with isMeant: (_ count: Double) -> Bool) -> [Mode] {
    counts.indices.filter { isMeant(counts[$0]) }.map {
      Mode(count: counts[$0], kept: kept[$0], verdict: verdicts[$0], atPoints: atPoints[$0])
    }
  }

  /// The number of modes with at least 4 points.
  var reached: Int { counts.count { $0 >= 4 } }
}

extension OnsetLook {
  /// Evaluates a frame, and the frame a moment later.
  ///
  /// - Parameter judge: The discriminator of the first frame.
  init(_ frame: PlaneFrame, later next: PlaneFrame, over ring: GaussianMixture, judge: Sequential) {
    let (now, then) = (Self.nearest(in: ring, to: frame.points), Self.nearest(in: ring, to: next.points))
    func count(_ isCounted: (_ point: Int, _ mode: Int) -> Bool) -> [Double] {
      (0..<ring.modes).map { mode in Double(now.indices.count { isCounted($0, mode) }) }
    }
    let points = frame.points.tracked()
    let logits = judge(points, .inference)
    let slopes = gradients(of: logits.sum(), wrt: [points])[0]
    let answers = logits.sigmoid().scalars.map(Double.init)
    let counts = count { now[$0] == $1 }
    let atPoints = counts.indices.map { mode in
      now.indices.filter { now[$0] == mode }.reduce(0) { $0 + answers[$1] } / max(counts[mode], 1)
    }
    self.init(
      counts: counts, kept: count { now[$0] == $1 && then[$0] == $1 }, later: count { then[$0] == $1 },
      verdicts: withoutHistory { judge(ring.centres, .inference).sigmoid() }.scalars.map(Double.init),
      atPoints: atPoints,
      slope: Double(slopes.squared().sum(axes: [1]).squareRoot().mean().scalar))
  }

  /// The mode nearest to each point. The centres are equally far from the origin, so the nearest has the largest product.
  private static func nearest(in ring: GaussianMixture, to points: Tensor) -> [Int] {
    matrixProduct(points, ring.centres, transposingSecond: true).argmax()
  }

  /// Evaluates all frames of a run but the last ones, which only come later.
  static func all(
    of frames: [PlaneFrame], over ring: GaussianMixture, judge: (PlaneFrame) throws -> Sequential
  ) rethrows -> [OnsetLook] {
    try zip(frames, frames.dropFirst(lag)).map { frame, later in
      try OnsetLook(frame, later: later, over: ring, judge: judge(frame))
    }
  }

  // MARK: As numbers, for a cache

  /// Everything in a row.
  var values: [Float] { (counts + kept + later + verdicts + atPoints + [slope]).map(Float.init) }

  /// Evaluations that were kept as `[run, evaluation, value]`.
  static func all(in values: Tensor) -> [[OnsetLook]] {
    let (runs, looks, size) = (values.shape[0], values.shape[1], values.shape[2])
    let modes = (size - 1) / 5
    let numbers = values.scalars.map(Double.init)
    return (0..<runs).map { run in
      (0..<looks).map { look in
        let row = Array(numbers[(run * looks + look) * size..<(run * looks + look + 1) * size])
        func part(_ place: Int) -> [Double] { Array(row[place * modes..<(place + 1) * modes]) }
        return OnsetLook(
          counts: part(0), kept: part(1), later: part(2), verdicts: part(3), atPoints: part(4), slope: row[size - 1])
      }
    }
  }
}
