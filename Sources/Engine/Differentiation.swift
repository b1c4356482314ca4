/// What a derivative rule gets to work with: everything the operation had, and the gradient at its output.
struct Pullback {
  fileprivate let node: Node
  fileprivate let inputs: [Tensor]
  /// Whether what is computed from inputs and output is to have a history.
  let createGraph: Bool
  /// The gradient of the final result with respect to `output`.
  let gradient: Tensor
  /// Which inputs' gradients are asked for.
  let wanted: [Bool]

  subscript(input: Int) -> Tensor { createGraph ? inputs[input] : inputs[input].detached() }
  var output: Tensor { Tensor(shape: node.shape, storage: node.storage!, history: createGraph ? node : nil) }
  /// What the forward pass kept for this moment; constants.
  var saved: [Tensor] { node.saved }
}

/// How an operation passes a gradient back to its inputs.
///
/// Rules are written in the same differentiable operations as everything else, so that a gradient has gradients. They
/// capture sizes and settings, never a tensor: what they need comes in the ``Pullback``, and no cycle can form.
enum Derivative: Sendable {
  /// The gradient of one input.
  typealias Rule = @Sendable (Pullback) -> Tensor

  /// One rule for each of up to three inputs: only the rules of the inputs that are asked for are run. They are not in an
  /// array, from which every call of a closure takes memory.
  case each(Rule, Rule? = nil, Rule? = nil)
  /// The same for any number of inputs.
  case all([Rule])
  /// One rule for all inputs together, in differentiable operations too: what they share is computed once.
  case together(@Sendable (Pullback) -> [Tensor?])
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
  fileprivate let storage: Storage?

  private static let deepestRecursion = 200

  /// The start of a history.
  convenience init() { self.init(inputs: [], derivative: .all([]), saved: [], shape: [], storage: nil) }

  init(inputs: [Tensor], derivative: Derivative, saved: [Tensor], shape: [Int], storage: Storage?) {
    self.inputs = inputs
    self.derivative = derivative
    self.saved = saved
    self.shape = shape
    self.storage = storage
    depth = 1 + (inputs.lazy.compactMap { $0.history?.depth }.max() ?? 0)
  }

  deinit {
    // A long chain of nodes must not be released by recursion, which would overflow the stack. Short ones may.
    if depth <= Self.deepestRecursion { return }
    var orphans: [Node] = []
    func takeInputs(of node: Node) {
      for input in node.inputs { if let history = input.history { orphans.append(history) } }
      node.inputs = []
    }
    takeInputs(of: self)
    while var node = orphans.popLast() {
      if isKnownUniquelyReferenced(&node) { takeInputs(of: node) }
    }
  }

