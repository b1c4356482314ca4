import Foundation
import Notebook
import Store

/// A file that is woven: where it lies and what it must hold.
struct WovenFile {
  let place: URL
  let bytes: Data

  func write() throws { try bytes.writeWhole(to: place) }

  /// Where the file that is there first differs from what it must hold, in words.
  var difference: String? {
    let found = (try? Data(contentsOf: place)) ?? Data()
    guard found != bytes else { return nil }
    let lines = [found, bytes].map { $0.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) }
    let line = zip(lines[0], lines[1]).prefix { $0 == $1 }.count + 1
    return "\(place.readablePath):\(line): not what its source and outputs give"
  }
}

extension Weaver {
  /// What is woven from all entries together: the tables of contents in the README, where there is one, the glossary, and the
  /// list of claims; and pages written by hand, which get their links to the bibliography.
  ///
  /// - Throws: ``PageError`` when the README lacks its marks, a page cannot be woven, or a term is defined twice.
  func common(_ survey: Survey) throws -> [WovenFile] {
    guard let root = shelf.flatMap(\.entries).first?.root else { return [] }
    var files: [WovenFile] = []
    let readme = root.appendingPathComponent("README.md")
    if let text = try? String(contentsOf: readme, encoding: .utf8) {
      let table = ContentsTable(shelf: shelf, appendices: appendices, root: root)
      files.append(WovenFile(place: readme, bytes: Data(try linked(table.woven(into: text), at: readme, survey).utf8)))
    }
    for appendix in appendices {
      let place = appendix.page(in: root)
      let folder = place.deletingLastPathComponent()
      let page: String
      switch appendix.making {
      case .written:
        guard place != survey.bibliography?.place, let text = try? String(contentsOf: place, encoding: .utf8) else {
          continue
        }
        page = try linked(text, at: place, survey)
      case .glossary: page = try glossary(survey).page(titled: appendix.title, in: folder, survey.bibliography)
      case .claims:
        var list = ClaimsList(folder: folder)
        for entry in shelf.flatMap(\.entries) { try list.add(entry) }
        page = try linked(list.page(titled: appendix.title), at: place, survey)
      }
      files.append(WovenFile(place: place, bytes: Data(page.utf8)))
    }
    return files
  }

  /// A page with its links to the bibliography.
  private func linked(_ text: String, at place: URL, _ survey: Survey) throws -> String {
    do {
      return try survey.bibliography?.linked(page: text, from: place.deletingLastPathComponent()) ?? text
    } catch let error as PageError {
      throw PageError("\(place.readablePath) \(error)")
    }
  }

  private func glossary(_ survey: Survey) throws -> Glossary {
    var glossary = Glossary()
    for entry in shelf.flatMap(\.entries) {
      for piece in try pieces(of: entry, Publication(contentsOf: entry.publication), survey) {
        if case .prose(_, let definitions) = piece { try glossary.add(definitions, of: entry) }
      }
    }
    return glossary
  }

  /// Makes anew what is woven from all entries together.
  ///
  /// - Throws: ``PageError`` when the README lacks its marks, a page cannot be woven, or a term is defined twice.
  public func weaveCommon() throws { try weaveCommon(Survey(shelf)) }

  /// Makes anew what is woven from all entries together.
  func weaveCommon(_ survey: Survey) throws { try common(survey).forEach { try $0.write() } }

  /// What is wrong with what is woven from all entries together.
  public func checkCommon() -> [String] {
    do {
      return checkCommon(try Survey(shelf))
    } catch {
      return [error.reason]
    }
  }

  /// What is wrong with what is woven from all entries together.
  func checkCommon(_ survey: Survey) -> [String] {
    do {
      return try common(survey).compactMap(\.difference).map { "\($0); `swift run weave --prose` makes it anew" }
    } catch {
      return [error.reason]
    }
  }
}
