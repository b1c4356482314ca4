import Foundation

extension CIFAR10 {
  /// Which CIFAR-10 a file is from: `cifar10`, the original, or `cifar10-jpeg`.
  ///
  /// `cifar10-jpeg` is one certain copy of the data whose images went through JPEG, which keeps the labels, the order
  /// and the layout but softens the pixels, so that what was measured on it must not pass for the original. It is known
  /// by the first record of each of its files. Every other data in the official layout counts as the original.
  static func variant(of file: Data, named name: String) -> String {
    softened[name] == fingerprint(of: file.prefix(recordBytes)) ? "cifar10-jpeg" : "cifar10"
  }

  /// The fingerprint of the first record of each file of `cifar10-jpeg`.
  private static let softened: [String: UInt64] = [
    "data_batch_1.bin": 0x0ECB_AED6_17E9_9681,
    "data_batch_2.bin": 0x1DC1_3C75_22E8_3042,
    "data_batch_3.bin": 0x872D_0FA0_9053_8A59,
    "data_batch_4.bin": 0xFD09_5CB5_F97A_647E,
    "data_batch_5.bin": 0xAFD2_2AB5_07F6_3143,
    "test_batch.bin": 0xB075_FF67_11D0_EC78,
  ]

  /// The FNV-1a hash of some bytes.
  private static func fingerprint(of bytes: Data) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
}