  /// The gradients of the wanted inputs, given the gradient at the output. With `createGraph` they have a history.
  func pullBack(_ gradient: Tensor, wanted: [Bool], createGraph: Bool) -> [Tensor?] {
    func pullback(_ inputs: [Tensor]) -> Pullback {
      Pullback(node: self, inputs: inputs, createGraph: createGraph, gradient: gradient, wanted: wanted)
    }
    switch derivative {
    case .each(let first, let second, let third):
      let pullback = pullback(inputs)
      var found = [wanted[0] ? first(pullback) : nil]
      if let second { found.append(wanted[1] ? second(pullback) : nil) }
      if let third { found.append(wanted[2] ? third(pullback) : nil) }
      return found
    case .all(let rules):
      let pullback = pullback(inputs)
      return rules.indices.map { wanted[$0] ? rules[$0](pullback) : nil }
    // Under a name of its own, less deep than what the rule computes, an input gets its gradient as late as from a fused
    // operation's plain composition, so that sums keep their order, and results their bits.
    case .together(let rule): return rule(pullback(createGraph ? inputs.map { $0.renamed() } : inputs))
    case .fused(let rule, _) where !createGraph: return rule(pullback(inputs))
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
    Tensor.operation(detached(), of: [self], derivative: .each({ $0.gradient }))
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
///   - whenFinal: Called for every input with its place in `inputs` and its gradient, as soon as nothing more is added to
///     it: for a network's parameters from the last layers to the first, while the rest is still to be computed.
public func gradients(
  of output: Tensor, wrt inputs: [Tensor], given seed: Tensor? = nil, createGraph: Bool = false,
  whenFinal: ((_ place: Int, _ gradient: Tensor) -> Void)? = nil
) -> [Tensor] {
  require(
    seed != nil || output.count == 1,
    "gradients: a tensor of shape \(output.shape) has no single gradient; take a sum or a mean of it first")
  if let seed {
    require(seed.shape == output.shape, "gradients: given \(seed.shape) for an output of \(output.shape)")
  }
  for (index, input) in inputs.enumerated() {
    require(
      input.history != nil, "gradients: input \(index) of shape \(input.shape) has no history; make it tracked() first")
  }
  let createGraph = createGraph && History.isRecorded
  guard let last = output.history else {
    let zeros = inputs.map { Tensor.zeros($0.shape) }
    for (place, zero) in zeros.enumerated() { whenFinal?(place, zero) }
    return zeros
  }
  let start = (createGraph ? seed : seed?.detached()) ?? .ones(output.shape)

  let graph = Graph(of: last, downTo: inputs.map { $0.history! })
  let targets = inputs.map(graph.place)
  var isTarget = [Bool](repeating: false, count: graph.count)
  for target in targets { if let target { isTarget[target] = true } }
  let isOnPath = graph.paths(to: isTarget)

  var gradientAt = [Tensor?](repeating: nil, count: graph.count)
  gradientAt[0] = start
  func result(_ index: Int, _ gradientAt: [Tensor?]) -> Tensor {
    targets[index].flatMap { gradientAt[$0] } ?? .zeros(inputs[index].shape)
  }
  var pending = whenFinal.map { _ in PendingGradients(targets, in: graph, on: isOnPath) }
  for place in graph.rising.reversed() where isOnPath[place] {
    let sources = graph.inputs(of: place)
    if !sources.isEmpty, let gradient = gradientAt[place] {
      if !isTarget[place] { gradientAt[place] = nil }
      let node = graph[place]
      let wanted = sources.map { $0 >= 0 && isOnPath[$0] }
      let found = node.pullBack(gradient, wanted: wanted, createGraph: createGraph)
      // A rule may end with nil for an input that is absent, such as a bias.
      require(
        found.count >= sources.count, "gradients: a rule has \(found.count) gradients for \(sources.count) inputs")
      for (index, source) in sources.enumerated() {
        guard source >= 0, let gradient = found[index] else { continue }
        require(
          gradient.shape == node.inputs[index].shape,
          "gradients: a rule returned \(gradient.shape) for an input of \(node.inputs[index].shape)")
        gradientAt[source] = gradientAt[source].map { $0 + gradient } ?? gradient
      }
    }
    for index in pending?.finished(by: place, in: graph) ?? [] { whenFinal?(index, result(index, gradientAt)) }
  }
  for index in pending?.left ?? [] { whenFinal?(index, result(index, gradientAt)) }
  return inputs.indices.map { result($0, gradientAt) }
}

/// Which gradients may still grow, while a graph is walked from its output to its inputs.
private struct PendingGradients {
  /// For each place in a graph, how many uses on the way are still to be walked; and the inputs whose gradient is there.
  private var uses: [Int], inputs: [Int: [Int]] = [:]

  init(_ targets: [Int?], in graph: Graph, on isOnPath: [Bool]) {
    uses = [Int](repeating: 0, count: graph.count)
    for (index, target) in targets.enumerated() { inputs[target ?? -1, default: []].append(index) }
    for place in isOnPath.indices where isOnPath[place] {
      for source in graph.inputs(of: place) where source >= 0 { uses[source] += 1 }
    }
  }

  /// The inputs whose gradient is final once the node at a place has passed its own back.
  mutating func finished(by place: Int, in graph: Graph) -> [Int] {
    var finished: [Int] = []
    for source in graph.inputs(of: place) where source >= 0 {
      uses[source] -= 1
      if uses[source] == 0 { finished += inputs.removeValue(forKey: source) ?? [] }
    }
    return finished
  }

  /// The inputs that nothing was computed from.
  var left: [Int] { inputs.values.flatMap { $0 }.sorted() }
}

/// The history of a tensor without the nodes that are less deep than every target. The tensor keeps the nodes alive.
private struct Graph {
  // The tensor's own node first.
  private let nodes: NodeList
  /// The places of nodes by rising depth. Inputs are never as deep as what was made from them, so they come before it.
  /// Equal depths keep the order in which they were found: sums of gradients then always add in the same order.
  let rising: [Int]
  /// For one node after the other, the places of its inputs' nodes; -1 for a constant, and for what is not as deep as any
  /// target.
  private var sources: [Int] = []
  private var firstSource: [Int] = []

  init(of last: Node, downTo targets: [Node]) {
    var (nodes, depths) = (NodeList(), [Int]())
    depths.reserveCapacity(NodeList.usual)
    sources.reserveCapacity(2 * NodeList.usual)
    firstSource.reserveCapacity(NodeList.usual)
    // What was computed from a target is deeper.
    let leastDepth = targets.reduce(.max) { min($0, $1.depth) }
    _ = nodes.add(last)
    while depths.count < nodes.count {
      let node = nodes[depths.count]
      depths.append(node.depth)
      firstSource.append(sources.count)
      for input in node.inputs {
        guard let history = input.history, history.depth >= leastDepth else {
          sources.append(-1)
          continue
        }
        sources.append(nodes.add(history))
      }
    }
    firstSource.append(sources.count)
    self.nodes = nodes
    rising = placesByRisingDepth(depths)
  }

  /// Where a tensor's node is, if the output was computed from it.
  func place(of tensor: Tensor) -> Int? { tensor.history.flatMap { nodes.place(of: $0) } }

  var count: Int { nodes.count }

  subscript(place: Int) -> Node { nodes[place] }

  func inputs(of place: Int) -> ArraySlice<Int> { sources[firstSource[place]..<firstSource[place + 1]] }

  /// Which nodes are targets or were computed from one.
  func paths(to isTarget: [Bool]) -> [Bool] {
    var isOnPath = isTarget
    for place in rising where !isTarget[place] {
      isOnPath[place] = inputs(of: place).contains { $0 >= 0 && isOnPath[$0] }
    }
    return isOnPath
  }
}

/// The places in `depths` by rising depth; of equal depths, the first place first.
func placesByRisingDepth(_ depths: [Int]) -> [Int] {
  // Depth and place in one number, which sorts faster than a pair. `Int` may have 32 bits.
  let keys = depths.enumerated().map { place, depth in UInt64(depth) << 32 | UInt64(place) }
  return keys.sorted().map { Int($0 & 0xFFFF_FFFF) }
}

/// Nodes that somebody else keeps, each once, in the order in which they were added, with a table to find them by: in a
/// small network's step, counting references to them and hashing as a dictionary does would cost more than some of the
/// arithmetic.
private struct NodeList {
  /// As many nodes as there is room for from the beginning.
  static let usual = 32

  private var nodes: [Unmanaged<Node>]
  /// Places in `nodes`, at slots that follow from the nodes' addresses, by open addressing; -1 where none is.
  private var slots = [Int](repeating: -1, count: 2 * usual)

  init() {
    nodes = []
    nodes.reserveCapacity(Self.usual)
  }

  var count: Int { nodes.count }

  subscript(place: Int) -> Node { nodes[place].takeUnretainedValue() }

  /// The place of a node, or nil if it has none.
  func place(of node: Node) -> Int? {
    let place = slots[slot(of: .passUnretained(node))]
    return place < 0 ? nil : place
  }

  /// The place of a node, the last one if it had none.
  mutating func add(_ node: Node) -> Int {
    let node = Unmanaged.passUnretained(node)
    let slot = slot(of: node)
    if slots[slot] >= 0 { return slots[slot] }
    slots[slot] = nodes.count
    nodes.append(node)
    if 2 * nodes.count > slots.count {
      slots = [Int](repeating: -1, count: 2 * slots.count)
      for (place, node) in nodes.enumerated() { slots[self.slot(of: node)] = place }
    }
    return nodes.count - 1
  }

  /// The slot where the node's place is, or would be.
  private func slot(of node: Unmanaged<Node>) -> Int {
    let address = node.toOpaque()
    // Fibonacci hashing: the high bits of the product depend on every bit of the address.
    let hash = UInt64(UInt(bitPattern: address)) &* 0x9E37_79B9_7F4A_7C15
    var slot = Int(hash >> (64 - slots.count.trailingZeroBitCount))
    while slots[slot] >= 0 && nodes[slots[slot]].toOpaque() != address { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}

/// The gradients of a scalar with respect to parameters, in their order.
public func gradients(
  of output: Tensor, wrt parameters: [Parameter], createGraph: Bool = false,
  whenFinal: ((_ place: Int, _ gradient: Tensor) -> Void)? = nil
) -> [Tensor] {
  gradients(of: output, wrt: parameters.map { $0.value }, createGraph: createGraph, whenFinal: whenFinal)
}
