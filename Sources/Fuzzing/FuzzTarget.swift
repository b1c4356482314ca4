import Engine
import Foundation

/// A reader, and the files that it is tried on.
public struct FuzzTarget: Sendable {
  /// What the reader is called on the command line.
  public let name: String
  /// What a file of the format is called, its extension included.
  let fileName: String
  /// How often a case is as costly as another target's: cases of large files are tried in smaller numbers.
  public let cost: Int
  /// The files that are right, and how to make more.
  let grammar: @Sendable () throws -> FileGrammar
  /// Makes the reader: called once, before its first file.
  let reader: @Sendable () throws -> Reader

  /// Reads a file and returns how many bytes its contents take in memory once they are read. What it throws must be an
  /// error of ours, for whoever gave the file.
  typealias Reader = (URL) throws -> Int

  init(
    _ name: String, file: String, cost: Int = 1, grammar: @escaping @Sendable () throws -> FileGrammar,
    reader: @escaping @Sendable () throws -> Reader
  ) {
    (self.name, fileName, self.cost, self.grammar, self.reader) = (name, file, cost, grammar, reader)
  }

  /// All of them.
  public static let all: [FuzzTarget] = [
    .safetensors, .zst, .pth, .npz, .png, .jpeg, .cifar10, .idx, .statistics, .checkpoint, .recipe, .runFolder,
    .lab,
  ]

  /// The files that are right, whole.
  func seeds() throws -> [[UInt8]] {
    let grammar = try grammar()
    return grammar.seeds.map(grammar.assemble)
  }
}

/// The changed files of a target: each is a function of the seed and its number alone.
struct FuzzCases {
  private let grammar: FileGrammar
  private let stream: Random

  init(of target: FuzzTarget, seed: UInt64) throws {
    grammar = try target.grammar()
    stream = Random(seed: seed).split(target.name)
  }

  /// The bytes of the file with that number.
  func file(_ number: Int) -> [UInt8] { Mutator(random: stream.split("\(number)")).file(of: grammar) }
}
