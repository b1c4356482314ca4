import Testing

@testable import Engine

@Suite("Random streams") struct RandomTests {
  @Test func aSeedAlwaysGivesTheSameNumbers() {
    #expect(Random(seed: 7).normal([1000]).scalars == Random(seed: 7).normal([1000]).scalars)
    #expect(Random(seed: 7).normal([1000]).scalars != Random(seed: 8).normal([1000]).scalars)
  }

  @Test func aStreamIsTakenUpWhereItWasLeft() {
    let stream = Random(seed: 7)
    _ = stream.normal([13])
    let copy = Random(key: stream.key, counter: stream.counter)
    #expect(stream.uniform([100]).scalars == copy.uniform([100]).scalars)
    #expect(stream.next() == copy.next())
  }

  @Test func integersAreThoseOfTheirPlaceInTheStream() {
    let stream = Random(seed: 7)
    for _ in 0..<100 {
      #expect(Random(key: stream.key, counter: stream.counter).next() == stream.next())
      if stream.counter % 7 == 0 { _ = stream.uniform([Int(stream.counter)]) }
    }
  }

  @Test func splitsAreIndependentAndLabelsStay() {
    let stream = Random(seed: 7)
    let (a, b) = (stream.split(), stream.split())
    let product = (a.normal([10_000]) * b.normal([10_000])).mean().scalar
    #expect(abs(product) < 0.05)
    let early = stream.split("latents").next()
    _ = stream.normal([1000])
    #expect(stream.split("latents").next() == early, "a label's stream does not depend on what was drawn")
    #expect(stream.split("weights").next() != early)
  }

  @Test func valuesAreDistributedAsPromised() {
    let uniform = Random(seed: 1).uniform([100_000], in: -1..<3)
    #expect(uniform.scalars.allSatisfy { (-1..<3).contains($0) })
    #expect(abs(uniform.mean().scalar - 1) < 0.02)
    let normal = Random(seed: 1).normal([100_000], mean: 2, deviation: 3)
    #expect(abs(normal.mean().scalar - 2) < 0.05)
    #expect(abs(normal.variance(axes: [0]).scalar - 9) < 0.2)
    let within = Double(normal.scalars.count { abs($0 - 2) < 3 }) / 100_000
    #expect(abs(within - 0.6827) < 0.01)
  }

  @Test func integersAndPermutationsAreFair() {
    let random = Random(seed: 4)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.integer(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    #expect(random.permutation(100).sorted() == Array(0..<100))
    #expect(random.permutation(100) != random.permutation(100))
  }
}
