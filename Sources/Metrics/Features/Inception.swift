import Engine
import Foundation
import Store

/// Inception v3 as it was released in 2015: its features define FID, and its classes the Inception Score (Szegedy 2016, *Rethinking the Inception Architecture for Computer Vision*; Salimans 2016; Heusel 2017).
///
/// The weights are not part of the book. The field uses one file, `pt_inception-2015-12-05-6726825d.pth` (91 MB), which
/// the authors of pytorch-fid offer among the releases of `github.com/mseitzer/pytorch-fid` under the tag
/// `fid_weights`; download it once and pass its path: `--features inception:PATH`. A safetensors file with the same
/// names serves as well.
///
/// Convolutions of 3 × 3 pixels may be computed by Winograd's algorithm. Its rounding does not change a score noticeably:
/// features and logits are within 1e-5 of exact ones, relative to their root mean square.
///
/// This network is not torchvision's: its averages leave padding out, its last block takes maxima where the others
/// average, and it has 1,008 classes.
public struct Inception {
  /// How images are brought to the network's size and range. The field's tools differ in it, and only scores with the same
  /// input can be compared.
  public enum Input: String, CaseIterable, Sendable {
    /// Bilinear by PyTorch, to [−1, 1].
    case pytorchFID = "pytorch-fid"
    /// Bilinear by TensorFlow 1, bytes shifted by 128 and divided by it: the original, and torch-fidelity's.
    case tensorFlow = "tf1"
    /// Bicubic by Pillow, clipped, bytes as above.
    case cleanFID = "clean"
  }

  /// Which averages over the image's places are the features; the number of them is the name in the field (pytorch-fid's
  /// `--dims`). FID of fewer features needs fewer images, and is another score: compare it only with itself.
  public enum Layer: Int, CaseIterable, Sendable {
    /// After the first maximum.
    case firstPool = 64
    /// After the second.
    case secondPool = 192
    /// Before the auxiliary classifier: the output of Mixed_6e.
    case beforeAuxiliary = 768
    /// The last one: FID's own.
    case last = 2048
  }

  /// Height and width of the network's input.
  public static let size = 299
  /// The number of images that are processed at a time: few enough for the caches, and enough to make up for arranging
  /// the weights.
  static let imagesAtATime = 8

  /// How images are brought to the network's size and range.
  public let input: Input
  /// Which averages are the features.
  public let layer: Layer
  private let divisor: Int
  private let stem: Stem
  private let blocks: [InceptionBlock]
  /// `[classes, features]`.
  private let classWeight: Tensor
  private let classBias: Tensor

  /// Loads the weights from a file of PyTorch's or a safetensors file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - input: How images are brought to the network's size and range.
  ///   - layer: Which averages are the features.
  /// - Throws: `StoreError` if the file cannot be read or does not hold the network's weights.
  public init(contentsOf url: URL, input: Input = .pytorchFID, layer: Layer = .last) throws {
    try self.init(InceptionWeights(TensorFile(contentsOf: url)), input: input, layer: layer)
  }

  /// The network with the given weights.
  public init(_ weights: InceptionWeights, input: Input = .pytorchFID, layer: Layer = .last) throws {
    (self.input, self.layer, divisor) = (input, layer, weights.divisor)
    stem = try Stem(weights)
    blocks = try [
      .grid35("Mixed_5b", from: 192, pooled: 32, weights), .grid35("Mixed_5c", from: 256, pooled: 64, weights),
      .grid35("Mixed_5d", from: 288, pooled: 64, weights), .from35To17("Mixed_6a", from: 288, weights),
      .grid17("Mixed_6b", inner: 128, weights), .grid17("Mixed_6c", inner: 160, weights),
      .grid17("Mixed_6d", inner: 160, weights), .grid17("Mixed_6e", inner: 192, weights),
      .from17To8("Mixed_7a", weights), .grid8("Mixed_7b", from: 1280, pooling: .average, weights),
      .grid8("Mixed_7c", from: 2048, pooling: .maximum(ConvolutionWindow(kernel: 3, padding: 1)), weights),
    ]
    classWeight = try weights.tensor("fc.weight", [1008 / weights.divisor, 2048 / weights.divisor])
    classBias = try weights.tensor("fc.bias", [1008 / weights.divisor])
  }
}

