import Foundation
import Store

/// The book's programs: those that lie beside the lab's own.
package struct Programs: Sendable {
  /// The folder of the programs.
  let folder: URL
  /// The folder of the package that they are built from; `nil` where they were moved away from it.
  let package: URL?

  /// The programs beside this one.
  package init() {
    let own = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
    let root = BookFiles.root
    let isBuilt =
      own.path.hasPrefix(root.path + "/.build")
      && FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path)
    self.init(folder: own.deletingLastPathComponent(), package: isBuilt ? root : nil)
  }

  /// Programs in a folder, built from a package.
  init(folder: URL, package: URL?) { (self.folder, self.package) = (folder, package) }

  /// Where a program lies.
  func binary(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// What builds a program, into the folder that they all lie in.
  func build(_ name: String) -> (tool: URL, arguments: [String]) {
    // The folder is CONFIGURATION in PLATFORM in the scratch folder.
    let scratch = folder.deletingLastPathComponent().deletingLastPathComponent()
    return (
      URL(fileURLWithPath: "/usr/bin/env"),
      [
        "swift", "build", "--product", name, "--configuration", folder.lastPathComponent, "--scratch-path",
        scratch.path,
      ]
    )
  }

  /// Whether a program has to be built: it is not there, or a source is newer.
  func isStale(_ name: String) -> Bool {
    guard let package else { return false }
    guard let built = Self.date(of: binary(name)) else { return true }
    if let manifest = Self.date(of: package.appendingPathComponent("Package.swift")), manifest > built { return true }
    return ["Sources", "chapters", "answers"].contains { folder in
      let files = FileManager.default.enumerator(
        at: package.appendingPathComponent(folder), includingPropertiesForKeys: [.contentModificationDateKey])
      return files?.contains { file in
        guard let url = file as? URL, ["swift", "c", "h"].contains(url.pathExtension) else { return false }
        return Self.date(of: url).map { $0 > built } ?? false
      } ?? false
    }
  }

  private static func date(of file: URL) -> Date? {
    try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
  }
}
