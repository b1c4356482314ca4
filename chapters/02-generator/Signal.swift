import Engine
import Notebook
import Pictures

//: @hide
func showSignal(_ page: Page) {
  //: @show
  //: ## What keeps the signal alive
  //:
  //: With weights as small as DCGAN's the values shrink from layer to layer. Batch normalisation keeps every layer at one size.
  //: The table has the same stack of doublings bare, with leaky ReLUs, and with batch normalisation as well; and bare again with
  //: larger first weights (`.he`). The numbers are the deviations of the values after each layer.

  func deviations(
    activation: Activation, normalise: Bool, initializer: Initializer = .dcgan
  ) -> [(before: Float, after: Float)] {
    let weights = Random(seed: page.seed)
    let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
    var image = weights.normal([32, 4, 4, 256])
    return [256, 128, 64].map { channels in
      let layer = TransposedConvolution(
        from: channels, to: channels / 2, window: window, bias: false, initializer: initializer, random: weights)
      image = layer(image)
      if normalise { image = BatchNorm(channels: channels / 2)(image, .training(weights)) }
      let before = spread(of: image)
      image = activation(image)
      return (before, spread(of: image))
    }
  }
  let normalised = deviations(activation: .leakyReLU(slope: 0.2), normalise: true)
  let stacks: [(name: String, deviations: [Float])] = [
    ("bare", deviations(activation: .identity, normalise: false).map(\.after)),
    ("leaky ReLU", deviations(activation: .leakyReLU(slope: 0.2), normalise: false).map(\.after)),
    (
      "bare, larger weights",
      deviations(activation: .identity, normalise: false, initializer: .he).map(\.after)
    ),
    ("batch norm, before its leaky ReLU", normalised.map(\.before)),
    ("batch norm and leaky ReLU", normalised.map(\.after)),
  ]
  page.table(
    header: ["after", "8 × 8", "16 × 16", "32 × 32"],
    rows: stacks.map { [$0.name] + $0.deviations.map { $0.text(.decimals(4)) } })

  //: {fold: the claims}
  page.expect(
    "without normalisation the signal shrinks from layer to layer, bare and with leaky ReLUs",
    stacks.prefix(2).allSatisfy { zip($0.deviations, $0.deviations.dropFirst()).allSatisfy { $1 < $0 } })
  page.expect(
    "batch normalisation gives every layer a deviation of 1, to within a hundredth",
    normalised.allSatisfy { abs($0.before - 1) < 0.01 })
  page.expect(
    "after the leaky ReLU it is 0.65 in every layer, to within a hundredth",
    normalised.allSatisfy { abs($0.after - 0.65) < 0.01 })
  page.expect(
    "with larger weights the values of the bare stack grow from layer to layer",
    zip(stacks[2].deviations, stacks[2].deviations.dropFirst())
      .allSatisfy { $1 > $0 })

  //: {define: *Batch normalisation* (Ioffe & Szegedy 2015) takes each channel over the whole batch, subtracts its mean,
  //: divides by its deviation, and then scales and shifts by two numbers that are trained, $`\gamma \hat{x} + \beta`$.} At
  //: the start, with $`\gamma = 1`$ and $`\beta = 0`$, it gives every layer a deviation of 1, whatever the weights before
  //: it, and the leaky ReLU behind it leaves 0.65 of that in each layer. The price is that the images of a batch no longer come
  //: independently of each other. Chapter 3 shows what that does to a discriminator. (It is the small weights that make the values
  //: shrink: with larger ones the values of the bare stack grow instead.)
  //:
  //: {define: The *ReLU* keeps a positive value and makes a negative one 0.} {define: The *leaky ReLU* (Maas 2013) keeps a
  //: positive value and multiplies a negative one by a small slope, here 0.2.} DCGAN has the leaky one only in its
  //: discriminator; this book's generators have it too. A plain ReLU lets nothing through below zero, neither the signal nor the
  //: gradient on its way back. Both kinds of ReLU make the deviation smaller:

  let normal = Random(seed: page.seed).normal([1_000_000])
  let kept = page.record(
    "kept", spread(of: Activation.leakyReLU(slope: 0.2)(normal)), tolerance: 0.01, format: .decimals(2))
  let keptByReLU = page.record(
    "keptByReLU", spread(of: Activation.relu(normal)), tolerance: 0.01, format: .decimals(2))
  page.expect("of the deviation of normal values a leaky ReLU keeps more than a plain one", kept > keptByReLU)

  //: A leaky ReLU keeps {{kept}} of the deviation of normal values, and a plain one {{keptByReLU}}.
  //:
  //: *tanh*, at the very end, maps every value into −1 … 1. The deviation of its input decides how much is left of the signal,
  //: and of the gradient on its way back:

  let given: [Float] = [0.1, 0.5, 1, 3, 10]
  let pressed = given.map { width in
    let x = Random(seed: page.seed).normal([100_000], deviation: width).tracked()
    let y = x.tanh()
    return (deviation: spread(of: y), slope: gradients(of: y.mean(), wrt: [x])[0].mean().scalar * Float(x.count))
  }

  //: {fold: the table of tanh}
  page.table(
    header: ["deviation before tanh"] + given.map { "\($0)" },
    rows: [
      ["deviation after"] + pressed.map { $0.deviation.text(.decimals(2)) },
      ["mean slope"] + pressed.map { $0.slope.text(.decimals(2)) },
    ])

  page.expect(
    "a narrow signal passes almost unchanged, a wide one leaves hardly any gradient",
    abs(pressed[0].deviation - 0.1) < 0.002 && pressed[4].slope < 0.1)

  //: All of this generator's weights are drawn small, with DCGAN's deviation of 0.02. Batch normalisation makes up for it
  //: in every layer but the last. So the untrained generator starts where tanh is nearly a straight line. Its images are pale,
  //: but the gradient passes. Full contrast comes with training.
  //: @hide
}
