import Evaluation
import Foundation
import GAN
import Lab
import Notebook
import Store

/// A conversation about training runs.
///
/// | message | what it is answered with |
/// |---|---|
/// | `list` | the names of all runs |
/// | `open NAME` | what the run was asked for; later messages are about it |
/// | `look` | curves, scores and pictures, if there are new ones; the page asks now and then |
/// | `pause` | the process that trains it is asked to stop after its step, with everything saved |
/// | `resume`, `resume minutes 30`, `resume epochs 80` | a process goes on with it, to so much in all; its words follow line by line |
final class TrainingView: Conversation {
  private let shelf: RunShelf
  private let programs: Programs
  private let send: @Sendable (Reply) -> Void
  private var run: (name: String, folder: URL, curves: GrowingTable, scores: GrowingTable)?
  private var shown: (pictures: [Int], isGoing: Bool)?
  /// The process that was asked to stop last: one that is asked twice stops at once, without saving.
  private var asked: Int?
  var threads: Int? { 1 }

  /// A conversation about the runs on a shelf.
  init(_ shelf: RunShelf, _ programs: Programs, send: @escaping @Sendable (Reply) -> Void) {
    (self.shelf, self.programs, self.send) = (shelf, programs, send)
  }

  /// Takes a message of the page.
  ///
  /// - Throws: `LabError`, and what is wrong with the run.
  func take(_ message: String) throws -> Reply? {
    let words = message.split(separator: " ", maxSplits: 1).map(String.init)
    switch (words.first, words.count) {
    case ("list", 1):
      struct Runs: Encodable {
        struct Run: Encodable { let name: String, isGoing: Bool }
        let to = "list", folder: String, runs: [Run]
      }
      let runs = shelf.names.map { name in
        Runs.Run(name: name, isGoing: (try? shelf.folder(name)).flatMap(FolderLock.holder(of:)) != nil)
      }
      return .json(Runs(folder: shelf.parent.readablePath, runs: runs))
    case ("open", 2): return try open(words[1])
    case ("look", 1): return look()
    case ("pause", 1): return try pause()
    case ("resume", _): return try resume(words.count == 2 ? words[1] : "")
    default: throw LabError.unknownMessage(message)
    }
  }

  // MARK: - Looking

  private func open(_ name: String) throws -> Reply {
    let folder = try shelf.folder(name)
    run = (
      name, folder, GrowingTable(folder.appendingPathComponent("curves.csv"), columns: CurveFiles.curveColumns),
      GrowingTable(folder.appendingPathComponent("scores.csv"), columns: CurveFiles.scoreColumns)
    )
    shown = nil
    struct Facts: Encodable {
      var to = "open", name: String, folder: String, facts: [[String]] = [], recipe = "", problems: [String] = []
    }
    var facts = Facts(name: name, folder: folder.readablePath)
    // Each file is shown or told of by itself: a damaged one hides no other.
    do {
      facts.facts = try TrainingRequest(ofRunIn: folder).facts
    } catch { facts.problems.append(error.reason) }
    do {
      facts.recipe = try RunFiles.text("recipe.json", in: folder)
    } catch { facts.problems.append(error.description) }
    return .json(facts)
  }

  private func look() -> Reply? {
    struct Look: Encodable {
      var to = "look", isGoing: Bool, isSame = false, steps = 0, curves: [[Float]] = [], scores: [[Float]] = []
      var pictures: [Int] = [], problems: [String] = []
    }
    guard let run else { return nil }
    // Both are read in any case.
    let isNew = [run.curves.update(), run.scores.update()].contains(true)
    let pictures = RunFiles.pictures(in: run.folder)
    let isGoing = FolderLock.holder(of: run.folder) != nil
    var look = Look(isGoing: isGoing)
    if !isNew, let shown, shown == (pictures, isGoing) {
      look.isSame = true
      return .json(look)
    }
    shown = (pictures, isGoing)
    look.steps = run.curves.last.map { Int($0[0]) } ?? 0
    (look.curves, look.scores) = (run.curves.rows + [run.curves.last].compactMap(\.self), run.scores.rows)
    look.pictures = pictures
    look.problems = [run.curves.problem, run.scores.problem].compactMap(\.self)
    return .json(look)
  }

  // MARK: - Processes

  private struct Told: Encodable {
    var to: String, line: String? = nil, status: Int32? = nil
  }

  private func opened() throws(LabError) -> (name: String, folder: URL) {
    guard let run else { throw .value(option: "run", found: "", expected: "one that was opened before") }
    return (run.name, run.folder)
  }

  private func pause() throws -> Reply {
    let (name, folder) = try opened()
    guard let owner = FolderLock.holder(of: folder) else {
      throw LabError.value(
        option: "run", found: name, expected: "one that is being trained; nobody trains this one now")
    }
    guard owner != asked else {
      return .json(Told(to: "pause", line: "It was asked already, and will stop after its step."))
    }
    asked = owner
    guard kill(pid_t(owner), SIGINT) == 0 else {
      throw RunFileError(
        "process \(owner), which trains \(name), cannot be asked to stop (\(String(cString: strerror(errno))))")
    }
    return .json(Told(to: "pause", line: "Process \(owner) was asked to stop after its step."))
  }

  private func resume(_ text: String) throws -> Reply? {
    let (name, folder) = try opened()
    if let owner = FolderLock.holder(of: folder) {
      throw RunFileError("\(name) is being trained already, by process \(owner)")
    }
    // Now, and in words, rather than after a build.
    _ = try TrainingRequest(ofRunIn: folder)
    let words = text.split(separator: " ").map(String.init)
    guard words.isEmpty || words.count == 2 && ["minutes", "epochs"].contains(words[0]),
      words.count < 2 || Self.isCount(words[1])
    else {
      throw LabError.value(
        option: "resume", found: text, expected: "nothing, or minutes or epochs with a number above 0")
    }
    let length = words.isEmpty ? [] : ["--\(words[0])", words[1]]
    let send = send
    _ = Job("train", ["--quiet", "--resume", folder.path] + length, of: programs) { news in
      switch news {
      case .building: send(.json(Told(to: "job", line: "The sources have changed: building first.")))
      case .begun: send(.json(Told(to: "job", line: "Going on.")))
      case .line(let line), .complaint(let line): send(.json(Told(to: "job", line: line.shown.shortened(to: 1000))))
      case .ended(let status): send(.json(Told(to: "job", status: status)))
      }
    }
    return nil
  }

  private static func isCount(_ text: String) -> Bool {
    Double(text).map { $0 > 0 && $0 <= TrainingRequest.mostMinutes } ?? false
      && text.allSatisfy { $0.isNumber || $0 == "." }
  }
}

extension TrainingRequest {
  /// What was asked for, as names and values for a reader.
  fileprivate var facts: [[String]] {
    let images = [
      data, "\(size) × \(size)", isGrey ? "grey" : nil, usesClasses ? "by class" : nil, flips ? "mirrored too" : nil,
    ]
    let long =
      switch length {
      case .epochs(let count): "\(count) epochs"
      case .minutes(let minutes): "\(minutes.formatted()) minutes"
      }
    return [
      ["Images", images.compactMap(\.self).joined(separator: ", ")], ["Length", long], ["Seed", "\(seed)"],
      ["Shards", "\(shards ?? 1)"],
    ] + changes.map { ["Changed at step \($0.step)", "\($0.setting): \($0.from) → \($0.to)"] }
  }
}
