import Testing

@testable import Engine

/// What operations compute, where PyTorch's reference values do not say.
@Suite("Operations") struct OperationTests {
  private let counting = Tensor(shape: [2, 3, 4], scalars: (0..<24).map(Float.init))

  @Test func broadcastingMatchesAxesFromTheLast() {
    let row = Tensor([10, 20, 30, 40])
    #expect((counting + row).scalars == (0..<24).map { Float($0) + [10, 20, 30, 40][$0 % 4] })
    let outer = Tensor([1, 2]).reshaped([2, 1, 1]) * Tensor([1, 10, 100]).reshaped([1, 3, 1])
    #expect(outer.shape == [2, 3, 1] && outer.scalars == [1, 10, 100, 2, 20, 200])
    #expect((counting - counting.mean(axes: [0, 2], keepingAxes: true)).sum().scalar == 0)
  }

  @Test(arguments: [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
  func sumsOverAnyAxes(_ axes: [Int]) {
    let found = counting.sum(axes: axes)
    var expected: [[Int]: Float] = [:]
    for index in 0..<24 {
      let place = [index / 12, index / 4 % 3, index % 4]
      expected[place.indices.filter { !axes.contains($0) }.map { place[$0] }, default: 0] += Float(index)
    }
    #expect(found.scalars == expected.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value))
  }

  @Test func shapes() {
    #expect(counting.transposed([2, 0, 1]).scalars.prefix(4) == [0, 4, 8, 12])
    #expect(counting.slice(1..<3, axis: 1).shape == [2, 2, 4])
    #expect(counting.slice(1..<3, axis: -1).scalars.prefix(4) == [1, 2, 5, 6])
    #expect(Tensor([1, 2]).padded(before: 1, after: 2, axis: 0).scalars == [0, 1, 2, 0, 0])
    let joined = Tensor.concatenate([Tensor(shape: [2, 1], scalars: [1, 2]), .zeros([2, 2])], axis: 1)
    #expect(joined.scalars == [1, 0, 0, 2, 0, 0])
    #expect(counting.reshaped([6, -1]).shape == [6, 4])
  }

  @Test func resolutions() {
    let image = Tensor(shape: [1, 2, 2, 1], scalars: [1, 2, 3, 4])
    #expect(image.upsampled(by: 2).scalars == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    #expect(image.averagePooled(2).scalars == [2.5])
    #expect(image.maxPooled(2).scalars == [4])
    #expect(image.globalAveragePooled().scalars == [2.5])
    // Two images of two channels; of equal values the first is taken, so that it alone gets a gradient.
    let pair = Tensor(shape: [2, 2, 2, 2], scalars: [1, 8, 5, 7, 5, 6, 2, 8, -1, 0, -4, -2, -3, -6, -2, -5]).tracked()
    let largest = pair.maxPooled(2)
    #expect(largest.scalars == [5, 8, -1, 0])
    #expect(
      gradients(of: largest.sum(), wrt: [pair])[0].scalars == [0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test func translations() {
    let images = Tensor(shape: [2, 2, 3, 1], scalars: (1...12).map(Float.init))
    let moved = images.translated(by: [(down: 1, right: -1), (down: 0, right: 2)])
    #expect(moved.scalars == [0, 0, 0, 2, 3, 0, 0, 0, 7, 0, 0, 10])
    #expect(images.translated(by: [(down: 2, right: 0), (down: 0, right: -3)]).scalars.allSatisfy { $0 == 0 })
  }

  @Test func mirrorImages() {
    let images = Tensor(shape: [2, 1, 3, 2], scalars: (1...12).map(Float.init))
    #expect(images.mirrored().scalars == [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
    #expect(images.mirrored().mirrored().scalars == images.scalars)
  }

  @Test func softplusAndSoftmaxDoNotOverflow() {
    #expect(Tensor([-200, 0, 200]).softplus().scalars == [0, Float(0.693_147_2), 200])
    #expect(Tensor(shape: [1, 2], scalars: [1000, 0]).softmax().scalars == [1, 0])
    #expect(Tensor(shape: [2, 3], scalars: [1, 3, 2, 5, 5, 4]).argmax() == [1, 0])
  }

  @Test func theFusedLayersEqualTheirPlainCompositions() {
    let random = Random(seed: 2)
    let x = random.normal([3, 6, 5, 4])
    let weight = random.normal([7, 3, 3, 4])
    let bias = random.normal([7])
    let window = ConvolutionWindow(kernel: 3, padding: 1)
    let fused = convolution(x, weight: weight, bias: bias, window: window, slope: 0.2)
    let plain = (convolution(x, weight: weight, window: window) + bias).leakyReLU(slope: 0.2)
    #expect(relativeError(fused, plain) < 1e-6)
    let norm = BatchNorm(channels: 4, activation: .leakyReLU(slope: 0.2))
    let centred = x - x.mean(axes: [0, 1, 2])
    let deviation = (centred.squared().mean(axes: [0, 1, 2]) + 1e-5).squareRoot()
    #expect(relativeError(norm(x, .training(random)), (centred / deviation).leakyReLU(slope: 0.2)) < 1e-5)
  }

  @Test func memoryIsAlignedAndServesNearlyEqualSizes() {
    let first = Memory.take(1_000_000)
    Memory.give(first)
    let second = Memory.take(1_000_001)
    second.update(repeating: 1, count: 1_000_001)
    #expect(Int(bitPattern: second) % 64 == 0)
    Memory.give(second)
  }

  @Test func innerAndOuterAxesChangePlaces() {
    for shape in [[1, 1], [3, 5], [16, 32], [33, 17], [20, 3, 2, 40], [1, 4, 7], [18, 2, 16]] {
      let x = Random(seed: 5).normal(shape)
      let last = shape.count - 1
      let turned = x.transposed([last] + Array(1..<last) + [0])
      let middle = shape[1..<last].reduce(1, *)
      let (scalars, turnedScalars) = (x.scalars, turned.scalars)
      for i in 0..<shape[0] {
        for m in 0..<middle {
          for k in 0..<shape[last] {
            #expect(turnedScalars[(k * middle + m) * shape[0] + i] == scalars[(i * middle + m) * shape[last] + k])
          }
        }
      }
    }
  }
}
