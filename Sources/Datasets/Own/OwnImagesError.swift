import Foundation
import Pictures

/// Why images of a reader's own cannot be trained on, in one line that says what to do.
public enum OwnImagesError: Error, CustomStringConvertible, Sendable {
  /// A folder or a file that cannot be read.
  case unreadable(URL, reason: String)
  /// A folder in which no file begins as a PNG or JPEG image does.
  case noImages(URL, others: Int)
  /// A folder with more folders of images than a label can count.
  case tooManyClasses(URL)
  /// Files that cannot be read, where every one was to be.
  case leftOut(URL, [ImageFolder.LeftOut])
  /// A file that is not what its first bytes say.
  case notIDX(URL, reason: String)
  /// Too few images.
  case tooFew(URL, found: Int, least: Int)
  /// The decoded images cannot be kept.
  case cannotKeep(URL, reason: String)

  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let url, let reason): "\(url.path) cannot be read (\(reason)); check the path and its permissions"
    case .noImages(let url, let others):
      "\(url.path) holds no PNG or JPEG image\(others > 0 ? ", but \(others.counted("other file"))" : ""), expected images, or one "
        + "folder of images for each class; convert other formats first"
    case .tooManyClasses(let url): "\(url.path) holds more than 256 folders of images, expected at most 256 classes"
    case .leftOut(let url, let files):
      "\(url.path) holds \(files.count.counted("file")) that cannot be used, such as \(files[0].path) (\(files[0].reason)), and "
        + "--strict asks for none; remove what cannot be used, or leave out --strict"
    case .notIDX(let url, let reason):
      "\(url.path) is no idx file of images (\(reason)), expected one as MNIST's; fetch it again"
    case .tooFew(let url, let found, let least):
      "\(url.path) holds \(found.counted("image")) that can be used, expected at least \(least); add some"
    case .cannotKeep(let url, let reason):
      "the decoded images cannot be kept in \(url.path) (\(reason)); make room there, or name another cache folder "
        + "in XDG_CACHE_HOME"
    }
  }
}
