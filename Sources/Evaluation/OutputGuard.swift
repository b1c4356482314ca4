import Foundation
import Metrics
import Notebook

/// Keeps a command from writing over what it reads.
enum OutputGuard {
  /// Endings of images, which no command writes statistics to on purpose.
  private static let pictures: Set<String> = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]

  /// Checks the path of a file to be written.
  ///
  /// - Parameter inputs: The paths of what is read: files, folders, and words that may be neither.
  /// - Throws: `UsageError` if the path names an image, an input, or a file that stands in a folder of the input.
  static func check(_ target: String, against inputs: [String]) throws {
    let url = URL(fileURLWithPath: target)
    if pictures.contains(url.pathExtension.lowercased()) {
      throw UsageError("'\(target)' has the name of an image, expected a .npz or .safetensors.zst to save to")
    }
    guard let own = FileIdentity(url) else { return }
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
