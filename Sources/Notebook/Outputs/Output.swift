import Foundation
import Pictures

/// Something that a run put on its page, and the line of source that put it there.
public struct Output: Equatable, Sendable {
  /// What was put out.
  public enum Content: Equatable, Sendable {
    case text(String)
    case table(Table)
    case figure(FigureFile)
    case claim(Claim)
  }

  /// What was put out.
  public var content: Content
  /// The name of the source file, without its folder.
  public var file: String
  /// A line of the source file while a page runs; once published, a line of its code (see ``PageSource``).
  public var line: Int

  package init(content: Content, file: String, line: Int) {
    (self.content, self.file, self.line) = (content, file, line)
  }

  /// What must not differ when the page is run again.
  package var kind: String {
    switch content {
    case .text: "text"
    case .table: "table"
    case .figure: "figure"
    case .claim(let claim): "claim \"\(claim.text)\""
    }
  }
}

/// A picture that a run drew, as a file beside the page.
public struct FigureFile: Codable, Equatable, Sendable {
  /// The file's name, without its folder.
  public let name: String
  /// What the picture shows, in Markdown.
  public let caption: String
  /// What somebody who cannot see the picture is told.
  public let alternative: String
  /// The name of the file for dark pages, `name-dark.svg` beside `name.svg`; nil if one file serves both.
  public let dark: String?
  /// The line of plain text that readers of a page open to see the picture; `nil` if it stands open.
  public let behind: String?

  /// The names of all its files.
  package var fileNames: [String] { [name, dark].compactMap(\.self) }
}

/// A sentence that a run checked.
public struct Claim: Codable, Equatable, Sendable {
  /// What is claimed.
  public let text: String
  /// The least profile in which the claim is checked.
  public let profile: Profile
  /// Whether it held; `nil` where the run's profile did not check it.
  public let held: Bool?
}

/// A number, or a word, that a run found and the prose quotes.
public struct Record: Codable, Equatable, Sendable {
  /// The number; `nil` for a word.
  public let value: Double?
  /// How far another run may be off; infinite for what depends on the machine, such as a time.
  public let tolerance: Double
  /// The number as the prose shows it.
  public let shown: String

  /// Whether another run's record may stand in for this one.
  package func agrees(with other: Record) -> Bool {
    if tolerance == .infinity { return true }
    guard let value, let otherValue = other.value else { return shown == other.shown }
    if value.isNaN || otherValue.isNaN { return value.isNaN && otherValue.isNaN }
    return value == otherValue || abs(value - otherValue) <= tolerance
  }
}

extension Output: Codable {
  private enum Key: String, CodingKey { case file, line, text, table, figure, claim }

  /// Reads one output; what it holds is named by its key.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    file = try container.decode(String.self, forKey: .file)
    line = try container.decode(Int.self, forKey: .line)
    if let text = try container.decodeIfPresent(String.self, forKey: .text) {
      content = .text(text)
    } else if let table = try container.decodeIfPresent(Table.self, forKey: .table) {
      content = .table(table)
    } else if let figure = try container.decodeIfPresent(FigureFile.self, forKey: .figure) {
      content = .figure(figure)
    } else {
      content = .claim(try container.decode(Claim.self, forKey: .claim))
    }
  }

  /// Writes one output; its kind is the key of what it holds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(file, forKey: .file)
    try container.encode(line, forKey: .line)
    switch content {
    case .text(let text): try container.encode(text, forKey: .text)
    case .table(let table): try container.encode(table, forKey: .table)
    case .figure(let figure): try container.encode(figure, forKey: .figure)
    case .claim(let claim): try container.encode(claim, forKey: .claim)
    }
  }
}
