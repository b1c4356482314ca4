import Engine

extension CIFAR10 {
  /// Which CIFAR-10 a file is from: `cifar10`, the original, or `cifar10-jpeg`.
  ///
  /// `cifar10-jpeg` is one certain copy of the data whose images went through JPEG. That keeps the labels, the order
  /// and the layout but softens the pixels, so what was measured on it must not pass for the original. It is known by
  /// the first image of each of its files. All other data in the official layout counts as the original.
  static func variant(ofFile name: String, firstImage: ArraySlice<UInt8>) -> String {
    softened[name] == FNV1a.hash(of: firstImage) ? "cifar10-jpeg" : "cifar10"
  }

  /// The FNV-1a hash of the first image, channels last, of each file of `cifar10-jpeg`.
  private static let softened: [String: UInt64] = [
    "data_batch_1.bin": 0x5E50_451D_9B6D_199D,
    "data_batch_2.bin": 0x2CFF_311F_CB69_AE7B,
    "data_batch_3.bin": 0x5D23_A691_269C_BC71,
    "data_batch_4.bin": 0x81A8_3B51_D0FE_51DE,
    "data_batch_5.bin": 0xDF5C_7471_ABAB_9D76,
    "test_batch.bin": 0x667F_8C3C_04F6_90F3,
  ]
}
