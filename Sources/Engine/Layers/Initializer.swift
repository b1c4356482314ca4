/// How a weight's first values are drawn. They decide whether signals keep their size from layer to layer, and with
/// that whether a GAN trains at all.
public struct Initializer: Sendable {
  /// The values for a weight of this shape, each output of which is a sum of `fanIn` terms, each input of which goes
  /// into `fanOut`.
  let values: @Sendable (_ shape: [Int], _ fanIn: Int, _ fanOut: Int, _ random: Random) -> Tensor

  /// Normal with a given deviation.
  public static func normal(deviation: Float) -> Initializer {
    Initializer { shape, _, _, random in random.normal(shape, deviation: deviation) }
  }

  /// Normal with deviation 0.02 (Radford 2015): what DCGANs use throughout.
  public static let dcgan = normal(deviation: 0.02)

  /// Normal with deviation √(2 / fanIn) (He 2015): keeps the variance through layers with ReLU.
  ///
  /// What layers use if nothing else is said, because nearly all activations between layers are of that kind; after a
  /// leaky ReLU of slope 0.2 it is 2% too wide.
  public static let he = Initializer { shape, fanIn, _, random in
    random.normal(shape, deviation: (2 / Float(fanIn)).squareRoot())
  }

  /// Uniform within ±√(6 / (fanIn + fanOut)) (Glorot & Bengio 2010): a compromise between forward and backward.
  public static let glorot = Initializer { shape, fanIn, fanOut, random in
    let bound = (6 / Float(fanIn + fanOut)).squareRoot()
    return random.uniform(shape, in: -bound..<bound)
  }

  /// Uniform within ±1/√fanIn: PyTorch's default for dense layers and convolutions.
  public static let fanIn = Initializer { shape, fanIn, _, random in
    let bound = 1 / Float(fanIn).squareRoot()
    return random.uniform(shape, in: -bound..<bound)
  }
}
