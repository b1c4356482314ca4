import Engine
import Foundation
import Notebook
import Pictures

/// A Swift file taken apart into prose and cells of code.
///
/// Prose stands in `//:` lines, one of which may show code from elsewhere (see ``Citation``). Prose ends a cell; a blank
/// line ends one only where no more braces are open than where the cell began, so a loop or a type stays in one piece.
/// `//: @hide` takes what follows off the page, up to `//: @show`; a cell of nothing but imports is off the page by
/// itself. `//: {fold: the figure}` folds the cell, or the code from elsewhere, that follows: readers see a line that says what
/// its code makes, and open it if they like. Code that only records, checks and shows is folded by itself (``Bookkeeping``).
///
/// What a run puts out is tied to lines of *code*, counted without prose, comments and blank lines: as long as the code
/// stays the same, so do these numbers, however the prose around and between is written, and whatever cells it makes.
struct PageSource {
  /// Lines that stand together on the page.
  struct Cell: Equatable {
    /// The code without the indentation that all its lines share.
    var text: String
    /// Which of the file's lines of code it holds.
    var code: Range<Int>
    /// Whether it is kept off the page; what it puts out is not.
    var isHidden: Bool
    /// What the code makes, if it is folded on the page.
    var fold: String? = nil
  }

  /// A line of prose, and where it stands in the file.
  struct Line: Equatable {
    var text: String
    var number: Int
  }

  enum Block: Equatable {
    case prose([Line])
    case cell(Cell)
    /// A directive to show code that stands elsewhere; see ``Citation``.
    case citation(Line, fold: String? = nil)
  }

  /// The file's name, without its folder.
  let name: String
  /// Prose and cells in order.
  private(set) var blocks: [Block] = []
  /// The lines that the compiler sees.
  private(set) var code: [String] = []
  /// For each line of code, the line of the file that it stands in.
  private(set) var numbers: [Int] = []

  /// The lines of the file that a cell's code stands in; `nil` for a cell of comments.
  func lines(of cell: Cell) -> ClosedRange<Int>? {
    cell.code.isEmpty ? nil : numbers[cell.code.lowerBound]...numbers[cell.code.upperBound - 1]
  }

  /// The line of code that stands in a line of the file.
  func codeLine(at number: Int) -> Int? { numbers.firstIndex(of: number) }

  /// Takes a file apart.
  ///
  /// - Throws: ``PageError`` when a directive is unknown or out of place, or the braces do not balance.
  init(contentsOf file: URL) throws {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw PageError("\(file.readablePath) cannot be read; a page is woven from its source, so that must be there")
    }
    try self.init(text, name: file.lastPathComponent)
  }

  /// Takes source text apart; see ``init(contentsOf:)``.
  init(_ text: String, name: String) throws {
    self.name = name
    var builder = Builder(name: name)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      try builder.read(line, number: index + 1)
    }
    try builder.finish()
    (blocks, code, numbers) = (builder.blocks, builder.code, builder.numbers)
  }
}

/// The state of taking a file apart, line by line.
private struct Builder {
  let name: String
  var blocks: [PageSource.Block] = []
  var code: [String] = []
  var numbers: [Int] = []

  private var scanner = SwiftScanner()
  private var isHidden = false
  private var prose: [PageSource.Line] = []
  private var fold: PageSource.Line?
  private var cell: [Substring] = []
  /// For each line of the cell, whether the compiler sees it.
  private var isCode: [Bool] = []
  private var cellDepth = 0
  private var cellCode = 0

  init(name: String) { self.name = name }

  mutating func read(_ line: Substring, number: Int) throws {
    if !scanner.isInsideText {
      let content = line.drop(while: \.isWhitespace)
      if content.hasPrefix("//:") {
        return try readProse(content.dropFirst(3), number: number)
      }
      if content.isEmpty {
        endProse()
        if cell.isEmpty || scanner.depth <= cellDepth { try endCell() } else { append("", isCode: false) }
        return
      }
    }
    endProse()
    if cell.isEmpty { (cellDepth, cellCode) = (scanner.depth, code.count) }
    let isCode = scanner.read(line)
    append(line, isCode: isCode)
    if isCode {
      code.append(String(line))
      numbers.append(number)
    }
  }

  private mutating func append(_ line: Substring, isCode: Bool) {
    cell.append(line)
    self.isCode.append(isCode)
  }

