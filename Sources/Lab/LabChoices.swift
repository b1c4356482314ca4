import Datasets
import Engine
import GAN

/// One of several things that a plan can name, such as a loss.
public protocol LabChoice: CaseIterable, RawRepresentable, Sendable where RawValue == String {
  /// The name that a reader sees.
  var title: String { get }
}

/// Where real points come from.
public enum LabData: String, LabChoice {
  /// Eight small Gaussians on a circle.
  case ring
  /// 25 small Gaussians on a square grid.
  case grid
  /// Two wide Gaussians.
  case pair
  /// Four regions far apart.
  case regions
  /// A straight stroke.
  case line
  /// Two half circles.
  case moons
  /// A spiral.
  case spiral
  /// Points that the reader drew, or that came from a file.
  case drawn

  /// The name that a reader sees.
  public var title: String {
    switch self {
    case .ring: "Ring of 8"
    case .grid: "Grid of 25"
    case .pair: "Two Gaussians"
    case .regions: "Disjoint regions"
    case .line: "Line"
    case .moons: "Two moons"
    case .spiral: "Spiral"
    case .drawn: "Your own points"
    }
  }

  /// The distribution itself; `points` are the reader's.
  func mixture(_ points: LabPoints) -> GaussianMixture {
    switch self {
    case .ring: .ring()
    case .grid: .grid()
    case .pair: .pair()
    case .regions: .regions()
    case .line: .segment()
    case .moons: .twoMoons()
    case .spiral: .spiral()
    case .drawn: GaussianMixture(centres: points.tensor, deviation: 0.06)
    }
  }

  /// Whether it has modes that can be counted.
  var hasModes: Bool {
    switch self {
    case .ring, .grid, .pair, .regions: true
    case .line, .moons, .spiral, .drawn: false
    }
  }

  /// The plane is shown from minus this to this, along both axes.
  var reach: Float { self == .grid ? 5 : 3 }
}

/// What latent values are drawn from.
public enum LabNoise: String, LabChoice {
  /// The standard normal distribution.
  case normal
  /// From −1 to 1, all alike.
  case uniform

  /// The name that a reader sees.
  public var title: String { self == .normal ? "Gaussian" : "Uniform" }

  /// Latent values of a shape.
  func sample(_ shape: [Int], _ random: Random) -> Tensor {
    self == .normal ? random.normal(shape) : random.uniform(shape, in: -1..<1)
  }
}

/// What the players minimise.
public enum LabLoss: String, LabChoice {
  /// Both use binary cross-entropy, the generator with the labels exchanged.
  case nonSaturating = "non-saturating"
  /// The zero-sum game.
  case minimax
  /// Squared distances of logits from their labels.
  case leastSquares = "least-squares"
  /// The hinge loss.
  case hinge
  /// The difference of mean scores.
  case wasserstein
  /// Pairs of a real and a generated point; meant to be used with R1 and R2.
  case relativistic

  /// The name that a reader sees.
  public var title: String {
    switch self {
    case .nonSaturating: "Non-saturating"
    case .minimax: "Minimax (saturating)"
    case .leastSquares: "Least squares"
    case .hinge: "Hinge"
    case .wasserstein: "Wasserstein"
    case .relativistic: "Relativistic pairs"
    }
  }

  /// The loss itself.
  var loss: any AdversarialLoss {
    switch self {
    case .nonSaturating: NonSaturating()
    case .minimax: Minimax()
    case .leastSquares: LeastSquares()
    case .hinge: Hinge()
    case .wasserstein: Wasserstein()
    case .relativistic: RelativisticPairs()
    }
  }
}

/// What turns gradients into steps.
public enum LabOptimizer: String, LabChoice {
  /// Adam with β₁ = 0.5.
  case adam
  /// Gradient descent without momentum.
  case sgd

  /// The name that a reader sees.
  public var title: String { self == .adam ? "Adam" : "SGD" }

  /// A new optimiser, whose rate is set before every step.
  func rule() -> any Optimizer { self == .adam ? Adam(learningRate: 0, beta1: 0.5) : SGD(learningRate: 0) }
}
