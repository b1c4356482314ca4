/// A part of a network that takes one tensor and returns one.
///
/// Every layer can be called with a phase, so that layers can be put together without knowing which of them need it; see
/// ``Sequential``. Those that do the same in training and in inference can be called without one too.
public protocol Layer: Module {
  /// The layer applied to a batch.
  func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor
}

extension Layer {
  /// Not available: this layer has to know whether it is being trained.
  @available(*, unavailable, message: "pass a phase as well: .training(random) or .inference")
  public func callAsFunction(_ x: Tensor) -> Tensor { fatalError("a call without a phase does not compile") }
}

/// Layers one after the other.
///
/// ```swift
/// let network = Sequential {
///   Linear(from: 2, to: 64, activation: .relu, random: random)
///   Dropout(rate: 0.3)
///   Linear(from: 64, to: 1, random: random)
/// }
/// let logits = network(x, .training(random))
/// ```
///
/// In files the first layer's weight is called `layers.0.weight`. A layer that stands in it twice has its variables once,
/// under its first place.
public final class Sequential: Module, Layer {
  /// The layers, the first one first.
  public let layers: [any Layer]

  /// A network of the given layers.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// A network of the layers that stand in the braces, a line each; `if` and `for` are understood.
  public convenience init(@SequentialBuilder _ layers: () -> [any Layer]) { self.init(layers()) }

  /// Every layer applied to what the one before it returned.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { layers.reduce(x) { $1($0, phase) } }
}

/// Puts the layers of a ``Sequential`` into an array.
@resultBuilder public enum SequentialBuilder {
  /// A line with a layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// A line with a list of layers.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  /// All lines.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  /// `if` without `else`.
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  /// `if`.
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  /// `else`.
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  /// `for`.
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}

/// A function without parameters as a layer: an activation, a change of shape, a change of size.
///
/// ```swift
/// Sequential {
///   Linear(from: 100, to: 4 * 4 * 32, random: random)
///   Apply { $0.reshaped([-1, 4, 4, 32]) }
///   Apply(.leakyReLU(slope: 0.2))
/// }
/// ```
public final class Apply: Module, Layer {
  private let function: (Tensor) -> Tensor

  /// The layer that applies `function`. Variables that it captures are not found: keep them in a ``Module``.
  public init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }

  /// An activation by itself.
  public init(_ activation: Activation) { function = { activation($0) } }

  /// The function's result.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }

  /// The function's result, in either phase.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor { function(x) }
}
