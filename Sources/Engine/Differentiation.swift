/// What a derivative rule gets to work with: everything the operation had, and the gradient at its output.
struct Pullback {
  let inputs: [Tensor]
  let output: Tensor
  /// What the forward pass kept for this moment; constants.
  let saved: [Tensor]
  /// The gradient of the final result with respect to `output`.
  let gradient: Tensor
  /// Which inputs' gradients are asked for.
  let wanted: [Bool]

  subscript(input: Int) -> Tensor { inputs[input] }
}

/// How an operation passes a gradient back to its inputs.
///
/// Rules are written in the same differentiable operations as everything else, so that a gradient has gradients. They
/// capture sizes and settings, never a tensor: what they need comes in the ``Pullback``, and no cycle can form.
enum Derivative: Sendable {
  /// One rule for each input: only the rules of the inputs that are asked for are run.
  case each([@Sendable (Pullback) -> Tensor])
  /// A fused operation: one fast rule for all inputs together, and the composition of plain operations that computes
  /// the same value. When the gradient itself is to be differentiated, the plain composition is.
  case fused(@Sendable (Pullback) -> [Tensor?], plain: @Sendable ([Tensor]) -> Tensor)
}

/// One step of a tensor's history: which operation made it, from what. A node without inputs is where a history starts.
final class Node: @unchecked Sendable {
  // Read-only but for `deinit`, which takes the inputs apart without recursion.
  private(set) var inputs: [Tensor]
  let derivative: Derivative
  let saved: [Tensor]
  /// One more than the deepest input: every path from a node leads to smaller depths.
  let depth: Int
  let shape: [Int]
  /// Kept without its history, which is this node: the reverse would be a cycle.
  private let storage: Storage?

  /// The start of a history.
  convenience init() { self.init(inputs: [], derivative: .each([]), saved: [], shape: [], storage: nil) }

  init(inputs: [Tensor], derivative: Derivative, saved: [Tensor], shape: [Int], storage: Storage?) {
    self.inputs = inputs
    self.derivative = derivative
    self.saved = saved
    self.shape = shape
    self.storage = storage
    depth = 1 + (inputs.lazy.compactMap { $0.history?.depth }.max() ?? 0)
  }

  deinit {
    // A long chain of nodes must not be released by recursion, which would overflow the stack.
    var orphans = inputs.compactMap(\.history)
    inputs = []
    while var node = orphans.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      orphans.append(contentsOf: node.inputs.compactMap(\.history))
      node.inputs = []
    }
  }

  /// The gradients of the wanted inputs, given the gradient at the output. With `createGraph` they have a history.
  func pullBack(_ gradient: Tensor, wanted: [Bool], createGraph: Bool) -> [Tensor?] {
    let output = Tensor(shape: shape, storage: storage!, history: createGraph ? self : nil)
    let inputs = createGraph ? self.inputs : self.inputs.map { $0.detached() }
    let pullback = Pullback(inputs: inputs, output: output, saved: saved, gradient: gradient, wanted: wanted)
    switch derivative {
    case .each(let rules): return zip(rules, wanted).map { rule, isWanted in isWanted ? rule(pullback) : nil }
    case .fused(let rule, _) where !createGraph: return rule(pullback)
    case .fused(_, let plain):
      // Fresh names for the inputs: one of them may be computed from another, and each gradient is its own.
      let names = inputs.map { $0.renamed() }
      let asked = names.indices.filter { wanted[$0] }
      let found = gradients(
        of: plain(names), wrt: asked.map { names[$0] }, given: gradient, createGraph: true)
      var all = [Tensor?](repeating: nil, count: names.count)
      for (index, gradient) in zip(asked, found) { all[index] = gradient }
      return all
    }
  }
}

/// Whether operations remember their inputs. Off inside ``withoutHistory(_:)``.
enum History {
  @TaskLocal static var isRecorded = true
}

/// Runs `body` without recording how its tensors come to be: for generating images or scoring them, where nobody will
/// ask for a gradient and the values in between can be forgotten at once.
public func withoutHistory<Result>(_ body: () throws -> Result) rethrows -> Result {
  try History.$isRecorded.withValue(false) { try body() }
}

extension Tensor {
  /// The result of an operation: its value, and how gradients pass back through it.
  static func operation(
    _ value: Tensor, of inputs: [Tensor], saving saved: [Tensor] = [], derivative: @autoclosure () -> Derivative
  ) -> Tensor {
    guard inputs.contains(where: { $0.history != nil }), History.isRecorded else { return value }
    let node = Node(
      inputs: inputs, derivative: derivative(), saved: saved, shape: value.shape, storage: value.storage)
    return Tensor(shape: value.shape, storage: value.storage, history: node)
  }

  /// The same value as an operation of its own, whose gradient can be told from that of `self`.
  fileprivate func renamed() -> Tensor {
    Tensor.operation(detached(), of: [self], derivative: .each([{ $0.gradient }]))
  }
}

