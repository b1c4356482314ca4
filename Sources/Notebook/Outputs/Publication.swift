import Foundation
import Store

/// What one run put out, and everything that it depended on: the contents of `outputs.json`.
///
/// A page is made from its source and this, and nothing else.
public struct Publication: Codable, Equatable, Sendable {
  /// The version of the file's format.
  public var format = Publication.format
  /// The name of the entry that was run.
  public var entry: String
  /// How much was run.
  public var profile: Profile
  /// The page's own options, as words of its command: with profile and seed, all that decides the results.
  public var arguments: [String]
  /// The data set that was worked on; `nil` when the page needs none.
  public var data: DataStamp?
  /// The seed of everything random.
  public var seed: UInt64
  /// The hash of the code that was run, without its prose; `nil` for a run that is not published.
  public var code: String?
  /// What was put out, in order.
  public var outputs: [Output]
  /// What the prose quotes.
  public var records: [String: Record]
  /// The machine that it was run on; not compared.
  public var machine: Machine
  /// How long it took; not compared.
  public var seconds: Double

  /// Reads `outputs.json`.
  ///
  /// - Throws: ``PageError`` if the file is missing or damaged.
  public init(contentsOf file: URL) throws {
    guard let data = try? Data(contentsOf: file) else {
      throw PageError("\(file.readablePath) cannot be read; publish the page to make it")
    }
    do {
      self = try Self.decoder.decode(Publication.self, from: data)
    } catch {
      throw PageError(
        "\(file.readablePath) is not what a published run writes (\(error.reason)); publish the page anew")
    }
    guard (0...1e12).contains(seconds) else {
      throw PageError(
        "\(file.readablePath) says that its run took \(seconds) seconds, expected 0 or more; publish the page anew")
    }
    guard format == Self.format else {
      throw PageError(
        "\(file.readablePath) has format \(format), expected \(Self.format); publish the page anew")
    }
  }

  private static let format = 2

  init(
    entry: String, profile: Profile, arguments: [String], data: DataStamp?, seed: UInt64, outputs: [Output],
    records: [String: Record], machine: Machine, seconds: Double
  ) {
    self.entry = entry
    self.profile = profile
    self.arguments = arguments
    self.data = data
    self.seed = seed
    self.outputs = outputs
    self.records = records
    self.machine = machine
    self.seconds = seconds
  }

  /// `outputs.json`: the same run always gives the same bytes.
  package func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  /// The figures in order.
  public var figures: [FigureFile] {
    outputs.compactMap { if case .figure(let figure) = $0.content { figure } else { nil } }
  }

  /// The claims that the run's profile checked.
  private var checked: [Claim] {
    outputs.compactMap { if case .claim(let claim) = $0.content, claim.held != nil { claim } else { nil } }
  }

  /// How many claims were checked.
  public var checkedClaims: Int { checked.count }

  /// How many of the checked claims held.
  public var heldClaims: Int { checked.count { $0.held == true } }
}

/// A page or one of its files is not as it must be; the text says which, how, and what to do.
public struct PageError: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do, in one line.
  public let description: String

  package init(_ description: String) { self.description = description }
}

extension Error {
  /// The error in one line, in its own words where it has some.
  package var reason: String {
    let text: String
    switch self {
    case let error as DecodingError: text = error.summary
    case let error as any CustomStringConvertible where !(error is CocoaError): text = error.description
    default: text = systemReason
    }
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(
      separator: "; ")
  }
}

extension DecodingError {
  fileprivate var summary: String {
    switch self {
    case .keyNotFound(let key, let context): "\(context.place) lacks \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      (context.codingPath.isEmpty ? "" : "\(context.place): ") + context.debugDescription
    @unknown default: localizedDescription
    }
  }
}

extension DecodingError.Context {
  fileprivate var place: String {
    codingPath.isEmpty
      ? "it" : codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }
}
