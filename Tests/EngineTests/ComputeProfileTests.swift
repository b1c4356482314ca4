import Testing

@testable import Engine

/// Where the time of a computation went.
@Suite("Compute profile", .serialized) struct ComputeProfileTests {
  @Test func operationsAreCountedAndTheirTimesFitTheWhole() throws {
    let random = Random(seed: 1)
    let (a, b) = (random.normal([128, 64]), random.normal([64, 96]))
    let profile = ComputeProfile.measure { for _ in 0..<3 { _ = matrixProduct(a, b).tanh() } }
    // Other tests may compute meanwhile, so at least.
    let product = try #require(profile.operations.first { $0.isProduct && $0.multiplyAdds >= 3 * 128 * 64 * 96 })
    #expect(product.calls >= 3)
    #expect(profile.operations.contains { $0.name == "elementwise" && !$0.isProduct && $0.calls >= 3 })
    // The products that another thread asks for meanwhile do not make a product of a sum.
    #expect(profile.productSeconds > 0 && profile.passSeconds > 0 && profile.serialSeconds >= 0)
    #expect(profile.threads == Parallel.threads && profile.waitingSeconds >= 0)
  }

  @Test func nothingIsTakenOutsideOfAMeasurement() {
    let empty = ComputeProfile.measure {}
    let x = Random(seed: 1).normal([8])
    _ = x.exp()
    let isOn = ComputeProfile.isOn.load(ordering: .relaxed)
    #expect(!isOn)
    #expect(!empty.operations.contains { $0.name == "exp" })
  }
}
