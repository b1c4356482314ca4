import Foundation
import Notebook
import Store

/// What `bench quality` or the like printed, line by line, kept among the book's files.
///
/// - Parameter name: The file's name without `.jsonl`.
/// - Throws: `UsageError` that names the line which is damaged.
public func trialLog<Line: Decodable>(_ name: String) throws -> [Line] {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  let file = try BookFiles.existing("chapters/05-training/\(name).jsonl")
  return try printedLines(in: file, by: "swift run bench", decoder)
}

extension [QualityTrial.Line] {
  /// The first run of `recipes.jsonl` that is meant.
  ///
  /// - Throws: `UsageError` that says which is missing.
  public func run(_ title: String, where isMeant: (QualityTrial.Line) -> Bool) throws -> QualityTrial.Line {
    guard let run = first(where: isMeant) else {
      throw UsageError("recipes.jsonl has no line of \(title); restore the file that comes with the book")
    }
    return run
  }
}

/// The values in a file, one in each line in JSON, as a command printed them.
///
/// - Throws: `UsageError` if the file cannot be read, or holds a line that is no such value.
func printedLines<Line: Decodable>(
  in file: URL, by command: String, _ decoder: JSONDecoder = JSONDecoder()
) throws -> [Line] {
  let text: String
  do {
    text = try String(contentsOf: file, encoding: .utf8)
  } catch {
    throw UsageError("\(file.readablePath) cannot be read: \(error.reason)")
  }
  return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
    guard !line.allSatisfy(\.isWhitespace) else { return nil }
    do {
      return try decoder.decode(Line.self, from: Data(line.utf8))
    } catch {
      throw UsageError(
        "\(file.readablePath):\(index + 1): \(error.reason); expected a line that `\(command)` printed")
    }
  }
}
