import Engine
import Foundation
import Store

/// A reader's own images, decoded once into a file that training reads image by image.
///
/// The file lies in the user's cache folder. It is written under another name and then moved, so it is whole or not there;
/// it holds the pixels of all images, one after another, then what is known about them as JSON, with a checksum of that,
/// and its length. The images are in an order drawn at random, so that a range of them is a sample of all.
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
  /// The CRC-32 of every block of pixels.
  var checksums: [UInt32] = []

  private static let format = Array("minimax decoded images 2\n".utf8)
  /// The bytes of a block: a checksum of each is compared when the file is opened, by all threads.
  private static let block = 1 << 22
  /// The bytes after what is known: its checksum and its length.
  private static let ending = 12

  /// What became of a file that was looked for.
  enum Opening {
    /// What is known about its images, and the pixels, which stay where they are.
    case whole(DecodedImages, PixelStore)
    /// There is one, but not as it was written.
    case damaged
    /// There is none.
    case missing
  }

  /// Opens a file, and compares all its bytes with their checksums: a second of work for gigabytes, against a training that
  /// learns from noise.
  static func open(_ url: URL) -> Opening {
    guard let file = try? FileHandle(forReadingFrom: url) else { return .missing }
    return contents(of: file).map { .whole($0, $1) } ?? .damaged
  }

  private static func contents(of file: FileHandle) -> (DecodedImages, PixelStore)? {
    guard let end = try? Int(file.seekToEnd()),
      let start = bytes(of: file, from: 0, count: format.count), Array(start) == format,
      let last = bytes(of: file, from: end - ending, count: ending)
    else { return nil }
    let length = last.suffix(8).reduce(0) { $0 << 8 | Int($1) }
    guard length > 0, length < 1 << 30 else { return nil }
    let pixels = end - ending - length - format.count
    guard pixels > 0, let json = bytes(of: file, from: end - ending - length, count: length),
      checksum(json) == last.prefix(4).reduce(0, { $0 << 8 | UInt32($1) }),
      let found = try? JSONDecoder().decode(DecodedImages.self, from: json),
      (1...1 << 12).contains(found.shape.side), [1, 3].contains(found.shape.channels),
      pixels == found.labels.count * found.shape.bytes, found.labels.allSatisfy({ $0 < found.classNames.count }),
      found.checksums.count == (pixels + block - 1) / block
    else { return nil }
    let store = PixelStore.file(file, start: format.count, count: pixels)
    let starts = Array(stride(from: 0, to: pixels, by: block))
    let agree = Parallel.map(Array(zip(starts, found.checksums))) { start, checksum in
      store.matches(checksum, in: start..<min(start + block, pixels))
    }
    return agree.allSatisfy(\.self) ? (found, store) : nil
  }

  private static func checksum(_ data: some Sequence<UInt8>) -> UInt32 {
    var sum = BlockChecksum()
    sum.combine(Array(data))
    return sum.value
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
    Unfinished.remember(partial.path)
    defer {
      try? FileManager.default.removeItem(at: partial)
      Unfinished.forget(partial.path)
    }
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw OwnImagesError.cannotKeep(folder, reason: error.systemReason)
    }
    removePartialFiles(of: url.path)
    guard let descriptor = createLocked(partial.path) else {
      throw OwnImagesError.cannotKeep(folder, reason: String(cString: strerror(errno)))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    func put(_ data: Data) throws {
      do { try file.write(contentsOf: data) } catch {
        throw OwnImagesError.cannotKeep(folder, reason: error.systemReason)
      }
    }
    try put(Data(format))
    var hash = FNV1a()
    var labels: [UInt8] = []
    var sums: [UInt32] = []
    var (sum, filled) = (BlockChecksum(), 0)
    var known = try images { pixels, label in
      try put(Data(pixels))
      var rest = pixels[...]
      while !rest.isEmpty {
        let part = rest.prefix(block - filled)
        sum.combine(part)
        filled += part.count
        rest = rest.dropFirst(part.count)
        guard filled == block else { continue }
        sums.append(sum.value)
        (sum, filled) = (BlockChecksum(), 0)
      }
      for byte in pixels { hash.combine(byte) }
      hash.combine(label)
      labels.append(label)
    }
    if filled > 0 { sums.append(sum.value) }
    (known.labels, known.fingerprint, known.checksums) = (labels, hash.hexadecimal, sums)
    let json = try JSONEncoder().encode(known)
    try put(json + withUnsafeBytes(of: checksum(json).bigEndian) { Data($0) })
    try put(withUnsafeBytes(of: UInt64(json.count).bigEndian) { Data($0) })
    try file.synchronize()
    // Still open: without its lock the file could be cleared up.
    guard rename(partial.path, url.path) == 0 else {
      throw OwnImagesError.cannotKeep(folder, reason: String(cString: strerror(errno)))
    }
    try file.close()
  }
}
