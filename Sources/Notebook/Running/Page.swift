import Engine
import Foundation
import Pictures
import Store

/// A page while it runs: what a chapter or an answer puts its text, tables, figures, numbers and claims on.
///
/// Everything is shown in the terminal and kept in the run's folder at once. Each output remembers the line that made
/// it, and a woven page shows it after the cell that holds the line; so a helper that puts something out for others
/// takes a file and a line as these functions do, and passes them on.
public final class Page {
  /// The entry that is run.
  public let entry: Entry
  /// The data set that the page works on, once ``dataSet(_:)`` was called.
  public private(set) var dataSet: DataStamp?
  /// Whether the user asked to stop. Sendable: a loop on any thread may look.
  public let interruption: Interruption

  let options: RunOptions
  let folder: RunFolder
  let terminal: Terminal
  let isPublishing: Bool
  private let command: [String]
  private let log: Log
  /// What a run that is taken up would write before it is sure that it can: a refused one leaves everything as it was.
  /// `nil` once it is sure.
  private var heldBack: [() throws -> Void]?
  /// Why what was held back could not be written, if it could not.
  private(set) var lateFailure: (any Error)?
  private(set) var outputs: [Output] = []
  private(set) var records: [String: Record] = [:]
  private var sentences: QuotingSentences
  /// Whether the last line that was said is empty.
  private var endedEmpty = false
  private(set) var failedClaims: [String] = []

  init(
    _ entry: Entry, options: RunOptions, command: [String], folder: RunFolder, terminal: Terminal,
    interruption: Interruption, isPublishing: Bool
  ) {
    self.entry = entry
    self.options = options
    self.command = command
    self.folder = folder
    self.terminal = terminal
    self.interruption = interruption
    self.isPublishing = isPublishing
    log = Log(at: folder.log)
    sentences = QuotingSentences(sources: entry.sources)
    heldBack = options.resume == nil ? nil : []
  }

  // MARK: - What a page knows

  /// How much to run.
  public var profile: Profile { options.profile }
  /// The seed of everything random on this page.
  public var seed: UInt64 { options.seed }
  /// The folder for everything that this run leaves behind.
  public var runFolder: URL { folder.url }
  /// Where the run's checkpoint belongs.
  public var checkpoint: URL { folder.checkpoint }
  /// The checkpoint to go on from, if the reader asked for that.
  public var resume: URL? { options.resume == nil ? nil : folder.checkpoint }
  /// Whether the user asked to stop: finish the step, save a checkpoint, and throw ``Interrupted``.
  public var interrupted: Bool { interruption.requested }
  /// The command that goes on with this run from its checkpoint.
  public var resumeCommand: String {
    (["swift", "run"] + command + options.words(resuming: folder.url)).map(\.quotedForShell).joined(separator: " ")
  }

  /// Says which data set the page works on, for its stamp and the keys of its caches.
  public func dataSet(_ stamp: DataStamp) { dataSet = stamp }

  // MARK: - Outputs

  /// Puts text on the page.
  public func print(_ text: some CustomStringConvertible, file: String = #filePath, line: Int = #line) {
    append(.text(text.description), file, line)
    let lines = text.description.split(separator: "\n", omittingEmptySubsequences: false)
    say(lines.flatMap { fitted($0) }.map { "  " + $0 })
  }

  /// Puts a table on the page. Columns of numbers are lined up at their right end.
  ///
  /// - Parameters:
  ///   - caption: What the table shows, in Markdown.
  ///   - behind: The line that readers of the woven page open to see the table, for one that answers a question which they
  ///     are to decide first; `nil` to let it stand open. A terminal shows every table.
  public func table(
    header: [String], rows: [[String]], caption: String? = nil, behind: String? = nil, file: String = #filePath,
    line: Int = #line
  ) {
    let table = Table(header: header, rows: rows.map { $0.map(\.withMinusSigns) }, caption: caption, behind: behind)
    append(.table(table), file, line)
    let lines = table.lines(fitting: terminal.isInteractive ? terminal.columns - 3 : .max).map { line in
      switch line.kind {
      case .name: TextStyle.bold(line.text)
      case .rule: TextStyle.dim(line.text)
      case .cells: line.text
      }
    }
    say([""] + lines.map { "  " + $0 } + captioned(caption) + [""])
  }

