import Engine

/// A change to the bare pair in the plane that is said to prevent mode collapse, or to cause it.
///
/// A remedy is a value, declared once (see `Remedies.swift`): a name for the command line, a title for tables, its
/// numbers, and what it changes about the networks, the trainer, and the course of the run.
public struct Remedy: Sendable {
  /// The name on the command line, such as `wgan-gp`.
  public let flag: String
  /// The name in tables, with the numbers.
  public private(set) var title: String
  /// Its numbers by name. A cached result depends on these and the flag.
  public private(set) var settings: [String: Float]

  /// How both networks' initial weights are drawn.
  var initializer = Initializer.he
  /// The number of values in a latent vector.
  public internal(set) var latentSize = 64
  /// Whether the discriminator judges several points at once, and so has no surface in the plane.
  public internal(set) var judgesPacks = false
  /// What the discriminator is made of.
  var layers: @Sendable (Parts) -> [any Layer] = { $0.hidden + [$0.last] }
  /// Changes a trainer before its first step.
  var prepare: @Sendable (PlaneTrainer) -> Void = { _ in }
  /// Changes a trainer before every step; `progress` goes from 0 to 1 over the run.
  var adjust: @Sendable (_ trainer: PlaneTrainer, _ progress: Float) -> Void = { _, _ in }

  /// What a remedy can make a discriminator from.
  struct Parts {
    /// The bare pair's dense layers, in order.
    let plain: [Linear]
    /// The size of the hidden layers.
    let width: Int
    /// The bare pair's hidden layers.
    var hidden: [any Layer] { plain.dropLast().map { $0 as any Layer } }
    /// The bare pair's last layer, which gives the logit.
    var last: any Layer { plain[plain.count - 1] }
    /// What initial weights are drawn from.
    let random: Random
    /// Makes a further dense layer.
    let dense: (_ inputs: Int, _ outputs: Int, _ activation: Activation) -> Linear
  }

  /// Declares a remedy; `change` says what it does.
  init(
    _ flag: String, title: String, _ settings: [String: Float] = [:], change: (inout Remedy) -> Void = { _ in }
  ) {
    self.flag = flag
    self.title = title
    self.settings = settings
    change(&self)
  }
}

extension Remedy {
  /// This change, and latent vectors of another size as well.
  public func with(latents size: Int) -> Remedy {
    var remedy = self
    remedy.latentSize = size
    remedy.title += ", \(size) latent values"
    remedy.settings["latents"] = Float(size)
    return remedy
  }
}
