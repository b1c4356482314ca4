/// Plays runs for one page: takes its messages, makes steps, and gives frames.
///
/// It knows neither clocks nor threads: whoever owns it calls ``work()`` while ``wantsToWork``. At most one frame is under
/// way at a time, because the page asks for the next one when it has the last and room for another; so neither a slow page
/// nor a hidden one makes anything pile up.
///
/// The messages, each a line of text:
///
/// | message | what it does |
/// |---|---|
/// | `start QUERY` | a new run of this plan, before its first step |
/// | `change QUERY` | the run takes rates, turns and loss of this plan |
/// | `play N` | goes on, with N steps for every frame; 0 for as many as there is time for |
/// | `pause` | stops after the step that is being made |
/// | `step`, `turn`, `turn discriminator`, `turn generator` | a step, the next turn, or one of a player |
/// | `layers N` | what the frames show: the bits of ``LabLayers`` |
/// | `look` | the page has room for a frame; send the next as soon as there is something new |
public final class LabPlayer {
  /// What the page is sent.
  public enum Reply: Equatable, Sendable {
    /// A ``LabFrame``'s bytes.
    case frame([UInt8])
    /// JSON: an error, or that a message was taken.
    case text(String)
  }

  /// The most characters of a message.
  public static let longestMessage = LabPlan.longestQuery + 20
  /// Frames between two measurements of the scores while a run plays.
  private static let measureInterval = 10

  private var run: LabRun?
  private var look: LabLook?
  private var layers = LabLayers.all.subtracting(.averaged)
  private var isPlaying = false
  private var stepsForFrame = 0
  /// Steps that the next frame still lacks. They are made even if the page pauses first: so two runs that are asked for
  /// as many frames have made as many steps.
  private var owed = 0
  /// Whether the page waits for a frame, and whether there is something that it has not seen.
  private var (isAwaited, isNew, isFirst) = (false, false, false)
  /// Whether the last frame lacked what only a resting run shows.
  private var isUnmeasured = false
  private var framesSinceMeasure = 0

  /// A player without a run.
  public init() {}

  /// Whether ``work()`` has something to do before the next message.
  public var wantsToWork: Bool {
    guard let run else { return false }
    if run.steps < run.plan.ahead { return true }
    if isAwaited, isNew || (isUnmeasured && !isPlaying) { return true }
    return !run.isOver && (owed > 0 || (isPlaying && stepsForFrame == 0))
  }

  /// Takes a message of the page.
  ///
  /// - Throws: ``LabError`` if it cannot be done; then everything stays as it was.
  public func take(_ message: String) throws(LabError) -> Reply? {
    guard message.utf8.count <= Self.longestMessage else {
      throw .tooLong(characters: message.utf8.count, limit: Self.longestMessage)
    }
    let words = message.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = words.count == 2 ? words[1] : ""
    switch words.first {
    case "start": return try start(LabPlan(query: rest), message)
    case "change":
      guard let run else { return nil }
      try run.change(to: LabPlan(query: rest))
      return facts(of: run, message)
    case "play":
      guard let steps = Int(rest), (0...1000).contains(steps) else {
        throw .value(option: "play", found: rest, expected: "0 to 1000 steps for every frame")
      }
      (isPlaying, stepsForFrame) = (true, steps)
      owed = isAwaited ? steps : 0
    case "pause": (isPlaying, isNew) = (false, true)
    case "step": rested { $0.step() }
    case "turn":
      guard let player = rest.isEmpty ? run?.next : LabRun.Player(rawValue: rest) else {
        throw rest.isEmpty
          ? .unknownMessage(message)
          : .value(
            option: "turn", found: rest, expected: "discriminator or generator")
      }
      rested { $0.turn(player) }
    case "layers":
      guard let bits = UInt32(rest), LabLayers.all.contains(LabLayers(rawValue: bits)) else {
        throw .value(option: "layers", found: rest, expected: "a number from 0 to \(LabLayers.all.rawValue)")
      }
      (layers, isNew) = (LabLayers(rawValue: bits), true)
    case "look":
      isAwaited = true
      owed = isPlaying ? stepsForFrame : 0
    default: throw .unknownMessage(message)
    }
    return nil
  }

  /// Makes one step, or the frame that the page waits for.
  public func work() -> Reply? {
    guard let run, let look else { return nil }
    if run.steps < run.plan.ahead {
      run.step()
      isNew = true
      return nil
    }
    if owed > 0, !run.isOver {
      run.step()
      owed -= 1
      isNew = true
    } else if isAwaited, isNew || (isUnmeasured && !isPlaying) {
      return frame(run, look)
    } else if isPlaying, stepsForFrame == 0, !run.isOver {
      run.step()
      isNew = true
    }
    return nil
  }

  private static func firstWord(of message: String) -> String { String(message.prefix { $0 != " " }.prefix(20)) }

  private func start(_ plan: LabPlan, _ message: String) throws(LabError) -> Reply {
    let run = try LabRun(plan)
    (self.run, look) = (run, LabLook(run))
    (isPlaying, isNew, isFirst, owed) = (false, true, true, 0)
    return facts(of: run, message)
  }

  /// Changes the run while it does not play.
  private func rested(_ change: (LabRun) -> Void) {
    guard let run, !run.isOver else { return }
    isPlaying = false
    change(run)
    isNew = true
  }

  private func frame(_ run: LabRun, _ look: LabLook) -> Reply {
    framesSinceMeasure += 1
    let measures = !isPlaying || run.isOver || isFirst || framesSinceMeasure >= Self.measureInterval
    if measures { framesSinceMeasure = 0 }
    var frame = look.frame(layers, measures: measures, isFirst: isFirst)
    frame.challenges = LabChallenge.met(by: frame, plan: run.plan)
    (isAwaited, isNew, isFirst, isUnmeasured) = (false, false, false, !measures)
    return .frame(frame.bytes)
  }

  /// What the page says about a run that has begun or changed.
  private func facts(of run: LabRun, _ message: String) -> Reply {
    .text(
      "{\"to\":\(LabSchema.string(Self.firstWord(of: message))),\"plan\":\(LabSchema.string(run.plan.query)),"
        + "\"loss\":\(LabSchema.string(run.trainer.loss.name))}")
  }
}
