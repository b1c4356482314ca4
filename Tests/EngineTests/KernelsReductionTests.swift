import Foundation
import Kernels
import Testing

@Suite("Kernels: sums, normalisation and optimisers")
struct KernelsReductionTests {
  @Test("Sums, sums of products and maxima over every pattern")
  func sums() { checkSums() }

  @Test("The gradient through bias and activation has the bits of its two steps")
  func epilogue() { checkEpilogueGradient() }

  @Test("A long sum keeps its digits")
  func longSum() {
    let count = 3_000_017
    let tenths = [Float](repeating: 0.1, count: count)
    var sum = unwritten(1)
    sum_broadcast(BroadcastPattern(outer: count, kept: 1, inner: 1), tenths, &sum)
    #expect(abs(Double(sum[0]) / (Double(Float(0.1)) * Double(count)) - 1) < 1e-6)
  }

  @Test("Moments of channels, however far from zero")
  func moments() { checkMoments() }

  @Test("Scale, shift and activation, and the gradient through batch normalisation")
  func batchNormalisation() { checkBatchNormalisation() }

  @Test("Adam and AdamW agree with the plain loop")
  func adamSteps() { checkAdam() }
}

func checkEpilogueGradient() {
  var values = SeededValues(state: 6)
  for (rows, columns) in [(1, 1), (300, 1), (70, 3), (5000, 16), (1000, 40), (3, 2100), (600, 128)] {
    let (output, gradient) = (values.floats(rows * columns), values.floats(rows * columns))
    var (result, sums) = (unwritten(rows * columns), unwritten(columns))
    epilogue_gradient(rows, columns, output, gradient, 0.2, &result, &sums)
    var (expected, expectedSums) = (unwritten(rows * columns), unwritten(columns))
    binary(BinaryLeakyReLUGradient, rows * columns, gradient, output, 0.2, &expected)
    sum_broadcast(BroadcastPattern(outer: rows, kept: columns, inner: 1), expected, &expectedSums)
    #expect(result == expected && sums == expectedSums, "\(rows) × \(columns)")
  }
}

func checkSums() {
  var values = SeededValues(state: 4)
  let patterns =
    [(1, 1, 1), (1, 1, 50_001), (70_001, 1, 1), (20_000, 3, 1), (7, 5, 1), (3000, 64, 1), (500, 70, 1), (3, 2100, 1)]
    + [(4, 3, 1024), (1, 256, 2), (1, 64, 3072), (5, 20, 33)]
  for (outer, kept, inner) in patterns {
    let pattern = BroadcastPattern(outer: outer, kept: kept, inner: inner)
    // Mostly positive, so that the sums are not what is left after cancellation.
    let a = values.floats(outer * kept * inner).map { $0 + 0.5 }
    let b = values.floats(a.count).map { $0 + 0.5 }
    var sums = [Double](repeating: 0, count: kept)
    var products = sums
    for index in a.indices {
      sums[index / inner % kept] += Double(a[index])
      products[index / inner % kept] += Double(a[index]) * Double(b[index])
    }
    var found = unwritten(kept)
    sum_broadcast(pattern, a, &found)
    #expect(relativeError(found, sums.map(Float.init)) < 2e-6, "sum, \(pattern)")
    found = unwritten(kept)
    sum_of_products(pattern, a, b, &found)
    #expect(relativeError(found, products.map(Float.init)) < 2e-6, "sum of products, \(pattern)")

    var maxima = unwritten(outer * inner)
    maximum_over(pattern, a, &maxima)
    let expected = (0..<outer * inner).map { index in
      (0..<kept).map { a[(index / inner * kept + $0) * inner + index % inner] }.max()!
    }
    #expect(maxima == expected, "maximum, \(pattern)")
  }
}

/// Columns of a [rows, channels] array, in double precision.
private func moments(_ x: [Float], channels: Int) -> (mean: [Double], variance: [Double]) {
  let rows = Double(x.count / channels)
  var mean = [Double](repeating: 0, count: channels)
  var variance = mean
  for index in x.indices { mean[index % channels] += Double(x[index]) / rows }
  for index in x.indices { variance[index % channels] += pow(Double(x[index]) - mean[index % channels], 2) / rows }
  return (mean, variance)
}

func checkMoments() {
  var values = SeededValues(state: 5)
  for (rows, channels) in [(1, 1), (3, 5), (1000, 3), (2000, 64), (333, 100), (64, 4096)] {
    for offset: Float in [0, 1000] {
      let x = values.floats(rows * channels).map { $0 + offset }
      var mean = unwritten(channels)
      var variance = unwritten(channels)
      channel_moments(rows, channels, x, &mean, &variance)
      let expected = moments(x, channels: channels)
      #expect(relativeError(mean, expected.mean.map { Float($0) }) < (offset == 0 ? 2e-6 : 1e-7))
      #expect(relativeError(variance, expected.variance.map { Float($0) }) < 2e-6)
    }
  }
}

