import Testing

@testable import Engine

/// Gradients are told of when nothing more is added to them.
@Suite("Final gradients") struct FinalGradientTests {
  @Test func everyInputIsReportedOnceWithItsGradientAndLateLayersFirst() {
    let random = Random(seed: 1)
    let weights = (0..<4).map { _ in random.normal([3, 3]).tracked() }
    let unused = random.normal([2]).tracked()
    // The first weight is used again at the end, so its gradient is the last to be final all the same.
    func loss() -> Tensor {
      var x = random.split("x").normal([5, 3])
      for weight in weights { x = matrixProduct(x, weight).tanh() }
      return (x.squared().mean() + weights[0].squared().sum() * 0.1)
    }
    let inputs = weights + [unused, weights[1]]
    let plain = gradients(of: loss(), wrt: inputs)
    var reported: [(place: Int, gradient: Tensor)] = []
    let returned = gradients(of: loss(), wrt: inputs) { reported.append(($0, $1)) }
    #expect(reported.map(\.place) == [3, 2, 1, 5, 0, 4])
    for (place, gradient) in reported {
      #expect(gradient.scalars == plain[place].scalars && gradient.shape == inputs[place].shape, "\(place)")
    }
    #expect(returned.map(\.scalars) == plain.map(\.scalars))
  }

  @Test func gradientsOfAConstantAreReportedToo() {
    var reported: [Int] = []
    _ = gradients(of: Tensor(1), wrt: [Tensor(1).tracked()]) { place, gradient in
      reported.append(place)
      #expect(gradient.scalar == 0)
    }
    #expect(reported == [0])
  }

  @Test func loweringALossIsUpdatingByItsGradients() {
    let (one, other) = (
      Linear(from: 3, to: 1, random: Random(seed: 1)), Linear(from: 3, to: 1, random: Random(seed: 1))
    )
    let x = Random(seed: 2).normal([4, 3])
    func loss(_ layer: Linear) -> Tensor { layer(x).squared().mean() }
    let (first, second) = (Adam(learningRate: 0.1), Adam(learningRate: 0.1))
    for _ in 0..<3 {
      first.update(one, lowering: loss(one))
      second.update(other, with: gradients(of: loss(other), wrt: other.parameters))
    }
    #expect(one.parameters.map(\.value.scalars) == other.parameters.map(\.value.scalars))
    #expect(loss(one).scalar < loss(Linear(from: 3, to: 1, random: Random(seed: 1))).scalar)
  }
}
