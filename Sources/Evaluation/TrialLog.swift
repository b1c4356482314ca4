import Foundation
import Store

/// What `bench quality` or the like printed, line by line, kept among the book's files.
///
/// - Parameter name: The file's name without `.jsonl`.
public func trialLog<Line: Decodable>(_ name: String) throws -> [Line] {
  let text = try String(contentsOf: BookFiles.url("chapters/05-training/\(name).jsonl"), encoding: .utf8)
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try text.split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
}
