import Datasets
import Engine
import GAN

/// What of a run is to be seen.
public struct LabLayers: OptionSet, Sendable {
  /// One bit for each layer.
  public let rawValue: UInt32

  /// Layers by their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The discriminator's surface.
  public static let surface = LabLayers(rawValue: 1)
  /// The way that each of some generated points is pushed.
  public static let gradients = LabLayers(rawValue: 2)
  /// Where the generator takes the mesh over the latent space.
  public static let mesh = LabLayers(rawValue: 4)
  /// The points of the generator with averaged weights instead of the last ones.
  public static let averaged = LabLayers(rawValue: 8)
  /// All that the page knows how to draw.
  public static let all: LabLayers = [.surface, .gradients, .mesh, .averaged]
}

/// Looks at a run, always from the same latent vectors and at the same places.
public final class LabLook {
  /// The number of points that are shown, of either kind.
  public static let shown = 500
  /// The number of generated points whose gradients are shown.
  public static let arrows = 200
  /// Cells of the surface along either axis.
  public static let cells = 40

  private let run: LabRun
  private let judge: LabJudge
  private let mesh: LatentMesh?
  private let latents: Tensor
  private let places: Tensor
  private var reach: Float { run.plan.data.reach }

  /// A look at a run.
  public init(_ run: LabRun) {
    self.run = run
    let plan = run.plan
    judge = LabJudge(run.mixture, hasModes: plan.data.hasModes, reach: plan.data.reach)
    mesh = LatentMesh(size: plan.latents, noise: plan.noise)
    latents = plan.noise.sample(
      [LabJudge.points, plan.latents], Random(seed: plan.seed).split("plane").split("latents"))
    let reach = plan.data.reach
    let ticks = (0..<Self.cells).map { reach * ((2 * Float($0) + 1) / Float(Self.cells) - 1) }
    places = Tensor(
      shape: [Self.cells * Self.cells, 2], scalars: ticks.flatMap { y in ticks.flatMap { x in [x, y] } })
  }

  /// What the run looks like now.
  ///
  /// - Parameters:
  ///   - layers: What of it.
  ///   - measures: Whether the scores are measured.
  ///   - isFirst: Whether what never changes is wanted too: real points and latent vectors.
  public func frame(_ layers: LabLayers, measures: Bool, isFirst: Bool) -> LabFrame {
    var frame = LabFrame(run, reach: reach)
    if isFirst {
      frame.real = run.mixture.sample(count: Self.shown, random: Random(seed: run.plan.seed).split("shown"))
      // More values than two have no place in a picture.
      if mesh != nil { frame.latents = latents.slice(0..<Self.shown) }
      frame.meshLatents = mesh?.latents
      frame.meshColumns = mesh?.columns ?? 0
    }
    let generator = layers.contains(.averaged) ? run.trainer.averaged : run.trainer.generator
    withoutHistory {
      let points = generator(measures ? latents : latents.slice(0..<Self.shown), .inference)
      frame.points = measures ? points.slice(0..<Self.shown) : points
      if measures { frame.scores = judge.scores(of: points) }
      if layers.contains(.mesh) { frame.mesh = mesh.map { generator($0.latents, .inference) } }
      if layers.contains(.surface), !run.plan.change.judgesPacks {
        frame.surface = run.trainer.discriminator(places, .inference).flattened()
      }
    }
    if layers.contains(.gradients), !run.plan.change.judgesPacks {
      (frame.gradients, frame.slope) = push(on: frame.points!.slice(0..<Self.arrows))
    }
    return frame
  }

  /// The way that the generator's loss pushes each of the points, `[count, 2]`, and the discriminator's largest slope
  /// there.
  private func push(on points: Tensor) -> (Tensor, Float) {
    let points = points.tracked()
    let logits = run.trainer.discriminator(points, .inference)
    let slopes = gradients(of: logits.sum(), wrt: [points])[0]
    // A loss is a mean over the batch: multiplied by its size it says how steep it is for each point alone.
    let judged = logits.detached().tracked()
    let real = run.mixture.sample(count: judged.count, random: Random(seed: run.plan.seed).split("pairs"))
    let loss = run.trainer.loss.generator(
      real: withoutHistory { run.trainer.discriminator(real, .inference) }, fake: judged)
    let steepness = gradients(of: loss * Float(judged.count), wrt: [judged])[0]
    let largest = slopes.squared().sum(axes: [1]).squareRoot().scalars.max() ?? .nan
    return (-(slopes * steepness), largest)
  }
}
