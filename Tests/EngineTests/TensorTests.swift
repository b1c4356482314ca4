import Testing

@testable import Engine

@Suite("Tensors") struct TensorTests {
  @Test func nestedArraysAreRowByRow() {
    let (scalar, vector, matrix) = (Tensor(2), Tensor([1, 2, 3]), Tensor([[1, 2], [3, 4], [5, 6]]))
    #expect(scalar.shape == [] && scalar.scalars == [2])
    #expect(vector.shape == [3] && vector.scalars == [1, 2, 3])
    #expect(matrix.shape == [3, 2] && matrix.scalars == [1, 2, 3, 4, 5, 6])
    let three = Tensor([[[1, 2]], [[3, 4]]])
    #expect(three.shape == [2, 1, 2] && three.scalars == [1, 2, 3, 4])
    let image = Tensor([[[[0.5], [1]], [[1.5], [2]]]])
    #expect(image.shape == [1, 2, 2, 1] && image.scalars == [0.5, 1, 1.5, 2])
  }

  @Test("Rows of different lengths are refused", .processOfItsOwn)
  func ragged() async {
    #if compiler(>=6.2)
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([[1, 2], [3]])
      }
      #expect(lastWords(result).contains("Tensor: part 0 has shape [2], and part 1 [1]"))
    #endif
  }

  @Test func powersAreThoseOfTheLibrary() {
    #expect(Tensor([-2, 3]).pow(3).scalars == [-8, 27])
    #expect(Tensor([4, 0]).pow(0.5).scalars == [2, 0])
    #expect(Tensor([4, 0]).pow(0).scalars == [1, 1])
    let zero = Tensor([0]).tracked()
    #expect(gradients(of: zero.pow(1).sum(), wrt: [zero])[0].scalars == [1])
    #expect(gradients(of: (zero.pow(0) + zero).sum(), wrt: [zero])[0].scalars == [1])
    let many = Random(seed: 1).uniform([10_000], in: 0.5..<2)
    #expect(many.pow(2.5).scalars == Parallel.withThreads(1) { many.pow(2.5) }.scalars)
  }
}
