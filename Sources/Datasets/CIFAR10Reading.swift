import Engine
import Foundation
import Store
import Synchronization

extension CIFAR10 {
  /// All the records of `files`: the labels apart, the planes turned into pixels of three channels.
  static func read(_ files: [URL]) throws(CIFAR10Error) -> ImageDataset {
    for file in files {
      let size = try size(of: file)
      guard size == fileBytes else { throw .wrongSize(file, expected: fileBytes, found: size) }
    }
    let (labels, pixels) = try records(of: files)
    if let wrong = labels.firstIndex(where: { $0 >= classNames.count }) {
      let (file, record) = wrong.quotientAndRemainder(dividingBy: recordsPerFile)
      throw .wrongLabel(files[file], record: record, value: labels[wrong])
    }
    let variant = variant(ofFile: files[0].lastPathComponent, firstImage: pixels[..<ImageShape.colour32.bytes])
    return ImageDataset(
      identity: DataSet.Identity(name: "cifar10", variant: variant), classNames: classNames, labels: labels,
      pixels: pixels)
  }

  private static func size(of file: URL) throws(CIFAR10Error) -> Int {
    do { return Int(try FileHandle(forReadingFrom: file).seekToEnd()) } catch {
      throw .unreadable(file, reason: error.systemReason)
    }
  }

  /// Reads pieces of a few megabytes, which stay in the cache while they are converted, on several threads.
  private static func records(of files: [URL]) throws(CIFAR10Error) -> (labels: [UInt8], pixels: [UInt8]) {
    let piecesPerFile = 10, recordsPerPiece = recordsPerFile / piecesPerFile
    let count = files.count * recordsPerFile
    let failure = Mutex<CIFAR10Error?>(nil)
    var labels = [UInt8](repeating: 0, count: count)
    let pixels = labels.withUnsafeMutableBufferPointer { labels in
      [UInt8](unsafeUninitializedCapacity: count * ImageShape.colour32.bytes) { pixels, initializedCount in
        // Every piece writes labels and pixels of its own.
        nonisolated(unsafe) let (labels, pixels) = (labels.baseAddress!, pixels.baseAddress!)
        Parallel.perform(files.count * piecesPerFile) { job in
          let (file, piece) = job.quotientAndRemainder(dividingBy: piecesPerFile)
          let first = job * recordsPerPiece
          do {
            let bytes = try contents(of: files[file], from: piece * recordsPerPiece, count: recordsPerPiece)
            separate(bytes, labels: labels + first, pixels: pixels + first * ImageShape.colour32.bytes)
          } catch {
            failure.withLock { $0 = .unreadable(files[file], reason: error.systemReason) }
          }
        }
        initializedCount = count * ImageShape.colour32.bytes
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return (labels, pixels)
  }

  private static func contents(of file: URL, from record: Int, count: Int) throws -> Data {
    let handle = try FileHandle(forReadingFrom: file)
    try handle.seek(toOffset: UInt64(record * recordBytes))
    guard let bytes = try handle.read(upToCount: count * recordBytes), bytes.count == count * recordBytes else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return bytes
  }

  /// Turns records, a label and three planes each, into labels and pixels.
  private static func separate(
    _ records: Data, labels: UnsafeMutablePointer<UInt8>, pixels: UnsafeMutablePointer<UInt8>
  ) {
    let plane = ImageShape.colour32.side * ImageShape.colour32.side
    records.withUnsafeBytes { bytes in
      for record in 0..<bytes.count / recordBytes {
        let source = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + record * recordBytes
        let image = pixels + record * ImageShape.colour32.bytes
        labels[record] = source[0]
        let (red, green, blue) = (source + 1, source + 1 + plane, source + 1 + 2 * plane)
        for i in 0..<plane {
          image[3 * i] = red[i]
          image[3 * i + 1] = green[i]
          image[3 * i + 2] = blue[i]
        }
      }
    }
  }
}
