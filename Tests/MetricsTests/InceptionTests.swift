import Engine
import Foundation
import Store
import Testing

@testable import Metrics

/// Inception v3 against features that pytorch-fid's own network, torch-fidelity's and clean-fid's resizing gave in
/// double precision, with weights and images that a formula makes.
@Suite struct InceptionTests {
  private static func resource(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Resources/\(name)")
  }

  /// A sixteenth of the width, from either kind of file.
  @Test(arguments: ["inception_w16_weights.pth", "inception_w16_weights.safetensors"], Inception.Input.allCases)
  func narrowNetworkGivesTheExpectedFeatures(weights: String, input: Inception.Input) throws {
    let network = try Inception(contentsOf: Self.resource(weights), input: input)
    let expected = try TensorFile(contentsOf: Self.resource("inception_w16_expected.safetensors"))
    try compare(network, expected)
  }

  /// The whole network. It takes half a minute, and its expected values a megabyte, so it runs when it is asked for:
  /// INCEPTION_EXPECTED=…/inception_hash_expected.safetensors.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["INCEPTION_EXPECTED"] != nil))
  func wholeNetworkGivesTheExpectedFeatures() throws {
    let path = ProcessInfo.processInfo.environment["INCEPTION_EXPECTED"]!
    let expected = try TensorFile(contentsOf: URL(fileURLWithPath: path))
    for input in Inception.Input.allCases {
      try compare(Inception(InceptionWeights(tensor: hashWeight), input: input), expected)
    }
  }

  /// Images of both sizes through the network; the error is the largest, by the root mean square of what is expected.
  private func compare(_ network: Inception, _ expected: TensorFile) throws {
    let path = ["pytorch-fid": "pytorchfid", "tf1": "tf1", "clean": "clean"][network.input.rawValue]!
    for (size, images) in [(32, HashImages.small), (299, HashImages.large)] {
      let (features, logits) = network(images)
      for (name, found) in [
        ("pool3", features), ("logits_unbiased", logits), ("logits", network.biased(logits)),
      ] {
        let wanted = try expected.elements(of: "img\(size).\(path).\(name)", as: Double.self)
        #expect(found.count == wanted.count)
        let scale = (wanted.map { $0 * $0 }.reduce(0, +) / Double(wanted.count)).squareRoot()
        let error = zip(found.scalars, wanted).map { abs(Double($0) - $1) }.max()! / scale
        if ProcessInfo.processInfo.environment["INCEPTION_EXPECTED"] != nil { print(size, path, name, error) }
        #expect(error < 1e-5, "\(size) \(path) \(name)")
      }
    }
  }

  @Test func narrowFileHasTheHashWeights() throws {
    let file = try TensorFile(contentsOf: Self.resource("inception_w16_weights.safetensors"))
    for name in file.names where !name.hasSuffix("num_batches_tracked") {
      #expect(try file.tensor(name).scalars == hashWeight(name, file.shape(of: name)).scalars, "\(name)")
    }
  }

  @Test func resultsDoNotDependOnHowImagesAreBatched() throws {
    let network = try Inception(contentsOf: Self.resource("inception_w16_weights.pth"))
    let images = HashImages.small
    let many = Tensor.concatenate([images, images, images])
    let (features, _) = network(many)
    #expect(features.shape == [24, 128])
    #expect(features.slice(16..<24).scalars == network(images).features.scalars)
  }

  /// The features of earlier layers stand where pytorch-fid's `--dims` takes them; the classes stay the last layer's.
  @Test(arguments: Inception.Layer.allCases) func everyLayer(layer: Inception.Layer) throws {
    let file = Self.resource("inception_w16_weights.pth")
    let (network, last) = try (Inception(contentsOf: file, layer: layer), Inception(contentsOf: file))
    let (features, logits) = network(HashImages.small)
    #expect(network.featureCount == layer.rawValue / 16 && features.shape == [8, layer.rawValue / 16])
    #expect(logits.scalars == last(HashImages.small).logits.scalars)
    #expect((network.name == last.name) == (layer == .last))
    // What follows a ReLU and an average is not negative, and tells images apart.
    #expect(features.scalars.allSatisfy { $0 >= 0 && $0.isFinite })
    #expect(features.slice(0..<1).scalars != features.slice(1..<2).scalars)
  }

  @Test func otherFilesAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inception-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("a.safetensors")
    func complaint() -> String {
      #expect(throws: StoreError.self) { try Inception(contentsOf: url) }?.description ?? ""
    }
    try TensorFile(["weight": .zeros([3])]).write(to: url)
    #expect(complaint().contains("has no tensor \"Conv2d_1a_3x3.conv.weight\"; it holds weight"))
    try TensorFile(["Conv2d_1a_3x3.conv.weight": .zeros([32, 3, 5, 5])]).write(to: url)
    #expect(complaint().contains("has shape [32, 3, 5, 5], expected [32, 3, 3, 3]"))
    try TensorFile(["Conv2d_1a_3x3.conv.weight": .zeros([32, 3, 3, 3])]).write(to: url)
    #expect(complaint().contains("has no tensor \"Conv2d_1a_3x3.bn.weight\""))
  }
}

