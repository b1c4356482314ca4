import Engine
import Foundation

/// A reader's own images, decoded once into a file that training reads image by image.
///
/// The file lies in the user's cache folder. It is written under another name and then moved, so it is whole or not there;
/// it holds the pixels of all images, one after another, then what is known about them as JSON, and the length of that. The
/// images are in an order drawn at random, so that a range of them is a sample of all.
struct DecodedImages: Codable {
  /// What the images were made from: a hash of the names, sizes and times of the files.
  var source: String
  var shape: ImageShape
  var classNames: [String]
  var labels: [UInt8]
  /// The files that could not be used.
  var leftOut: [ImageFolder.LeftOut]
  /// What was done to how many images so that all are alike, such as "cropped to a square".
  var conversions: [String: Int]
  /// A hash of all pixels and labels: what the images are, wherever they lie.
  var fingerprint: String

  private static let format = Array("minimax decoded images 1\n".utf8)

  /// Reads what is known about the images of a file, and leaves the pixels where they are; `nil` if there is no such file,
  /// or it is not whole.
  static func open(_ url: URL) -> (DecodedImages, PixelStore)? {
    guard let file = try? FileHandle(forReadingFrom: url), let end = try? Int(file.seekToEnd()),
      let start = bytes(of: file, from: 0, count: format.count), Array(start) == format,
      let last = bytes(of: file, from: end - 8, count: 8)
    else { return nil }
    let length = last.reduce(0) { $0 << 8 | Int($1) }
    guard length > 0, length < 1 << 30 else { return nil }
    let pixels = end - 8 - length - format.count
    guard pixels > 0, let json = bytes(of: file, from: end - 8 - length, count: length),
      let found = try? JSONDecoder().decode(DecodedImages.self, from: json),
      (1...1 << 12).contains(found.shape.side), [1, 3].contains(found.shape.channels),
      pixels == found.labels.count * found.shape.bytes, found.labels.allSatisfy({ $0 < found.classNames.count })
    else { return nil }
    return (found, .file(file, start: format.count, count: pixels))
  }

  /// Removes what killed processes left. What is younger than a day may still be written.
  private static func removeStale(of url: URL, in folder: URL) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where name.hasPrefix("\(url.lastPathComponent).partial-") {
      let file = folder.appendingPathComponent(name)
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
      guard let date = attributes?[.modificationDate] as? Date, date.timeIntervalSinceNow < -86_400 else { continue }
      try? FileManager.default.removeItem(at: file)
    }
  }

  private static func bytes(of file: FileHandle, from start: Int, count: Int) -> Data? {
    guard start >= 0, (try? file.seek(toOffset: UInt64(start))) != nil, let data = try? file.read(upToCount: count),
      data.count == count
    else { return nil }
    return data
  }

  /// Writes a file of images.
  ///
  /// - Parameter images: Calls what it is given with the pixels of each image and its label, and returns what is known.
  static func write(
    to url: URL,
    _ images: (_ append: (_ pixels: [UInt8], _ label: UInt8) throws -> Void) throws -> DecodedImages
  ) throws {
    let folder = url.deletingLastPathComponent()
    let partial = folder.appendingPathComponent("\(url.lastPathComponent).partial-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      removeStale(of: url, in: folder)
      try Data(format).write(to: partial)
    } catch {
      throw OwnImagesError.cannotKeep(folder, reason: error.localizedDescription)
    }
    defer { try? FileManager.default.removeItem(at: partial) }
    let file = try FileHandle(forWritingTo: partial)
    try file.seekToEnd()
    func put(_ data: Data) throws {
      do { try file.write(contentsOf: data) } catch {
        throw OwnImagesError.cannotKeep(folder, reason: error.localizedDescription)
      }
    }
    var hash = FNV1a()
    var labels: [UInt8] = []
    var known = try images { pixels, label in
      try put(Data(pixels))
      for byte in pixels { hash.combine(byte) }
      hash.combine(label)
      labels.append(label)
    }
    (known.labels, known.fingerprint) = (labels, hash.hexadecimal)
    let json = try JSONEncoder().encode(known)
    try put(json + withUnsafeBytes(of: UInt64(json.count).bigEndian) { Data($0) })
    try file.synchronize()
    try file.close()
    guard rename(partial.path, url.path) == 0 else {
      throw OwnImagesError.cannotKeep(folder, reason: String(cString: strerror(errno)))
    }
  }
}
