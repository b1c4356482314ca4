import Testing

@testable import Engine

@Suite("Optimisers") struct OptimizerTests {
  private static func layer(_ inputs: Int, to outputs: Int = 1) -> Linear {
    Linear(from: inputs, to: outputs, initializer: .he, random: Random(seed: 1))
  }

  private final class Pair: Module {
    let layers = [OptimizerTests.layer(3), OptimizerTests.layer(3)]
  }

  private static func rule(_ name: String) -> any Optimizer {
    switch name {
    case "Adam": Adam(learningRate: 0.1)
    case "RMSprop": RMSprop(learningRate: 0.1)
    case "SGD with momentum": SGD(learningRate: 0.1, momentum: 0.9)
    default: SGD(learningRate: 0.1)
    }
  }

  private static func ones(for module: Module) -> [Tensor] { module.parameters.map { .ones($0.value.shape) } }

  private static func updateTwo(_ name: String) {
    let rule = rule(name)
    for module in [layer(1), Pair()] { rule.update(module, with: ones(for: module)) }
  }

  @Test("A rule updates one module, and says so if it meets another", .processOfItsOwn)
  func oneModule() async {
    #if compiler(>=6.2)
      let results = [
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { Self.updateTwo("Adam") },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { Self.updateTwo("RMSprop") },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { Self.updateTwo("SGD") },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          Self.updateTwo("SGD with momentum")
        },
      ]
      for (name, result) in zip(["Adam", "RMSprop", "SGD", "SGD"], results) {
        let expected =
          "\(name): updates Linear (2 parameters) and now Pair (4 parameters); "
          + "give every network an optimiser of its own"
        #expect(lastWords(result).contains(expected), "\(lastWords(result))")
      }
    #endif
  }

  @Test("Another module of the same kind is another module, also when the first is gone", .processOfItsOwn)
  func anotherOfTheSameKind() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .failure) {
        let rule = Adam(learningRate: 0.1)
        for _ in 0..<2 {
          let module = Self.layer(1)
          rule.update(module, with: Self.ones(for: module))
        }
      }
      await #expect(processExitsWith: .failure) {
        let (rule, module) = (Adam(learningRate: 0.1), Self.layer(1))
        rule.update(module, with: Self.ones(for: module))
        _ = rule.rates(for: Self.layer(1), with: Self.ones(for: module))
      }
      await #expect(processExitsWith: .failure) {
        let (rule, module) = (Adam(learningRate: 0.1), Self.layer(1))
        rule.update(module, with: Self.ones(for: module))
        _ = rule.state(for: Self.layer(1))
      }
      await #expect(processExitsWith: .failure) {
        let (rule, module) = (Adam(learningRate: 0.1), Self.layer(1))
        try? rule.load([:], steps: 0, for: module)
        rule.update(Self.layer(1), with: Self.ones(for: module))
      }
    #endif
  }

  @Test(
    "The same module is fine, and loading passes a rule on", arguments: ["Adam", "RMSprop", "SGD with momentum", "SGD"])
  func passedOn(_ name: String) throws {
    let (rule, first, second) = (Self.rule(name), Self.layer(2), Pair())
    for _ in 0..<3 { rule.update(first, with: Self.ones(for: first)) }
    #expect(rule.steps == 3)
    let before = rule.state(for: first).mapValues(\.scalars)
    if !before.isEmpty {
      #expect(throws: ModuleError.self) { try rule.load([:], steps: 1, for: second) }
      #expect(rule.steps == 3 && rule.state(for: first).mapValues(\.scalars) == before, "nothing was changed")
    }
    try rule.load([:], steps: 0, for: second)
    rule.update(second, with: Self.ones(for: second))
    #expect(rule.steps == 1)
    #expect(rule.state(for: second).keys.allSatisfy { $0.contains(".layers.") })
  }
}
