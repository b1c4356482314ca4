import Testing

@testable import Engine

/// Second derivatives: penalties on the gradient of a critic, differentiated in the critic's weights.
@Suite("Gradient penalties") struct PenaltyTests {
  let reference = Reference.values

  private struct Critic {
    let weights: [Tensor]
    let smooth: Bool

    static let names = ["0.weight", "0.bias", "2.weight", "2.bias", "5.weight"]

    init(_ name: String, smooth: Bool) {
      weights = (Self.names + ["5.bias"]).map { Reference.values["\(name).critic.\($0)"].tracked() }
      self.smooth = smooth
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
      let slope: Float = smooth ? 1 : 0.2
      var h = convolution(x, weight: weights[0], bias: weights[1], window: window, slope: slope)
      if smooth { h = h.softplus() }
      h = convolution(h, weight: weights[2], bias: weights[3], window: window, slope: slope)
      if smooth { h = h.tanh() }
      return linear(h.flattened(), weight: weights[4], bias: weights[5])
    }
  }

  @Test("WGAN-GP and R1", arguments: [false, true])
  func penalties(smooth: Bool) {
    let name = "gradientPenalty." + (smooth ? "smooth" : "leakyReLU")
    let critic = Critic(name, smooth: smooth)
    let weights = Array(critic.weights.prefix(5))
    let real = reference["\(name).real"]
    let fake = reference["\(name).fake"]
    let epsilon = reference["\(name).epsilon"].reshaped([5, 1, 1, 1])

    let x = (epsilon * real + (1 - epsilon) * fake).tracked()
    let inputGradient = gradients(of: critic(x).sum(), wrt: [x], createGraph: true)[0]
    expectGradient(inputGradient, "\(name).inputGradient")
    let norms = inputGradient.squared().sum(axes: [1, 2, 3]).squareRoot()
    let penalty = 10 * (norms - 1).squared().mean()
    expectGradient(penalty, "\(name).penalty")
    for (key, gradient) in zip(Critic.names, gradients(of: penalty, wrt: weights)) {
      expectGradient(gradient, "\(name).grad.\(key)")
    }

    let tracked = real.tracked()
    let realGradient = gradients(of: critic(tracked).sum(), wrt: [tracked], createGraph: true)[0]
    let r1 = 5 * realGradient.squared().sum(axes: [1, 2, 3]).mean()
    expectGradient(r1, "\(name).r1.penalty")
    for (key, gradient) in zip(Critic.names, gradients(of: r1, wrt: weights)) {
      expectGradient(gradient, "\(name).r1.grad.\(key)")
    }
  }
}
