import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: # 6 · Mode collapse

/// Where the points of a run in the plane come from.
enum PlaneTarget: String, Codable, Sendable {
  case ring, grid

  var mixture: GaussianMixture { self == .ring ? .ring() : .grid() }
}

/// Everything that decides what a training run in the plane computes, but for its seed.
struct PlanePlan: Codable, Equatable, Sendable {
  var target = PlaneTarget.ring
  var remedy = Remedy.plain
  var steps = 8000
  var batchSize = 256
  /// The size of both networks' hidden layers.
  var width = 128
  var learningRate: Float = 2e-3
  /// How both learning rates go over the run.
  var decay = CosineDecay(start: 0.5)
  var averageDecay: Float = 0.995

  /// The number of values in a latent vector.
  var latentSize: Int { if case .latents(let size) = remedy { size } else { 64 } }

  /// Both players as the plan begins.
  func trainer(_ random: Random) throws -> Trainer<PointGenerator, LayeredDiscriminator> {
    let initializer: Initializer = remedy == .smallWeights ? .fanIn : .he
    func generator() -> PointGenerator {
      PointGenerator(
        latentSize: latentSize, width: width, initializer: initializer, random: random.split("generator"))
    }
    let weights = random.split("discriminator")
    let layers = remedy.layers(width: width, random: weights) { inputs, outputs, activation in
      Linear(from: inputs, to: outputs, activation: activation, initializer: initializer, random: weights)
    }
    let trainer = try Trainer(
      generator: generator(), averaged: generator(), discriminator: LayeredDiscriminator(layers),
      random: random.split("training"))
    trainer.generatorRule = Adam(learningRate: 0, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: 0, beta1: 0.5)
    trainer.average = MovingAverage(decay: averageDecay)
    remedy.arrange(trainer)
    return trainer
  }
}

//: @hide
func modeCollapseChapter(_ page: Page) throws {
  //: @show
  let ring = try remedyRows(.ring, seeds: 10, page)
  let grid = try remedyRows(.grid, seeds: 3, page)
  for rows in [ring, grid] {
    page.table(
      header: ["remedy", "modes", "all", "quality", "reached", "KL", "spread"],
      rows: rows.map { row in
        [
          row.choice.flag, row.text(\.modes, .decimals(1)), "\(row.seedsCovering(8))",
          row.text(\.quality, .percent(0)), row.text(\.reached, .decimals(1)), row.text(\.divergence, .decimals(2)),
          row.text(\.spread, .decimals(2)),
        ]
      })
  }
  page.expect("true", true)
  //: @hide
}
//: @show
