import Foundation
import Store

/// The curves of a run as files that every plotting tool reads: `curves.csv`, a line for each step, and `scores.csv`, a
/// line for each look that was scored; and, if wanted, an event file for TensorBoard.
public final class CurveFiles {
  private let curves, scores: (url: URL, file: FileHandle)
  private let events: EventFile?
  /// How many steps and scores the files hold.
  private var written: (turns: Int, scores: Int)

  /// The names of the columns of `curves.csv`.
  public static let curveColumns = ["step", "loss_d", "loss_g", "d_real", "d_fake", "rate_d", "rate_g"]
  /// The names of the columns of `scores.csv`: Fréchet distances to training and to held-out images, and how much further
  /// the held-out ones are.
  public static let scoreColumns = ["step", "to_training", "to_held_out", "gap"]

  /// Opens both files in a folder. Lines of steps that the history does not have, which a run that was killed had made
  /// after its last checkpoint, are taken away; they come again.
  ///
  /// - Parameter forTensorBoard: Whether to write an event file too; each start of a run writes one of its own.
  public init(in folder: URL, goingOnFrom history: History, forTensorBoard: Bool = false) throws {
    func open(_ name: String, _ columns: [String], keeping count: Int) throws -> ((URL, FileHandle), Int) {
      let url = folder.appendingPathComponent(name)
      let header = columns.joined(separator: ",")
      let found = (try? String(contentsOf: url, encoding: .utf8))?.split(separator: "\n") ?? []
      // The last line may have been cut short.
      let whole = found.first.map { $0 == header } == true ? found.dropFirst().prefix(count) : []
      let lines = whole.prefix { $0.split(separator: ",").count == columns.count }
      try Data(([Substring(header)] + lines).map { $0 + "\n" }.joined().utf8).writeWhole(to: url)
      let file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
      return ((url, file), lines.count)
    }
    let (turns, looks) = (history.turns.count, history.scores.count)
    (curves, written.turns) = try open("curves.csv", Self.curveColumns, keeping: turns)
    (scores, written.scores) = try open("scores.csv", Self.scoreColumns, keeping: looks)
    events = forTensorBoard ? try EventFile(in: folder) : nil
  }

  /// Adds the steps and scores of a history that are not there yet.
  ///
  /// - Parameter rates: The learning rates of discriminator and generator in a step, counted from 0.
  public func append(_ history: History, rates: (Int) -> (discriminator: Float, generator: Float)) throws {
    var lines = ""
    for (step, turn) in history.turns.enumerated().dropFirst(written.turns) {
      let rates = rates(step)
      let values = [
        turn.discriminatorLoss, turn.generatorLoss, turn.onReal, turn.onFake, rates.discriminator, rates.generator,
      ]
      lines += "\(step + 1)," + values.map { "\($0)" }.joined(separator: ",") + "\n"
      let tags = Self.curveColumns.dropFirst().map { "curves/\($0)" }
      try events?.append(step: step + 1, scalars: zip(tags, values).map { ($0, $1) })
    }
    try writing(to: curves.url) { try curves.file.write(contentsOf: Data(lines.utf8)) }
    lines = ""
    for score in history.scores.dropFirst(written.scores) {
      let values = [score.toTraining, score.toTest, score.toTest - score.toTraining]
      lines += "\(score.step)," + values.map { "\($0)" }.joined(separator: ",") + "\n"
      let tags = Self.scoreColumns.dropFirst().map { "scores/\($0)" }
      try events?.append(step: score.step, scalars: zip(tags, values).map { ($0, Float($1)) })
    }
    try writing(to: scores.url) { try scores.file.write(contentsOf: Data(lines.utf8)) }
    written = (history.turns.count, history.scores.count)
  }

  /// Shows a picture in TensorBoard, if it is wanted.
  public func append(_ picture: Data, width: Int, height: Int, channels: Int, step: Int) throws {
    try events?.append(
      step: step, image: picture, width: width, height: height, channels: channels, tag: "images")
  }
}
