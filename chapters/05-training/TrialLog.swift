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

/// What `scripts/pytorch-quality` found at one moment.
struct PeerQuality: Decodable {
  /// The library with its version.
  var peer: String
  var minutes: Double
  var steps: Int
  /// The number of samples, and their Fréchet distance to test images in the book's features.
  var samples: Int, toTest: Double
}