  /// Puts a figure on the page, and its file in the run's folder; a second file, where dark pages need one.
  ///
  /// - Parameters:
  ///   - caption: What the figure shows, in Markdown; it also names the file.
  ///   - alternative: What somebody who cannot see the figure is told; the caption if left out.
  ///   - behind: The line that readers of the woven page open to see the figure, for one that answers a question which they
  ///     are to decide first; `nil` to let it stand open.
  /// - Throws: Whatever goes wrong when the figure is drawn or written.
  public func show(
    _ figure: any Figure, caption: String, alternative: String? = nil, behind: String? = nil,
    file: String = #filePath, line: Int = #line
  ) throws {
    let number = outputs.count { $0.kind == "figure" } + 1
    let place = (number < 10 ? "0" : "") + "\(number)"
    let stem = "\(entry.prefix)\(place)-\(caption.slug)"
    let target = folder.figures.appendingPathComponent("\(stem).\(figure.fileExtension)")
    let bytes = try figure.encoded()
    try keep { try bytes.writeWhole(to: target) }
    let dark = try figure.encodedForDark().map { bytes in
      let target = folder.figures.appendingPathComponent("\(stem)-dark.\(figure.fileExtension)")
      try keep { try bytes.writeWhole(to: target) }
      return target.lastPathComponent
    }
    let output = FigureFile(
      name: target.lastPathComponent, caption: caption, alternative: alternative ?? caption.plain, dark: dark,
      behind: behind)
    append(.figure(output), file, line)
    if !options.quiet { terminal.preview(figure.raster, columns: 72).forEach(terminal.print) }
    say(captioned(caption) + ["  " + TextStyle.cyan(shown(target)), ""])
  }

  /// Claims something about this run. A claim that does not hold fails the run, once it is over, with its text and
  /// line.
  ///
  /// - Parameters:
  ///   - claim: The claim in words, as the page shows it.
  ///   - condition: Whether it holds; not evaluated in a profile that does not check it.
  ///   - least: The least profile in which the claim is checked.
  public func expect(
    _ claim: String, _ condition: @autoclosure () throws -> Bool, from least: Profile = .quick,
    file: String = #filePath, line: Int = #line
  ) rethrows {
    let held = profile >= least ? try condition() : nil
    append(.claim(Claim(text: claim, profile: least, held: held)), file, line)
    switch held {
    case true?: say(claim, after: TextStyle.green("✓"))
    case nil: say("\(claim) (checked from the \(least) profile on)", in: .dim, after: TextStyle.dim("○"))
    case false?:
      say(claim, after: TextStyle.red("✗"))
      failedClaims.append("\"\(claim)\" (\(URL(fileURLWithPath: file).readablePath):\(line))")
    }
  }

  /// Tells the reader something that belongs to this run and not on the page, such as where data was found.
  public func note(_ text: String) {
    tell(.note(text.shown))
    say(text.shown, in: .dim)
  }

  // MARK: - Records

  /// Records a number that the prose quotes as `{{name}}`, and returns it. The sentences that quote it are said as soon as
  /// all that they quote is recorded.
  ///
  /// - Parameters:
  ///   - tolerance: How far another run may be off; `.infinity` for what depends on the machine, such as a time.
  ///   - format: How the prose writes the number.
  @discardableResult
  public func record<Number: BinaryFloatingPoint>(
    _ name: String, _ value: Number, tolerance: Double, format: NumberFormat = .significant(3)
  ) -> Number {
    add(Record(value: Double(value), tolerance: tolerance, shown: format.text(Double(value)).withMinusSigns), name)
    return value
  }

  /// Records a whole number that the prose quotes as `{{name}}`, and returns it.
  @discardableResult
  public func record<Number: BinaryInteger>(_ name: String, _ value: Number, tolerance: Double = 0) -> Number {
    add(Record(value: Double(value), tolerance: tolerance, shown: value.text.withMinusSigns), name)
    return value
  }

