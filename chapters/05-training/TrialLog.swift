import Foundation

/// What `bench quality` or the like printed, line by line, kept in a file beside this one.
///
/// - Parameter name: The file's name without `.jsonl`.
func trialLog<Line: Decodable>(_ name: String) throws -> [Line] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let text = try String(contentsOf: folder.appendingPathComponent(name + ".jsonl"), encoding: .utf8)
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try text.split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
}