/// Images brought to another size as PyTorch, TensorFlow and Pillow do it.
@Suite struct ResamplingTests {
  private static func key(_ resampling: Resampling) -> String {
    switch resampling {
    case .torchBilinear: "torch_bilinear_halfpixel"
    case .tensorFlowBilinear: "tf1_bilinear_float32"
    case .pillowBilinear: "pil_bilinear_antialias_F"
    case .pillowBicubic: "pil_bicubic_antialias_F_unclipped"
    }
  }

  @Test(arguments: Resampling.allCases) func everyValueIsAsTheToolsHaveIt(resampling: Resampling) throws {
    let file = Bundle.module.url(forResource: "resize_expected", withExtension: "json", subdirectory: "Resources")!
    let cases = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as! [String: [String: Any]]
    #expect(cases.count == 2)
    for (name, test) in cases {
      // Two channels, so that they are seen not to mix.
      let input = (test["input"] as! [[Double]]).joined().flatMap { [Float($0), 255 - Float($0)] }
      let image = Tensor(shape: [1] + (test["in_hw"] as! [Int]) + [2], scalars: input)
      let size = test["out_hw"] as! [Int]
      let found = image.resized(height: size[0], width: size[1], by: resampling)
      let expected = (test[Self.key(resampling)] as! [[Double]]).joined().map { Float($0) }
      #expect(found.count == 2 * expected.count)
      for (i, value) in expected.enumerated() {
        #expect(abs(found.scalars[2 * i] - value) < 1e-4, "\(name) \(i)")
        #expect(abs(found.scalars[2 * i + 1] - (255 - value)) < 1e-4, "\(name) \(i)")
      }
    }
  }
}

/// A weight of the network that `expected` belongs to, by its name and shape.
private func hashWeight(_ name: String, _ shape: [Int]) -> Tensor {
  func uniform(_ bound: Float, around centre: Float = 0) -> Tensor {
    let scale = bound * 0x1p-23
    return Tensor(shape: shape) { values in
      for (i, word) in HashNumbers.words(name, count: values.count).enumerated() {
        let value = Float(Int(word >> 40) - 1 << 23) * scale
        values.initializeElement(at: i, to: centre == 0 ? value : centre + value)
      }
    }
  }
  if name.hasSuffix("conv.weight") || name == "fc.weight" {
    return uniform(Float((6 / Double(shape.dropFirst().reduce(1, *))).squareRoot()))
  }
  if name == "fc.bias" { return uniform(1) }
  if name.hasSuffix("bn.weight") { return uniform(0.25, around: 1) }
  if name.hasSuffix("running_var") { return uniform(0.5, around: 1) }
  return uniform(0.25)
}

/// The images that `expected` belongs to, made of whole numbers, in [-1, 1].
private enum HashImages {
  /// Noise, gradients, a checkerboard, a bowl and blocks.
  static var small: Tensor {
    images(8, 32) { image in
      let noise = image < 4 ? HashNumbers.words("image32.\(image)", count: 3 * 32 * 32) : []
      let blocks = HashNumbers.words("image32.7", count: 3 * 4 * 4)
      return { c, y, x in
        switch image {
        case ..<4: Int(noise[(c * 32 + y) * 32 + x] >> 56)
        case 4: (8 * x + 3 * c * y) & 255
        case 5: ((x >> 2) + (y >> 2) + c) & 1 == 1 ? 230 : 25
        case 6: min(255, ((x - 15) * (x - 15) + (y - 12 - c) * (y - 12 - c)) / 2)
        default: Int(blocks[(c * 4 + y / 8) * 4 + x / 8] >> 56)
        }
      }
    }
  }

  /// Blocks and a texture.
  static var large: Tensor {
    images(2, 299) { image in
      let blocks = HashNumbers.words("image299.0", count: 3 * 38 * 38)
      return { c, y, x in
        image == 0
          ? Int(blocks[(c * 38 + y / 8) * 38 + x / 8] >> 56) : (x * (c + 1) + y * (3 - c) + (x * y) >> 5) & 255
      }
    }
  }

  private static func images(_ count: Int, _ size: Int, _ pixel: (Int) -> (Int, Int, Int) -> Int) -> Tensor {
    var values: [Float] = []
    for image in 0..<count {
      let value = pixel(image)
      for y in 0..<size {
        for x in 0..<size { for c in 0..<3 { values.append(Float(value(c, y, x)) / 127.5 - 1) } }
      }
    }
    return Tensor(shape: [count, size, size, 3], scalars: values)
  }
}
