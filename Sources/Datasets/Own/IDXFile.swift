import CZlib
import Foundation

/// A file of unsigned bytes as MNIST has them: two zeros, the type 8, the number of axes, their sizes (32 bits each, most
/// significant byte first), and the bytes; plain or compressed by gzip.
///
/// LeCun, Cortes and Burges, the MNIST database of handwritten digits (1998).
struct IDXFile {
  let shape: [Int]
  let bytes: [UInt8]

  /// The most that is held of one file: 60,000 images of 28 × 28 take 47 MB.
  static let largest = 1 << 30
  /// How many bytes one compressed byte can stand for at most, by the format of Deflate.
  private static let largestRatio = 1032

  /// Reads a file with so many axes.
  init(contentsOf url: URL, axes: Int) throws(OwnImagesError) {
    func wrong(_ reason: String) -> OwnImagesError { .notIDX(url, reason: reason) }
    var status = stat()
    guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(url, reason: "it is no regular file")
    }
    // zlib reads a file that is not compressed as it stands.
    guard let file = gzopen(url.path, "rb") else { throw .unreadable(url, reason: String(cString: strerror(errno))) }
    defer { gzclose(file) }
    func read(_ count: Int) -> [UInt8] {
      var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
      // Growing would hold it twice; what is reserved and not filled takes no memory.
      bytes.reserveCapacity(count)
      while bytes.count < count {
        let got = Int(gzread(file, &piece, UInt32(min(piece.count, count - bytes.count))))
        guard got > 0 else { break }
        bytes += piece[..<got]
      }
      return bytes
    }
    let start = read(4 + 4 * axes)
    guard start.count == 4 + 4 * axes, start.starts(with: [0, 0]) else { throw wrong("it does not begin as one") }
    guard start[2] == 8 else { throw wrong("its values are of type \(start[2]), not of type 8, unsigned bytes") }
    guard start[3] == axes else { throw wrong("it has \(start[3]) axes, not \(axes)") }
    let sizes = (0..<axes).map { axis in start[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) } }
    var count = 1
    for size in sizes {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= Self.largest else { throw wrong("it says that it holds over a gigabyte") }
      count = product
    }
    // Nothing is reserved that cannot come.
    guard count / Self.largestRatio <= status.st_size else {
      throw wrong("it says that it holds \(count) bytes, more than \(status.st_size) compressed bytes can stand for")
    }
    bytes = read(count)
    guard bytes.count == count else { throw wrong("it ends after \(bytes.count) of \(count) bytes") }
    shape = sizes
  }
}
