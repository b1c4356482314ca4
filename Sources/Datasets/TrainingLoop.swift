import Foundation

/// A walk through a data set's batches, step by step: where it is, when it looks and saves, and how it stops.
///
/// Whatever is trained on images goes through this one loop. When it saves has no influence on what is computed.
public struct TrainingLoop: Sendable {
  /// The batches, in their order.
  public let batches: Batches
  /// The step after which the loop ends; `nil` for one that goes on until it is stopped.
  public let total: Int?
  /// The steps so far, those before the loop was taken up included.
  public private(set) var steps: Int
  /// The next batch.
  public private(set) var place: BatchPlace
  /// The time that the steps took; looking, saving and waiting for batches is not counted.
  public private(set) var seconds: Double
  /// The longest time without saving.
  private static let longestUnsaved = Duration.seconds(60)

  /// How a loop ended.
  public enum Ending: Sendable {
    /// All its steps are done.
    case finished
    /// It was asked to stop before.
    case stopped
  }

  /// A loop at its start, or where one that was stopped goes on.
  public init(
    _ batches: Batches, total: Int?, steps: Int = 0, place: BatchPlace = BatchPlace(), seconds: Double = 0
  ) {
    self.batches = batches
    self.total = total
    self.steps = steps
    self.place = place
    self.seconds = seconds
  }

  /// Whether the loop's steps are all done.
  public var isFinished: Bool { steps == total }

  /// Goes on to the end, or until somebody asks to stop.
  ///
  /// - Parameters:
  ///   - step: Trains on a batch.
  ///   - isTimeToLook: Asked after every step.
  ///   - look: Called where the answer was yes.
  ///   - save: Called after a look, at least once a minute, and before the loop stops early.
  ///   - shouldStop: Asked after every step.
  public mutating func run(
    step: (Batch) throws -> Void, looksWhen isTimeToLook: (TrainingLoop) -> Bool = { _ in false },
    look: (TrainingLoop) throws -> Void = { _ in }, save: (TrainingLoop) throws -> Void = { _ in },
    stopsWhen shouldStop: () -> Bool = { false }
  ) throws -> Ending {
    let perEpoch = batches.batchesPerEpoch
    let end = total.map { BatchPlace(epoch: $0 / perEpoch, index: $0 % perEpoch) }
    var lastSaved = ContinuousClock.now
    return try batches.prefetched(from: place, until: end) { stream in
      for batch in stream {
        let start = ContinuousClock.now
        try step(batch)
        seconds += start.duration(to: .now) / .seconds(1)
        steps += 1
        place = batches.place(after: batch.place)
        let isLooking = isTimeToLook(self)
        if isLooking { try look(self) }
        let isStopping = shouldStop()
        if isLooking || isStopping || lastSaved.duration(to: .now) > Self.longestUnsaved {
          try save(self)
          lastSaved = .now
        }
        if isStopping { return .stopped }
      }
      return .finished
    }
  }
}
