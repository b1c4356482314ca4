import Notebook

/// How long a step takes on a quiet machine: a line that `swift run bench NAME` printed.
public struct StepTime: Decodable {
  /// The benchmark's name.
  public let name: String
  /// The median seconds of a step.
  public let medianSeconds: Double

  /// The minutes that so many steps take.
  public func minutes(of steps: Int) -> Double { medianSeconds * Double(steps) / 60 }

  /// The line of that name, from the book's files.
  ///
  /// - Throws: `UsageError` that names the line which is damaged, or says that there is none.
  public static func of(_ name: String) throws -> StepTime {
    let lines: [StepTime] = try trialLog("step-times")
    guard let line = lines.first(where: { $0.name == name }) else {
      throw UsageError("step-times.jsonl has no line of \(name); restore the file that comes with the book")
    }
    return line
  }
}
