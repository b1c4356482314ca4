import Engine
import Foundation

/// The program that runs.
public enum Program {
  /// A hash of the file that it was started from, in hexadecimal: two builds that differ in a bit have different ones.
  ///
  /// - Throws: What reading the file throws.
  public static func fingerprint() throws -> String {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    var hash = FNV1a()
    bytes.withUnsafeBytes { bytes in
      // Words of eight bytes: a program has tens of millions.
      let whole = bytes.count / 8 * 8
      for start in stride(from: 0, to: whole, by: 8) {
        hash.combine(bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      }
      hash.combine(bytes[whole...])
    }
    return hash.hexadecimal
  }
}
