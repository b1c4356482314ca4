import Engine
import Foundation
import GAN
import Store

/// How long a training step takes on so many processes: one measured point.
public struct ScalingPoint: Codable, Equatable, Sendable {
  /// What lies between the processes, in words.
  public var network: String
  /// The processes, the threads of each, and the images that each has in a step.
  public var ranks: Int, threads: Int, images: Int
  /// The seconds of a step, and those of its computing alone: the same step, in which nothing is sent.
  public var stepSeconds: Double, computeSeconds: Double
  /// When what is handed over in a step.
  public var turns: [Turn]
  /// What two ranks found when they gave each other numbers at the same time; `nil` for one process.
  public var link: ScalingLink?
  /// Where and when it was measured.
  public var machine: Machine, date: String

  /// A player's turn in a step. Times are shares of the step's computing, from its start.
  public struct Turn: Codable, Equatable, Sendable {
    /// What is handed over.
    public var parcels: [Parcel]
    /// When all is computed, and only the sums are missing.
    public var end: Double
  }

  /// Values that are handed over together.
  public struct Parcel: Codable, Equatable, Sendable {
    /// When.
    public var time: Double
    /// How many.
    public var values: Int
  }
}

/// What lies between two processes.
public struct ScalingLink: Codable, Equatable, Sendable {
  /// The seconds until the first byte arrives.
  public var latency: Double
  /// Bytes in a second, in each direction at the same time.
  public var bandwidth: Double
  /// Whether the processors that compute also carry the bytes, as between processes of one machine; a network card
  /// carries them by itself.
  public var isCarried: Bool

  /// A link of so many seconds, and so many bytes in a second.
  public init(latency: Double, bandwidth: Double, isCarried: Bool = false) {
    (self.latency, self.bandwidth, self.isCarried) = (latency, bandwidth, isCarried)
  }

  /// The largest message that MPI sends without asking whether the other is ready: 64 KB over TCP in Open MPI.
  private static let largestUnannounced = 65536.0

  /// The seconds that pass before the first byte of a message leaves: a large one is announced, and asked for.
  func secondsToAnnounce(bytes: Double) -> Double { bytes > Self.largestUnannounced ? 2 * latency : 0 }
}

extension ScalingPoint {
  /// Measures steps of the plain networks at full width on random images of 32 × 32 pixels, in all processes of a group.
  ///
  /// Steps that send and steps that do not take turns, so that whatever else the machine does falls on both. Of either the
  /// least time of some trials counts, where a trial takes as long as its slowest process.
  ///
  /// - Parameters:
  ///   - images: The images of each process in a step.
  ///   - network: What lies between the processes, in words.
  ///   - isCarried: See ``ScalingLink/isCarried``.
  ///   - trials: How many steps of either kind are timed.
  public init(
    images: Int, group: any ProcessGroup, network: String, isCarried: Bool, trials: Int, date: Date = .now
  ) throws {
    let random = Random(seed: 0)
    let trainer = Trainer(
      generator: { ImageGenerator(refinements: 0, random: random.split("generator")) },
      discriminator: ImageDiscriminator(random: random), average: nil, random: random)
    let real = random.uniform([images * group.count, 32, 32, 3], in: -1..<1)
    let exchange = ObservedExchange(group.exchange(of: group.count))
    var own = Trial.Times(steps: [], computing: [])
    var quickest: Trial?
    for trial in -2..<trials {
      for isMute in [true, false] {
        exchange.isMute = isMute
        _ = group.gather([])
        exchange.begin()
        _ = trainer.step(on: real, in: exchange)
        let seconds = exchange.seconds
        // The first ones warm up.
        guard trial >= 0 else { continue }
        if isMute { own.computing.append(seconds) } else { own.steps.append(seconds) }
        if isMute, seconds < quickest?.seconds ?? .infinity { quickest = Trial(seconds, exchange.turns) }
      }
    }
    let all = try group.gather(Array(JSONEncoder().encode(own))).map {
      try JSONDecoder().decode(Trial.Times.self, from: Data($0))
    }
    func least(_ times: (Trial.Times) -> [Double]) -> Double {
      (0..<trials).map { trial in all.map { times($0)[trial] }.max()! }.min()!
    }
    (self.network, ranks, threads, self.images) = (network, group.count, Parallel.threads, images)
    (stepSeconds, computeSeconds) = (least(\.steps), least(\.computing))
    // One process sends nothing in either kind of step.
    if group.count == 1 {
      (stepSeconds, computeSeconds) = (min(stepSeconds, computeSeconds), min(stepSeconds, computeSeconds))
    }
    turns =
      quickest.map { trial in
        trial.turns.map { turn in
          Turn(
            parcels: turn.parcels.map { Parcel(time: $0.time / trial.seconds, values: $0.values) },
            end: turn.end / trial.seconds)
        }
      } ?? []
    let many = 1 << 20
    link = group.secondsToSwap(1, trials: 20).map { latency in
      var link = ScalingLink(latency: latency, bandwidth: 0, isCarried: isCarried)
      let bytes = Double(4 * many)
      link.bandwidth =
        bytes / (group.secondsToSwap(many, trials: 5)! - latency - link.secondsToAnnounce(bytes: bytes))
      return link
    }
    machine = .current
    self.date = date.formatted(.iso8601.year().month().day())
  }

  /// A step without exchange, and when what was handed over in it, in seconds.
  private struct Trial {
    var seconds: Double, turns: [Turn]

    /// The seconds of all trials of a process.
    struct Times: Codable {
      var steps: [Double], computing: [Double]
    }

    init(_ seconds: Double, _ turns: [Turn]) { (self.seconds, self.turns) = (seconds, turns) }
  }
}

/// An exchange that is watched, and that can keep everything to itself.
private final class ObservedExchange: ShardExchange {
  private let exchange: any ShardExchange
  /// Whether nothing is sent, and every process goes on with its own values.
  var isMute = false
  private(set) var turns: [ScalingPoint.Turn] = []
  private var parcels: [ScalingPoint.Parcel] = [], kept: [Tensor] = []
  private var start = ContinuousClock.now

  init(_ exchange: any ShardExchange) { self.exchange = exchange }

  var shards: Int { exchange.shards }
  var own: Range<Int> { exchange.own }

  /// The seconds since a step began.
  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  func begin() { (start, turns) = (.now, []) }

  func add(_ vector: Tensor, of shard: Int) {
    parcels.append(ScalingPoint.Parcel(time: seconds, values: vector.count))
    if isMute { kept.append(vector) } else { exchange.add(vector, of: shard) }
  }

  func sums() -> [Tensor] {
    turns.append(ScalingPoint.Turn(parcels: parcels, end: seconds))
    defer { (parcels, kept) = ([], []) }
    return isMute ? kept : exchange.sums()
  }

  func any(_ answer: Bool) -> Bool { exchange.any(answer) }
}
