import Engine
import GAN
import Notebook

//: @hide
func showSignal(_ page: Page) {
  //: @show
  //: ## What keeps the signal alive
  //:
  //: The initial weights are drawn as in DCGAN (`.dcgan`): from a normal distribution with mean 0 and a standard deviation
  //: of 0.02. With weights this small the values shrink from layer to layer, and batch normalisation keeps them at one size.
  //: The table gives the standard deviation of the values after each doubling, for the same stack of doublings in three
  //: forms: bare; bare, with larger initial weights (`.he`); and with batch normalisation and leaky ReLUs.

  //: {fold: the three stacks and their table}
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
    (
      "bare, larger weights",
      deviations(activation: .identity, normalise: false, initializer: .he).map(\.after)
    ),
    ("batch norm and leaky ReLU", normalised.map(\.after)),
  ]
  page.table(
    header: ["after", "8 × 8", "16 × 16", "32 × 32"],
    rows: stacks.map { [$0.name] + $0.deviations.map { $0.text(.decimals(4)) } })

  //: {fold: the claims}
  page.expect(
    "without normalisation the values shrink from layer to layer with small weights, and grow with larger ones",
    zip(stacks[0].deviations, stacks[0].deviations.dropFirst()).allSatisfy { $1 < $0 }
      && zip(stacks[1].deviations, stacks[1].deviations.dropFirst()).allSatisfy { $1 > $0 })
  page.expect(
    "from one doubling to the next the weights of `.he` make the values grow by √2, to within 0.1",
    zip(stacks[1].deviations, stacks[1].deviations.dropFirst())
      .allSatisfy { abs($1 / $0 - Float(2).squareRoot()) < 0.1 })
  page.expect(
    "batch normalisation gives every layer a deviation of 1, to within a hundredth",
    normalised.allSatisfy { abs($0.before - 1) < 0.01 })
  page.expect(
    "after batch normalisation and leaky ReLU the deviation of every layer is 0.65, to within a hundredth",
    normalised.allSatisfy { abs($0.after - 0.65) < 0.01 })

  //: Small weights make the values shrink, while those of `.he` make them grow, because they are meant for layers with a
  //: ReLU (chapter 3), which a bare stack does not have. Batch normalisation starts with a scale of 1 and a shift of 0, so
  //: it gives every layer a deviation of 1, whatever the weights before it, and the leaky ReLU leaves {{kept}} of that. The
  //: price is that the images of a batch are no longer independent of each other; chapter 3 shows what that does to a
  //: discriminator.
  //:
  //: {define: A *bias* is a number that a layer adds to an output whatever the input is, and that is learnt like a weight.}
  //: Only the last convolution has one, because in the other layers batch normalisation would subtract it again.
  //:
  //: DCGAN has the leaky ReLU only in its discriminator. This book's generators have it too, because a plain ReLU lets
  //: nothing through below zero, neither the signal nor the gradient on its way back.
  //: @hide
}
