import Foundation
import Notebook

/// What the project declares, by name: the types and functions that a page could use.
struct ShownIndex {
  /// A declaration, and where it stands.
  struct Place: Equatable {
    let name: String
    let file: URL
    let lines: ClosedRange<Int>
  }

  private struct Entry {
    let path: String
    let kind: Declarations.Kind
    /// Whether only its own file can use it.
    let isPrivate: Bool
    let place: Place
  }

  private var entries: [String: [Entry]] = [:]

  /// Names of the language, the standard library and Foundation that the project gives to something of its own too. A use
  /// of one is probably a use of theirs.
  private static let standard: Set<String> = [
    "abs", "append", "contains", "count", "data", "decode", "distance", "dropFirst", "dropLast", "encode", "enumerated",
    "exp", "filter", "first", "flatMap", "forEach", "formatted", "get", "hash", "index", "insert", "joined", "last",
    "load",
    "log", "map", "max", "min", "move", "pow", "prefix", "print", "random", "read", "reduce", "remove", "replacing",
    "reversed", "round", "rounded", "set", "sorted", "split", "sqrt", "stride", "suffix", "write", "zip", "update",
    "Array", "Bool", "Character", "Data", "Date", "Dictionary", "Double", "Encoder", "Error", "Float", "Int", "Result",
    "Sequence", "Set", "String", "URL",
  ]

  /// Reads all files of libraries and the book.
  init(_ files: SourceFiles) throws {
    let library = files.root.appendingPathComponent("Sources").path + "/"
    for url in files.all() {
      let declarations = try files.file(at: url).declarations
      for found in declarations.found where found.kind != .extension && found.kind != .initializer {
        guard declarations.isMember(found), !Self.standard.contains(found.name) else { continue }
        let isOfLibrary = url.path.hasPrefix(library)
        if isOfLibrary && !declarations.isPublic(found) { continue }
        entries[found.name, default: []].append(
          Entry(
            path: found.path, kind: found.kind, isPrivate: found.reach == .file,
            place: Place(name: found.name, file: url, lines: found.lines)))
      }
    }
  }

  /// The type of that name that a file can use, if there is exactly one.
  func type(_ name: String, from file: URL) -> Place? { only(name, .type, from: file) }

  /// The function of that name that a file can use, if nothing else is called so.
  func function(_ name: String, from file: URL) -> Place? { only(name, .function, from: file) }

  private func only(_ name: String, _ kind: Declarations.Kind, from file: URL) -> Place? {
    let usable = entries[name, default: []].filter { !$0.isPrivate || $0.place.file.path == file.path }
    guard let first = usable.first, first.kind == kind, usable.allSatisfy({ $0.path == first.path }) else { return nil }
    return first.place
  }
}

extension Declarations {
  /// Whether other modules can use a declaration; what a protocol requires says nothing of it, and is as public as that.
  fileprivate func isPublic(_ declaration: Declaration) -> Bool {
    if declaration.reach == .everywhere { return true }
    guard declaration.reach == .module, let parent = declaration.parent.map({ found[$0] }) else { return false }
    return parent.isProtocol && isPublic(parent)
  }
}