  private mutating func readProse(_ content: Substring, number: Int) throws {
    try endCell()
    let text = String((content.first == " " ? content.dropFirst() : content).trimmingEnd)
    guard text.hasPrefix("@") else {
      if isHidden && !text.isEmpty {
        throw PageError("\(name):\(number): prose after //: @hide, which keeps it off the page; write //: @show first")
      }
      let line = PageSource.Line(text: text, number: number)
      if Fold.isDirective(text) { return try readFold(line) }
      guard Citation.isDirective(text) else {
        if !text.isEmpty { try refuseFold(before: "prose") }
        return prose.append(line)
      }
      endProse()
      return blocks.append(.citation(line, fold: try takeFold()))
    }
    endProse()
    try refuseFold(before: text)
    switch (text, isHidden) {
    case ("@hide", false), ("@show", true): isHidden.toggle()
    case ("@hide", true): throw PageError("\(name):\(number): //: @hide where the page is hidden already; remove it")
    case ("@show", false): throw PageError("\(name):\(number): //: @show where nothing is hidden; remove it")
    default: throw PageError("\(name):\(number): found //: \(text), expected //: @hide or //: @show")
    }
  }

  private mutating func readFold(_ line: PageSource.Line) throws {
    try refuseFold(before: "another {fold:")
    endProse()
    fold = line
  }

  /// What the next code makes, if that is to be folded.
  private mutating func takeFold() throws -> String? {
    defer { fold = nil }
    guard let line = fold else { return nil }
    do {
      return try Fold.name(in: line.text)
    } catch {
      throw PageError("\(name):\(line.number): \(error)")
    }
  }

  private func refuseFold(before what: String) throws {
    guard let fold else { return }
    throw PageError(
      "\(name):\(fold.number): \(fold.text) stands before \(what), expected it right before the code that it folds")
  }

  private mutating func endProse() {
    while prose.last?.text.isEmpty == true { prose.removeLast() }
    let lines = prose.drop { $0.text.isEmpty }
    if !lines.isEmpty { blocks.append(.prose(Array(lines))) }
    prose = []
  }

  private mutating func endCell() throws {
    defer { (cell, isCode) = ([], []) }
    while cell.last?.isEmpty == true { cell.removeLast() }
    guard !cell.isEmpty else { return }
    let isScaffolding = isHidden || cell.allSatisfy { $0.hasPrefix("import ") }
    if isScaffolding { try refuseFold(before: "code that is kept off the page") }
    let asked = try takeFold()
    let bookkeeping = Bookkeeping(cell)
    guard !isScaffolding, asked == nil else { return append(cell[...], cellCode..<code.count, isScaffolding, asked) }
    if bookkeeping.isMost {
      append(cell[...], cellCode..<code.count, false, Bookkeeping.name(of: cell))
    } else if let end = bookkeeping.end {
      let split = cellCode + isCode[..<end].count(where: \.self)
      append(cell[..<end], cellCode..<split, false, nil)
      append(cell[end...], split..<code.count, false, Bookkeeping.name(of: cell[end...]))
    } else {
      append(cell[...], cellCode..<code.count, false, nil)
    }
  }

  private mutating func append(_ lines: ArraySlice<Substring>, _ code: Range<Int>, _ isHidden: Bool, _ fold: String?) {
    let indentation = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    let text = lines.map { $0.dropFirst(indentation) }.joined(separator: "\n")
    blocks.append(.cell(PageSource.Cell(text: text, code: code, isHidden: isHidden, fold: fold)))
  }

  mutating func finish() throws {
    endProse()
    try endCell()
    try refuseFold(before: "the end")
    guard scanner.depth == 0, !scanner.isInsideText else {
      throw PageError(
        "\(name): braces, strings or comments are open at the end (\(scanner.depth) deep); "
          + "a regular expression that holds a brace must be written #/…/#")
    }
  }
}

/// A number that changes when any of the pieces does.
///
/// The 64-bit FNV-1a hash of the pieces, each ended by a byte that is in no UTF-8 text. It guards against forgetting
/// to run a page after an edit, not against anybody who means to deceive, and for that 64 bits are plenty: one edit in
/// 10¹⁹ would pass unseen.
func fingerprint(_ pieces: some Sequence<String>) -> String {
  var hash = FNV1a()
  for piece in pieces {
    hash.combine(piece.utf8)
    hash.combine(0xFF as UInt8)
  }
  return hash.hexadecimal
}