extension Inception: FeatureNetwork {
  /// The network, and how its input is made.
  public var name: String {
    let part = layer == .last ? "" : ", the \(layer.rawValue) features of an earlier layer"
    return "Inception v3 (2015), input as \(input.rawValue)\(part)"
  }

  /// How images are resized, and whose tool does the same.
  public var resize: String {
    switch input {
    case .pytorchFID: "bilinear to 299 × 299, as pytorch-fid"
    case .tensorFlow: "bilinear to 299 × 299, as TensorFlow 1 and torch-fidelity"
    case .cleanFID: "bicubic with antialiasing to 299 × 299, as clean-fid"
    }
  }

  /// "FID", which is the distance in this network's features.
  public var distanceName: String { "FID" }

  /// As many as the layer's name says, for the published weights.
  public var featureCount: Int { layer.rawValue / divisor }

  /// The features `[batch, features]` (averages of the chosen layer; the last is `pool3`) and the class logits `[batch, 1008]` of images in [-1, 1].
  /// The logits are without their bias, as is usual for the Inception Score.
  public func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
    let parts = stride(from: 0, to: images.shape[0], by: Self.imagesAtATime).map { first in
      features(of: prepared(images.slice(first..<min(first + Self.imagesAtATime, images.shape[0]))))
    }
    guard !parts.isEmpty else { return (.zeros([0, featureCount]), .zeros([0, classWeight.shape[0]])) }
    return (
      Tensor.concatenate(parts.map(\.chosen)), linear(Tensor.concatenate(parts.map(\.last)), weight: classWeight)
    )
  }

  /// Class logits with their bias, as the classifier was trained.
  func biased(_ logits: Tensor) -> Tensor { logits + classBias }

  /// Images in [−1, 1] of any size, in the size and range of the network's input.
  func prepared(_ images: Tensor) -> Tensor {
    func toSize(_ tensor: Tensor, _ resampling: Resampling) -> Tensor {
      tensor.resized(height: Self.size, width: Self.size, by: resampling)
    }
    let known = images.detached()
    switch input {
    case .pytorchFID: return toSize(known, .torchBilinear)
    case .tensorFlow: return (toSize((known + 1) * 127.5, .tensorFlowBilinear) - 128) / 128
    case .cleanFID: return (toSize((known + 1) * 127.5, .pillowBicubic).clamped(to: 0...255) - 128) / 128
    }
  }

  /// The averages of the chosen layer and of the last, which the classes are made of, of prepared images.
  func features(of prepared: Tensor) -> (chosen: Tensor, last: Tensor) {
    let pools = stem(prepared)
    let middle = blocks[..<Self.blocksBeforeAuxiliary].reduce(pools.second) { $1($0) }
    let last = blocks[Self.blocksBeforeAuxiliary...].reduce(middle) { $1($0) }.globalAveragePooled()
    return switch layer {
    case .firstPool: (pools.first.globalAveragePooled(), last)
    case .secondPool: (pools.second.globalAveragePooled(), last)
    case .beforeAuxiliary: (middle.globalAveragePooled(), last)
    case .last: (last, last)
    }
  }

  /// Mixed_5b to Mixed_6e.
  private static let blocksBeforeAuxiliary = 8
}

// MARK: - The parts

/// The layers before the blocks, from 299 × 299 × 3 to 35 × 35 × 192.
private struct Stem {
  private static let halving = ConvolutionWindow(kernel: 3, stride: 2)
  let beforeFirstPool, beforeSecondPool: [FoldedConvolution]

  init(_ weights: InceptionWeights) throws {
    func layer(_ name: String, _ inputs: Int, _ outputs: Int, _ kernel: Int, stride: Int = 1, padding: Int = 0) throws
      -> FoldedConvolution
    {
      try weights.convolution(
        name, from: inputs == 3 ? 3 : inputs / weights.divisor, to: outputs / weights.divisor,
        ConvolutionWindow(kernel: kernel, stride: stride, padding: padding))
    }
    beforeFirstPool = try [
      layer("Conv2d_1a_3x3", 3, 32, 3, stride: 2), layer("Conv2d_2a_3x3", 32, 32, 3),
      layer("Conv2d_2b_3x3", 32, 64, 3, padding: 1),
    ]
    beforeSecondPool = try [layer("Conv2d_3b_1x1", 64, 80, 1), layer("Conv2d_4a_3x3", 80, 192, 3)]
  }

