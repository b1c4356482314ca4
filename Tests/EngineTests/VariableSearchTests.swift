import Testing

@testable import Engine

/// Where a module's variables may stand, and how they are called there.
@Suite("Variables of modules") struct VariableSearchTests {
  private static func layer() -> Linear {
    Linear(from: 2, to: 2, bias: false, initializer: .he, random: Random(seed: 1))
  }

  private struct Block {
    let layer: Linear
    var next: [Linear] = []
  }

  private enum Head {
    case plain(Linear)
    case pair(first: Linear, second: Linear)
    case none
  }

  private final class Network: Module {
    let pair = (layer(), layer())
    let named = (query: layer(), key: layer())
    let table = ["b": layer(), "a": layer()]
    let block = Block(layer: layer(), next: [layer()])
    let heads: [Head] = [.plain(layer()), .pair(first: layer(), second: layer()), .none]
    let nested: [String: (Linear?, Block)]? = ["x": (nil, Block(layer: layer()))]
    let shift = Parameter(.zeros([2]))
    let random = Random(seed: 1)
    let numbers = [Float](repeating: 0, count: 1_000_000)
    let tensors = [Tensor(1)]
    let function: (Tensor) -> Tensor = { $0 }
  }

  @Test func namesArePathsThroughEveryKindOfValue() {
    #expect(
      Network().namedVariables.map(\.name) == [
        "pair.0.weight", "pair.1.weight", "named.query.weight", "named.key.weight", "table.a.weight", "table.b.weight",
        "block.layer.weight", "block.next.0.weight", "heads.0.plain.weight", "heads.1.pair.first.weight",
        "heads.1.pair.second.weight", "nested.x.1.layer.weight", "shift",
      ])
  }

  private final class Tied: Module {
    let encoder = layer()
    let decoder: Linear
    var itself: Module?

    override init() {
      decoder = encoder
      super.init()
      itself = self
    }
  }

  @Test func aLayerThatIsMetTwiceCountsOnce() {
    let tied = Tied()
    #expect(tied.namedVariables.map(\.name) == ["encoder.weight"])
    tied.itself = nil
  }

  private class Base: Module { private let weight = Parameter(.zeros([1])) }
  private final class Derived: Base { let weight = Parameter(.zeros([2])) }
  private final class Holder { let layer = VariableSearchTests.layer() }
  private final class Holding: Module { let holder = Holder() }
  private final class Numbered: Module { let layers = [1: layer()] }
  private final class Lazy: Module { lazy var layer = VariableSearchTests.layer() }
  private final class Mixed: Module { let layers: Set = [Key(layer: layer())] }
  private struct Key: Hashable {
    let layer: Linear
    static func == (a: Key, b: Key) -> Bool { a.layer === b.layer }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(layer)) }
  }

  @Test("Variables that cannot be given a name are refused, not overlooked", .processOfItsOwn)
  func refused() async {
    #if compiler(>=6.2)
      let results = [
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Holding().parameters },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Numbered().parameters },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Lazy().parameters },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Mixed().parameters },
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Derived().parameters },
      ]
      let expected = [
        "Holding: the variables in holder have no names, because Holder is a class and not a Module",
        "Numbered: the variables in layers have no names, because a key is no string",
        "Lazy: the variables in layer cannot be found, because a lazy property may not be there yet",
        "Mixed: the variables in layers have no names, because a set has no order",
        "Derived: several variables are called weight",
      ]
      for (result, expected) in zip(results, expected) {
        #expect(lastWords(result).contains(expected), "\(lastWords(result))")
      }
    #endif
  }

  @Test func aPartOfAStateIsPrefixedAndFoundAgain() {
    let state = ["weight": Tensor(1), "bias": Tensor(2)]
    let whole = state.prefixed(by: "a").merging(state.prefixed(by: "a.b")) { $1 }
    #expect(whole.keys.sorted() == ["a.b.bias", "a.b.weight", "a.bias", "a.weight"])
    #expect(whole.part("a.b").mapValues(\.scalar) == ["weight": 1, "bias": 2])
    #expect(whole.part("a").keys.sorted() == ["b.bias", "b.weight", "bias", "weight"])
    #expect(["ab.c": Tensor(1)].part("a").isEmpty, "a prefix ends at a dot")
  }
}
