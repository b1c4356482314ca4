import Engine

/// The product that most of a step on the ring consists of, with its operands in the caches next to the core and with
/// operands that are not: how much of a step's time the caches take.
let ringProducts: [Benchmark] = [
  (name: "near", sets: 1, summary: "the same operands each time, which stay in the nearest caches"),
  (name: "far", sets: 64, summary: "64 sets of operands in turn, 20 MB, as in a step whose tensors others wrote"),
].map { kind in
  Benchmark(
    name: "ring-product-\(kind.name)", summary: "the product of 256 × 128 and 128 × 128: \(kind.summary)",
    warmUp: 20, repetitions: 40, pieces: 64
  ) {
    let random = Random(seed: 0)
    let sets = (0..<kind.sets).map { _ in (random.normal([256, 128]), random.normal([128, 128])) }
    // Results are kept for a turn, so that each is written where the one of a whole turn before was.
    return {
      var results: [Tensor] = []
      withoutHistory {
        for piece in 0..<64 {
          let (a, b) = sets[piece % kind.sets]
          let product = matrixProduct(a, b)
          if kind.sets > 1 { results.append(product) }
        }
      }
      results.removeAll()
    }
  }
}
