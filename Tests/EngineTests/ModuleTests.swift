import Testing

@testable import Engine

@Suite("Modules") struct ModuleTests {
  private final class Block: Module {
    let layer = Linear(from: 2, to: 3, initializer: .he, random: Random(seed: 1))
    let norm = BatchNorm(channels: 3)
  }

  private final class Network: Module {
    let blocks = [Block(), Block()]
    let last: Linear? = Linear(from: 3, to: 1, bias: false, initializer: .glorot, random: Random(seed: 2))
    let missing: Linear? = nil
    let size = 3
  }

  @Test func namesArePathsInDeclarationOrder() {
    let network = Network()
    #expect(
      network.namedParameters.map(\.name) == [
        "blocks.0.layer.weight", "blocks.0.layer.bias", "blocks.0.norm.scale", "blocks.0.norm.shift",
        "blocks.1.layer.weight", "blocks.1.layer.bias", "blocks.1.norm.scale", "blocks.1.norm.shift", "last.weight",
      ])
    #expect(network.state.keys.contains("blocks.1.norm.runningVariance"))
    #expect(network.parameterCount == 2 * (6 + 3 + 3 + 3) + 3)
  }

  @Test func valuesComeBack() throws {
    let (network, other) = (Network(), Network())
    for (_, variable) in network.namedVariables { variable.value = variable.value + 1 }
    try other.load(network.state)
    #expect(other.state.mapValues(\.scalars) == network.state.mapValues(\.scalars))
    #expect(other.parameters.allSatisfy { $0.value.history != nil }, "loaded parameters can be trained")
  }

  @Test func wrongValuesAreRefusedWhole() {
    let network = Network()
    let before = network.state.mapValues(\.scalars)
    var state = network.state.mapValues { $0 + 1 }
    state["last.weight"] = .zeros([1, 4])
    #expect(throws: ModuleError.shape("last.weight", found: [1, 4], expected: [1, 3])) { try network.load(state) }
    state["last.weight"] = nil
    #expect(throws: ModuleError.missing("last.weight", in: "Network")) { try network.load(state) }
    state["last.weight"] = .zeros([1, 3])
    state["first.weight"] = .zeros([1])
    #expect(throws: ModuleError.unknown("first.weight", in: "Network")) { try network.load(state) }
    #expect(network.state.mapValues(\.scalars) == before)
  }

  @Test func substitutedParametersHaveAHistoryAndLeaveNoTrace() {
    let block = Block()
    let before = block.state.mapValues(\.scalars)
    let scale = Tensor(2).tracked()
    let x = Random(seed: 3).normal([6, 2])
    let usual = block.layer(x).sum()
    let scaled = block.withParameters(block.parameters.map { $0.value * scale }) {
      _ = block.norm(block.layer(x), .training(Random(seed: 1)))  // moves the running statistics
      return block.layer(x).sum()
    }
    #expect(abs(scaled.scalar - 2 * usual.scalar) < 1e-4, "the biases are zero, so doubled weights double the sum")
    #expect(abs(gradients(of: scaled, wrt: [scale])[0].scalar - usual.scalar) < 1e-4)
    #expect(block.state.mapValues(\.scalars) == before)
    #expect(block.parameters.allSatisfy { $0.value.history?.inputs.isEmpty == true })
    #expect(block.withParameters(nil) { block.layer(x).sum().scalar } == usual.scalar)
  }

  @Test func dropoutKeepsTheMeanAndRestsInInference() {
    let x = Tensor.ones([100, 100])
    let dropout = Dropout(rate: 0.4)
    let dropped = dropout(x, .training(Random(seed: 1))).scalars
    #expect(Set(dropped) == [0, 1 / 0.6])
    #expect(abs(Double(dropped.count { $0 == 0 }) / 10_000 - 0.4) < 0.02)
    #expect(dropout(x, .inference).scalars == x.scalars)
    let random = Random(seed: 1)
    #expect(dropout(x, .training(random)).scalars != dropout(x, .training(random)).scalars, "a new mask every time")
  }

  @Test func spectralNormBringsTheLargestStretchToOne() {
    let random = Random(seed: 3)
    let norm = SpectralNorm(
      Linear(from: 20, to: 12, bias: false, initializer: .he, random: random), iterations: 50, random: random)
    let weight = norm.normalisedWeight(.training(random))
    var v = random.normal([20, 1])
    for _ in 0..<100 {
      v = matrixProduct(weight, matrixProduct(weight, v), transposingFirst: true)
      v = v / v.squared().sum().squareRoot()
    }
    #expect(abs(matrixProduct(weight, v).squared().sum().squareRoot().scalar - 1) < 1e-4)
    let before = norm.left.value.scalars
    _ = norm(random.normal([4, 20]), .inference)
    #expect(norm.left.value.scalars == before, "inference leaves the estimate alone")
  }

  @Test func initialisersHaveTheSpreadTheyPromise() {
    func deviation(_ initializer: Initializer) -> Float {
      let layer = Linear(from: 400, to: 100, initializer: initializer, random: Random(seed: 5))
      return layer.weight.value.variance(axes: [0, 1]).squareRoot().scalar
    }
    #expect(abs(deviation(.dcgan) - 0.02) < 5e-4)
    #expect(abs(deviation(.he) - (2 / Float(400)).squareRoot()) < 2e-3)
    #expect(abs(deviation(.glorot) - (2 / Float(500)).squareRoot()) < 2e-3)
    #expect(abs(deviation(.fanIn) - (1 / Float(1200)).squareRoot()) < 1e-3)
  }

  @Test func theAverageForgetsItsStartAndSettles() {
    let (module, average) = (Block(), Block())
    for variable in module.namedVariables { variable.variable.value = variable.variable.value * 0 + 2 }
    var rule = MovingAverage(decay: 0.9)
    for _ in 0..<200 { rule.update(average, towards: module) }
    #expect(average.state.values.allSatisfy { $0.scalars.allSatisfy { abs($0 - 2) < 1e-4 } })
    #expect(rule.updates == 200)
  }

  @Test func anOptimizerGoesOnFromItsState() throws {
    let (module, twin) = (Block(), Block())
    let gradients = module.parameters.map { Tensor.ones($0.value.shape) }
    let (rule, other) = (Adam(learningRate: 0.1), Adam(learningRate: 0.1))
    try other.load(rule.state(for: module), steps: rule.steps, for: twin)
    rule.update(module, with: gradients)
    try other.load(rule.state(for: module), steps: rule.steps, for: twin)
    try twin.load(module.state)
    rule.update(module, with: gradients)
    other.update(twin, with: gradients)
    #expect(twin.state.mapValues(\.scalars) == module.state.mapValues(\.scalars))
    #expect(throws: ModuleError.self) { try other.load([:], steps: 1, for: twin) }
  }

  @Test func weightDecayIsDecoupled() {
    // With a zero gradient Adam does not move, and AdamW shrinks by 1 − η · decay.
    let module = Block()
    let before = module.layer.weight.value.scalars
    let gradients = module.parameters.map { Tensor.zeros($0.value.shape) }
    Adam(learningRate: 0.1).update(module, with: gradients)
    #expect(module.layer.weight.value.scalars == before)
    Adam(learningRate: 0.1, weightDecay: 0.5).update(module, with: gradients)
    #expect(zip(module.layer.weight.value.scalars, before).allSatisfy { abs($0 - 0.95 * $1) < 1e-6 })
  }
}
