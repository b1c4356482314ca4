import Engine

/// What a run looks like at one moment, and the bytes that carry it to the page.
public struct LabFrame: Sendable {
  /// How the discriminator's logits are to be read.
  public enum Judgement: UInt32, Sendable {
    /// The sigmoid is the probability of being real.
    case probability
    /// 1 for real and 0 for generated points.
    case label
    /// Higher is more real; only differences mean anything.
    case score
  }

  /// The steps so far, and the turns of each player in the one that is not over.
  public let steps, discriminatorTurns, generatorTurns: Int
  /// Whether all steps are made.
  public let isOver: Bool
  /// How ``surface`` is to be read.
  public let judgement: Judgement
  /// Both losses, the probabilities D(x) and D(G(z)), and both rates.
  public let discriminatorLoss, generatorLoss, onReal, onFake, generatorRate, discriminatorRate: Float
  /// The plane is shown from minus this to this.
  public let reach: Float
  /// How near the points are to the data, if that was measured.
  public var scores: LabScores?
  /// The discriminator's largest slope at the points that have gradients, if those were asked for.
  public var slope: Float?
  /// The challenges that are met, a bit for each.
  public var challenges: UInt32 = 0
  /// Real and generated points, `[count, 2]`.
  public var real, points: Tensor?
  /// The latent vectors of the generated points, `[count, size]`.
  public var latents: Tensor?
  /// The way that the first of the generated points are pushed, `[count, 2]`.
  public var gradients: Tensor?
  /// Logits at the cells of the plane, row by row from below.
  public var surface: Tensor?
  /// Where the generator takes the latent mesh, `[count, 2]`, and the mesh itself.
  public var mesh, meshLatents: Tensor?
  /// The vertices in a row of the mesh.
  public var meshColumns = 0

  init(_ run: LabRun, reach: Float) {
    steps = run.steps
    (discriminatorTurns, generatorTurns) = run.turns
    isOver = run.isOver
    judgement =
      switch run.trainer.loss.name {
      case LabLoss.wasserstein.loss.name: .score
      case LabLoss.leastSquares.loss.name: .label
      default: .probability
      }
    (discriminatorLoss, generatorLoss) = (run.last.discriminatorLoss, run.last.generatorLoss)
    (onReal, onFake) = (run.last.onReal, run.last.onFake)
    (generatorRate, discriminatorRate) = run.rates
    self.reach = reach
  }
}

// MARK: - Bytes

extension LabFrame {
  /// The first four bytes of every frame: `LAB1`.
  static let mark: UInt32 = 0x3142_414C

  /// The frame as bytes, all numbers of four bytes and little-endian: 10 whole numbers, 13 floats, and then for each
  /// tensor its kind, its count and its values. A score that was not measured is not a number.
  public var bytes: [UInt8] {
    let tensors: [(kind: UInt32, tensor: Tensor?)] = [
      (1, real), (2, latents), (3, points), (4, gradients), (5, surface), (6, mesh), (7, meshLatents),
    ]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100 + tensors.reduce(0) { $0 + 8 + 4 * ($1.tensor?.count ?? 0) })
    func append(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    func append(_ value: Float?) { append((value ?? .nan).bitPattern) }
    append(Self.mark)
    for value in [steps, discriminatorTurns, generatorTurns, isOver ? 1 : 0] { append(UInt32(value)) }
    append(judgement.rawValue)
    append(challenges)
    append(UInt32(meshColumns))
    append(UInt32(scores == nil ? 0 : 1))
    append(UInt32(tensors.count { $0.tensor != nil }))
    for value in [discriminatorLoss, generatorLoss, onReal, onFake, generatorRate, discriminatorRate, reach] {
      append(value)
    }
    append(scores?.kullbackLeibler)
    append(scores?.jensenShannon)
    append(scores?.covered.map(Float.init))
    append(scores?.reached.map(Float.init))
    append(scores?.quality)
    append(slope)
    for (kind, tensor) in tensors {
      guard let tensor else { continue }
      append(kind)
      append(UInt32(tensor.count))
      // Every processor that the kernels know keeps numbers little-endian.
      tensor.withUnsafeScalars { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) }
    }
    return bytes
  }
}