func checkBatchNormalisation() {
  var values = SeededValues(state: 6)
  for (rows, channels, slope) in [(7, 3, Float(0.2)), (300, 16, 1), (2000, 37, 0.2), (600, 64, 0)] {
    let count = rows * channels
    let x = values.floats(count)
    let g = values.floats(count)
    let gamma = values.floats(channels)
    let beta = values.floats(channels)
    let (mean, variance) = moments(x, channels: channels)
    let inverse = variance.map { 1 / sqrt($0 + 1e-5) }
    let scale = (0..<channels).map { Float(Double(gamma[$0]) * inverse[$0]) }
    let shift = (0..<channels).map { beta[$0] - Float(mean[$0]) * scale[$0] }

    var y = unwritten(count)
    channel_affine(rows, channels, x, scale, shift, slope, &y)
    let activated = x.indices.map { index -> Float in
      let value = x[index] * scale[index % channels] + shift[index % channels]
      return value > 0 ? value : slope * value
    }
    #expect(relativeError(y, activated) < 1e-6)

    var dGamma = [Double](repeating: 0, count: channels)
    var dBeta = dGamma
    let inner = x.indices.map { Double(y[$0] > 0 ? g[$0] : slope * g[$0]) }
    let normalised = x.indices.map { (Double(x[$0]) - mean[$0 % channels]) * inverse[$0 % channels] }
    for index in x.indices {
      dBeta[index % channels] += inner[index]
      dGamma[index % channels] += inner[index] * normalised[index]
    }
    let dx = x.indices.map { index -> Float in
      let c = index % channels
      let centred = inner[index] - (dBeta[c] + normalised[index] * dGamma[c]) / Double(rows)
      return Float(Double(gamma[c]) * inverse[c] * centred)
    }
    var found = (x: unwritten(count), gamma: unwritten(channels), beta: unwritten(channels))
    batch_norm_gradient(
      rows, channels, x, y, g, mean.map { Float($0) }, inverse.map { Float($0) }, gamma, slope, &found.x, &found.gamma,
      &found.beta)
    #expect(relativeError(found.x, dx) < 3e-6)
    #expect(relativeError(found.gamma, dGamma.map { Float($0) }) < 3e-6)
    #expect(relativeError(found.beta, dBeta.map { Float($0) }) < 3e-6)

    var alone = unwritten(count)
    batch_norm_gradient(
      rows, channels, x, y, g, mean.map { Float($0) }, inverse.map { Float($0) }, gamma, slope, &alone, nil, nil)
    #expect(alone == found.x)
  }
}

func checkAdam() {
  var values = SeededValues(state: 7)
  for weightDecay: Float in [0, 0.1] {
    let count = 20_005
    var value = values.floats(count)
    var first = [Float](repeating: 0, count: count)
    var second = first
    var plain = (value: value.map(Double.init), first: first.map(Double.init), second: second.map(Double.init))
    for step in 1...5 {
      let gradient = values.floats(count)
      var settings = AdamStep(
        learningRate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: weightDecay, step: step)
      value.withUnsafeMutableBufferPointer { value in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            gradient.withUnsafeBufferPointer { gradient in
              // In two parts, the first of them short: as two parameters.
              let parameters = [0..<5, 5..<count].map { part in
                let (value, first, second) = (
                  value.baseAddress! + part.lowerBound, first.baseAddress! + part.lowerBound,
                  second.baseAddress! + part.lowerBound
                )
                return AdamParameter(
                  count: part.count, value: value, gradient: gradient.baseAddress! + part.lowerBound, newValue: value,
                  first: first, second: second)
              }
              adam(&settings, parameters.count, parameters)
            }
          }
        }
      }
      for i in 0..<count {
        let g = Double(gradient[i])
        plain.first[i] = 0.5 * plain.first[i] + 0.5 * g
        plain.second[i] = 0.999 * plain.second[i] + 0.001 * g * g
        let unbiasedFirst = plain.first[i] / (1 - pow(0.5, Double(step)))
        let unbiasedSecond = plain.second[i] / (1 - pow(0.999, Double(step)))
        plain.value[i] -=
          0.01 * (unbiasedFirst / (sqrt(unbiasedSecond) + 1e-8) + Double(weightDecay) * plain.value[i])
      }
    }
    #expect(relativeError(value, plain.value.map { Float($0) }) < 2e-6)
    #expect(relativeError(second, plain.second.map { Float($0) }) < 2e-5)
    var average = unwritten(count)
    weighted_sum(count, 0.25, value, 0.75, first, &average)
    #expect(relativeError(average, zip(value, first).map { 0.25 * $0 + 0.75 * $1 }) < 1e-6)
  }
}
