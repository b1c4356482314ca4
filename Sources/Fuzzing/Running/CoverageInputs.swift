import Foundation

/// The inputs that a fuzzer with coverage changes: a file as it is, or the pieces that a target puts together, so that a
/// change need not hit a checksum as well.
public struct CoverageInputs {
  private let grammar: FileGrammar
  private let reader: CaseReader
  /// The file that was read last.
  public let file: URL

  /// What a piece begins with in an input; its name and a zero follow.
  private static let mark: [UInt8] = [0xF7, 0x50, 0x43, 0x45]
  private static let (plain, inPieces): (UInt8, UInt8) = (0, 1)

  /// - Parameter folder: A folder for the file that is read.
  public init(of target: FuzzTarget, in folder: URL) throws {
    grammar = try target.grammar()
    reader = try CaseReader(target, in: folder)
    file = folder.appendingPathComponent(target.fileName)
  }

  /// The right files, each as both kinds of input.
  public var seeds: [[UInt8]] {
    grammar.seeds.map { [Self.plain] + grammar.assemble($0) } + grammar.seeds.map(Self.input)
  }

  private static func input(of pieces: [Piece]) -> [UInt8] {
    pieces.reduce(into: [inPieces]) { input, piece in
      input += mark
      input += Array(piece.name.utf8)
      input.append(0)
      input += piece.bytes
    }
  }

  /// The file that an input stands for.
  func bytes(of input: [UInt8]) -> [UInt8] {
    guard input.first == Self.inPieces else { return Array(input.dropFirst()) }
    return grammar.assemble(
      input.dropFirst().split(separator: Self.mark).map { part in
        let end = part.firstIndex(of: 0) ?? part.endIndex
        return Piece(String(decoding: part[..<end], as: UTF8.self), .binary, Array(part[end...].dropFirst()))
      })
  }

  /// Reads the file that an input stands for. Ends the program if it is read wrongly, or takes too much memory.
  public func read(_ input: [UInt8]) {
    let bytes = bytes(of: input)
    do {
      if case .failed(let reason) = try reader.outcome(of: bytes) { fatalError(reason) }
    } catch {
      fatalError("\(error)")
    }
  }
}