  /// Records a word that the prose quotes as `{{name}}`, and returns it.
  @discardableResult
  public func record(_ name: String, _ word: String) -> String {
    add(Record(value: nil, tolerance: 0, shown: word), name)
    return word
  }

  private func add(_ record: Record, _ name: String) {
    require(records[name] == nil, "record: \"\(name)\" is recorded twice, so {{\(name)}} could mean either")
    records[name] = record
    tell(.record(name: name, record: record))
    for sentence in sentences.complete({ records[$0]?.shown }) { say(sentence) }
  }

  // MARK: - Telling the reader

  private func append(_ content: Output.Content, _ file: String, _ line: Int) {
    let output = Output(content: content, file: URL(fileURLWithPath: file).lastPathComponent, line: line)
    outputs.append(output)
    tell(.output(output))
  }

  /// Tells another program, if one listens; of a run that is taken up, once it is sure that it goes on.
  func tell(_ event: PageEvent) {
    guard options.events else { return }
    if heldBack == nil { event.tell() }
    heldBack?.append { event.tell() }
  }

  /// The path of a figure, or as much of its end as there is room for: the last line of the run names the folder.
  private func shown(_ figure: URL) -> String {
    let (path, name) = (figure.readablePath, figure.lastPathComponent)
    guard terminal.isInteractive else { return path }
    let ends = [path, "\(folder.figures.lastPathComponent)/\(name)"]
    return ends.first { $0.count + 3 <= terminal.columns } ?? name
  }

  /// A line as the terminal has room for it: broken between words, with what follows indented.
  private func fitted(_ line: Substring) -> [String] {
    guard terminal.isInteractive, line.count + 3 > terminal.columns else { return [String(line)] }
    let start = String(line.prefix { $0 == " " })
    let parts = line.wrapped(to: terminal.columns - start.count - 5)
    return parts.enumerated().map { start + ($0 == 0 ? "" : "  ") + $1 }
  }

  private func captioned(_ caption: String?) -> [String] {
    caption.map { $0.plain.wrapped(to: terminal.columns - 4).map { "  " + TextStyle.dim($0) } } ?? []
  }

  /// Prints a sentence, after a mark if there is one, broken where the terminal ends.
  private func say(_ sentence: String, in style: TextStyle? = nil, after mark: String? = nil) {
    let lines = sentence.wrapped(to: terminal.columns - 4).map { style?($0) ?? $0 }
    say(
      lines.enumerated().map { index, line in
        "  " + (mark.map { index == 0 ? "\($0) " : "  " } ?? "") + line
      })
  }

  /// Prints lines unless the run is quiet, and logs them in any case.
  func say(_ lines: [String]) {
    // Two empty lines say no more than one.
    let lines = lines.first == "" && endedEmpty ? Array(lines.dropFirst()) : lines
    guard let last = lines.last else { return }
    endedEmpty = last == ""
    let text = lines.joined(separator: "\n")
    if !options.quiet { terminal.print(text) }
    let log = log
    if heldBack == nil { log.write(TextStyle.stripped(text)) }
    heldBack?.append { log.write(TextStyle.stripped(text)) }
  }

  // MARK: - A run that is taken up

  private func keep(_ write: @escaping () throws -> Void) throws {
    if heldBack == nil { try write() }
    heldBack?.append(write)
  }

  /// Says that the run goes on indeed: what was held back until now is written.
  func goOn() {
    let writes = heldBack ?? []
    heldBack = nil
    do { for write in writes { try write() } } catch { lateFailure = error }
  }

  /// Why the log is not complete, if it is not.
  var logFailure: PageError? {
    log.failure.map {
      PageError("\(folder.log.readablePath) could not be written (\($0.reason)); make room and run again")
    }
  }
}

extension String {
  /// The text as part of a file's name: its first words, in lower case, with hyphens between.
  package var slug: String {
    let plain = folding(options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "en_US_POSIX"))
    let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    var slug = String(words.first ?? "figure").prefix(60)
    for word in words.dropFirst() {
      guard slug.count + word.count < 40 else { break }
      slug += "-\(word)"
    }
    return String(slug)
  }

  /// The text without Markdown's marks for emphasis and code.
  package var plain: String { filter { !"*`".contains($0) } }
}
