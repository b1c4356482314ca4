import Engine
import Notebook
import Testing

@Suite("Tensors of caches")
struct CachedTensorsTests {
  @Test func rightOnesAreRead() throws {
    let cache = CachedTensors(key: "ring-r1", all: ["outcomes": Tensor(shape: [1, 3], scalars: [1, .nan, 2])])
    let values = try cache.values("outcomes", [1, 3], areFinite: [0, 2])
    #expect(values[0] == 1 && values[1].isNaN && values[2] == 2)
  }

  @Test(arguments: [Float.nan, .infinity, 1e30])
  func aNumberThatNoRunCanHaveHadIsTold(number: Float) {
    let cache = CachedTensors(key: "slopes", all: ["slopes": Tensor(shape: [1, 2], scalars: [1, number])])
    #expect { try cache.tensor("slopes", [1, 2]) } throws: {
      "\($0)".contains("no run can have had")
    }
  }

  @Test func anotherShapeOrNoTensorIsTold() {
    let cache = CachedTensors(key: "slopes", all: ["slopes": Tensor(shape: [2, 1], scalars: [1, 2])])
    #expect { try cache.values("slopes", [1, 2]) } throws: {
      "\($0)".contains("holds slopes of shape [2, 1], expected shape [1, 2]")
    }
    #expect { try cache.values("costs", [2]) } throws: { "\($0)".contains("holds no costs") }
  }
}
