import Foundation
import Metrics
import Notebook

/// Keeps a command from writing over what it reads.
enum OutputGuard {
  /// Endings of images, which no command writes statistics to on purpose.
  private static let pictures: Set<String> = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]

  /// Whether a file that is there is empty, or begins as what is to be saved under its name does.
  private static func isOfTheKind(_ url: URL) -> Bool {
    guard case .file? = FileKind(url), let file = try? FileHandle(forReadingFrom: url) else {
      // What is no file is told when it is written.
      return true
    }
    guard let start = try? file.read(upToCount: 9), !start.isEmpty else { return true }
    switch url.pathExtension.lowercased() {
    case "npz": return start.starts(with: [0x50, 0x4B])
    case "zst": return start.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    // Eight bytes of length, and JSON.
    default: return start.count == 9 && start.last == UInt8(ascii: "{")
    }
  }

  /// Checks the path of a file to be written.
  ///
  /// - Parameter inputs: The paths of what is read: files, folders, and words that may be neither.
  /// - Throws: `UsageError` if the path names an image, an input, a file that stands in a folder of the input, or a file of another
  ///   kind.
  static func check(_ target: String, against inputs: [String]) throws {
    let url = URL(fileURLWithPath: target)
    if pictures.contains(url.pathExtension.lowercased()) {
      throw UsageError("'\(target)' has the name of an image, expected a .npz or .safetensors.zst to save to")
    }
    guard let own = FileIdentity(url) else { return }
    guard isOfTheKind(url) else {
      throw UsageError(
        "'\(target)' is there already and holds something else than is to be saved; it would be lost: save to another file"
      )
    }
    let known = Set(inputs.compactMap { FileIdentity(URL(fileURLWithPath: $0)) })
    // Every folder above the file, links resolved.
    var places = [own]
    var folder = url.resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      if let place = FileIdentity(folder) { places.append(place) }
      folder.deleteLastPathComponent()
    }
    guard known.isDisjoint(with: places) else {
      throw UsageError("'\(target)' is read, or lies in what is read, and would be written over; save to another file")
    }
  }
}
