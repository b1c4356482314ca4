import Testing

@testable import Engine

/// Ten steps of a small DCGAN, weights, images and noise given: every loss follows PyTorch's.
@Suite("Ten DCGAN steps") struct DCGANTests {
  private static let activation = Activation.leakyReLU(slope: 0.2)
  private static let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)

  private final class Generator: Module {
    let linear = Linear(from: 16, to: 256, bias: false, initializer: .dcgan, random: Random(seed: 0))
    let norm1 = BatchNorm(channels: 16, activation: activation)
    let up1 = TransposedConvolution(
      from: 16, to: 8, window: window, bias: false, initializer: .dcgan, random: Random(seed: 0))
    let norm2 = BatchNorm(channels: 8, activation: activation)
    let up2 = TransposedConvolution(
      from: 8, to: 3, window: window, activation: .tanh, initializer: .dcgan, random: Random(seed: 0))

    func callAsFunction(_ z: Tensor, _ phase: Phase) -> Tensor {
      up2(norm2(up1(norm1(linear(z).reshaped([-1, 4, 4, 16]), phase)), phase))
    }
  }

  private final class Discriminator: Module {
    let conv1 = Convolution(
      from: 3, to: 8, window: window, activation: activation, initializer: .dcgan, random: Random(seed: 0))
    let conv2 = Convolution(
      from: 8, to: 16, window: window, activation: activation, initializer: .dcgan, random: Random(seed: 0))
    let linear = Linear(from: 256, to: 1, initializer: .dcgan, random: Random(seed: 0))

    func callAsFunction(_ x: Tensor) -> Tensor { linear(conv2(conv1(x)).flattened()) }
  }

  private func load(_ module: Module, _ name: String) {
    for (key, parameter) in module.namedParameters {
      let stored = key.replacingOccurrences(of: "scale", with: "gamma").replacingOccurrences(of: "shift", with: "beta")
      parameter.value = Reference.values["dcgan.start.\(name).\(stored)"]
    }
  }

  private final class Seen {
    weak var node: Node?
    init(_ node: Node) { self.node = node }
  }

  /// Every node of the history of `tensor` but the parameters themselves, where histories start.
  private static func history(of tensor: Tensor) -> [Seen] {
    var nodes = [tensor.history].compactMap(\.self)
    var found: Set = Set(nodes.map(ObjectIdentifier.init))
    var next = 0
    while next < nodes.count {
      for history in nodes[next].inputs.compactMap(\.history) where found.insert(ObjectIdentifier(history)).inserted {
        nodes.append(history)
      }
      next += 1
    }
    return nodes.filter { !$0.inputs.isEmpty }.map(Seen.init)
  }

  @Test func losses() {
    let reference = Reference.values
    let (generator, discriminator) = (Generator(), Discriminator())
    load(generator, "generator")
    load(discriminator, "discriminator")
    let (generatorRule, discriminatorRule) = (
      Adam(learningRate: 2e-3, beta1: 0.5), Adam(learningRate: 2e-3, beta1: 0.5)
    )
    let phase = Phase.training(Random(seed: 0))
    let expected = reference["dcgan.losses"].scalars
    var seen: [Seen] = []
    func remember(_ loss: Tensor) { seen += Self.history(of: loss) }
    for step in 0..<10 {
      let fake = generator(reference["dcgan.step\(step).noise"], phase)
      let realLogits = discriminator(reference["dcgan.step\(step).real"])
      let fakeLogits = discriminator(fake)
      let discriminatorLoss = (-realLogits).softplus().mean() + fakeLogits.softplus().mean()
      discriminatorRule.update(
        discriminator, with: gradients(of: discriminatorLoss, wrt: discriminator.parameters))
      let generatorLoss = (-discriminator(fake)).softplus().mean()
      generatorRule.update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
      remember(discriminatorLoss)
      remember(generatorLoss)
      #expect(abs(discriminatorLoss.scalar - expected[2 * step]) < 1e-3 * abs(expected[2 * step]))
      #expect(abs(generatorLoss.scalar - expected[2 * step + 1]) < 1e-3 * abs(expected[2 * step + 1]))
    }
    #expect(seen.count > 300)
    #expect(seen.allSatisfy { $0.node == nil }, "every step's history is gone when the step is over")
    for (name, module) in [("generator", generator as Module), ("discriminator", discriminator)] {
      for (key, parameter) in module.namedParameters {
        let stored = key.replacingOccurrences(of: "scale", with: "gamma")
          .replacingOccurrences(of: "shift", with: "beta")
        #expect(relativeError(parameter.value, reference["dcgan.end.\(name).\(stored)"]) < 1e-2, "\(name).\(key)")
      }
    }
  }
}