/// The gradients of a scalar with respect to tensors it was computed from, in their order.
///
/// Only the paths that lead to `inputs` are walked: what nobody asked for is not computed. An input that the output
/// does not depend on has gradient zero.
///
/// - Parameters:
///   - output: A scalar, or any tensor if `seed` is given.
///   - inputs: Tensors with a history: a parameter's value, a tensor made ``Tensor/tracked()``, or one computed on the way.
///   - seed: The gradient at `output`; 1 if not given. The result is then the gradient of Σ output · seed.
///   - createGraph: Whether the gradients get a history of their own, so that they can be differentiated in turn: what
///     a gradient penalty needs.
public func gradients(
  of output: Tensor, wrt inputs: [Tensor], given seed: Tensor? = nil, createGraph: Bool = false
) -> [Tensor] {
  precondition(
    seed != nil || output.count == 1,
    "gradients: a tensor of shape \(output.shape) has no single gradient; take a sum or a mean of it first")
  if let seed {
    precondition(seed.shape == output.shape, "gradients: given \(seed.shape) for an output of \(output.shape)")
  }
  for (index, input) in inputs.enumerated() {
    precondition(
      input.history != nil, "gradients: input \(index) of shape \(input.shape) has no history; make it tracked() first")
  }
  let createGraph = createGraph && History.isRecorded
  guard let last = output.history else { return inputs.map { .zeros($0.shape) } }
  let start = (createGraph ? seed : seed?.detached()) ?? .ones(output.shape)

  let graph = Graph(of: last)
  let targets = inputs.map { input in input.history.flatMap { graph.places[ObjectIdentifier($0)] } }
  var isTarget = [Bool](repeating: false, count: graph.nodes.count)
  for target in targets { if let target { isTarget[target] = true } }
  let isOnPath = graph.paths(to: isTarget)

  var gradientAt = [Tensor?](repeating: nil, count: graph.nodes.count)
  gradientAt[0] = start
  for place in graph.rising.reversed() where isOnPath[place] {
    guard let gradient = gradientAt[place] else { continue }
    if !isTarget[place] { gradientAt[place] = nil }
    let node = graph.nodes[place]
    let sources = graph.inputs(of: place)
    if sources.isEmpty { continue }
    let wanted = sources.map { $0.map { isOnPath[$0] } ?? false }
    let found = node.pullBack(gradient, wanted: wanted, createGraph: createGraph)
    for (index, source) in sources.enumerated() {
      guard let source, let gradient = found[index] else { continue }
      precondition(
        gradient.shape == node.inputs[index].shape,
        "gradients: a rule returned \(gradient.shape) for an input of \(node.inputs[index].shape)")
      gradientAt[source] = gradientAt[source].map { $0 + gradient } ?? gradient
    }
  }
  return zip(inputs, targets).map { input, target in target.flatMap { gradientAt[$0] } ?? .zeros(input.shape) }
}

/// All that a tensor was computed from.
private struct Graph {
  /// Its own node first.
  private(set) var nodes: [Node]
  private(set) var places: [ObjectIdentifier: Int]
  /// The places of nodes by rising depth. Inputs are never as deep as what was made from them, so they come before it.
  /// Equal depths keep the order in which they were found: sums of gradients then always add in the same order.
  let rising: [Int]
  /// For one node after the other, the places of its inputs' nodes; `nil` for a constant.
  private var sources: [Int?] = []
  private var firstSource: [Int] = []

  init(of last: Node) {
    nodes = [last]
    places = [ObjectIdentifier(last): 0]
    var next = 0
    while next < nodes.count {
      firstSource.append(sources.count)
      for input in nodes[next].inputs {
        guard let node = input.history else {
          sources.append(nil)
          continue
        }
        let place = places[ObjectIdentifier(node), default: nodes.count]
        if place == nodes.count {
          places[ObjectIdentifier(node)] = place
          nodes.append(node)
        }
        sources.append(place)
      }
      next += 1
    }
    firstSource.append(sources.count)
    let depths = nodes.map(\.depth)
    rising = nodes.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
  }

  func inputs(of place: Int) -> ArraySlice<Int?> { sources[firstSource[place]..<firstSource[place + 1]] }

  /// Which nodes are targets or were computed from one.
  func paths(to isTarget: [Bool]) -> [Bool] {
    var isOnPath = isTarget
    for place in rising where !isTarget[place] {
      isOnPath[place] = inputs(of: place).contains { $0.map { isOnPath[$0] } ?? false }
    }
    return isOnPath
  }
}

/// The gradients of a scalar with respect to parameters, in their order.
public func gradients(of output: Tensor, wrt parameters: [Parameter], createGraph: Bool = false) -> [Tensor] {
  gradients(of: output, wrt: parameters.map(\.value), createGraph: createGraph)
}