  /// What the two maxima give.
  func callAsFunction(_ images: Tensor) -> (first: Tensor, second: Tensor) {
    let first = beforeFirstPool.reduce(images) { $1($0) }.maxPooled(Self.halving)
    return (first, beforeSecondPool.reduce(first) { $1($0) }.maxPooled(Self.halving))
  }
}

extension InceptionBlock {
  fileprivate static func grid35(
    _ name: String, from inputs: Int, pooled: Int, _ weights: InceptionWeights
  ) throws -> Self {
    Self(branches: [
      try weights.branch(name, from: inputs, [.init("branch1x1", 64)]),
      try weights.branch(name, from: inputs, [.init("branch5x5_1", 48), .init("branch5x5_2", 64, 5, padding: 2)]),
      try weights.branch(
        name, from: inputs,
        [
          .init("branch3x3dbl_1", 64), .init("branch3x3dbl_2", 96, 3, padding: 1),
          .init("branch3x3dbl_3", 96, 3, padding: 1),
        ]),
      try weights.branch(name, from: inputs, pooling: .average, [.init("branch_pool", pooled)]),
    ])
  }

  fileprivate static func from35To17(_ name: String, from inputs: Int, _ weights: InceptionWeights) throws -> Self {
    Self(branches: [
      try weights.branch(name, from: inputs, [.init("branch3x3", 384, 3, stride: 2)]),
      try weights.branch(
        name, from: inputs,
        [
          .init("branch3x3dbl_1", 64), .init("branch3x3dbl_2", 96, 3, padding: 1),
          .init("branch3x3dbl_3", 96, 3, stride: 2),
        ]),
      try weights.branch(name, from: inputs, pooling: .maximum(ConvolutionWindow(kernel: 3, stride: 2)), []),
    ])
  }

  /// 7 × 7 kernels, each as a row and a column after one another.
  fileprivate static func grid17(_ name: String, inner: Int, _ weights: InceptionWeights) throws -> Self {
    Self(branches: [
      try weights.branch(name, from: 768, [.init("branch1x1", 192)]),
      try weights.branch(
        name, from: 768,
        [.init("branch7x7_1", inner), .row("branch7x7_2", inner, 7), .column("branch7x7_3", 192, 7)]),
      try weights.branch(
        name, from: 768,
        [
          .init("branch7x7dbl_1", inner), .column("branch7x7dbl_2", inner, 7), .row("branch7x7dbl_3", inner, 7),
          .column("branch7x7dbl_4", inner, 7), .row("branch7x7dbl_5", 192, 7),
        ]),
      try weights.branch(name, from: 768, pooling: .average, [.init("branch_pool", 192)]),
    ])
  }

  fileprivate static func from17To8(_ name: String, _ weights: InceptionWeights) throws -> Self {
    Self(branches: [
      try weights.branch(name, from: 768, [.init("branch3x3_1", 192), .init("branch3x3_2", 320, 3, stride: 2)]),
      try weights.branch(
        name, from: 768,
        [
          .init("branch7x7x3_1", 192), .row("branch7x7x3_2", 192, 7), .column("branch7x7x3_3", 192, 7),
          .init("branch7x7x3_4", 192, 3, stride: 2),
        ]),
      try weights.branch(name, from: 768, pooling: .maximum(ConvolutionWindow(kernel: 3, stride: 2)), []),
    ])
  }

  /// 3 × 3 kernels, each as a row and a column side by side.
  fileprivate static func grid8(
    _ name: String, from inputs: Int, pooling: InceptionBranch.Pooling, _ weights: InceptionWeights
  ) throws -> Self {
    Self(branches: [
      try weights.branch(name, from: inputs, [.init("branch1x1", 320)]),
      try weights.branch(
        name, from: inputs, [.init("branch3x3_1", 384)],
        fork: [.row("branch3x3_2a", 384, 3), .column("branch3x3_2b", 384, 3)]),
      try weights.branch(
        name, from: inputs, [.init("branch3x3dbl_1", 448), .init("branch3x3dbl_2", 384, 3, padding: 1)],
        fork: [.row("branch3x3dbl_3a", 384, 3), .column("branch3x3dbl_3b", 384, 3)]),
      try weights.branch(name, from: inputs, pooling: pooling, [.init("branch_pool", 192)]),
    ])
  }
}
