import Foundation

/// The curves of a run as files that every plotting tool reads: `curves.csv`, a line for each step, and `scores.csv`, a
/// line for each look that was scored.
public final class CurveFiles {
  private let curves, scores: FileHandle
  private var written = (turns: 0, scores: 0)

  /// The names of the columns of `curves.csv`.
  public static let curveColumns = ["step", "loss_d", "loss_g", "d_real", "d_fake", "rate_d", "rate_g"]
  /// The names of the columns of `scores.csv`: Fréchet distances to training and to held-out images, and how much further
  /// the held-out ones are.
  public static let scoreColumns = ["step", "to_training", "to_held_out", "gap"]

  /// Makes both files in a folder anew.
  public init(in folder: URL) throws {
    func make(_ name: String, _ columns: [String]) throws -> FileHandle {
      let url = folder.appendingPathComponent(name)
      try Data((columns.joined(separator: ",") + "\n").utf8).write(to: url)
      let file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
      return file
    }
    curves = try make("curves.csv", Self.curveColumns)
    scores = try make("scores.csv", Self.scoreColumns)
  }

  /// Adds the steps and scores of a history that are not there yet.
  ///
  /// - Parameter rates: The learning rates of discriminator and generator in a step, counted from 0.
  public func append(_ history: History, rates: (Int) -> (discriminator: Float, generator: Float)) throws {
    let lines = history.turns[written.turns...].enumerated().map { place, turn in
      let step = written.turns + place
      let rates = rates(step)
      return
        "\(step + 1),\(turn.discriminatorLoss),\(turn.generatorLoss),\(turn.onReal),\(turn.onFake),\(rates.discriminator),\(rates.generator)\n"
    }
    try curves.write(contentsOf: Data(lines.joined().utf8))
    let found = history.scores[written.scores...].map {
      "\($0.step),\($0.toTraining),\($0.toTest),\($0.toTest - $0.toTraining)\n"
    }
    try scores.write(contentsOf: Data(found.joined().utf8))
    written = (history.turns.count, history.scores.count)
  }
}
