import Engine

extension Trainer {
  /// A step on a batch that is cut into shards, of which this process may compute only some. With one shard it is
  /// ``step(on:classes:)``, bit for bit.
  ///
  /// Every shard draws its own latents and everything else that is random from a stream of its own, and has its own batch
  /// statistics, as in PyTorch's distributed data-parallel training (Li 2020). In every turn the player is updated once, by the
  /// mean of the shards' gradients. The shards start a step with the same running statistics, each moves its own, and the
  /// step ends with their mean.
  ///
  /// - Parameters:
  ///   - batch: The whole batch of real samples, in every process. It divides into the shards, and each of them into equal
  ///     parts for the discriminator's updates.
  ///   - classes: Their classes, one-hot rows.
  ///   - exchange: Who computes which shard.
  /// - Returns: The means over the shards of what the last update of each player measured.
  public func step(on batch: Tensor, classes: Tensor? = nil, in exchange: any ShardExchange) -> Turn {
    guard exchange.shards > 1 else { return step(on: batch, classes: classes) }
    // One number of the trainer's stream for each step, whatever the number of shards: nothing else has to be saved.
    let (common, stream) = (random, random.split())
    defer { random = common }
    let parts = batch.split(into: exchange.shards)
    let kinds = classes?.split(into: exchange.shards)
    let shards = exchange.own.map { index in
      Shard(
        real: parts[index].split(into: discriminatorSteps), classes: kinds?[index].split(into: discriminatorSteps),
        random: stream.split("shard \(index)"), buffers: buffers.map(\.value))
    }
    var measured: [Float] = []
    for place in 0..<discriminatorSteps {
      measured = turn(of: discriminator, \.discriminatorRule, shards, exchange) { shard in
        let (real, kind) = (shard.real[place], shard.classes?[place])
        let isLast = place == discriminatorSteps - 1
        shard.fake = isLast ? draw(real.shape[0], kind) : withoutHistory { draw(real.shape[0], kind) }
        let (loss, onReal, onFake) = discriminatorTurn(real, shard.fake, kind)
        return [loss, onReal, onFake]
      }
    }
    let loss = turn(of: generator, \.generatorRule, shards, exchange, sharesBuffers: true) { shard in
      [generatorTurn(shard.real.last!, shard.fake, shard.classes?.last)]
    }
    average?.update(averaged, towards: generator)
    return Turn(discriminatorLoss: measured[0], generatorLoss: loss[0], onReal: measured[1], onFake: measured[2])
  }

  /// What layers keep beside their parameters, such as running statistics.
  private var buffers: [Buffer] {
    [generator as Module, discriminator].flatMap { $0.namedVariables.compactMap { $0.variable as? Buffer } }
  }

  /// Lets every shard compute a turn of a player, and updates the player once, by the mean gradient.
  ///
  /// Gradients are handed over as soon as they are final, those of late layers while early ones are still computed.
  ///
  /// - Parameters:
  ///   - rule: The player's optimiser.
  ///   - sharesBuffers: Whether the shards' buffers become the same again: their mean.
  ///   - compute: A shard's turn; returns what it measured.
  /// - Returns: The means of what was measured.
  private func turn(
    of player: Module, _ rule: ReferenceWritableKeyPath<Trainer, any Optimizer>, _ shards: [Shard],
    _ exchange: any ShardExchange, sharesBuffers: Bool = false, _ compute: (Shard) -> [Float]
  ) -> [Float] {
    let kept = self[keyPath: rule]
    var (order, count) = ([Int](), 0)
    for (place, shard) in shards.enumerated() {
      random = shard.random
      for (buffer, value) in zip(buffers, shard.buffers) { buffer.value = value }
      let collector = GradientCollector(in: kept) { exchange.add($0, of: place) }
      self[keyPath: rule] = collector
      let measured = compute(shard)
      shard.buffers = buffers.map(\.value)
      collector.finish(with: (sharesBuffers ? shard.buffers : []) + [Tensor(measured)])
      (order, count) = (collector.order, measured.count)
    }
    self[keyPath: rule] = kept
    return withoutHistory {
      var mean = Parts(of: Tensor.concatenate(exchange.sums()) * (1 / Float(exchange.shards)))
      let parameters = player.parameters
      var gradients = parameters.map(\.value)
      for index in order { gradients[index] = mean.next(gradients[index].shape) }
      kept.update(player, with: gradients)
      if sharesBuffers { for buffer in buffers { buffer.value = mean.next(buffer.value.shape) } }
      return mean.next([count]).scalars
    }
  }
}

/// A part of a batch in a step.
private final class Shard {
  /// The real samples for each of the discriminator's updates, and their classes.
  let real: [Tensor], classes: [Tensor]?
  let random: Random
  /// The values of the networks' buffers, as far as this shard has moved them.
  var buffers: [Tensor]
  /// What the generator drew for the last update.
  var fake = Tensor(0)

  init(real: [Tensor], classes: [Tensor]?, random: Random, buffers: [Tensor]) {
    (self.real, self.classes, self.random, self.buffers) = (real, classes, random, buffers)
  }
}

/// Stands in the place of an optimiser, which it leaves as it is, and hands gradients over in parcels as they become final.
///
/// Which they are, and in what order, follows from the network alone, so that every shard makes the same parcels.
private final class GradientCollector: Optimizer {
  /// A parcel goes off when it has so many values, a megabyte: with fewer, what every parcel costs counts; with more, the
  /// first goes off late.
  private static let parcelSize = 1 << 18

  private let rule: any Optimizer
  private let send: (Tensor) -> Void
  private var parcel: [Tensor] = []
  /// The parameters in the order in which their gradients became final.
  private(set) var order: [Int] = []

  init(in rule: any Optimizer, send: @escaping (Tensor) -> Void) { (self.rule, self.send) = (rule, send) }

  func update(_ module: Module, lowering loss: Tensor) {
    _ = gradients(of: loss, wrt: module.parameters) { place, gradient in
      self.order.append(place)
      self.parcel.append(gradient)
      if self.parcel.reduce(0, { $0 + $1.count }) >= Self.parcelSize { self.sendParcel() }
    }
  }

  /// Sends what is left, and what comes after all gradients.
  func finish(with rest: [Tensor]) {
    parcel += rest
    sendParcel()
  }

  private func sendParcel() {
    send(withoutHistory { Tensor.concatenate(parcel.map { $0.detached().reshaped([-1]) }) })
    parcel = []
  }

  var learningRate: Float {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }
  var steps: Int { rule.steps }

  func update(_ module: Module, with gradients: [Tensor]) { rule.update(module, with: gradients) }
  func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] { rule.rates(for: module, with: gradients) }
  func state(for module: Module) -> [String: Tensor] { rule.state(for: module) }
  func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    try rule.load(state, steps: steps, for: module)
  }
}

/// Takes tensors off the front of a vector.
private struct Parts {
  private let vector: Tensor
  private var start = 0

  init(of vector: Tensor) { self.vector = vector }

  mutating func next(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    defer { start += count }
    return vector.slice(start..<start + count).reshaped(shape)
  }
}
