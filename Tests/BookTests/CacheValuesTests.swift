import Engine
import Notebook
import Testing

@testable import Evaluation

@Suite("Numbers of the caches that pages share")
struct CacheValuesTests {
  @Test func rightOnesAreRead() throws {
    let tensors = ["outcomes": Tensor(shape: [1, 3], scalars: [1, .nan, 2])]
    let values = try tensors.values("outcomes", [1, 3], ofCache: "ring-r1", areCounts: [0, 2])
    #expect(values[0] == 1 && values[1].isNaN && values[2] == 2)
  }

  @Test(arguments: [Float.nan, .infinity, 1e30])
  func aNumberThatNoRunCanHaveHadIsTold(number: Float) {
    let tensors = ["slopes": Tensor(shape: [1, 2], scalars: [1, number])]
    #expect { try tensors.values("slopes", [1, 2], ofCache: "slopes") } throws: {
      "\($0)".contains("no run can have had")
    }
  }

  @Test func anotherShapeOrNoTensorIsTold() {
    let tensors = ["slopes": Tensor(shape: [2, 1], scalars: [1, 2])]
    #expect { try tensors.values("slopes", [1, 2], ofCache: "slopes") } throws: {
      "\($0)".contains("holds slopes of shape [2, 1], expected shape [1, 2]")
    }
    #expect { try tensors.values("costs", [2], ofCache: "costs") } throws: { "\($0)".contains("holds no costs") }
  }
}
